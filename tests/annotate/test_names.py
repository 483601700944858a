"""What looks like a name of a body or a person."""

from __future__ import annotations

import pytest

from claimx.annotate import names

SENTENCE = "Dr. Lena Holm of Brage University said that rye bread cut hunger by 20%."


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Lena Holm", {"proper", "titled"}),
        ("Dr. Lena Holm", {"proper", "titled"}),
        ("Brage University", {"proper", "body", "reports"}),
        ("rye bread", set()),
        ("hunger", set()),
    ],
)
def test_name(phrase: str, expected: set[str]) -> None:
    found = names.features(SENTENCE, phrase, SENTENCE.index(phrase))
    assert {name for name, value in found.items() if value} == expected


def test_a_phrase_from_elsewhere_is_judged_by_itself() -> None:
    assert names.features(SENTENCE, "Oslo Clinic", -1) == {"proper": 1.0, "body": 1.0, "titled": 0.0, "reports": 0.0}
