"""Scores of candidate phrases."""

from __future__ import annotations

import pytest
from spacy.language import Language

from claimx.annotate import ranker


@pytest.mark.parametrize("phrase", ["risk of stroke", "TEWL", "the", "5%", "skin hydration levels"])
@pytest.mark.parametrize("role", ["outcome", "intervention"])
def test_meaning_is_the_product_of_vector_and_weights(nlp: Language, role: str, phrase: str) -> None:
    _, dense = ranker._weights()[role]
    expected = float(ranker.vector(nlp.vocab, phrase) @ dense)
    assert ranker._meaning_score(nlp.vocab, role, phrase) == pytest.approx(expected, abs=1e-4)


def test_a_phrase_without_words_means_nothing(nlp: Language) -> None:
    assert ranker._meaning_score(nlp.vocab, "outcome", "—") == 0.0


def test_best_is_the_most_probable_and_its_share_is_below_one(nlp: Language) -> None:
    candidates = ranker.Candidates()
    candidates.add("stroke", in_sentence=1.0, rule=1.0)
    candidates.add("Dr. Lund", in_sentence=1.0, titled=1.0)
    chosen, share = ranker.best(candidates, "outcome", nlp.vocab)
    assert chosen == "stroke"
    assert 0.5 < share < 1.0


def test_nothing_to_choose_from(nlp: Language) -> None:
    assert ranker.best(ranker.Candidates(), "outcome", nlp.vocab) == (None, 0.0)
