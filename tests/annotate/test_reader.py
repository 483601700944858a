"""The reader: how a passage is laid out for it, and a sentence and the claims that must come of it.

The sentences are plain ones, which any sane weights must get right; probabilities themselves are not tested.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import en_claimx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import claimx
from claimx.annotate.reader import DIRECTIONS, KINDS, ROLES, TYPES, Encoded, Passage, Piece, Reader, inputs, phrase

READER = Reader(Path(en_claimx.__file__).parent / "reader")
PASSAGE = Passage("Rye bread cut hunger by 20% in adults.", before="Ten men ate.", title="On rye", heading="Results")


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


def test_a_passage_is_title_heading_text_before_and_sentence() -> None:
    encoded = READER.words.encode(PASSAGE, [(24, 27)])
    assert encoded.text == "On rye\nResults\nTen men ate.\nRye bread cut hunger by 20% in adults."
    assert encoded.text[encoded.offset :] == PASSAGE.sentence
    first, last = encoded.span(24, 27)
    assert encoded.text[encoded.pieces[first].start : encoded.pieces[last].end] == "20%"
    assert encoded.pieces[encoded.first].start == encoded.offset


def test_the_arrays_are_those_that_the_model_takes() -> None:
    encoded = READER.words.encode(PASSAGE, [(24, 27)])
    arrays = inputs(encoded, np.array([encoded.span(24, 27)]))
    length = len(encoded.pieces)
    assert {name: a.shape for name, a in arrays.items()} == {
        "pieces": (length,), "segments": (length,), "marked": (length,), "first": (1,), "last": (1,),
    }  # fmt: skip
    assert arrays["marked"].sum() == 2  # "20" and "%"
    assert arrays["segments"].sum() == length - encoded.first + 1


@given(st.text(max_size=80), st.text(max_size=80))
def test_every_piece_stands_where_it_says(before: str, sentence: str) -> None:
    encoded = READER.words.encode(Passage(sentence, before=before), [(0, 1)])
    placed = [p for p in encoded.pieces if p.start >= 0]
    assert all(0 <= p.start < p.end <= len(encoded.text) for p in placed)
    assert [p.start for p in placed] == sorted(p.start for p in placed)
    assert encoded.text[encoded.offset :] == sentence


def test_a_long_sentence_is_cut_around_its_number() -> None:
    sentence = "and so on " * 200 + "hunger fell by 20% " + "and so on " * 200
    at = sentence.index("20%")
    encoded = READER.words.encode(Passage(sentence), [(at, at + 3)])
    assert len(encoded.pieces) < 300
    first, last = encoded.span(at, at + 3)
    assert encoded.text[encoded.pieces[first].start : encoded.pieces[last].end] == "20%"


def test_probabilities_sum_to_one() -> None:
    [one, two] = READER.read(Passage("Oats cut LDL by 9% and gout by 3%."), [(16, 18), (31, 33)])
    for reading in (one, two):
        for shares, answers in ((reading.types, TYPES), (reading.directions, DIRECTIONS), (reading.kinds, KINDS)):
            assert tuple(shares) == answers
            assert math.isclose(sum(shares.values()), 1.0, abs_tol=1e-5)
        assert tuple(reading.roles) == ROLES


WORDS = Encoded("a b c", 0, (Piece(1, -1, -1), Piece(2, 0, 1), Piece(3, 2, 3), Piece(4, 4, 5), Piece(5, -1, -1)), 1)


@pytest.mark.parametrize(
    ("starts", "ends", "text"),
    [
        ([-9, -0.1, -5, -5, -9], [-9, -5, -0.1, -5, -9], "a b"),
        ([-0.1, -5, -5, -5, -9], [-0.1, -5, -5, -5, -9], None),  # the passage does not say
        ([-9, -5, -5, -0.1, -9], [-9, -0.1, -5, -3, -9], "c"),  # no phrase ends before it begins
        ([-9, -5, -5, -5, -0.1], [-9, -5, -5, -5, -0.1], "a"),  # no phrase is a mark
    ],
)
def test_the_likeliest_phrase(starts: Sequence[float], ends: Sequence[float], text: str | None) -> None:
    found, probability = phrase(
        WORDS, np.zeros(5), np.array(starts, dtype=np.float32), np.array(ends, dtype=np.float32)
    )
    assert found == text
    assert 0 < probability <= 1


def test_no_phrase_reaches_over_the_number() -> None:
    starts, ends = (
        np.log(np.array(x, dtype=np.float32)) for x in ([0.1, 0.7, 0.1, 0.1, 0.1], [0.1, 0.2, 0.1, 0.5, 0.1])
    )
    assert phrase(WORDS, np.array([2, 2]), starts, ends)[0] == "a"
