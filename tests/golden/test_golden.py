"""Whole articles to rows: the samples in ``data/raw`` against the rows last accepted and against their annotation."""

from __future__ import annotations

import difflib
import json

import pytest
from samples import FLOOR, HERE, SAMPLES, Extracted, figures, gold, lines, snapshot

STEMS = [p.stem for p in SAMPLES]


def test_every_annotation_has_its_article() -> None:
    assert {p.name.split(".")[0] for p in HERE.glob("*.gold.json")} == set(STEMS)


@pytest.mark.parametrize("stem", STEMS)
def test_offsets_point_at_the_words(stem: str, extracted: Extracted) -> None:
    article, claims = extracted[stem]
    for claim in claims:
        assert article.text[claim.sentence_start : claim.sentence_end] == claim.sentence
        assert article.text[claim.quantity_start : claim.quantity_end] == claim.quantity_text
        assert claim.sentence_start <= claim.quantity_start < claim.quantity_end <= claim.sentence_end


def test_sentences_have_no_white_space_around_them(extracted: Extracted) -> None:
    sentences = [claim.sentence for _, claims in extracted.values() for claim in claims]
    assert [s for s in sentences if s != s.strip()] == []


@pytest.mark.parametrize("stem", STEMS)
def test_rows_are_those_last_accepted(stem: str, extracted: Extracted) -> None:
    accepted = snapshot(stem).read_text(encoding="utf-8").splitlines()
    diff = list(difflib.unified_diff(accepted, lines(extracted[stem][1]), "accepted", "now", lineterm="", n=0))
    assert not diff, "\n".join([*diff, "If this is what you want: python tests/golden/regenerate.py"])


@pytest.mark.parametrize("stem", STEMS)
def test_annotated_sentences_are_in_the_article(stem: str, extracted: Extracted) -> None:
    """A sentence that the reader of the format loses, or fuses with its citation, can give no claim."""

    def bare(text: str) -> str:
        return "".join(c for c in text if c.isascii() and c.isalpha()).casefold()

    text = bare(extracted[stem][0].text)
    lost = [want["sentence"] for want in gold(stem) if bare(want["sentence"]) not in text]
    assert not lost


def test_article_without_claims_gives_no_rows(extracted: Extracted) -> None:
    claims = extracted["omega-3-buying-guide"][1]
    assert [c.quantity_text for c in claims] == []


@pytest.mark.parametrize("figure", json.loads(FLOOR.read_text(encoding="utf-8")).items(), ids=lambda f: f[0])
def test_figures_do_not_fall(figure: tuple[str, float], extracted: Extracted) -> None:
    name, floor = figure
    assert figures(extracted)[name] >= floor
