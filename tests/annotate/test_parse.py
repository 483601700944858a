"""Which sentences get a tree, and what the others have instead."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc, DocBin

TEXT = "Oats are grown in Wales. Barley lowered cholesterol by 14%. Take 5 mg a day.\n\nRye cut hunger by a third."


def parsed(doc: Doc) -> list[str]:
    return [s.text.strip() for s in doc.sents if all(t.tag for t in s)]


def test_sentences_with_a_candidate_number_have_a_tree(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert parsed(doc) == ["Barley lowered cholesterol by 14%.", "Rye cut hunger by a third."]
    barley = doc[6]
    assert (barley.text, barley.dep_, barley.head.text) == ("Barley", "nsubj", "lowered")
    assert barley.pos_ in ("NOUN", "PROPN")
    assert barley.head.lemma_ == "lower"


def test_other_sentences_hang_on_their_first_word_without_a_tag(nlp: Language) -> None:
    oats = next(nlp(TEXT).sents)
    assert [t.tag for t in oats] == [0] * len(oats)
    assert {t.head.i for t in oats} == {0}


def test_boundaries_stay(nlp: Language) -> None:
    with nlp.select_pipes(enable=["layout", "sentences"]):
        before = [s.text for s in nlp(TEXT).sents]
    doc = nlp(TEXT)
    assert [s.text for s in doc.sents] == before
    [binned] = DocBin(store_user_data=True, docs=[doc]).get_docs(nlp.vocab)
    assert [s.text for s in binned.sents] == before
    assert [t.dep_ for t in binned] == [t.dep_ for t in doc]


@pytest.mark.parametrize("around", ["It rained. ", "Barley lowered cholesterol by 14%. "])
def test_a_tree_does_not_depend_on_what_stands_around(nlp: Language, around: str) -> None:
    doc = nlp(around + "Rye cut hunger by a third.")
    assert [(t.tag_, t.dep_, t.head.text) for t in doc[-7:]] == [
        (t.tag_, t.dep_, t.head.text) for t in nlp("Rye cut hunger by a third.")
    ]


def test_a_text_without_numbers_is_not_parsed(nlp: Language) -> None:
    assert parsed(nlp("Oats are grown in Wales. They are eaten.")) == []
