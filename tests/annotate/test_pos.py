"""Coarse part of speech from the Penn tag, and the noun phrases that need it."""

from __future__ import annotations

import en_claimx
import pytest
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from claimx.annotate.pos import PartOfSpeech


@pytest.fixture(scope="module")
def trained() -> Language:
    return en_claimx.load(exclude=["spans"])


def coarse(tags: list[str]) -> dict[str, str]:
    doc = PartOfSpeech()(Doc(Vocab(), words=["x"] * len(tags), tags=tags))
    return {t.tag_: t.pos_ for t in doc}


@pytest.mark.parametrize(
    ("tag", "pos"),
    [
        ("NN", "NOUN"), ("NNS", "NOUN"), ("NNP", "PROPN"), ("JJR", "ADJ"), ("VBN", "VERB"), ("MD", "AUX"),
        ("IN", "ADP"), ("RB", "ADV"), ("CD", "NUM"), ("PRP$", "PRON"), ("DT", "DET"), (",", "PUNCT"), ("$", "SYM"),
    ],
)  # fmt: skip
def test_tag_gives_its_part_of_speech(tag: str, pos: str) -> None:
    assert coarse([tag]) == {tag: pos}


def test_every_tag_of_the_shipped_tagger_is_known(trained: Language) -> None:
    labels = list(trained.get_pipe("tagger").labels)  # type: ignore[attr-defined]
    assert len(labels) > 40
    assert [tag for tag, pos in coarse(labels).items() if not pos] == []


def test_unknown_tag_has_none() -> None:
    assert coarse(["NO-SUCH-TAG"]) == {"NO-SUCH-TAG": ""}


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        (
            "The young doctors saw the patients in a small clinic.",
            ["The young doctors", "the patients", "a small clinic"],
        ),
        ("Older women with dry skin used the ointment.", ["Older women", "dry skin", "the ointment"]),
    ],
)
def test_noun_phrases_of_a_loaded_pipeline(trained: Language, sentence: str, phrases: list[str]) -> None:
    assert [chunk.text for chunk in trained(sentence).noun_chunks] == phrases


def test_every_word_has_a_part_of_speech(trained: Language) -> None:
    doc = trained("In 2019, Ms Lund's team gave 60 adults “gold” cream (5%): it didn't help; $20 was refunded!\n\nBye.")
    assert [t.text for t in doc if not t.pos_] == []
