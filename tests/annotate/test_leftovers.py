"""Numbers that no construction explains: what they are proposed as."""

from __future__ import annotations

import pytest

from claimx.annotate import numbers
from claimx.annotate.change import Found, Item
from claimx.annotate.leftovers import leftover


def last_number(sentence: str) -> Found | None:
    """What is proposed for the last number of a sentence that no construction explains."""
    number = list(numbers.find(sentence))[-1]
    return leftover(sentence, Item(number.start, number.end, number.form, number.quantity))


@pytest.mark.parametrize(
    ("sentence", "quantity", "kind", "unit", "direction"),
    [
        ("Share with clear skin: 38%.", "38%", "response_rate", "%", "increase"),
        ("A reduction was found, namely 6 mmHg.", "6 mmHg", "absolute_change", "mmHg", "decrease"),
        ("Difference from placebo: 6 mmHg.", "6 mmHg", "absolute_change", "mmHg", "increase"),
        ("Iron stores on the syrup: 3 times.", "3 times", "fold_change", "fold", "increase"),
        ("The gain in the pain score was, on the whole, 14.", "14", "absolute_change", None, "increase"),
        ("There was no difference in weight, namely 2 kg.", "2 kg", "absolute_change", "kg", "no_change"),
    ],
)  # fmt: skip
def test_a_number_left_over_is_read_by_its_unit(
    sentence: str, quantity: str, kind: str, unit: str | None, direction: str
) -> None:
    found = last_number(sentence)
    assert found is not None
    assert sentence[found.start : found.end] == quantity
    effect = found.effect
    assert (effect.quantity_kind, effect.unit, effect.direction) == (kind, unit, direction)
    assert effect.construction == f"left:{kind}"


def test_a_head_count_left_over_is_a_number_of_events() -> None:
    found = last_number("On the tablets the ulcer closed in 17 older patients.")
    assert found is not None
    effect = found.effect
    assert (effect.quantity_kind, effect.n_events, effect.unit) == ("response_rate", 17, "patients")
    assert effect.construction == "left:people"


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("On the tablets the ulcer closed in 17.", None),
        ("The nurses counted 17 new ulcers.", "ulcers"),
        ("There were 17 of the ulcers left.", "ulcers"),
    ],
)
def test_a_bare_number_is_a_count_of_what_follows(sentence: str, unit: str | None) -> None:
    found = last_number(sentence)
    assert found is not None
    assert (found.effect.n_events, found.effect.unit, found.effect.construction) == (17, unit, "left:count")


@pytest.mark.parametrize("sentence", ["25%", "p 25%"])
def test_a_number_without_words_is_not_proposed(sentence: str) -> None:
    assert last_number(sentence) is None
