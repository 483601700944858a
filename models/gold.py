"""Annotated articles: reading them, and pairing what was found with what was annotated."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from claimx.errors import IngestError
from claimx.ingest import read_file
from claimx.records import Article

SCORE = Path(__file__).parents[2] / "shared" / "gold" / "score.py"


@cache
def scorer() -> ModuleType:
    """The scorer that stands beside the gold folders."""
    spec = importlib.util.spec_from_file_location("score", SCORE)
    if spec is None or spec.loader is None or not SCORE.exists():
        raise SystemExit(f"{SCORE}: no such file")
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
