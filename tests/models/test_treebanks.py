"""Gold trees on claimx's tokens: what becomes of words that the tokenizer joins or splits."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

MODELS = str(Path(__file__).parents[2] / "models")

# word, lemma, tag, number of the word above it (0 at the root), label; ClearNLP labels, so that nothing is converted
SHORT = "Zinc zinc NN 2 nsubj|helps help VBZ 0 root|. . . 2 punct"
DOSE = "They they PRP 2 nsubj|took take VBD 0 root|400mg 400mg NN 2 dobj|daily daily RB 2 advmod|. . . 2 punct"
HYPHENS = (
    "A a DT 6 det|placebo placebo NN 4 npadvmod|- - HYPH 4 punct|controlled control VBN 6 amod|"
    "drug drug NN 6 compound|trial trial NN 7 nsubj|began begin VBD 0 root|. . . 7 punct"
)


@pytest.fixture(scope="module")
def treebanks() -> Iterator[ModuleType]:
    pytest.importorskip("conllu")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(MODELS)
        yield importlib.import_module("treebanks")


def nodes(treebanks: ModuleType, rows: str) -> list[Any]:
    split = [row.split() for row in rows.split("|")]
    return [
        treebanks.Node(form, lemma, tag, int(head) - 1 if head != "0" else i, "ROOT" if head == "0" else dep)
        for i, (form, lemma, tag, head, dep) in enumerate(split)
    ]


def arcs(doc: Any) -> dict[str, tuple[str, str]]:
    return {t.text: (t.dep_, t.head.text) for t in doc}


def test_offsets_of_the_words_in_the_text(treebanks: ModuleType) -> None:
    tree = nodes(treebanks, "a a DT 2 det|a-b a-b NN 0 root|a a DT 2 dep")
    assert treebanks.offsets("a  a-b a", tree) == [(0, 1), (3, 6), (7, 8)]
    assert treebanks.offsets("a b", tree) is None


def test_depth_is_the_number_of_arcs_to_the_root(treebanks: ModuleType) -> None:
    tree = nodes(treebanks, HYPHENS)
    assert [treebanks.depth(tree, i) for i in range(len(tree))] == [2, 3, 3, 2, 2, 1, 0, 1]


def test_words_that_are_tokens_keep_their_tree(treebanks: ModuleType) -> None:
    builder = treebanks.Builder()
    doc = builder.doc([("Zinc helps.", nodes(treebanks, SHORT))])
    assert doc.text.strip() == "Zinc helps."
    assert arcs(doc) == {"Zinc": ("nsubj", "helps"), "helps": ("ROOT", "helps"), ".": ("punct", "helps")}
    assert [(t.tag_, t.lemma_) for t in doc] == [("NN", "zinc"), ("VBZ", "help"), (".", ".")]
    assert (builder.tokens, builder.agreeing) == (3, 3)


def test_split_word_is_headed_by_its_letters(treebanks: ModuleType) -> None:
    doc = treebanks.Builder().doc([("They took 400mg daily.", nodes(treebanks, DOSE))])
    assert [t.text for t in doc] == ["They", "took", "400", "mg", "daily", "."]
    assert arcs(doc)["mg"] == ("dobj", "took")
    assert arcs(doc)["400"] == ("nummod", "mg")
    assert [t.tag_ for t in doc][2:4] == ["CD", "NN"]


def test_token_over_several_words_takes_the_shallowest(treebanks: ModuleType) -> None:
    doc = treebanks.Builder().doc([("A placebo-controlled drug trial began.", nodes(treebanks, HYPHENS))])
    assert [t.text for t in doc] == ["A", "placebo-controlled", "drug", "trial", "began", "."]
    assert arcs(doc)["placebo-controlled"] == ("amod", "trial")
    merged = doc[1]
    assert (merged.tag_, merged.lemma_) == ("VBN", "placebo-controlled")


def test_one_tree_for_each_sentence(treebanks: ModuleType) -> None:
    group = [("Zinc helps.", nodes(treebanks, SHORT)), ("They took 400mg daily.", nodes(treebanks, DOSE))]
    doc = treebanks.Builder().doc(group)
    assert [s.text for s in doc.sents] == ["Zinc helps.", "They took 400mg daily."]
    for sentence in doc.sents:
        assert [t.dep_ for t in sentence].count("ROOT") == 1
        assert all(t.head in sentence for t in sentence)


def test_white_space_of_its_own_hangs_on_the_word_before(treebanks: ModuleType) -> None:
    doc = treebanks.Builder().doc([("Zinc  helps.", nodes(treebanks, SHORT))])
    assert [t.text.strip() for t in doc] == ["Zinc", "", "helps", "."]
    assert (doc[1].tag_, doc[1].head.text) == ("_SP", "Zinc")
    assert arcs(doc)["Zinc"] == ("nsubj", "helps")


def test_text_that_lacks_its_words_is_made_of_them(treebanks: ModuleType) -> None:
    doc = treebanks.Builder().doc([("Zinc hleps.", nodes(treebanks, SHORT))])
    assert [t.text for t in doc] == ["Zinc", "helps", "."]


def test_groups_of_one_to_four_sentences_in_order(treebanks: ModuleType) -> None:
    trees = [(str(k), []) for k in range(12)]
    groups = list(treebanks.grouped(trees))
    assert [len(g) for g in groups] == [1, 2, 3, 4, 1, 1]
    assert [tree for g in groups for tree in g] == trees


@pytest.mark.parametrize(
    ("universal", "expected"),
    [(True, {"She": "nsubj was", "was": "ROOT -", "ill": "acomp was"}),
     (False, {"She": "nsubj ill", "was": "cop ill", "ill": "ROOT -"})],
)  # fmt: skip
def test_treebank_file_is_read(
    treebanks: ModuleType, tmp_path: Path, universal: bool, expected: dict[str, str]
) -> None:
    rows = ["1 She she PRON PRP _ 3 nsubj _ _", "2 was be AUX VBD _ 3 cop _ _", "3 ill ill ADJ JJ _ 0 root _ _"]
    file = tmp_path / "one.conllu"
    file.write_text("\n".join(["# text = She was ill", *(r.replace(" ", "\t") for r in rows), "", ""]))
    [(text, tree)] = treebanks.sentences(file, universal=universal)
    assert text == "She was ill"
    found = {n.form: f"{n.dep} {'-' if n.head == i else tree[n.head].form}" for i, n in enumerate(tree)}
    assert found == expected
