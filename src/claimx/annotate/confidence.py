"""How probable it is that a row is right: a logit over what the reader and the rules were sure of.

Right means what the scorer of the annotated articles means: the claim is one, and numbers, unit, direction, outcome,
intervention, source and citation are as annotated. The weights stand in ``confidence.json``, fitted by
``models/fit_confidence.py`` on articles that the reader had not seen, and judged there by folds over articles.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from claimx.annotate.reader import Reading
from claimx.records import Attribution, Effect, Pico

_SURE = 1e-3  # probabilities nearer to 0 or 1 count as this near


def _logit(share: float) -> float:
    share = min(max(share, _SURE), 1 - _SURE)
    return math.log(share / (1 - share))


def features(effect: Effect, reading: Reading, pico: Pico, attribution: Attribution) -> dict[str, float]:
    """What speaks for and against a row.

    Args:
        effect: the effect as settled.
        reading: what the reader made of it.
        pico: its roles.
        attribution: its source.
    """
    return dict(_features(effect, reading, pico, attribution))


def _features(effect: Effect, reading: Reading, pico: Pico, attribution: Attribution) -> Iterator[tuple[str, float]]:
    yield "bias", 1.0
    yield "type", _logit(reading.types[effect.claim_type])
    yield f"source={attribution.kind}", 1.0
    yield f"cited={attribution.citation is not None}", 1.0
    if attribution.scope not in (None, "same_sentence"):
        yield "source carried", 1.0
    if effect.claim_type == "prevalence":
        yield "prevalence", 1.0
        return
    yield f"kind={effect.quantity_kind}", 1.0
    if effect.direction is not None:
        yield "direction", _logit(reading.directions[effect.direction])
    if effect.quantity_kind in reading.kinds:
        yield "kind", _logit(reading.kinds[effect.quantity_kind])
    for role in ("outcome", "intervention"):
        phrase, share = reading.roles[role]
        yield role, _logit(share) if phrase == getattr(pico, role) else _logit(_SURE)
    yield "source", _logit(reading.roles["source"][1])
    if effect.unit is None:
        yield "no unit", 1.0
    if effect.construction.startswith("left:"):
        yield "leftover", 1.0


@cache
def _weights() -> Mapping[str, float]:
    weights: dict[str, float] = json.loads(files(__package__).joinpath("confidence.json").read_text("utf-8"))
    return weights


def confidence(effect: Effect, reading: Reading, pico: Pico, attribution: Attribution) -> float:
    """Probability that the row made of these is right, to two decimals."""
    weights = _weights()
    score = sum(weights.get(n, 0.0) * v for n, v in features(effect, reading, pico, attribution).items())
    return round(1 / (1 + math.exp(-score)), 2)
