"""The annotated articles beside the checkout: the seed article's five claims, and offsets on every row.

The annotation is not part of the project; without it these tests are skipped.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gold import SCORE, scorer
from spacy.language import Language

from claimx import annotate
from claimx.extract import extract
from claimx.ingest import read_file
from claimx.records import Claim

GOLD = SCORE.parent
pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated articles are not beside this checkout")
ARTICLES = sorted(p for p in GOLD.glob("*/*") if p.suffix != ".json" and p.with_suffix(".gold.json").exists())


def claims_of(nlp: Language, path: Path) -> tuple[str, list[Claim]]:
    article = read_file(path, path.parent)
    ((doc, _),) = annotate.annotate(nlp, [article])
    return article.text, extract(doc, article)


def test_seed_article_gives_its_five_claims_and_nothing_else(nlp: Language) -> None:
    score = scorer()
    _, claims = claims_of(nlp, GOLD / "dev" / "seed.txt")
    gold = json.loads((GOLD / "dev" / "seed.gold.json").read_text())["claims"]
    assert len(claims) == len(gold) == 5
    by_value = {c.value: c for c in claims}
    for record in gold:
        claim = by_value[record["values"][0]]
        row = {name: getattr(claim, name) for name in Claim.__dataclass_fields__}
        assert (claim.claim_type, claim.unit, claim.direction) == (record["type"], record["unit"], record["direction"])
        for role in ("intervention", "outcome", "population"):
            assert score.phrase_right(record[role], row[role]), (role, record[role], row[role])
        assert score.source_right(record["source"], row)
        assert (claim.citation_status, claim.reference_indexes) == ("dangling", None)
    assert "near_miss_citation" in by_value[30.0].flags  # Tanos 2018 is not the listed Uitto 2018 of the same journal


@pytest.mark.parametrize("folder", ["train", "dev"])
def test_every_row_is_found_at_its_offsets(nlp: Language, folder: str) -> None:
    rows = 0
    for path in [p for p in ARTICLES if p.parent.name == folder]:
        text, claims = claims_of(nlp, path)
        for claim in claims:
            rows += 1
            assert text[claim.sentence_start : claim.sentence_end] == claim.sentence
            assert text[claim.quantity_start : claim.quantity_end] == claim.quantity_text
            assert claim.sentence_start <= claim.quantity_start < claim.quantity_end <= claim.sentence_end
    assert rows > 100
