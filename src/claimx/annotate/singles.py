"""One number that states an effect: a change word beside it, an effect size, a multiple, a share of people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from claimx.annotate.change import (
    GAP,
    NOUN,
    PEOPLE,
    QUALIFIER,
    VERB,
    Found,
    Item,
    clause_start,
    direction_of,
    is_null_result,
    last,
    make_effect,
    nearest_change,
    words,
)
from claimx.annotate.numbers import to_float
from claimx.annotate.shares import TREATED, head_count, share_of_people
from claimx.records import Direction, QuantityKind

_AFTER_ADJ = re.compile(rf"\s*(?:\)\s*)?(?:-\s*)?(?:{GAP}\s+)*{words('adj')}(?!\s+to\b)", re.IGNORECASE)
_NEAR_NOUN = re.compile(
    r"\s*-?\s*(?:(?!(?:of|in|who|that|which|to|and|or|with|for|by|had|was|were|is|are|from|after|on|at|than|the|"
    rf"as|but|compared|have|reported|experienced|did)\b)[\w’'/()-]+\s+){{0,4}}?{words('noun')}",
    re.IGNORECASE,
)
_BY = re.compile(rf"\bby\s+{QUALIFIER}$", re.IGNORECASE)
_NOUN_OF = re.compile(
    rf"{words('noun')}[^.;]{{0,90}}?\s(?:of|was|is|were|averaged|averaging|reached|ranges?|ranged|hovered|"
    rf"totall?ed|equal\s+to)\s+{QUALIFIER}$",
    re.IGNORECASE,
)
_DIRECT = re.compile(rf"{words('verb')}\s+(?:up\s+|down\s+)?{QUALIFIER}$", re.IGNORECASE)
_DIRECT_ADJ = re.compile(rf"(?<!\w)(?P<word>up|down)\s+{QUALIFIER}$", re.IGNORECASE)
_TO = re.compile(rf"{words('verb')}(?:\s[^.;]{{0,60}})?\s(?:down\s+|up\s+)?to\s+{QUALIFIER}$", re.IGNORECASE)
_PAREN = re.compile(
    r"[(\[:–—,]\s*(?:(?:mean|average|adjusted|relative|absolute|risk|the|by|between-group|estimated|treatment|"
    r"weighted)\s+)*(?:differences?|reduction|increase|decrease|change|improvement|MD|WMD)?\s*"
    r"(?:of|=|:|,|was)?\s*[(\[]?" + QUALIFIER + "$",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?P<m>(?:adjusted\s+|multivariable\s+|pooled\s+|summary\s+|relative\s+)?"
    r"(?:hazard\s+ratios?|odds\s+ratios?|risk\s+ratios?|rate\s+ratios?|relative\s+risks?|"
    r"incidence\s+rate\s+ratios?|prevalence\s+ratios?|"
    r"standardi[sz]ed\s+mean\s+differences?|effect\s+sizes?|numbers?\s+needed\s+to\s+(?:treat|harm)|"
    r"Cohen[’']?s\s+d|Hedges[’']?\s+g)|(?-i:\b[am]?(?:HRs?|ORs?|RRs?|IRR|SMD|NNT|NNH)\b))"
    r"\s*(?:[(\[][A-Za-z]{1,5}[)\]])?\s*(?:of|was|is|were|=|:|,|\[|\(|"
    r"(?:for|in|with|between|among)\s[^();\d]{1,110}?(?:of|was|=))?\s*"
    r"(?:of|was|=)?\s*(?:only|about|approximately|nearly)?\s*$",
    re.IGNORECASE,
)
_MEASURE_CODE = (
    ("HR", r"hazard|HR"), ("IRR", r"rate\s+ratio|IRR"), ("OR", r"odds|\b[am]?ORs?\b"), ("RR", r"risk|RR|prevalence"),
    ("SMD", r"standardi|SMD|Cohen|Hedges|effect\s+size|\bES\b|\bd\b"), ("NNT", r"needed|NNT|NNH"),
)  # fmt: skip
_DIFFERENCE = re.compile(
    r"(?:(?:mean|average|absolute|between-group|treatment|risk)\s+)?"
    r"(?:differences?|changes?|change\s+from\s+baseline)\b[^.;()]{0,80}?"
    rf"(?:[(\[]|of|was|were|=|:|by)\s*{QUALIFIER}$",
    re.IGNORECASE,
)
_EFFECTIVE_AFTER = re.compile(
    r"\s*-?(?:\w+\s+){0,1}(?:effective|efficacy|efficacious|protection|protective|protected|effectiveness|sure)\b",
    re.IGNORECASE,
)
_EFFECTIVE_BEFORE = re.compile(
    r"\b(?:effectiveness|efficacy|effective|protection|VE)\b[^.;]{0,60}?\b"
    rf"(?:of|was|is|at|by|to|for|=)\s+{QUALIFIER}$",
    re.IGNORECASE,
)
# "reducing pressure by five points can cut strokes": the number belongs to what acts
_THEN_ACTS = re.compile(
    r"\s*(?:or\s+more\s+)?(?:can|could|may|might|would|will|cuts|lowers|reduces|was|is)\b", re.IGNORECASE
)


_SIGNED: dict[str, Direction] = {"+": "increase", "-": "decrease"}


def _kind(item: Item) -> QuantityKind:
    unit = item.quantity.unit
    if unit == "%":
        return "relative_change"
    return "fold_change" if unit == "fold" else "absolute_change"


def _size(text: str, item: Item) -> Found | None:
    """Effect sizes: HR, OR, RR, SMD, NNT."""
    match = _MEASURE.search(text[: item.start])
    if not match or item.quantity.unit not in (None, "SD", "fold"):
        return None
    name = match["m"]
    measure = next(
        (code for code, pattern in _MEASURE_CODE if re.search(pattern, name, re.IGNORECASE if len(name) > 4 else 0)),
        None,
    )
    value = item.quantity.value
    if value is None:
        return None
    cue = nearest_change(text, match.start(), item.end)
    direction: Direction | None = direction_of(cue) if cue else None
    if measure in ("HR", "OR", "RR", "IRR") and direction not in ("decrease", "increase"):
        direction = "decrease" if value < 1 else "increase" if value > 1 else "no_change"
    if is_null_result(text, item.end, item.start):
        direction = "no_change"
    found = make_effect(text, (item,), "effect_size", "measure", direction or "increase",
                    cue.span() if cue else match.span(), value=value, unit="ratio", effect_measure=measure)  # fmt: skip
    return replace(found, start=match.start("m"))


def changed(text: str, item: Item) -> tuple[str, Direction | None, tuple[int, int]] | None:
    """How a change word governs a number: construction, direction, where the word stands; ``None`` if none does."""
    before, after, unit = text[: item.start], text[item.end :], item.quantity.unit
    timed = unit in {"years", "months", "weeks", "days", "hours", "minutes", "seconds", "decades", "min", "h", "s"}
    if unit is not None or item.form != "number":
        if (
            (m := _AFTER_ADJ.match(after))
            and not (timed and re.search(r"earl|late|old|additional|up\b|down", m.group()))
            and not (re.match(r"\s*(?:more|less)\s+than\s+\d", after))
        ):
            return "number_adj", direction_of(m), (item.end + m.start(), item.end + m.end())
        if (m := _NEAR_NOUN.match(after)) and not re.search(r"\d", m.group()):
            direction = direction_of(m)
            cue = (item.end + _last_start(m), item.end + m.end())
            if m.group().strip().lower() in ("loss", "efficacy") and unit not in ("%", "pp"):
                direction = "decrease"
            return "number_noun", direction, cue
    if _BY.search(before):
        begin = clause_start(text, item.start, 170)
        cues = [m for m in (last(p, before, begin, item.start) for p in (VERB, NOUN)) if m]
        if cues and not (
            max(cues, key=lambda m: m.start()).group().lower().endswith("ing") and _THEN_ACTS.match(after)
        ):
            m = max(cues, key=lambda m: m.start())
            verb = cues[0] if cues[0].re is VERB else None
            # "raised water loss by 25%": the verb governs, the noun is part of what it changes
            if (
                m is not verb
                and verb
                and not verb.group().endswith("ing")
                and "," not in before[verb.end() : m.start()]
            ):
                m = verb
            return "verb_by" if m.re is VERB else "noun_by", direction_of(m), m.span()
    if unit is not None or item.form == "multiple":
        if (m := _DIRECT_ADJ.search(before)) and not timed:
            return "verb", "increase" if m["word"].lower() == "up" else "decrease", m.span("word")
        if (m := _DIRECT.search(before)) and not (
            timed and re.search(r"sav|add|extend|delay|prolong|los|gain|short", m.group()) is None
        ):
            return "verb", direction_of(m), (m.start(), m.start() + len(m[str(direction_of(m))]))
        if m := _NOUN_OF.search(before):
            m = last(NOUN, before, m.start(), item.start) or m
            return "noun_of", direction_of(m), m.span()
        if (m := _DIFFERENCE.search(before)) and unit != "years":
            change = nearest_change(text, m.start(), item.end)
            return "difference", direction_of(change) if change else None, m.span()
        if _PAREN.search(before) and (not timed or is_null_result(text, item.end, item.start)):
            m = nearest_change(text, item.start, item.start, reach=150)
            if m or item.quantity.sign:
                sign = _SIGNED.get(item.quantity.sign or "")
                return "paren", (direction_of(m) if m else None) or sign, m.span() if m else (item.start, item.start)
        if (
            unit == "%"
            and (m := _TO.search(before))
            and re.match(r"\s+of\s+(?:its|their|the|his|her|usual|normal|baseline)", after)
        ):
            return "verb_to", direction_of(m), (m.start(), m.start() + len(m[str(direction_of(m))]))
    return None


def _last_start(match: re.Match[str]) -> int:
    direction = direction_of(match)
    return match.start(direction) if direction else match.start()


def _multiple(text: str, item: Item) -> tuple[str, Direction | None, tuple[int, int]] | None:
    """ "doubled the risk", "twice as likely", "three times the rate", "half as much"."""
    after = text[item.end :]
    word = text[item.start : item.end].lower()
    if item.quantity.direction and re.match(r"(?:doubl|tripl|trebl|quadrupl|quintupl|halv)", word):
        if _NOT_MULTIPLIED.match(after) or (not word.endswith(("d", "s", "g")) and not _MULTIPLIED.match(after)):
            return None
        return "multiple_verb", item.quantity.direction, (item.start, item.end)
    if m := re.match(
        r"\s*(?:as|more|less|higher|lower|greater|fewer|better|worse|faster|slower|longer|the|that|what|the\s+rate|"
        r"likelier)\b",
        after,
        re.I,
    ):
        token = m.group().strip().lower()
        direction: Direction = (
            "decrease"
            if token in ("less", "lower", "fewer", "slower")
            else "improve"
            if token == "better"
            else "increase"
        )
        if item.form == "fraction" and token in ("as", "the", "that"):
            direction = "decrease"
        if (
            item.form == "fraction"
            and token == "the"
            and not re.match(r"\s*the\s+(?:risk|rate|number|odds|chance|likelihood|level)", after, re.I)
        ):
            return None
        return "number_adj", direction, (item.end, item.end + m.end())
    return None


_NOT_MULTIPLIED = re.compile(
    r"\s*(?:down|up|checked|over\s+in|take|medical|therapy|bypass|negative|mastectomy|arm|win|standard|digits)\b",
    re.IGNORECASE,
)
# a base form ("double") states an effect only with what is doubled, or after a modal with nothing
_MULTIPLIED = re.compile(
    r"\s*(?:(?:the|that|their|your|his|her|its|one[’']s|our|what|your)\b|risk|odds|[,.;]|$|in\b|or\b|over\b|"
    r"when\b|after\b|by\b)",
    re.IGNORECASE,
)


def _cut_in_half(text: str, item: Item) -> tuple[str, Direction | None, tuple[int, int]] | None:
    if item.form == "fraction" and re.search(r"\b(?:in|by|to|nearly|almost|about)\s+$", text[: item.start], re.I):
        m = last(VERB, text, clause_start(text, item.start, 80), item.start)
        if m and re.search(r"\bin\s+$", text[: item.start], re.I) and direction_of(m) == "decrease":
            return "verb_by", "decrease", m.span()
        if m is None and re.search(r"\bby\s+(?:nearly\s+|almost\s+|about\s+)?$", text[: item.start], re.I):
            return "verb_by", "decrease", (item.start, item.start)
    return None


_RESPONDED = re.compile(
    rf"\s*(?:\w+\s+){{0,2}}?(?P<people>{PEOPLE})\b[^.;]{{0,60}}?\b(?:responded|improved|recovered|had|reported|experienced|"
    r"achieved|showed|developed|relapsed|died|survived|healed|cleared|remitted|were|felt|given|taking|on|treated)\b"
    rf"|\s*(?P<alone>{PEOPLE})\b",
    re.IGNORECASE,
)


def _responders(text: str, item: Item) -> Found | None:
    """Bare counts of responders: "9 of 16 patients responded"; a percentage in brackets after it says it instead."""
    after = text[item.end :]
    match = _RESPONDED.match(after)
    if not match or not TREATED.search(text) or re.match(r"[^.;]{0,40}\(\s*\d[\d.]*\s?(?:%|percent)", after):
        return None
    counts = re.split(r"\s*(?:out\s+of|of\s+the|of|/)\s*", text[item.start : item.end])
    events, total = to_float(counts[0]), to_float(counts[-1])
    people = match["people"] or match["alone"]
    span = (item.end + match.start("people" if match["people"] else "alone"), item.end + match.end())
    return make_effect(
        text, (item,), "response_rate", "share_of", "increase", span, people, n_events=events, n_total=total
    )


def single(text: str, item: Item, done: Sequence[Found]) -> Found | None:
    """The effect that one number states, or ``None``; ``done`` are the effects before it in the sentence."""
    if found := _size(text, item):
        return found
    if item.form == "count":
        return _responders(text, item)
    if heads := head_count(text, item):
        return heads
    multiple = item.form == "multiple" or (item.form == "fraction" and item.quantity.unit == "%")
    read = _multiple(text, item) if multiple else None
    read = read or _cut_in_half(text, item) or changed(text, item)
    if (
        read is None
        and item.quantity.unit == "%"
        and (_EFFECTIVE_AFTER.match(text[item.end :]) or _EFFECTIVE_BEFORE.search(text[: item.start]))
    ):
        read = ("effective", "decrease", (item.start, item.start))
    if read is None:
        read = _inherited(text, item, done)
    if read is None:
        return share_of_people(text, item)
    construction, direction, cue = read
    if item.form == "rate" and construction != "number_adj":
        return share_of_people(text, item)
    if is_null_result(text, item.end, item.start) and construction in ("difference", "paren", "noun_of", "number_noun"):
        direction = "no_change"
    if direction is None and construction != "difference":
        return None
    if direction is None:
        direction = "decrease" if item.quantity.sign == "-" else "increase"
    return make_effect(text, (item,), _kind(item), construction, direction, cue)


def _inherited(text: str, item: Item, done: Sequence[Found]) -> tuple[str, Direction | None, tuple[int, int]] | None:
    """ "... by 15% and triglycerides by 20%": the number shares the verb of the one before."""
    for found in reversed(done):
        gap = text[found.end : item.start] if found.end <= item.start else None
        if gap is None or len(gap) > 90 or ";" in gap:
            continue
        kind = found.effect.quantity_kind
        same = found.used[-1].quantity.unit == item.quantity.unit or (found.used[-1].quantity.unit is None)
        if (
            kind in ("relative_change", "absolute_change", "fold_change")
            and same
            and item.quantity.unit is not None
            and re.search(r"(?:\band\b|,|\bor\b|/)", gap)
            and not re.search(r"\b(?:of\s+the|were|was|is|are|had|who)\b", gap)
        ):
            return (
                f"shared:{found.effect.construction.removeprefix('shared:')}",
                found.effect.direction,
                (
                    found.effect.cue_start,
                    found.effect.cue_end,
                ),
            )
    return None
