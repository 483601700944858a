"""Claim -> flags: contradictions that one article shows on its own. Rows are flagged, never dropped.

Flags
    ``arithmetic_mismatch``    the stated percentage, multiple or difference is not that of the stated count, ends or
                               arms ("9 of 16 (65%)", "by 20%, from 50 to 44")
    ``points_as_percent``      the stated percentage is the difference of two percentages ("up 10%, from 20% to 30%")
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
from collections.abc import Callable, Sequence
from dataclasses import replace

from claimx.records import Claim

_RATIO_MEASURES = {"HR", "OR", "RR", "IRR"}


def _p(claim: Claim) -> tuple[str, float] | None:
    match = re.search(r"([<>=≤≥])?\s*(0?[.·]\d+|0|1)", claim.p_value or "")
    return (match[1] or "=", float(match[2].replace("·", "."))) if match else None


def _rounding(number: float) -> float:
    """Half a unit of the last printed digit, as far as the number still shows it: 0.05 for 8.1, 0.5 for 8 or 8.0."""
    _, _, decimals = f"{number:.10g}".partition(".")
    return 0.5 * 10.0 ** -len(decimals)


# a share that a text rounds freely ("about", "halved") may be off by so much of itself
_FREELY = 0.1


def _agrees(claim: Claim, stated: float, exact: Callable[[float, float], float], a: float, b: float) -> bool:
    """Whether a stated number is what comes out of two others, all three rounded as printed."""
    results = [exact(x, y) for x in (a - _rounding(a), a + _rounding(a)) for y in (b - _rounding(b), b + _rounding(b))]
    slack = _rounding(stated)
    if claim.qualifier is not None or not any(c.isdigit() for c in claim.quantity_text):
        slack = max(slack, _FREELY * stated)
    return min(results) - slack - 1e-9 <= stated <= max(results) + slack + 1e-9


def _apart(new: float, old: float) -> float:
    return abs(new - old)


def _percent_apart(new: float, old: float) -> float:
    return 100 * abs(new - old) / abs(old)


def _times(new: float, old: float) -> float:
    return max(new, old) / min(new, old)


def _arithmetic(claim: Claim) -> str | None:
    """The flag of a change that does not come out of the numbers given with it."""
    if claim.n_events is not None and claim.n_total and claim.value is not None and claim.unit == "%":
        # half a point for rounding, as "56%" of 9 of 16 is 56.25 %
        return "arithmetic_mismatch" if abs(100 * claim.n_events / claim.n_total - claim.value) > 0.6 else None
    pairs = ((claim.final_value, claim.baseline_value), (claim.treated_value, claim.comparator_value))
    new, old = next(((n, o) for n, o in pairs if n is not None and o is not None), (None, None))
    if new is None or old is None or min(new, old) <= _rounding(min(new, old)):
        return None
    if claim.value is not None and claim.quantity_kind == "fold_change":
        return None if _agrees(claim, claim.value, _times, new, old) else "arithmetic_mismatch"
    if claim.value is not None and claim.quantity_kind == "absolute_change":
        return None if _agrees(claim, claim.value, _apart, new, old) else "arithmetic_mismatch"
    relative = claim.quantity_kind == "relative_change" and claim.unit == "%"
    stated = claim.restated_percent if claim.restated_percent is not None else claim.value if relative else None
    if stated is None or _agrees(claim, stated, _percent_apart, new, old):
        return None
    of_percentages = claim.unit == "%" and max(new, old) <= 100 and _agrees(claim, stated, _apart, new, old)
    return "points_as_percent" if of_percentages else "arithmetic_mismatch"


def _on_ratio_scale(claim: Claim) -> float | None:
    """What a change in percent is as a ratio, where its limits are those of one ("20% lower, CI 0.7 to 0.9")."""
    low, high, percent = claim.ci_low, claim.ci_high, claim.value
    if claim.quantity_kind != "relative_change" or claim.unit != "%" or low is None or high is None or percent is None:
        return None
    sign = {"increase": 1, "decrease": -1}.get(claim.direction or "")
    if sign is None or not 0 < low <= high < 5 or percent < high:
        return None
    return 1 + sign * percent / 100


def _outside(claim: Claim) -> bool:
    """The estimate does not lie between its limits, by more than rounding."""
    low, high, estimate = claim.ci_low, claim.ci_high, claim.value
    if low is None or high is None or estimate is None:
        return False
    slack = _rounding(estimate)
    if (ratio := _on_ratio_scale(claim)) is not None:
        estimate, slack = ratio, slack / 100
    slack = min(slack, max(_rounding(low), _rounding(high))) + 1e-9
    widest = max(abs(low), abs(high))
    limits = sorted((abs(low), abs(high))) if low * high > 0 else [-widest, widest]
    return not limits[0] - slack <= estimate <= limits[1] + slack


def _contradicts_p(claim: Claim) -> bool:
    """The interval excludes no effect while p is not significant, or the reverse."""
    low, high, p = claim.ci_low, claim.ci_high, _p(claim)
    if low is None or high is None or claim.value is None or p is None:
        return False
    if claim.ci_level != 95 or claim.quantity_kind not in ("effect_size", "absolute_change"):
        return False
    null = 1.0 if claim.effect_measure in _RATIO_MEASURES else 0.0
    excludes = not min(low, high) <= null <= max(low, high)
    significant = p[1] < 0.05 or (p[0] in "<≤" and p[1] <= 0.05)
    return excludes != significant and not (p[0] in ">≥" and p[1] < 0.05)


def own_flags(claim: Claim) -> list[str]:
    """Flags that one row shows by itself."""
    flags = [flag] if (flag := _arithmetic(claim)) else []
    if _outside(claim):
        flags.append("estimate_outside_ci")
    if _contradicts_p(claim):
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
