"""Two numbers that make one effect: from-to, arm against arm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claimx.annotate.change import (
    VERB,
    Found,
    Item,
    alike,
    clause_start,
    direction_of,
    is_null_result,
    last,
    make_effect,
    nearest_change,
)
from claimx.annotate.shares import PREVALENT, TREATED
from claimx.annotate.singles import changed

_VERSUS = (
    r"(?:\bvs\b\.?|\bversus\b|\bcompared\s+(?:with|to)\b|\bcompares?\s+(?:with|to)\b|"
    r"\bin\s+comparison\s+(?:with|to)\b|\bagainst\b|\bas\s+opposed\s+to\b|\bthan\b|\bwhile\b|\bwhereas\b|"
    r"\bin\s+contrast\b|\brather\s+than\b|\bbut\b|\brelative\s+to\b|\|)"
)
_ARM = r"(?:in|with|for|among|on|of|by|receiving|taking|given|under)\s+(?:the\s+|those\s+|a\s+|an\s+)?[^,;]{1,70}?"
_GAP_VERSUS = re.compile(rf"^[^;]{{0,140}}?{_VERSUS}[^;]{{0,110}}$", re.IGNORECASE)
_GAP_ARMS = re.compile(
    rf"^\s*\)?\s*(?:{_ARM})(?:,\s*)?\b(?:and|,)\s+(?:by\s+)?(?:(?:only|just|about|to|from)\s+)?"
    r"(?:in\s+[^,;]{1,30}\s+)?\(?$",
    re.IGNORECASE,
)
_ARM_WORD = re.compile(
    r"\b(?:group|groups|arm|arms|placebo|controls?|those|treated|untreated|vaccinated|unvaccinated|sham|vehicle|"
    r"usual\s+care|standard|recipients|intervention|cohort|people|women|men|patients|participants|"
    r"(?:who|on|with|taking|receiving)\s)",
    re.IGNORECASE,
)
_COMPARATOR_WORD = re.compile(
    r"\b(?:placebo|control|controls|sham|vehicle|usual\s+care|untreated|unvaccinated|dummy|standard\s+care|"
    r"no\s+treatment)\b",
    re.IGNORECASE,
)


def _from_to(text: str, a: Item, b: Item) -> Found | None:
    gap = text[a.end : b.start]
    if not re.search(r"\bfrom\s+(?:\w+\s+){0,3}?\(?$", text[max(0, a.start - 40) : a.start], re.IGNORECASE):
        return None
    if not re.fullmatch(r"[^;.]{0,60}?\bto\b\s*(?:\w+\s+){0,3}\(?", gap, re.IGNORECASE):
        return None
    if a.quantity.value is None or b.quantity.value is None or not alike(a, b):
        return None
    cue = nearest_change(text, a.start, b.end)
    if cue is None:
        return None
    direction = direction_of(cue)
    if direction is None:
        direction = "increase" if b.quantity.value > a.quantity.value else "decrease"
    return make_effect(text, (a, b), "from_to", "from_to", direction, cue.span(),
                   baseline_value=a.quantity.value, final_value=b.quantity.value)  # fmt: skip


def _range_from_to(text: str, a: Item) -> Found | None:
    """ "from 50 to 44" or "rose from 3 to 5 mg" read as one range by the numbers stage."""
    if a.form != "range" or not re.search(r"\bfrom\s+$", text[: a.start], re.IGNORECASE):
        return None
    cue = last(VERB, text, clause_start(text, a.start, 100), a.start)
    if cue is None or re.search(r"rang|vari", text[max(0, a.start - 20) : a.start]):
        return None
    return make_effect(text, (a,), "from_to", "from_to", direction_of(cue), cue.span(),
                   baseline_value=a.quantity.value_low, final_value=a.quantity.value_high)  # fmt: skip


def _arms(text: str, a: Item, b: Item) -> Found | None:
    """Arm against arm: "45% vs 22%", "31% with the lotion and 12% with vehicle"."""
    if a.quantity.value is None or b.quantity.value is None or not alike(a, b):
        return None
    if a.quantity.unit == "fold" or (
        a.quantity.unit is None and b.quantity.unit is None and not _bare_pair(text, a, b)
    ):
        return None
    gap = text[a.end : b.start]
    if a.quantity.unit != b.quantity.unit and len(gap) > 12:
        return None
    versus = _GAP_VERSUS.match(gap)
    if versus and re.search(r"\b(?:if|because|although|when)\b|[:;]", gap):
        return None
    if not versus:
        arms = _GAP_ARMS.match(gap)
        tail = text[b.end : b.end + 60]
        if not (
            arms
            and _ARM_WORD.search(gap)
            and (_ARM_WORD.search(tail) or re.match(r"\s*\)?\s*(?:in|with|for|on|of|among)\b", tail))
        ):
            return None
    elif (
        re.match(r"\s*(?:lower|higher|less|fewer|more|greater|better|faster|shorter|longer)\b", gap, re.I)
        and not re.search(r"\bwhile\b|\bwhereas\b|\bbut\b", gap)
    ) or (
        re.search(r"\b(?:while|whereas|but|than)\b", gap)
        and not re.search(r"\bvs|versus|compared", gap)
        and _other_outcome(gap)
    ):
        return None
    first, second = a.quantity.value, b.quantity.value
    swapped = (
        bool(_COMPARATOR_WORD.search(gap[:60])) and not _COMPARATOR_WORD.search(text[b.end : b.end + 60]) and not versus
    )
    treated, other = (second, first) if swapped else (first, second)
    if _prevalent_pair(text, a) or _two_changes(text, a, b):
        return None
    cue = nearest_change(text, a.start, b.end, reach=220)
    direction = direction_of(cue) if cue else None
    if is_null_result(text, b.end, a.start):
        direction = "no_change"
    elif direction is None:
        direction = "increase" if treated >= other else "decrease"
    span = cue.span() if cue else (a.end, b.start)
    return make_effect(
        text, (a, b), "group_comparison", "arms", direction, span, treated_value=treated, comparator_value=other
    )


def _two_changes(text: str, a: Item, b: Item) -> bool:
    """Each number has a change word of its own: "62% fewer infections, while ... 73% fewer", "cut 63%, ... by 78%"."""
    first, second = changed(text, a), changed(text, b)
    return first is not None and second is not None and second[2][0] >= a.end and first[2] != second[2]


def _other_outcome(gap: str) -> bool:
    """The second clause says what changed anew, so the two numbers are two claims."""
    tail = re.split(r"\b(?:while|whereas|but|than)\b", gap)[-1]
    return bool(VERB.search(tail)) and not _ARM_WORD.search(tail)


def _prevalent_pair(text: str, a: Item) -> bool:
    """Shares of two kinds of people with no treatment in sight: two prevalence figures."""
    return a.quantity.unit == "%" and not TREATED.search(text) and bool(PREVALENT.search(text))


def _bare_pair(text: str, a: Item, b: Item) -> bool:
    """Two numbers without a unit, written against each other: "(−14.9 vs. −10.7)", "33 patients, compared with 22"."""
    return bool(
        re.fullmatch(
            r"\s*(?:±\s*[\d.]+\s*)?(?:\([^)]*\)\s*)?(?:vs\.?|versus|compared\s+(?:to|with))\s*",
            text[a.end : b.start],
            re.I,
        )
    )


def pairs_in(text: str, items: Sequence[Item]) -> Iterator[Found]:
    """Effects that two numbers make, each number used once."""
    candidates = [i for i in items if i.candidate]
    used: set[int] = set()
    for k, a in enumerate(candidates):
        if id(a) in used:
            continue
        if found := _range_from_to(text, a):
            used.add(id(a))
            yield found
            continue
        if k + 1 == len(candidates):
            continue
        b = candidates[k + 1]
        if found := _from_to(text, a, b) or _arms(text, a, b):
            used.update((id(a), id(b)))
            yield found
