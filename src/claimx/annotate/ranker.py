"""Choose among candidate phrases by a linear score over named features.

The weights stand in ``rankers.json`` (plain numbers, one table a role), fitted by ``models/fit_rankers.py`` as a
conditional logit: the probability that a candidate is the one, given the others of the same claim. Besides its features
counts what its words mean: the mean of their vectors.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

from claimx.annotate import vectors


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

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._by_key.values())


@cache
def _weights() -> dict[str, tuple[dict[str, float], NDArray[np.float64]]]:
    tables = json.loads(files(__package__).joinpath("rankers.json").read_text("utf-8"))
    return {role: (table["features"], np.array(table["vector"])) for role, table in tables.items()}


def _known(phrase: str) -> list[str]:
    words = re.findall(r"[\w-]+", phrase.lower())
    return vectors.content(words) or words


@lru_cache(maxsize=100_000)
def _word_scores(vocab: Vocab, role: str, word: str) -> tuple[float, float]:
    """What a word adds to the score of a phrase that holds it, and of one that ends in it."""
    _, dense = _weights()[role]
    own = vectors.unit(vocab, word)
    return float(own @ dense[: len(own)]), float(own @ dense[len(own) :])


def _meaning_score(vocab: Vocab, role: str, phrase: str) -> float:
    """`vector` times the role's weights, from what is remembered of each word."""
    scores = [_word_scores(vocab, role, word) for word in _known(phrase)]
    return sum(held for held, _ in scores) / len(scores) + scores[-1][1] if scores else 0.0


def vector(vocab: Vocab, phrase: str) -> vectors.Vector:
    """What a phrase means and what its last word does, shape (2 × 96,)."""
    known = _known(phrase)
    return np.concatenate([vectors.mean(vocab, known), vectors.mean(vocab, known[-1:])])


# features whose products with all others are features too: a listed subject is more than the sum of both
_CROSSED = {
    "outcome": ("in_sentence", "condition_last", "rule", "before_quantity", "mention", "in_title", "recognised"),
    "intervention": (
        "in_sentence",
        "listed",
        "condition_last",
        "subject",
        "before_quantity",
        "in_title",
        "earlier",
        "recognised",
    ),
}


def crossed(features: Mapping[str, float], role: str) -> dict[str, float]:
    """The features with the products of the role's main ones."""
    main = _CROSSED[role]
    out = {name: value for name, value in features.items() if value}
    for one in main:
        if one in out:
            for other in features:
                if features[other] and ":" not in other and (other not in main or other > one):
                    out[f"{one}*{other}"] = features[one] * features[other]
    return out


def best(candidates: Iterable[Candidate], role: str, vocab: Vocab) -> tuple[str | None, float]:
    """The most probable candidate and its probability; ``(None, 0.0)`` if there is none."""
    options = list(candidates)
    if not options:
        return None, 0.0
    table, _ = _weights()[role]
    scores = [
        _meaning_score(vocab, role, c.text) + sum(table.get(n, 0.0) * v for n, v in crossed(c.features, role).items())
        for c in options
    ]
    top = max(range(len(options)), key=scores.__getitem__)
    return options[top].text, 1.0 / sum(math.exp(s - scores[top]) for s in scores)
