"""Choose among candidate phrases by a linear score over named features.

The weights stand in ``rankers.json`` (plain numbers, one table a role), fitted by ``models/fit_rankers.py`` with
logistic regression on annotated articles: a candidate is right or not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(slots=True)
class Candidate:
    """A phrase that may fill a role, and what speaks for or against it."""

    text: str
    features: dict[str, float] = field(default_factory=dict)


class Candidates:
    """Candidates of one claim; the same phrase proposed twice is one candidate with the features of both."""

    def __init__(self) -> None:
        self._by_key: dict[str, Candidate] = {}

    def add(self, text: str | None, **features: float) -> None:
        """Propose a phrase (``None`` and blanks are passed over)."""
        if not text or not text.strip():
            return
        candidate = self._by_key.setdefault(text.casefold(), Candidate(text))
        for name, value in features.items():
            candidate.features[name] = max(value, candidate.features.get(name, value))

    def __iter__(self) -> Iterable[Candidate]:  # type: ignore[override]
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)


@cache
def weights(role: str) -> Mapping[str, float]:
    """Weights of a role's features."""
    tables = json.loads(files(__package__).joinpath("rankers.json").read_text(encoding="utf-8"))
    return tables[role]  # type: ignore[no-any-return]


def probability(features: Mapping[str, float], table: Mapping[str, float]) -> float:
    """Probability that a candidate with these features is right."""
    score = table.get("bias", 0.0) + sum(table.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def best(candidates: Iterable[Candidate], role: str) -> tuple[str | None, float]:
    """The most probable candidate and its probability; ``(None, 0.0)`` if there is none."""
    table = weights(role)
    ranked = [(probability(c.features, table), c.text) for c in candidates]
    if not ranked:
        return None, 0.0
    top, text = max(ranked, key=lambda pair: pair[0])
    return text, top
