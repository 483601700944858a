"""The words of change, and what every construction shares: quantities of a sentence, clauses, direction, denial.

The words stand in ``vocab/change_words.tsv``; all offsets are relative to the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claimx.annotate.vocab import lines, table
from claimx.records import ClaimType, Direction, Effect, Quantity, QuantityKind

QUALIFIER = (
    r"(?:(?:up\s+to|as\s+much\s+as|as\s+many\s+as|more\s+than|less\s+than|at\s+least|at\s+most|no\s+more\s+than|"
    r"nearly|almost|about|around|approximately|roughly|some|over|under|just|only|"
    r"an?\s+(?:average|estimated|mean|median|additional|further|extra|remarkable|whopping|astonishing|impressive|"
    r"staggering|modest|mere|full)(?:\s+of)?|average(?:\s+of)?|close\s+to|another|a|an|the|perhaps|"
    r"anywhere\s+from|between|from|~|≈|by|well|even|even\s+by|estimated|as\s+low\s+as|as\s+high\s+as|"
    r"significantly|on\s+average|somewhere|in\s+the\s+range\s+of|\(|≥|≤|>|<|=|whopping|a\s+total\s+of)\s*)*"
)
GAP = (
    r"(?:significantly|statistically|substantially|much|relatively|markedly|dramatically|considerably|slightly|"
    r"relative|points?|or\s+so|or\s+more)"
)


def words(pos: str) -> str:
    """Pattern of the change words of one part of speech, with a named group for each direction."""
    groups: dict[str, list[str]] = {}
    for direction, part, pattern in table("change_words.tsv"):
        if part == pos:
            groups.setdefault(direction, []).append(pattern)
    return r"(?<![\w-])(?:" + "|".join(f"(?P<{d}>{'|'.join(p)})" for d, p in groups.items()) + r")(?![\w]|-(?!\d))"


VERB = re.compile(words("verb"), re.IGNORECASE)
NOUN = re.compile(words("noun"), re.IGNORECASE)
_ADJ = re.compile(words("adj"), re.IGNORECASE)
_ANY_CHANGE = (VERB, NOUN, _ADJ)
PEOPLE = r"(?:" + "|".join(lines("people.txt")) + r")"
_NULL = re.compile(
    r"\bno\s+(?:statistically\s+|clinically\s+)?(?:significant(?:ly)?\s+|meaningful\s+|real\s+|measurable\s+)?"
    r"(?:\w+\s+)?(?:difference|differences|change|changes|effect|effects|improvement|reduction|increase|"
    r"benefit)\b|\b(?:did|do|does|was|were|is|are)(?:\s+not|n[’']t)\s+(?:\w+\s+)?"
    r"(?:differ|different|significantly|change|significant)|\bunchanged\b|"
    r"\bnot\s+(?:statistically\s+)?significant|\bsimilar\b|\bunaffected\b|"
    r"\bno\s+(?:better|lower|higher|worse|less|fewer|greater)\b"
    r"|\bnon-?significant|\bwere\s+the\s+same\b|\bcomparable\b|\bno\s+more\s+(?:likely|effective)|"
    r"\bjust\s+as\s+likely\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:did|does|do|could|can|would)(?:\s+not|n[’']t)\s+(?:\w+\s+)?"
    r"(?:reduce|lower|cut|increase|raise|improve|decrease|boost|prevent|slow|help)|\bfailed\s+to\b|\bcannot\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may|might|could|possibly|potentially|perhaps|suggest(?:s|ed|ing)?|appear(?:s|ed)?\s+to|"
    r"seem(?:s|ed)?\s+to|up\s+to|as\s+much\s+as|as\s+many\s+as|can\s+potentially|chance)\b",
    re.IGNORECASE,
)
_DIRECTIONS: tuple[Direction, ...] = ("decrease", "increase", "improve", "worsen")


@dataclass(frozen=True, slots=True)
class Item:
    """A quantity of the sentence; offsets into the sentence."""

    start: int
    end: int
    form: str
    quantity: Quantity

    @property
    def candidate(self) -> bool:
        """Nothing says that it is no effect."""
        return self.quantity.role == "candidate"

    @property
    def worth(self) -> tuple[float, ...]:
        """Its one or two numbers."""
        q = self.quantity
        return tuple(v for v in (q.value, q.value_low, q.value_high) if v is not None)


@dataclass(frozen=True, slots=True)
class Found:
    """An effect stated in the sentence: ``text[start:end]`` is the quantity, ``used`` the numbers it is made of."""

    start: int
    end: int
    effect: Effect
    used: tuple[Item, ...]


def direction_of(match: re.Match[str]) -> Direction | None:
    """Direction of a change word matched by one of the patterns above."""
    return next((name for name in _DIRECTIONS if match.groupdict().get(name)), None)


def last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Last match of a pattern that lies within ``text[start:end]``."""
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found


def clause_start(text: str, at: int, reach: int) -> int:
    """Where the clause of an offset begins: after the last semicolon, at most ``reach`` characters back."""
    return max(0, at - reach, text.rfind(";", 0, at) + 1)


def nearest_change(text: str, start: int, end: int, reach: int = 140) -> re.Match[str] | None:
    """The change word nearest before ``start`` (in its clause), else after ``end``; nouns and verbs first."""
    begin = clause_start(text, start, reach)
    before = [m for m in (last(p, text, begin, start) for p in (NOUN, VERB)) if m]
    if before:
        return max(before, key=lambda m: m.start())
    if adjective := last(_ADJ, text, begin, start):
        return adjective
    stop = text.find(";", end)
    stop = min(len(text), end + 80) if stop < 0 else min(stop, end + 80)
    after = [m for m in (p.search(text, end, stop) for p in _ANY_CHANGE) if m]
    return min(after, key=lambda m: m.start()) if after else None


def alike(a: Item, b: Item) -> bool:
    """Same sort of number, so that the two can stand against each other."""
    units = {a.quantity.unit, b.quantity.unit}
    return len(units) == 1 or None in units


_COUNTED = re.compile(
    r"(?:\s*\([^()]{1,20}\))?\s+(?:of\s+the\s+)?"
    r"(?:(?!(?:and|the|in|of|for|with|was|were|is|are|an?|at|to|by|or|on|as|than|per|from|had|have|who|that|his|its|less)\b)"
    r"[a-z-]+\s+){0,3}?(?P<noun>(?!(?:was|is|has|as|this|its|his|plus|versus|vs|less|across|towards|times|does|thus)\b)[a-z-]{2,}s)\b"
)


def counted(text: str, end: int) -> str | None:
    """The noun in the plural that a bare number counts: "lesions" after "0.8", "days" after "2 fewer headache"."""
    noun = _COUNTED.match(text, end)
    return noun["noun"] if noun else None


def _sizes(item: Item) -> dict[str, float]:
    q = item.quantity
    if q.value is not None:
        return {"value": q.value}
    return {"value_low": q.value_low or 0.0, "value_high": q.value_high or 0.0}


def is_null_result(text: str, item_end: int, start: int) -> bool:
    """A null result is stated in the clause of the number."""
    begin, stop = clause_start(text, start, 160), text.find(";", item_end)
    return bool(_NULL.search(text, begin, len(text) if stop < 0 else stop))


def make_effect(
    text: str,
    used: Sequence[Item],
    kind: QuantityKind,
    construction: str,
    direction: Direction | None,
    cue: tuple[int, int],
    unit: str | None = None,
    **values: Any,
) -> Found:
    """One effect made of the numbers used, its kind, direction and cue.

    ``values`` set the number columns, ``unit`` the unit where it is not that of the numbers.
    """
    start, end = used[0].start, used[-1].end
    claim_type: ClaimType = "prevalence" if kind == "prevalence" else "efficacy"
    begin = clause_start(text, start, 400)
    effect = Effect(
        claim_type=claim_type,
        quantity_kind=kind,
        unit=unit or next((u.quantity.unit for u in reversed(used) if u.quantity.unit), None),
        direction=None if claim_type == "prevalence" else direction,
        qualifier=used[0].quantity.qualifier,
        negated=bool(_NEGATED.search(text, begin, start)) and direction != "no_change",
        hedged=bool(_HEDGED.search(text)) or used[0].quantity.qualifier == "up_to",
        construction=construction,
        cue_start=cue[0],
        cue_end=cue[1],
        **(values or _sizes(used[0])),
    )
    return Found(start, end, effect, tuple(used))
