"""A number that no construction explains: read as what its unit suggests, for the reader to accept or refuse."""

from __future__ import annotations

import re

from claimx.annotate.change import (
    PEOPLE,
    Found,
    Item,
    counted,
    direction_of,
    is_null_result,
    make_effect,
    nearest_change,
)
from claimx.records import Direction, QuantityKind

_PEOPLE_AFTER = re.compile(rf"\s+(?:[\w-]+\s+){{0,2}}?(?P<people>{PEOPLE}|cases|deaths|events)\b", re.IGNORECASE)
_CHANGE_REACH = 60
_LEAST_WORDS = 3  # "25%" alone says nothing


def leftover(text: str, item: Item) -> Found | None:
    """The effect that a number would state, if it states one; ``None`` where there are no words to state it."""
    if len(re.findall(r"[^\W\d_]{2,}", text)) < _LEAST_WORDS:
        return None
    unit, form = item.quantity.unit, item.form
    cue = nearest_change(text, item.start, item.end, reach=_CHANGE_REACH)
    direction: Direction = (direction_of(cue) if cue else None) or "increase"
    if is_null_result(text, item.end, item.start):
        direction = "no_change"
    span = cue.span() if cue else (item.start, item.end)
    kind: QuantityKind
    if unit is None and (form != "multiple"):
        people = _PEOPLE_AFTER.match(text, item.end)
        if people and item.quantity.value is not None:
            after = (people.start("people"), people.end("people"))
            return make_effect(text, (item,), "response_rate", "left:people", "increase", after,
                               n_events=item.quantity.value, unit=people["people"])  # fmt: skip
        if cue is None and item.quantity.value is not None:
            return make_effect(text, (item,), "response_rate", "left:count", direction, span,
                               n_events=item.quantity.value, unit=counted(text, item.end))  # fmt: skip
        kind, unit = "absolute_change", counted(text, item.end)
    elif unit == "%":
        kind = "response_rate"
    elif unit == "fold" or form == "multiple":
        kind = "fold_change"
    else:
        kind = "absolute_change"
    return make_effect(text, (item,), kind, f"left:{kind}", direction, span, unit)
