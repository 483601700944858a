"""What is refused, what is kept, and as what: a sentence and the claims that must come of it.

The sentences are plain ones, which any sane weights must get right; probabilities themselves are not tested.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, get_args

import numpy as np
import pytest
from spacy.language import Language

import claimx
from claimx.annotate import detector, numbers
from claimx.annotate.change import Found, Item
from claimx.annotate.effects import proposals
from claimx.annotate.leftovers import leftover
from claimx.records import Direction, QuantityKind

QUESTIONS = get_args(detector.Question)
TABLES: dict[str, dict[str, Any]] = json.loads(files("claimx.annotate").joinpath("detector.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("sentence", "quantity", "kind", "direction"),
    [
        ("Magnesium cream reduced water loss by 25%.", "25%", "relative_change", "decrease"),
        ("Rosehip powder cut knee pain by 30%.", "30%", "relative_change", "decrease"),
        ("The rinse lowered plaque by 18%.", "18%", "relative_change", "decrease"),
        ("Sleep improved by 20% with the mask.", "20%", "relative_change", "improve"),
        ("Iron absorption was 3 times higher with vitamin C.", "3 times", "fold_change", "increase"),
        ("The drops lowered eye pressure by 4 mmHg.", "4 mmHg", "absolute_change", "decrease"),
    ],
)
def test_a_clear_effect_is_kept(sentence: str, quantity: str, kind: str, direction: str) -> None:
    [claim] = claimx.extract(sentence)
    assert (claim.quantity_text, claim.claim_type) == (quantity, "efficacy")
    assert (claim.quantity_kind, claim.direction) == (kind, direction)


@pytest.mark.parametrize(
    "sentence",
    [
        "Half of the women were assigned to placebo.",
        "A third of the volunteers were randomly assigned to the sham device.",
        "Of the 90 patients, 45 received the new inhaler.",
        "Response was defined as a 50% reduction in seizures.",
        "A responder was a patient with at least a 50% drop in the depression score.",
        "The sleepers took 5 mg of melatonin each night.",
        "Patients were given 20 mg of the drug twice a day.",
        "The lotion contains 5% urea.",
        "The programme cost 30% less than surgery.",
        "The new scanner cut hospital costs by 30%.",
        "The dropout rate was 12%.",
        "The trial had 80% power to detect a 10% difference in weight.",
    ],
)
def test_what_is_no_effect_is_refused(sentence: str) -> None:
    assert [c.quantity_text for c in claimx.extract(sentence)] == []


@pytest.mark.parametrize(
    ("effect", "refused"),
    [
        ("The new scanner cut missed tumours by 30%.", "The new scanner cut hospital costs by 30%."),
        ("The cream led to a 50% reduction in itching.", "Response was defined as a 50% reduction in itching."),
    ],
)
def test_the_same_number_beside_its_hard_negative(effect: str, refused: str) -> None:
    assert len(claimx.extract(effect)) == 1
    assert claimx.extract(refused) == []


@pytest.mark.parametrize(
    ("sentence", "claim_type"),
    [
        ("Migraine affects 12% of women.", "prevalence"),
        ("Triptans stopped the migraine in 60% of patients.", "efficacy"),
        ("About 15% of adults have migraine.", "prevalence"),
        ("Ninety percent of users said that their skin felt softer.", "efficacy"),
    ],
)
def test_prevalence_is_told_from_efficacy(sentence: str, claim_type: str) -> None:
    [claim] = claimx.extract(sentence)
    assert claim.claim_type == claim_type
    assert claim.quantity_kind == ("prevalence" if claim_type == "prevalence" else "response_rate")
    assert (claim.direction is None) == (claim_type == "prevalence")


@pytest.fixture
def undecided(nlp: Language) -> Iterator[Language]:
    """The pipeline as far as the detector is asked."""
    with nlp.select_pipes(disable=["effects", "spans", "roles", "attribution"]):
        yield nlp


@pytest.mark.parametrize("question", QUESTIONS)
def test_probabilities_sum_to_one(undecided: Language, question: detector.Question) -> None:
    doc = undecided("Barley lowered cholesterol by 14%. Asthma affects 8% of children. Half of them got 5 mg.")
    asked = [(p.features, detector.vector(p.sentence, p.found)) for p in proposals(doc)]
    nothing = np.zeros(len(TABLES[question]["vector"][0]), dtype=np.float32)
    assert len(asked) == 3
    for found, around in [*asked, ({}, nothing), ({"no such feature": 1.0}, nothing), ({"bias": 1e6}, nothing)]:
        shares = detector.probabilities(question, found, around)
        assert math.isclose(sum(shares.values()), 1.0, abs_tol=1e-9)
        assert all(0.0 <= s <= 1.0 for s in shares.values())


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_table_has_a_weight_for_each_answer(undecided: Language, question: str) -> None:
    table = TABLES[question]
    n_answers = len(table["answers"])
    assert {len(weights) for weights in table["features"].values()} == {n_answers}
    [proposal] = proposals(undecided("Barley lowered cholesterol by 14%."))
    around = detector.vector(proposal.sentence, proposal.found)
    weights = np.array(table["vector"])
    assert weights.shape == (n_answers, *around.shape)
    assert np.isfinite(weights).all()
    assert np.isfinite(np.array(list(table["features"].values()))).all()


def test_answers_are_those_of_the_records() -> None:
    assert set(TABLES) == set(QUESTIONS)
    assert set(TABLES["type"]["answers"]) == {"none", "efficacy", "prevalence"}
    assert set(TABLES["direction"]["answers"]) <= set(get_args(Direction))
    assert set(TABLES["kind"]["answers"]) <= set(get_args(QuantityKind))


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


@pytest.mark.parametrize("sentence", ["The study bears the name Lark 7.", "Room 12 was painted green."])
def test_a_bare_number_without_a_change_is_not_proposed(sentence: str) -> None:
    assert last_number(sentence) is None
