"""What a number is there for, when it is no effect size: dose, age, p-value, price and so on.

The rules are data: ``vocab/role_rules.txt`` holds one pattern a line, with « » where the number stands, and
``vocab/role_words.txt`` the word classes that the patterns share. The first rule that fits decides. Precision comes
first: a number that may be an effect size or a prevalence figure gets no role.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from claimx.annotate.vocab import table

_MARK = re.compile("«(.*?)»")
_NUMBER_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen"
    "|half|halves|thirds?|quarters?|fifths?|tenths?|first|second|twice|once"
)
_NUMERAL = re.compile(rf"(?<![^\W\d_])[.·]?\d(?:[\d,.·]*\d)?[¼½¾⅓⅔]?|[¼½¾⅓⅔]|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE)
_RELATIVE = frozenset(("%", "pp", "fold", "ratio"))
_NEVER_RELATIVE = frozenset(("age", "sample_size", "duration", "date", "time", "count", "dose"))
_LIMITS = {"p_value": (0.0, 1.0), "ci_level": (50.0, 100.0), "age": (0.0, 120.0)}
_WINDOW = 90  # characters before the number that a rule may look at; the longest rules need about eighty


class Rule(NamedTuple):
    """One line of the rules: ``before`` ends where the number begins, ``after`` begins where it ends."""

    role: str | None
    before: re.Pattern[str] | None
    number: re.Pattern[str] | None
    after: re.Pattern[str] | None


def first_role(text: str, start: int, end: int) -> str | None:
    """Role of the first rule whose context the number ``text[start:end]`` has; ``None`` if there is none."""
    begin = max(0, start - _WINDOW)
    for role, before, number, after in _AROUND:  # cheapest question first: two hundred rules for every number
        if (
            (after is None or after.match(text, end))
            and (number is None or number.fullmatch(text, start, end))
            and (before is None or before.search(text, begin, start))
        ):
            return role
    return None


def _word_classes() -> dict[str, str]:
    classes: dict[str, str] = {}
    for name, words in table("role_words.txt"):
        classes[name] = "(?:" + "|".join(_expand(w.strip(), classes) for w in words.split(" | ")) + ")"
    return classes


def _expand(pattern: str, classes: dict[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda m: classes[m[1]], pattern)


def _compile() -> tuple[tuple[Rule, ...], tuple[tuple[str, re.Pattern[str]], ...]]:
    def regex(pattern: str, tail: str = "") -> re.Pattern[str] | None:
        return re.compile(rf"(?:{_expand(pattern, classes)}){tail}", re.IGNORECASE) if pattern else None

    classes = _word_classes()
    around: list[Rule] = []
    whole: list[tuple[str, re.Pattern[str]]] = []
    for role, pattern in table("role_rules.txt"):
        parts = _MARK.split(pattern)
        if len(parts) == 3:
            before, number, after = parts
            name = None if role == "-" else role
            around.append(Rule(name, regex(before, r"\Z"), regex(number), regex(after)))
        else:
            whole.append((role, re.compile(_expand(pattern, classes), re.IGNORECASE)))
    return tuple(around), tuple(whole)


_AROUND, _WHOLE = _compile()
_HEADINGS = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in table("role_headings.txt"))


def _numeral(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the number without its unit and sign: of "400" in "400 mg/day", of "5 to 10" in "5 to 10%"."""
    found = list(_NUMERAL.finditer(text[start:end]))
    return (start + found[0].start(), start + found[-1].end()) if found else (start, end)


def _possible(role: str, unit: str | None, value: float | None) -> bool:
    """Whether a number of that size and unit can have the role: no "80%" is an age, no 13 a p-value."""
    if role in _NEVER_RELATIVE and unit in _RELATIVE:
        return False
    if role == "sample_size" and unit is not None:
        return False  # "from 160 to 142 mg/dL in men": a number with a unit counts no people
    low, high = _LIMITS.get(role, (None, None))
    return value is None or low is None or high is None or low <= value <= high


@lru_cache(maxsize=64)
def _sentence_role(text: str) -> str | None:
    return next((role for role, pattern in _WHOLE if pattern.search(text)), None)


@lru_cache(maxsize=64)
def _section_role(heading: str) -> str | None:
    return next((role for role, pattern in _HEADINGS if pattern.fullmatch(heading.strip())), None)


def classify(
    text: str,
    start: int,
    end: int,
    unit: str | None,
    *,
    value: float | None,
    heading: str | None = None,
    block_kind: str = "paragraph",
) -> str | None:
    """Say why a number is no effect size.

    Args:
        text: the sentence, bullet, table row or heading.
        start: where the quantity begins in ``text``.
        end: where it ends, its unit included.
        unit: its unit, normalised.
        value: what it is worth; ``None`` for a range.
        heading: the heading above.
        block_kind: the kind of block that holds the text, as in `claimx.records.Block`.

    Returns:
        A role named in ``vocab/role_rules.txt`` or ``role_headings.txt``, or ``None`` where the number may well be an
        effect or a prevalence.
    """
    role = first_role(text, *_numeral(text, start, end))
    if role is not None and _possible(role, unit, value):
        return role
    if block_kind in ("title", "heading") and unit is None and value is not None and not text[:start].strip():
        return "count"  # "10 Walking Shoes That Last"
    return (_section_role(heading) if heading else None) or _sentence_role(text)
