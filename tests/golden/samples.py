"""What the golden tests and `regenerate.py` share: the sample articles, their rows, and the comparison with the gold.

``data/raw/<stem>.<ext>`` is an article, ``<stem>.gold.json`` its claims as a reader annotated them and
``<stem>.rows.jsonl`` the rows that claimx finds in it, one a line, so that any change shows as a diff.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from spacy.language import Language

from claimx.annotate import annotate
from claimx.extract import extract as extract_claims
from claimx.ingest import read_file
from claimx.records import Article, Claim

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data" / "raw"
FLOOR = HERE / "floor.json"
SAMPLES = sorted(p for p in RAW.iterdir() if (HERE / f"{p.stem}.gold.json").exists())

NUMBERS = [
    *("value", "value_low", "value_high", "baseline_value", "final_value"),
    *("treated_value", "comparator_value", "n_events", "n_total"),
]
COLUMNS = [
    *("claim_type", "quantity_text", "sentence", *NUMBERS, "unit", "quantity_kind", "direction"),
    *("intervention", "outcome", "population", "comparator", "negated", "hedged"),
    *("source_kind", "source_text", "source_name", "source_author", "source_year"),
    *("citation_text", "citation_status", "reference_indexes", "doi", "pmid", "flags"),
]

Extracted = dict[str, tuple[Article, list[Claim]]]


def extract_samples(nlp: Language) -> Extracted:
    """Article and claims of every sample, by stem."""
    articles = [read_file(path, RAW) for path in SAMPLES]
    return {Path(a.path).stem: (a, extract_claims(doc, a)) for doc, a in annotate(nlp, articles)}


def lines(claims: list[Claim]) -> list[str]:
    """Rows as the snapshot holds them: the columns above that say something."""

    def row(claim: Claim) -> dict[str, Any]:
        values = {c: getattr(claim, c) for c in COLUMNS}
        return {c: f"{v:g}" if isinstance(v, float) else v for c, v in values.items() if v not in (None, "", False)}

    return [json.dumps(row(claim), ensure_ascii=False) for claim in claims]


def snapshot(stem: str) -> Path:
    """File of the rows last accepted."""
    return HERE / f"{stem}.rows.jsonl"


def gold(stem: str) -> list[dict[str, Any]]:
    """Claims as annotated."""
    claims: list[dict[str, Any]] = json.loads((HERE / f"{stem}.gold.json").read_text(encoding="utf-8"))["claims"]
    return claims


# --- comparison with the gold ----------------------------------------------------------------------------------


def words(sentence: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", sentence.casefold()))


def numbers(claim: Claim) -> set[float]:
    return {round(abs(v), 2) for c in NUMBERS if (v := getattr(claim, c)) is not None}


def alike(want: dict[str, Any], claim: Claim) -> float:
    """0, or how well a claim fits a gold record: sentences overlap, and half of the numbers are the same."""
    a, b = words(want["sentence"]), words(claim.sentence)
    values, found = {round(abs(v), 2) for v in want["values"]}, numbers(claim)
    overlap = len(a & b) / max(1, min(len(a), len(b)))
    agreement = 2 * len(values & found) / max(1, len(values) + len(found))
    fits = want["type"] == claim.claim_type and overlap >= 0.6 and agreement >= 0.5
    return overlap + agreement if fits else 0.0


def pairs(wanted: list[dict[str, Any]], claims: list[Claim]) -> list[tuple[dict[str, Any], Claim]]:
    """Gold records and claims that are the same, one to one, best fits first."""
    fits = [(alike(w, c), i, j) for i, w in enumerate(wanted) for j, c in enumerate(claims)]
    taken: list[tuple[int, int]] = []
    for fit, i, j in sorted(fits, key=lambda f: -f[0]):
        if fit and all(i != x and j != y for x, y in taken):
            taken.append((i, j))
    return [(wanted[i], claims[j]) for i, j in taken]


def same_citation(want: dict[str, Any], claim: Claim) -> bool:
    source, indexes = want["source"], (claim.reference_indexes or "").split(";")
    entry = source["reference"] is None or str(source["reference"]) in indexes
    return bool(source["status"] == claim.citation_status) and entry


def figures(extracted: Extracted) -> dict[str, float]:
    """Precision and recall per type of claim, and the share of cited claims whose citation is read right."""
    matched = {stem: pairs(gold(stem), claims) for stem, (_, claims) in extracted.items()}
    result = {}
    for kind in ("efficacy", "prevalence"):
        both = sum(want["type"] == kind for found in matched.values() for want, _ in found)
        rows = sum(claim.claim_type == kind for _, claims in extracted.values() for claim in claims)
        wanted = sum(want["type"] == kind for stem in extracted for want in gold(stem))
        result[f"{kind}_precision"], result[f"{kind}_recall"] = both / max(1, rows), both / wanted
    cited = [p for found in matched.values() for p in found if p[0]["source"]["status"] != "uncited"]
    result["citation_accuracy"] = sum(same_citation(*p) for p in cited) / max(1, len(cited))
    return result
