"""The constructions in which health prose states the size of an effect, over one sentence as a string.

`find` tries pairs of numbers first (`pairs`), then single numbers (`singles`, `shares`); every number is used once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from claimx.annotate.change import Found, Item
from claimx.annotate.leftovers import leftover
from claimx.annotate.pairs import pairs_in
from claimx.annotate.singles import single
from claimx.records import Effect


def find(text: str, items: Sequence[Item]) -> list[Found]:
    """Effects that a sentence may state, in order; each number is used once.

    Args:
        text: the sentence.
        items: its quantities.
    """
    found = list(pairs_in(text, items))
    taken = {id(i) for f in found for i in f.used}
    for item in items:
        if not item.candidate or id(item) in taken:
            continue
        if one := single(text, item, sorted(found, key=lambda f: f.start)) or leftover(text, item):
            found.append(one)
            taken.add(id(item))
    return _with_statistics(text, items, _once(text, sorted(found, key=lambda f: f.start)))


_CHANGE = frozenset({"relative_change", "fold_change", "absolute_change"})
_FROM_TO, _SIZE, _ARMS = frozenset({"from_to"}), frozenset({"effect_size"}), frozenset({"group_comparison"})
_SHARE = frozenset({"prevalence", "response_rate"})
# kinds of two neighbouring effects and what stands between them when they are one effect given two ways
_TWICE = tuple(
    (first, second, re.compile(gap))
    for first, second, gap in (
        # "fell by 40%, from 10 to 6"
        (
            _CHANGE,
            _FROM_TO,
            r"[\w\s]{0,30},?\s*(?:or\s+|down\s+|up\s+)?(?:from\s+)?(?:an?\s+average\s+(?:of\s+)?)?\(?(?:from\s+)?",
        ),
        # "rose from 20 to 30, an increase of 50%"
        (
            _FROM_TO,
            _CHANGE,
            r"[^.;]{0,30}?(?:,|\(|–|—|-)\s*(?:an?\s+)?(?:\w+\s+)?(?:\w+\s+of\s+)?(?:or\s+|by\s+)?(?:about\s+)?",
        ),
        # "twice the risk (OR 2.1)"
        (_CHANGE, _SIZE, r"[^.;)]{0,60}\(\s*(?:adjusted\s+)?[(\[]?"),
        # "OR 0.80, or a 20% lower risk"
        (_SIZE, _CHANGE, r".{0,20}\bor\s+(?:an?\s+)?"),
        # "3.6% versus 4.6%, a 24% relative reduction"
        (
            _ARMS,
            _CHANGE,
            r"[^.;%\d]{0,70}(?:,|\(|–|—|-)\s*(?:or\s+|that\s+is,?\s+|which\s+is\s+|representing\s+)?(?:an?\s+)?(?:\w+\s+)?",
        ),
        # "a quarter lower rate of new attacks, 9% compared with 12%"
        (_CHANGE, _ARMS, r"[^.;%\d]{0,90}(?:,|\(|:|–|—|-)\s*(?:with\s+|at\s+|from\s+)?"),
        # "nearly half of adults (48%)", "one in three adults, or 80 million"
        (_SHARE, _SHARE, r"[^.;,()%\d]{0,60}(?:\(|\s[–—-]\s|,\s+or\s)\s*(?:or\s+)?(?:about\s+|roughly\s+|nearly\s+)?"),
        # "fell by 18 mg/dL (12%)"
        (_CHANGE, _CHANGE, r"\s*\(\s*(?:or\s+)?(?:about\s+|nearly\s+)?"),
    )
)


def _once(text: str, found: Sequence[Found]) -> list[Found]:
    """The same effect given two ways in one clause is one claim: the first-named form, with the numbers of both."""
    kept: list[Found] = []
    for one in found:
        before = kept[-1] if kept else None
        if before is None or not any(
            before.effect.quantity_kind in first
            and one.effect.quantity_kind in second
            and gap.fullmatch(text, before.end, one.start)
            for first, second, gap in _TWICE
        ):
            kept.append(one)
        else:
            both = (*before.used, *one.used)
            kept[-1] = replace(before, used=both, effect=_restated(before.effect, one.effect))
    return kept


def _restated(first: Effect, again: Effect) -> Effect:
    """An effect with what its second form adds: its ends, its arms, the measure, or the same change in percent."""
    if again.quantity_kind == "from_to":
        return replace(first, baseline_value=again.baseline_value, final_value=again.final_value)
    if again.quantity_kind == "group_comparison":
        return replace(first, treated_value=again.treated_value, comparator_value=again.comparator_value)
    if again.quantity_kind == "effect_size":
        return replace(first, effect_measure=again.effect_measure)
    if again.quantity_kind == "relative_change" and again.unit == "%":
        return replace(first, restated_percent=again.value)
    return first


_P_VALUE = re.compile(
    r"\b[Pp](?:[- ]?value)?(?:\s+for\s+\w+)?\s*(?:was|of|is)?\s*(?P<p>[<>=≤≥]?\s*(?:0?[.·]\d+|0|1(?:\.0+)?)"
    r"(?:\d*))"
)
_LEVEL = re.compile(
    r"(?P<level>\d\d(?:\.\d)?)\s?%\s*(?:CI\b|confidence\s+intervals?|credible\s+interval)|"
    r"\bCI\s*,?\s*(?P<after>\d\d)\s?%|\(CI\s+(?P<inner>\d\d)\s?%",
    re.I,
)
_REACH = 120


def _with_statistics(text: str, items: Sequence[Item], found: Sequence[Found]) -> list[Found]:
    """Attach to each effect the confidence interval and p-value that follow it before the next effect."""
    complete = []
    for k, one in enumerate(found):
        stop = found[k + 1].start if k + 1 < len(found) else len(text)
        stop = min(stop, one.end + _REACH)
        bounds = [i for i in items if i.quantity.role == "ci_bound" and one.end <= i.start < stop]
        values = [v for i in bounds for v in _signed(i)][:2]
        effect = one.effect
        if len(values) == 2:
            level = _LEVEL.search(text, max(0, one.start - 40), stop)
            level_value = next((float(g) for g in level.groups() if g), None) if level else None
            effect = replace(effect, ci_low=values[0], ci_high=values[1], ci_level=level_value)
        if p := _P_VALUE.search(text, one.end, stop):
            effect = replace(effect, p_value=re.sub(r"\s+", "", p["p"]))
        complete.append(replace(one, effect=effect))
    return complete


def _signed(item: Item) -> tuple[float, ...]:
    return tuple(-v if item.quantity.sign == "-" and k == 0 else v for k, v in enumerate(item.worth))
