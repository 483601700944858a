"""Annotated articles: reading them, pairing what was found with what was annotated, and judging it by the scorer."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Collection, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from claimx.errors import IngestError
from claimx.ingest import read_file
from claimx.records import Article

SCORE = Path(__file__).resolve().parents[2] / "shared" / "gold" / "score.py"
# fields of a row in the order in which the scorer has them; the first seven make a record right
FIELDS = (
    "numbers",
    "unit",
    "direction",
    "outcome",
    "intervention",
    "source",
    "citation",
    "kind",
    "population",
    "comparator",
)
KEY = frozenset(FIELDS[:7])
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.01)  # of confidence


@cache
def scorer(script: Path = SCORE) -> ModuleType:
    """The scorer that stands beside the gold folders, for its own pairing and its own rules of what is right."""
    spec = importlib.util.spec_from_file_location("score", script)
    if spec is None or spec.loader is None or not script.exists():
        raise SystemExit(f"{script}: no such file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def articles(folders: list[Path]) -> Iterator[tuple[Article, list[dict[str, Any]]]]:
    """Articles of some folders with their annotated claims."""
    for folder in folders:
        for path in sorted(p for p in folder.iterdir() if p.suffix != ".json" and p.with_suffix(".gold.json").exists()):
            try:
                article = read_file(path, folder)
            except IngestError as error:
                print(f"{path.name}: {error}")
                continue
            yield article, json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))["claims"]


def pair(gold: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Pairs (gold, row), one to one, where the sentences overlap and the numbers agree: the scorer's own pairing."""
    found: list[tuple[int, int]] = scorer().pair(gold, rows)
    return found


def wrong_fields(by: ModuleType, gold: dict[str, Any], row: dict[str, Any]) -> list[str]:
    """Fields of a paired row that are not as annotated."""
    source = gold.get("source") or {}
    right = {
        "numbers": by.numbers_in_place(gold, row),
        "unit": by.unit_key(gold.get("unit")) == by.unit_key(row["unit"]),
        "direction": by.direction_right(gold, row),
        "source": by.source_right(source, row),
        "citation": by.status_right(source, row),
        "kind": by.fold(gold.get("kind")) == by.fold(row["quantity_kind"]),
    }
    right |= {name: by.phrase_right(gold.get(name), row[name]) for name in FIELDS if name not in right}
    return [name for name in FIELDS if not right[name]]


def reliability(sure: Collection[tuple[float, bool]]) -> str:
    """Rows, mean confidence and share right by bins of confidence, with the Brier score."""
    brier = sum((c - right) ** 2 for c, right in sure) / max(len(sure), 1)
    share = sum(right for _, right in sure) / max(len(sure), 1)
    lines = [f"{'confidence':<14}{'rows':>6}{'said':>8}{'right':>8}"]
    for low, high in pairwise(BINS):
        inside = [(c, right) for c, right in sure if low <= c < high]
        if inside:
            said, true = (sum(x[k] for x in inside) / len(inside) for k in (0, 1))
            lines.append(f"{low:.1f} to {min(high, 1):<7.1f}{len(inside):>6}{said:>8.2f}{true:>8.2f}")
    return "\n".join([*lines, f"Brier score {brier:.3f}; of a constant {share * (1 - share):.3f}"])
