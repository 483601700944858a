"""Where a phrase stands in the tree: trees made by hand, a phrase, and what must be said of its place."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span

from claimx.annotate.syntax import Tree

VOCAB = spacy.blank("en").vocab
# word, tag, word above it (its own at the root), label; every word of a sentence stands in it once
ZINC = """
Zinc NNP cut nsubj
cut VBD cut ROOT
colds NNS cut dobj
by IN cut prep
20 CD % nummod
% NN by pobj
in IN cut prep
schoolchildren NNS in pobj
who WP like nsubj
like VBP schoolchildren relcl
lemon NN like dobj
"""


def tree(table: str) -> Span:
    rows = [line.split() for line in table.strip().splitlines()]
    words = [r[0] for r in rows]
    doc = Doc(
        VOCAB,
        words=words,
        spaces=[following != "%" for following in [*words[1:], "."]],
        tags=[r[1] for r in rows],
        heads=[words.index(r[2]) for r in rows],
        deps=[r[3] for r in rows],
    )
    return doc[:]


def place(sentence: Span, words: str) -> tuple[int, int]:
    start = sentence.text.index(words)
    return start, start + len(words)


def names(phrase: str, sentence: Span | None = None, cue: str = "cut", number: str = "20%") -> set[str]:
    sentence = sentence if sentence is not None else tree(ZINC)
    found = Tree(sentence).features(phrase, place(sentence, number), place(sentence, cue))
    assert set(found.values()) <= {1.0}
    return set(found)


def test_subject() -> None:
    assert names("Zinc") == {
        "dep:nsubj", "tag:NNP", "clause:same",
        "number:far3", "number:nsubj<prep_by<pobj", "number:up>nsubj", "number:down<prep_by", "number:beside",
        "change:far1", "change:nsubj<", "change:up>nsubj", "change:below",
    }  # fmt: skip


def test_object() -> None:
    found = names("colds")
    assert {"dep:dobj", "clause:same", "number:dobj<prep_by<pobj", "change:dobj<", "change:below"} <= found
    assert not any(name.startswith("prep") for name in found)


def test_prepositional_phrase() -> None:
    found = names("schoolchildren")
    assert {"dep:pobj", "prep:in", "prep*above:in*VB", "number:pobj>prep_in<prep_by<pobj", "number:far4"} <= found


def test_phrase_is_seen_from_its_highest_word() -> None:
    assert {"dep:pobj", "prep:in"} <= names("schoolchildren who like lemon")


def test_relative_clause_is_another_clause() -> None:
    found = names("lemon")
    assert {"dep:dobj", "clause:other", "number:far6", "number:beside"} <= found
    # the way up, lemon > like > schoolchildren > in > cut, is just short enough to be given in full
    assert "number:dobj>relcl>pobj>prep_in<prep_by<pobj" in found


@pytest.mark.parametrize(("phrase", "where"), [("20%", "itself"), ("20", "below"), ("by", "above"), ("in", "beside")])
def test_place_seen_from_the_number(phrase: str, where: str) -> None:
    assert f"number:{where}" in names(phrase)


def test_verb_stands_above_the_number_and_is_the_change_itself() -> None:
    assert {"dep:ROOT", "number:above", "number:<prep_by<pobj", "change:itself"} <= names("cut")


def test_case_of_letters_does_not_matter() -> None:
    assert names("ZINC") == names("Zinc")


def test_without_a_word_of_change_only_the_number_is_a_point_of_view() -> None:
    sentence = tree(ZINC)
    found = Tree(sentence).features("colds", place(sentence, "20%"), (0, 0))
    assert "number:dobj<prep_by<pobj" in found
    assert not any(name.startswith("change") for name in found)


def test_of_a_word_said_twice_the_one_nearest_to_the_number_counts() -> None:
    doc = Doc(
        VOCAB,
        words=["Pain", "eased", "and", "swelling", "and", "pain", "fell", "by", "9", "mm"],
        tags=["NN", "VBD", "CC", "NN", "CC", "NN", "VBD", "IN", "CD", "NN"],
        heads=[1, 1, 1, 6, 3, 3, 1, 6, 9, 7],
        deps=["nsubj", "ROOT", "cc", "nsubj", "cc", "conj", "conj", "prep", "nummod", "pobj"],
    )
    found = names("pain", doc[:], cue="fell", number="9 mm")
    assert {"dep:conj", "change:conj>nsubj<"} <= found


def test_absent_phrase_says_nothing() -> None:
    assert names("magnesium") == set()


def test_no_tree_says_nothing() -> None:
    doc = Doc(VOCAB, words=["Zinc", "cut", "colds", "by", "20%"])
    assert names("Zinc", doc[:]) == set()


def test_clauses_say_what_people_did() -> None:
    assert Tree(tree(ZINC)).clauses == ["like lemon"]


def test_a_subject_of_one_word_is_none_of_the_longer_ones() -> None:
    assert Tree(tree(ZINC)).subjects == []
    doc = Doc(
        VOCAB,
        words=["Rural", "women", "lived", "longer"],
        tags=["JJ", "NNS", "VBD", "RBR"],
        heads=[1, 2, 2, 2],
        deps=["amod", "nsubj", "ROOT", "advmod"],
    )
    assert Tree(doc[:]).subjects == ["Rural women"]
