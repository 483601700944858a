"""Read the numbers of a text: what each is worth and in what unit.

Works on characters, not tokens. `find` gives every number once, left to right, ranges and "one in five" whole.
The units stand in ``vocab/units.tsv``; word multiples and fractions below follow the gold guidelines ("a third" is
33.33 %, "doubled" is 2 fold, "halved" is 50 %).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, cast

from claimx.annotate.vocab import alternatives, lines, table
from claimx.records import Direction, Qualifier, Quantity

Form = Literal["number", "range", "multiple", "fraction", "rate", "count"]
_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALE = {"hundred": 100, "thousand": 1_000, "dozen": 12, "million": 1_000_000, "billion": 1_000_000_000,
          "trillion": 10**12}  # fmt: skip
_ORDINAL = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
}  # fmt: skip
_VULGAR = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 0.2, "⅖": 0.4, "⅗": 0.6, "⅘": 0.8,
           "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 0.125, "⅜": 0.375, "⅝": 0.625, "⅞": 0.875}  # fmt: skip
# words that state a multiple, with the direction they carry; halving is a percentage by the guidelines
_MULTIPLES: dict[str, tuple[float, str, Direction | None]] = {
    **dict.fromkeys(("twice",), (2.0, "fold", None)),
    **dict.fromkeys(("thrice",), (3.0, "fold", None)),
    **dict.fromkeys(("double", "doubles", "doubled", "doubling"), (2.0, "fold", "increase")),
    **dict.fromkeys(("triple", "triples", "tripled", "tripling"), (3.0, "fold", "increase")),
    **dict.fromkeys(("treble", "trebles", "trebled"), (3.0, "fold", "increase")),
    **dict.fromkeys(("quadruple", "quadruples", "quadrupled", "quadrupling"), (4.0, "fold", "increase")),
    **dict.fromkeys(("quintuple", "quintupled"), (5.0, "fold", "increase")),
    **dict.fromkeys(("halve", "halves", "halved", "halving"), (50.0, "%", "decrease")),
}  # fmt: skip
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[ ]\d{3})+(?![\d.%])|\d+)(?:[.·]\d+)?|(?<![\d\w])\.\d+"
_VULGARS = "[" + "".join(_VULGAR) + "]"
_SMALL_WORD = alternatives([*_SMALL])
_TENS_WORD = rf"(?:{alternatives([*_TENS])}(?:[-‐\s]{_SMALL_WORD})?)"
CARDINAL = rf"\b(?:{_TENS_WORD}|{_SMALL_WORD})\b"
_ONE_SCALE = rf"\b(?:half\s+)?an?(?=[\s-](?:{'|'.join(_SCALE)})\b)"  # "a million", "half a million"
_AND_HALF = r"(?:\s+and\s+a\s+(?:half|quarter))?"
_NUMBER = rf"(?:(?:(?:{_DIGITS})(?:\s?{_VULGARS})?|{CARDINAL}){_AND_HALF}|{_VULGARS}|{_ONE_SCALE})"
_SCALES = rf"(?:[\s-](?:{'|'.join(_SCALE)})\b)*"
_SIGN = r"[-+−–‐±]"
_DASH = r"[-–—‐‑−]"


def _unit_patterns() -> tuple[str, dict[str, str], dict[str, str]]:
    exact, folded = {}, {}
    for canonical, forms in table("units.tsv"):
        for spelling in forms.split(" / "):
            if spelling.endswith("!"):
                exact[spelling[:-1]] = canonical
            else:
                folded[re.sub(r"\s+", " ", spelling).casefold()] = canonical
    spellings = sorted([*exact, *folded], key=len, reverse=True)  # "g/L" before "g"
    pattern = "(?:" + "|".join(rf"(?-i:{re.escape(s)})" if s in exact else alternatives([s]) for s in spellings) + ")"
    return pattern, exact, folded


_UNIT, _UNIT_EXACT, _UNIT_FOLDED = _unit_patterns()
# "percentof": pages that lost a space; any other letter makes it another word
_UNIT_END = r"(?:(?![A-Za-z°µμ])|(?<=[%t])(?=of|in|to|less|more|lower|higher))"
_ONE = re.compile(
    rf"""
    (?P<sign>(?<![-\w)%–—‐‑−]){_SIGN}\s?)?
    (?P<a>{_NUMBER})(?P<a_scale>{_SCALES})
    (?:
        (?P<pm>\s?±\s?(?:{_DIGITS}))?
        (?:\s?(?P<unit1>{_UNIT}){_UNIT_END})?
        (?P<sep>\s?(?:{_DASH}|\bto\b|\bor\b|\band\b)\s?)
        (?P<sign2>{_SIGN})?
        (?P<b>{_NUMBER})(?P<b_scale>{_SCALES})
        (?![\d/]|[.,]\d|\s?(?:st|nd|rd|th)\b)
    )?
    (?P<pm2>\s?(?:±|\+/[-−])\s?(?:{_DIGITS}))?
    (?:\s?[-‐]?\s?(?P<unit>{_UNIT}){_UNIT_END})?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s+(?:about\s+|roughly\s+)?$", re.IGNORECASE)
_RATE = re.compile(
    rf"""(?P<a>{_NUMBER})\s?(?:out\s+of(?:\s+every)?|in\s+every|in|per|for\s+every|of\s+every|of\s+the|of|/)\s?
    (?P<b>{_NUMBER})(?P<b_scale>{_SCALES})(?:\s(?:to|or)\s\d[\d,]*(?=\s))?
    (?![\d.,]?\d|[.,·]\d|\s?(?:{_UNIT}){_UNIT_END}|/)""",
    re.VERBOSE | re.IGNORECASE,
)
# what an ordinal counts where it is no fraction: "a third day", "one quarter cup"
_COUNTED = alternatives(lines("ordinal_nouns.txt"))
_FRACTION = re.compile(
    rf"""\b(?P<n>an?|one|two|three|four|five|nine)?[\s-]?(?P<d>{alternatives([*_ORDINAL])})\b
    (?!\s+(?:of\s+)?(?:an?\s+)?(?:{_COUNTED})\b|\s+an?\s+(?:{"|".join(_SCALE)})\b|[-‐](?:life|lives|hour|marathon|day|year|party|world|degree))""",
    re.VERBOSE | re.IGNORECASE,
)
_MULTIPLE = re.compile(
    rf"\b(?P<word>{alternatives([*_MULTIPLES])})\b(?![-‐\s]+(?:blind|dose|check|dummy|helix|bond|vision|negative|"
    r"whammy|cream|a\s+(?:day|week|month|year)|daily|weekly|(?:per|each|every)\s))",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"(?:(?P<joined>{_SMALL_WORD})(?=fold)|(?P<a>{_NUMBER})(?:-?\s?(?:{_DASH}|to|or)\s?(?P<b>{_NUMBER}))?"
    rf"(?P<scale>{_SCALES}))(?:\s?(?:times|×|x\b)(?!\s?\d)(?!\s+(?:a|per|each|every|daily|weekly|the\s+upper)\b)|"
    r"[-‐–\s]?(?:fold|folds)\b)",
    re.IGNORECASE,
)
_QUALIFIERS: tuple[tuple[Qualifier, str], ...] = (
    ("up_to", r"up to|as much as|as many as|as high as|as low as|as little as|upwards? of|a maximum of|maximum"),
    ("at_least", r"at least|no less than|no fewer than|a minimum of|minimum|≥|>=|not less than"),
    ("at_most", r"at most|no more than|not more than|≤|<="),
    ("more_than", r"more than|over|above|greater than|in excess of|exceed(?:s|ed|ing)?|>|higher than"),
    ("less_than", r"less than|under|below|fewer than|<|lower than"),
    ("nearly", r"nearly|almost|just under|close to|just shy of|approaching|not quite"),
    ("average", r"(?:an|a|on|by an)?\s?(?:average|mean|median)(?: of)?"),
    (
        "about",
        r"about|around|approximately|roughly|some|an estimated|estimated|circa|ca\.|~|≈|∼|perhaps|"
        r"somewhere around|or so",
    ),
)
_QUALIFIER = re.compile(
    "(?:"
    + "|".join(rf"(?P<{name}>(?<!\w)(?:{words}))" for name, words in _QUALIFIERS)
    + r")\s*(?:an?\s+|only\s+|the\s+|as\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number found: ``text[start:end]`` is the number with its unit, ``text[start:number_end]`` without."""

    start: int
    end: int
    number_end: int
    form: Form
    quantity: Quantity
    second: float | None = None
    """The total of a rate or count: 5 of "one in five", 16 of "9 of 16"."""


def to_float(text: str) -> float:
    """Value of a number as written in digits, vulgar fractions or words, without scale words.

    >>> to_float("1,200"), to_float("5·2"), to_float("2½"), to_float("twenty-five")
    (1200.0, 5.2, 2.5, 25.0)
    """
    if part := re.search(r"\s+and\s+a\s+(half|quarter)$", text.strip(), re.IGNORECASE):
        return to_float(text.strip()[: part.start()]) + (0.5 if part[1].casefold() == "half" else 0.25)
    text = text.replace(" ", "").casefold() if text[:1].isdigit() else text.strip().casefold()
    if text and text[-1] in _VULGAR:
        return (to_float(text[:-1]) if text[:-1].strip() else 0.0) + _VULGAR[text[-1]]
    if re.fullmatch(r"(?:half\s+)?an?", text):
        return 0.5 if text.startswith("half") else 1.0
    if re.fullmatch(r"[\d.,·]+", text):
        return float(text.replace(",", "").replace("·", "."))
    return float(sum(_TENS.get(w, _SMALL.get(w, 0)) for w in re.split(r"[-‐\s]+", text)))


def scaled(number: str, scale: str | None) -> float:
    """Value of a number with its scale words ("2.6 million", "two hundred")."""
    value = to_float(number)
    for word in re.findall(r"[a-z]+", (scale or "").casefold()):
        value *= _SCALE[word]
    return round(value, 10)


def normal_unit(text: str | None) -> str | None:
    """Canonical spelling of a unit as written."""
    if not text:
        return None
    text = re.sub(r"\s+", " ", text)
    return _UNIT_EXACT.get(text) or _UNIT_FOLDED.get(text.casefold())


def qualifier_before(text: str, start: int) -> Qualifier | None:
    """How the words before ``start`` qualify the number there."""
    match = _QUALIFIER.search(text[max(0, start - 40) : start])
    return cast(Qualifier | None, match.lastgroup) if match else None


def _rate(text: str, match: re.Match[str]) -> Number | None:
    a, b = to_float(match["a"]), scaled(match["b"], match["b_scale"])
    joint = text[match.end("a") : match.start("b")].strip().casefold()
    if joint == "/" and not (b > a and match["a"].isdigit() and match["b"].isdigit()):
        return None
    if b <= a or b == 0:
        return None
    if joint.startswith("in") and (b > 1_000_000_000 or (1900 < b < 2100 and match["a"].isdigit())):
        return None  # "300 in 2019"
    rate = joint.startswith(("in", "out of every", "per", "for every", "of every")) or (
        joint == "out of" and b in (3, 4, 5, 10, 100, 1000)
    )
    if joint == "per" and b < 10:
        return None
    if rate:
        quantity = Quantity(value=round(100 * a / b, 10), unit="%")
        return Number(match.start(), match.end(), match.end(), "rate", quantity, b)
    return Number(match.start(), match.end(), match.end(), "count", Quantity(value=a), b)


def _one(text: str, match: re.Match[str]) -> Number:
    a = scaled(match["a"], match["a_scale"] or (match["b_scale"] if match["b"] else None))
    unit = normal_unit(match["unit"])
    end = match.end()
    sign = _sign(match)
    start = match.start()
    if match["b"]:
        b = scaled(match["b"], match["b_scale"])
        joint = match["sep"].strip().casefold()
        first_unit = normal_unit(match["unit1"])
        apart = joint == "and" and not _BETWEEN.search(text[:start])
        odd = b <= a and not (match["sign"] and match["sign2"])
        words = not match["a"][0].isdigit() or not match["b"][0].isdigit()
        if (
            apart
            or odd
            or (first_unit and unit and first_unit != unit)
            or (joint == "or" and b > 3 * a)
            or (words and not unit and joint in ("to", "or"))
        ):
            return _cut(match)
        quantity = Quantity(value_low=a, value_high=b, unit=unit or first_unit, sign=sign)
        return Number(start, end, match.end("b"), "range", quantity)
    quantity = Quantity(value=a, unit=unit, sign=sign)
    return Number(start, end, match.end("a"), "number", quantity)


def _sign(match: re.Match[str]) -> Literal["+", "-"] | None:
    printed = (match["sign"] or "").strip()
    if printed in ("", "±"):
        return None
    return "+" if printed == "+" else "-"


def _cut(match: re.Match[str]) -> Number:
    """The first number of what was no range."""
    end = match.end("unit1") if match["unit1"] else max(match.end("a"), match.end("a_scale"), match.end("pm"))
    value = scaled(match["a"], match["a_scale"])
    quantity = Quantity(value=value, unit=normal_unit(match["unit1"]), sign=_sign(match))
    return Number(match.start(), end, match.end("a"), "number", quantity)


def find(text: str) -> list[Number]:
    """Every number of a text, in order and without overlaps."""
    found: list[Number] = []
    position = 0
    while position < len(text):
        number = _next(text, position)
        if number is None:
            break
        quantity = replace(number.quantity, qualifier=qualifier_before(text, number.start))
        found.append(replace(number, quantity=quantity))
        position = number.end
    return _shared_units(text, found)


_SHARES = re.compile(r"\s*(?:,|/|,?\s*(?:and|or|to|vs\.?|versus)|[–-])\s*")
_LEVEL_AFTER = re.compile(r"\s*(?:CI\b|confidence|credible)", re.IGNORECASE)  # "0.75, 95% CI" shares nothing


def _shared_units(text: str, found: list[Number]) -> list[Number]:
    """ "11.4 and 5.5 mmHg", "10, 20 and 30%": the unit said once holds for all of them."""
    for k in range(len(found) - 2, -1, -1):
        number, after = found[k], found[k + 1]
        if (
            number.quantity.unit is None
            and after.quantity.unit
            and number.form == after.form == "number"
            and _SHARES.fullmatch(text[number.end : after.start])
            and not _LEVEL_AFTER.match(text, after.end)
            and not re.search(
                r"\b(?:week|month|day|year|visit|phase|grade|type|stage|age)s?\s+$", text[: number.start], re.IGNORECASE
            )
        ):
            found[k] = replace(number, quantity=replace(number.quantity, unit=after.quantity.unit))
    return found


_ANY = re.compile(
    rf"(?:{_SIGN}\s?)?(?:(?<![\w])|(?<=[a-z)]))(?=\d|\.\d|{_VULGARS})|\b(?={CARDINAL}|{_SMALL_WORD}fold)|(?={_ONE_SCALE})|"
    rf"\b(?={alternatives([*_MULTIPLES])}\b)|"
    rf"\b(?=(?:an?\s+|one[-\s]|two[-\s]|three[-\s]|four[-\s])?{alternatives([*_ORDINAL])}\b)|(?<=[A-Za-z_-])(?=\d)",
    re.IGNORECASE,
)


def _next(text: str, position: int) -> Number | None:
    for start in _ANY.finditer(text, position):
        at = start.start()
        if match := _MULTIPLE.match(text, at):
            value, unit, direction = _MULTIPLES[match["word"].casefold()]
            quantity = Quantity(value=value, unit=unit, direction=direction)
            return Number(at, match.end(), match.end(), "multiple", quantity)
        unsigned = at + (len(start.group()) if start.group() else 0)
        if match := _TIMES.match(text, unsigned):
            a = scaled(match["a"] or match["joined"], match["scale"])
            if match["b"]:
                quantity = Quantity(value_low=a, value_high=to_float(match["b"]), unit="fold")
            else:
                quantity = Quantity(value=a, unit="fold")
            return Number(unsigned, match.end(), match.end(), "multiple", quantity)
        if (match := _RATE.match(text, unsigned)) and (rate := _rate(text, match)):
            return rate
        if match := _FRACTION.match(text, at):
            numerator = (match["n"] or "a").casefold()
            if match["n"] or match["d"].casefold() == "half":  # "a third", "half", but not "third" alone
                n = 1.0 if numerator in ("a", "an") else float(_SMALL[numerator])
                value = round(100 * n / _ORDINAL[match["d"].casefold()], 2)
                return Number(at, match.end(), match.end(), "fraction", Quantity(value=value, unit="%"))
            continue
        if match := _ONE.match(text, at):
            return _one(text, match)
    return None
