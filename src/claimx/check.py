"""Claim -> flags: contradictions that one article shows on its own. Rows are flagged, never dropped.

Flags
    ``arithmetic_mismatch``    the stated percentage is not that of the stated count ("9 of 16 (65%)")
    ``estimate_outside_ci``    the estimate does not lie between its confidence limits
    ``ci_contradicts_p``       the interval excludes no effect while p is not significant, or the reverse
    ``no_intervention``        the text does not say what acts
    ``no_outcome``             the text does not say what is changed
    ``vague_source``           "studies show", with nothing to identify a study
    ``no_source``              the text names nobody
    ``source_conflict``        the same source, intervention and outcome with different numbers in this article
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from claimx.records import Claim

_RATIO_MEASURES = {"HR", "OR", "RR", "IRR"}


def _p(claim: Claim) -> tuple[str, float] | None:
    match = re.search(r"([<>=≤≥])?\s*(0?[.·]\d+|0|1)", claim.p_value or "")
    return (match[1] or "=", float(match[2].replace("·", "."))) if match else None


def own_flags(claim: Claim) -> list[str]:
    """Flags that one row shows by itself."""
    flags = []
    if (
        claim.n_events is not None
        and claim.n_total
        and claim.value is not None
        and claim.unit == "%"
        # half a point for rounding, as "56%" of 9 of 16 is 56.25 %
        and abs(100 * claim.n_events / claim.n_total - claim.value) > 0.6
    ):
        flags.append("arithmetic_mismatch")
    low, high, estimate = claim.ci_low, claim.ci_high, claim.value
    if low is not None and high is not None and estimate is not None:
        widest = max(abs(low), abs(high))
        limits = sorted((abs(low), abs(high))) if low * high > 0 else [-widest, widest]
        if not limits[0] <= estimate <= limits[1]:
            flags.append("estimate_outside_ci")
        p = _p(claim)
        null = 1.0 if claim.effect_measure in _RATIO_MEASURES else 0.0
        if p is not None and claim.ci_level == 95 and claim.quantity_kind in ("effect_size", "absolute_change"):
            excludes = not min(low, high) <= null <= max(low, high)
            significant = p[1] < 0.05 or (p[0] in "<≤" and p[1] <= 0.05)
            if excludes != significant and not (p[0] in ">≥" and p[1] < 0.05):
                flags.append("ci_contradicts_p")
    if claim.claim_type == "efficacy" and not claim.intervention:
        flags.append("no_intervention")
    if not claim.outcome:
        flags.append("no_outcome")
    if claim.source_kind == "generic":
        flags.append("vague_source")
    elif claim.source_kind == "none" and claim.citation_text is None:
        flags.append("no_source")
    return flags


def _numbers(claim: Claim) -> tuple[object, ...]:
    return (
        claim.value, claim.value_low, claim.value_high, claim.baseline_value, claim.final_value,
        claim.treated_value, claim.comparator_value, claim.n_events, claim.n_total, claim.unit,
    )  # fmt: skip


def conflicting(claims: Sequence[Claim]) -> set[str]:
    """Ids of claims whose source, intervention, outcome, population and kind recur with other numbers."""
    groups: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        named = claim.source_name or claim.source_author or claim.citation_text
        if named and claim.intervention_norm and claim.outcome_norm:
            key = (
                claim.claim_key,
                claim.quantity_kind,
                claim.unit,
                (claim.population or "").casefold(),
                claim.duration,
            )
            groups[key].append(claim)
    return {c.claim_id for group in groups.values() if len({_numbers(c) for c in group}) > 1 for c in group}


def check(claims: Sequence[Claim]) -> list[Claim]:
    """The same rows with the flags of this module added to those they carry."""
    conflicts = conflicting(claims)
    checked = []
    for claim in claims:
        flags = [f for f in claim.flags.split(";") if f] + own_flags(claim)
        if claim.claim_id in conflicts:
            flags.append("source_conflict")
        checked.append(replace(claim, flags=";".join(dict.fromkeys(flags))))
    return checked
