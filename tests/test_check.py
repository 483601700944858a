"""Flags: what one article shows against its own rows."""

from __future__ import annotations

from typing import Any

import pytest

from claimx.check import check, own_flags
from claimx.records import Claim


def claim(**columns: Any) -> Claim:
    plain: dict[str, Any] = {
        "claim_id": "c1",
        "claim_key": "k1",
        "article_id": "a1",
        "article_path": "skin.txt",
        "content_sha256": "0" * 64,
        "block_kind": "paragraph",
        "sentence": "Magnesium lowered TEWL by 25% (Lindqvist et al., 2017).",
        "sentence_start": 0,
        "sentence_end": 55,
        "quantity_text": "25%",
        "quantity_start": 26,
        "quantity_end": 29,
        "claim_type": "efficacy",
        "quantity_kind": "relative_change",
        "value": 25.0,
        "unit": "%",
        "direction": "decrease",
        "intervention": "Magnesium",
        "intervention_norm": "magnesium",
        "outcome": "TEWL",
        "outcome_norm": "tewl",
        "population_kind": "unspecified",
        "negated": False,
        "hedged": False,
        "source_kind": "study",
        "source_author": "Lindqvist",
        "citation_text": "(Lindqvist et al., 2017)",
        "citation_status": "resolved",
        "flags": "",
    }
    return Claim(**(plain | columns))


def ratio(value: float, low: float, high: float, p: str | None = None, **columns: Any) -> Claim:
    return claim(
        quantity_kind="effect_size", effect_measure="HR", unit="ratio", value=value, ci_low=low, ci_high=high,
        ci_level=95.0, p_value=p, **columns,
    )  # fmt: skip


def change(value: float, low: float, high: float, p: str | None = None) -> Claim:
    return claim(
        quantity_kind="absolute_change", unit="mmHg", value=value, ci_low=low, ci_high=high, ci_level=95.0, p_value=p
    )


def test_a_sound_row_has_no_flag() -> None:
    assert own_flags(claim()) == []


@pytest.mark.parametrize(
    ("events", "total", "percent", "flagged"),
    [
        (9, 16, 56.25, False),
        (9, 16, 56.0, False),  # rounded
        (9, 16, 65.0, True),  # digits swapped
        (45, 60, 75.0, False),
        (45, 60, 57.0, True),
        (9, 0, 56.0, False),  # nothing to divide by
        (9, None, 56.0, False),
    ],
)
def test_arithmetic_mismatch(events: float, total: float | None, percent: float, flagged: bool) -> None:
    row = claim(quantity_kind="response_rate", n_events=events, n_total=total, value=percent)
    assert ("arithmetic_mismatch" in own_flags(row)) == flagged


def ends(stated: float, before: float, after: float, **columns: Any) -> Claim:
    """A change in percent told with its ends: "by 12%, from 50 to 44"."""
    return claim(value=stated, quantity_text=f"{stated:g}%", baseline_value=before, final_value=after, **columns)


def arms(treated: float, other: float, restated: float, **columns: Any) -> Claim:
    """Arm against arm, told again in percent: "3.6% versus 4.6%, a 22% relative reduction"."""
    plain: dict[str, Any] = {"quantity_text": f"{treated}% versus {other}%", "value": None}
    plain |= {"treated_value": treated, "comparator_value": other, "restated_percent": restated}
    return claim(quantity_kind="group_comparison", **(plain | columns))


@pytest.mark.parametrize(
    ("row", "flag"),
    [
        (ends(12, 50, 44), None),
        (ends(20, 50, 44), "arithmetic_mismatch"),
        (ends(21, 50, 44), "arithmetic_mismatch"),
        (ends(15, 8.1, 6.9), None),  # 14.8 %
        (ends(14, 8.1, 6.9), None),  # 13.8 % at the least, 8.05 to 6.95, rounded
        (ends(17, 8.1, 6.9), "arithmetic_mismatch"),
        (ends(50, 20, 30, direction="increase"), None),
        (ends(10, 20, 30, direction="increase"), "points_as_percent"),  # ten points, half as much again
        (ends(10, 200, 210, direction="increase"), "arithmetic_mismatch"),  # no percentages, so no points
        (ends(30, 50, 36, qualifier="about"), None),  # 28 %
        (ends(30, 50, 44, qualifier="about"), "arithmetic_mismatch"),
        (claim(value=50.0, quantity_text="half", baseline_value=100.0, final_value=52.0), None),
        (claim(value=50.0, quantity_text="half", baseline_value=100.0, final_value=80.0), "arithmetic_mismatch"),
        (ends(12, 0, 44), None),  # nothing to divide by
        (ends(12, 50, 44, unit="points"), None),  # no percentage
        (arms(3.6, 4.6, 22), None),
        (arms(3.6, 4.6, 62), "arithmetic_mismatch"),
        (arms(40.0, 25.0, 15), "points_as_percent"),
        (claim(quantity_kind="fold_change", unit="fold", value=2.0, quantity_text="doubled", baseline_value=15.0,
               final_value=31.0), None),
        (claim(quantity_kind="fold_change", unit="fold", value=3.0, quantity_text="threefold", baseline_value=15.0,
               final_value=31.0), "arithmetic_mismatch"),
        (claim(quantity_kind="absolute_change", unit="mmHg", value=6.0, quantity_text="6 mmHg", baseline_value=140.0,
               final_value=134.0), None),
        (claim(quantity_kind="absolute_change", unit="mmHg", value=9.0, quantity_text="9 mmHg", baseline_value=140.0,
               final_value=134.0), "arithmetic_mismatch"),
    ],
)  # fmt: skip
def test_a_change_against_its_ends_or_arms(row: Claim, flag: str | None) -> None:
    found = {"arithmetic_mismatch", "points_as_percent"} & set(own_flags(row))
    assert found == ({flag} if flag else set())


@pytest.mark.parametrize(
    ("row", "flagged"),
    [
        (claim(value=20.0, ci_low=0.7, ci_high=0.92), False),  # 20 % lower is a ratio of 0.80
        (claim(value=40.0, ci_low=0.7, ci_high=0.92), True),
        (claim(value=40.0, direction="increase", ci_low=1.1, ci_high=1.8), False),
        (claim(value=40.0, direction="increase", ci_low=1.5, ci_high=1.8), True),
        (claim(value=20.0, ci_low=8.0, ci_high=30.0), False),  # limits in percent
        (claim(value=20.0, ci_low=24.0, ci_high=30.0), True),
        (ratio(0.75, 0.60, 0.93), False),
        (ratio(0.57, 0.60, 0.93), True),
        (ratio(0.95, 0.60, 0.93), True),
        (change(5.2, 3.1, 7.3), False),
        (change(5.2, -7.3, -3.1), False),  # the value is unsigned
        (change(8.2, -7.3, -3.1), True),
        (change(0.3, -0.4, 1.0), False),
        (claim(ci_low=None, ci_high=None), False),
        (claim(value=None, value_low=20.0, value_high=25.0, ci_low=1.0, ci_high=2.0), False),
    ],
)
def test_estimate_outside_ci(row: Claim, flagged: bool) -> None:
    assert ("estimate_outside_ci" in own_flags(row)) == flagged


@pytest.mark.parametrize(
    ("row", "flagged"),
    [
        (ratio(0.75, 0.60, 0.93, "=0.008"), False),
        (ratio(0.75, 0.60, 0.93, "<0.001"), False),
        (ratio(0.75, 0.60, 0.93, "<0.05"), False),
        (ratio(0.75, 0.60, 0.93, "=0.40"), True),
        (ratio(0.85, 0.60, 1.20, "=0.40"), False),
        (ratio(0.85, 0.60, 1.20, "=0.01"), True),
        (ratio(0.85, 0.60, 1.20, "<0·001"), True),
        (ratio(0.75, 0.60, 0.93), False),  # no p-value to contradict
        (change(5.2, 3.1, 7.3, "<0.001"), False),
        (change(0.3, -0.4, 1.0, "=0.41"), False),
        (change(0.3, -0.4, 1.0, "=0.001"), True),
    ],
)
def test_ci_contradicts_p(row: Claim, flagged: bool) -> None:
    assert ("ci_contradicts_p" in own_flags(row)) == flagged


@pytest.mark.parametrize(
    ("columns", "flag"),
    [
        ({"intervention": None}, "no_intervention"),
        ({"outcome": None}, "no_outcome"),
        ({"source_kind": "generic", "citation_text": None}, "vague_source"),
        ({"source_kind": "none", "citation_text": None}, "no_source"),
    ],
)
def test_what_the_text_leaves_out(columns: dict[str, Any], flag: str) -> None:
    assert own_flags(claim(**columns)) == [flag]


@pytest.mark.parametrize(
    "columns",
    [
        {"claim_type": "prevalence", "quantity_kind": "prevalence", "intervention": None},
        {"source_kind": "none"},  # a citation mark stands for its source
        {"source_kind": "study", "citation_text": None},
        {"source_kind": "organization", "citation_text": None},
    ],
)
def test_what_need_not_be_said(columns: dict[str, Any]) -> None:
    assert own_flags(claim(**columns)) == []


def flags_of(*claims: Claim) -> list[str]:
    return [c.flags for c in check(claims)]


def test_same_source_with_other_numbers_is_a_conflict() -> None:
    assert flags_of(claim(), claim(claim_id="c2", value=35.0)) == ["source_conflict", "source_conflict"]


@pytest.mark.parametrize(
    "columns",
    [
        {},  # the same claim told again
        {"value": 35.0, "claim_key": "k2"},  # another outcome, direction or source
        {"value": 35.0, "population": "children"},
        {"value": 35.0, "duration": "12 weeks"},
        {"value": 35.0, "quantity_kind": "response_rate"},
        {"value": 35.0, "unit": "points", "quantity_kind": "absolute_change"},
    ],
)
def test_no_conflict(columns: dict[str, Any]) -> None:
    assert flags_of(claim(), claim(claim_id="c2", **columns)) == ["", ""]


def test_no_conflict_without_a_named_source() -> None:
    nameless = {"source_author": None, "citation_text": None}
    assert flags_of(claim(**nameless), claim(claim_id="c2", value=35.0, **nameless)) == ["", ""]


def test_flags_are_added_to_those_that_a_row_carries() -> None:
    assert flags_of(claim(flags="dangling_citation;no_outcome", outcome=None)) == ["dangling_citation;no_outcome"]
    assert flags_of(claim(flags="near_miss_citation", intervention=None)) == ["near_miss_citation;no_intervention"]


def test_rows_are_never_dropped_or_changed() -> None:
    before = [claim(outcome=None), claim(claim_id="c2")]
    after = check(before)
    assert [c.claim_id for c in after] == ["c1", "c2"]
    assert after[1] == before[1]
    assert before[0].flags == ""
