"""Numbers as people write them: what each is worth and in what unit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.annotate.numbers import Number, find, normal_unit, to_float


def only(text: str) -> Number:
    [number] = find(text)
    return number


@pytest.mark.parametrize(
    ("text", "span", "value", "unit"),
    [
        ("fell by 25%", "25%", 25, "%"),
        ("fell by 25 %", "25 %", 25, "%"),
        ("fell by 25 percent", "25 percent", 25, "%"),
        ("fell by 25 per cent", "25 per cent", 25, "%"),
        ("fell by 0.5 percentage points", "0.5 percentage points", 0.5, "pp"),
        ("fell by 7 mm Hg", "7 mm Hg", 7, "mmHg"),
        ("fell by 12 mg/dL", "12 mg/dL", 12, "mg/dL"),
        ("fell by 1.1 mmol/l", "1.1 mmol/l", 1.1, "mmol/L"),
        ("fell by 5·2 kg", "5·2 kg", 5.2, "kg"),
        ("fell by .5 kg", ".5 kg", 0.5, "kg"),
        ("took 1,200 mg", "1,200 mg", 1200, "mg"),
        ("took 400mg", "400mg", 400, "mg"),
        ("a 12-point drop", "12-point", 12, "points"),
        ("fell by 2½ kg", "2½ kg", 2.5, "kg"),
        ("slept two and a half hours", "two and a half hours", 2.5, "hours"),
        ("fell by twenty-five percent", "twenty-five percent", 25, "%"),
        ("fell by twelve points", "twelve points", 12, "points"),
        ("some 2.6 million people", "2.6 million", 2_600_000, None),
        ("three hundred women", "three hundred", 300, None),
        ("10 000 steps", "10 000 steps", 10_000, "steps"),
        ("1,234,567 people", "1,234,567", 1_234_567, None),
        ("a BMI of 31.4 kg/m²", "31.4 kg/m²", 31.4, "kg/m²"),
        ("25 percentof users", "25 percent", 25, "%"),
        ("a million people", "a million", 1_000_000, None),
        ("half a million deaths", "half a million", 500_000, None),
        ("a hundred thousand Danes", "a hundred thousand", 100_000, None),
        ("two dozen deaths", "two dozen", 24, None),
    ],
)
def test_value_and_unit(text: str, span: str, value: float, unit: str | None) -> None:
    number = only(text)
    assert text[number.start : number.end] == span
    assert (number.quantity.value, number.quantity.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "span", "low", "high", "unit"),
    [
        ("by 20-25%", "20-25%", 20, 25, "%"),
        ("by 20–25%", "20–25%", 20, 25, "%"),
        ("by 25%–30%", "25%–30%", 25, 30, "%"),
        ("by 4 to 6 mmHg", "4 to 6 mmHg", 4, 6, "mmHg"),
        ("by 20% to 25%", "20% to 25%", 20, 25, "%"),
        ("by between 10 and 14%", "10 and 14%", 10, 14, "%"),
        ("by four to six weeks", "four to six weeks", 4, 6, "weeks"),
        ("by 1.5−2.5 kg", "1.5−2.5 kg", 1.5, 2.5, "kg"),
        ("2- to 3-fold", "2- to 3-fold", 2, 3, "fold"),
    ],
)
def test_range(text: str, span: str, low: float, high: float, unit: str) -> None:
    number = only(text)
    assert text[number.start : number.end] == span
    quantity = number.quantity
    assert (quantity.value, quantity.value_low, quantity.value_high, quantity.unit) == (None, low, high, unit)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("from 8.1% to 6.9%", [(8.1, "%"), (6.9, "%")]),  # falling: no range
        ("11.4 and 5.5 mmHg", [(11.4, "mmHg"), (5.5, "mmHg")]),
        ("10, 20 and 30%", [(10, "%"), (20, "%"), (30, "%")]),
        ("10 vs 20%", [(10, "%"), (20, "%")]),
        ("15% and 20%", [(15, "%"), (20, "%")]),
        ("45%/22%", [(45, "%"), (22, "%")]),
        ("week 4 and 12 kg", [(4, None), (12, "kg")]),
    ],
)
def test_several(text: str, values: list[tuple[float, str | None]]) -> None:
    assert [(n.quantity.value, n.quantity.unit) for n in find(text)] == values


@pytest.mark.parametrize(
    ("text", "span", "percent"),
    [
        ("half of users", "half", 50),
        ("a third of users", "a third", 33.33),
        ("two-thirds of users", "two-thirds", 66.67),
        ("three quarters of users", "three quarters", 75),
        ("one-fifth of users", "one-fifth", 20),
        ("a tenth of users", "a tenth", 10),
        ("one in five adults", "one in five", 20),
        ("1 in 10,000 births", "1 in 10,000", 0.01),
        ("nine out of ten users", "nine out of ten", 90),
        ("3 in every 4 users", "3 in every 4", 75),
        ("120 per 100,000 people", "120 per 100,000", 0.12),
    ],
)
def test_share_in_percent(text: str, span: str, percent: float) -> None:
    number = only(text)
    assert text[number.start : number.end] == span
    assert number.quantity.unit == "%"
    assert number.quantity.value == pytest.approx(percent)


@pytest.mark.parametrize(
    ("text", "value", "unit", "direction"),
    [
        ("doubled the risk", 2, "fold", "increase"),
        ("tripled the risk", 3, "fold", "increase"),
        ("quadrupled the risk", 4, "fold", "increase"),
        ("halved the risk", 50, "%", "decrease"),
        ("twice the risk", 2, "fold", None),
        ("three times the risk", 3, "fold", None),
        ("3.5 times the risk", 3.5, "fold", None),
        ("a 2.5-fold rise", 2.5, "fold", None),
        ("a threefold rise", 3, "fold", None),
        ("4× the risk", 4, "fold", None),
    ],
)
def test_multiple(text: str, value: float, unit: str, direction: str | None) -> None:
    number = only(text)
    assert number.form == "multiple"
    assert (number.quantity.value, number.quantity.unit, number.quantity.direction) == (value, unit, direction)


@pytest.mark.parametrize(
    "text",
    ["a double-blind trial", "a second opinion", "the third trial", "the fourth week", "a quarterly magazine",
     "no one knew", "a one-day-old", "anyone", "often"],
)  # fmt: skip
def test_words_that_only_look_like_multiples_or_shares(text: str) -> None:
    assert not [n for n in find(text) if n.form in ("multiple", "fraction", "rate")]


@pytest.mark.parametrize("text", ["9 of 16 patients", "9/16 patients", "nine of 16 patients", "9 of the 16 patients"])
def test_count(text: str) -> None:
    number = only(text)
    assert (number.form, number.quantity.value, number.second) == ("count", 9, 16)


@pytest.mark.parametrize("text", ["300 in 2019", "140/90", "16 of 9", "2020 of 2021."])
def test_no_rate_or_count(text: str) -> None:
    assert not [n for n in find(text) if n.form == "rate"]
    assert not [n for n in find(text) if n.form == "count" and n.second is not None and n.second < n.quantity.value]


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [("−12%", "-", 12), ("-12%", "-", 12), ("–12%", "-", 12), ("+12%", "+", 12), ("12%", None, 12),
     ("(−12%)", "-", 12)],
)  # fmt: skip
def test_printed_sign(text: str, sign: str | None, value: float) -> None:
    quantity = only(text).quantity
    assert (quantity.sign, quantity.value) == (sign, value)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("up to 30%", "up_to"),
        ("as much as 30%", "up_to"),
        ("about 30%", "about"),
        ("~30%", "about"),
        ("at least 30%", "at_least"),
        ("≥30%", "at_least"),
        ("no more than 30%", "at_most"),
        ("more than 30%", "more_than"),
        ("over 30%", "more_than"),
        ("less than 30%", "less_than"),
        ("under 30%", "less_than"),
        ("nearly 30%", "nearly"),
        ("an average of 30%", "average"),
        ("only 30%", None),
        ("30%", None),
    ],
)
def test_qualifier(text: str, qualifier: str | None) -> None:
    assert only(text).quantity.qualifier == qualifier


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("percent", "%"), ("mm Hg", "mmHg"), ("ml", "mL"), ("kilograms", "kg"), ("G", None), ("parsec", None),
     (None, None)],
)  # fmt: skip
def test_normal_unit(written: str | None, canonical: str | None) -> None:
    assert normal_unit(written) == canonical


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", 1),
        ("half a", 0.5),
        ("1,200", 1200),
        ("5·2", 5.2),
        ("2½", 2.5),
        ("¾", 0.75),
        ("twenty-five", 25),
        ("twelve", 12),
    ],
)
def test_to_float(text: str, value: float) -> None:
    assert to_float(text) == value


PIECES = st.sampled_from(
    ["25%", "–", "30", " ", ".", ",", "p<0.001", "400mg/day", "half", "a third", "one in five", "9 of 16", "twice",
     "two million", "±", "−", "½", "·", "mmHg", "(", ")", "95% CI", " to ", " and ", "1,200", "week 12²", "x", "°C"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=10).map("".join), st.lists(PIECES).map(" ".join))


@given(TEXTS)
def test_numbers_lie_in_the_text_in_order_and_apart(text: str) -> None:
    position = 0
    for number in find(text):
        assert position <= number.start < number.number_end <= number.end <= len(text)
        position = number.end


@given(TEXTS)
def test_values_are_finite_and_unsigned(text: str) -> None:
    for number in find(text):
        quantity = number.quantity
        worth = [v for v in (quantity.value, quantity.value_low, quantity.value_high) if v is not None]
        assert worth
        assert all(math.isfinite(v) and v >= 0 for v in worth)


@given(TEXTS)
def test_a_plain_number_reads_the_same_on_its_own(text: str) -> None:
    for number in find(text):
        if number.form == "number":
            again = find(text[number.start : number.end])
            assert [n.quantity.value for n in again[:1]] == [number.quantity.value]


@given(st.integers(0, 10**6), st.sampled_from(["%", " mmHg", " kg", " mg/dL"]))
def test_thousands_separators_change_nothing(value: int, unit: str) -> None:
    assert only(f"by {value}{unit}").quantity == only(f"by {value:,}{unit}").quantity


@given(st.integers(1, 500), st.integers(1, 500))
def test_a_range_keeps_its_ends(low: int, step: int) -> None:
    quantity = only(f"by {low}–{low + step}%").quantity
    assert (quantity.value_low, quantity.value_high) == (low, low + step)


def test_a_time_point_borrows_no_unit() -> None:
    found = find("Moisture rose 28% at week 4 and 41% at week 12.")
    assert [(n.quantity.value, n.quantity.unit) for n in found][:3] == [(28.0, "%"), (4.0, None), (41.0, "%")]


def test_both_ends_of_from_to_have_the_unit() -> None:
    found = find("LDL cholesterol fell from 160 to 142 mg/dL in men.")
    assert [(n.quantity.value, n.quantity.unit) for n in found] == [(160.0, "mg/dL"), (142.0, "mg/dL")]
