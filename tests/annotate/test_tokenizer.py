"""Every quantity aligns with token boundaries: span attributes are keyed by offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from claimx.annotate import numbers


def tokens(nlp: Language, text: str) -> list[str]:
    return [t.text for t in nlp.make_doc(text)]


def misaligned(doc: Doc) -> list[str]:
    found = numbers.find(doc.text)
    return [doc.text[n.start : n.end] for n in found if doc.char_span(n.start, n.end, alignment_mode="strict") is None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25%–30%", ["25", "%", "–", "30", "%"]),
        ("p<0.001", ["p", "<", "0.001"]),
        ("400mg/day", ["400", "mg", "/", "day"]),
        ("12.1–33.4", ["12.1", "–", "33.4"]),
        ("adults1", ["adults", "1"]),
        ("week 12²", ["week", "12", "²"]),
        ("45%/22%", ["45", "%", "/", "22", "%"]),
        ("1,200", ["1,200"]),
        ("5·2", ["5·2"]),
        ("−12%", ["−", "12", "%"]),
        ("2½", ["2", "½"]),
        ("by 25%.", ["by", "25", "%", "."]),
    ],
)
def test_numbers_stand_apart(nlp: Language, text: str, expected: list[str]) -> None:
    assert tokens(nlp, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "fell 25%–30%, p<0.001", "400mg/day for 12wk", "(12.1–33.4)", "adults1", "week 12²", "45%/22%",
        "HR=0.75(0.6-0.9)", "5.2±1.1mmHg", "10%,20%and30%", "a 2.5-fold rise", "2- to 3-fold", "$25", "n=60.",
        "2½hours", "10^9", "CO2", "12.5.", "1,200.50mg", "~30%", "7mmHg/3mmHg", "VO2max",
        "25percent", "omega-3", "9of16", "1:1,000", "3×10⁵", "twofold", "threefold", "25%of", "0·5–0·9",
    ],
)  # fmt: skip
def test_every_quantity_aligns(nlp: Language, text: str) -> None:
    assert misaligned(nlp.make_doc(text)) == []


PIECES = st.sampled_from(
    ["25%", "30", "p<0.001", "400mg/day", "12.1–33.4", "adults1", "week 12²", "45%/22%", "½", "a third", "one in five",
     "9 of 16", "twice", "threefold", "±", "−", "mmHg", "HR=0.75", "µg", "[3]", "°C", "0·5", "1,200"]
)  # fmt: skip
MIXTURES = st.sampled_from([" ", ", ", "/", " – ", "(", ") ", "; "]).flatmap(
    lambda between: st.lists(PIECES, max_size=12).map(between.join)
)


@given(MIXTURES)
def test_quantities_align_in_any_mixture(nlp: Language, text: str) -> None:
    assert misaligned(nlp.make_doc(text)) == []


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join), MIXTURES))
def test_tokens_give_the_text_back(nlp: Language, text: str) -> None:
    doc = nlp.make_doc(text)
    assert "".join(t.text_with_ws for t in doc) == text
    assert all(t.text for t in doc)
