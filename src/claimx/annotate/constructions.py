"""The constructions in which health prose states the size of an effect, over one sentence as a string.

`find` tries them in order: table cells, pairs (from-to, arm against arm), then single numbers (a change verb, noun
or comparative beside the number, effect sizes, shares of people). Every number is used once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claimx.annotate.vocab import lines, table
from claimx.records import Block, Direction, Effect, Quantity

_QUALIFIER = (
    r"(?:(?:up\s+to|as\s+much\s+as|as\s+many\s+as|more\s+than|less\s+than|at\s+least|at\s+most|no\s+more\s+than|nearly|almost|"
    r"about|around|approximately|roughly|some|over|under|just|only|an?\s+(?:average|estimated|mean|median|additional|further|"
    r"extra|remarkable|whopping|astonishing|impressive|staggering|modest|mere|full)(?:\s+of)?|average(?:\s+of)?|close\s+to|"
    r"another|a|an|the|perhaps|anywhere\s+from|between|from|~|≈|by|well|even|even\s+by|estimated|as\s+low\s+as|as\s+high\s+as|"
    r"significantly|on\s+average|somewhere|in\s+the\s+range\s+of|\(|≥|≤|>|<|=|whopping|a\s+total\s+of)\s*)*"
)
_GAP = r"(?:significantly|statistically|substantially|much|relatively|markedly|dramatically|considerably|slightly|relative|points?|or\s+so|or\s+more)"


def _words(pos: str) -> str:
    groups: dict[str, list[str]] = {}
    for direction, part, pattern in table("change_words.tsv"):
        if part == pos:
            groups.setdefault(direction, []).append(pattern)
    return r"(?<![\w-])(?:" + "|".join(f"(?P<{d}>{'|'.join(p)})" for d, p in groups.items()) + r")(?![\w]|-(?!\d))"


_VERB = re.compile(_words("verb"), re.IGNORECASE)
_NOUN = re.compile(_words("noun"), re.IGNORECASE)
_ADJ = re.compile(_words("adj"), re.IGNORECASE)
_ANY_CHANGE = (_VERB, _NOUN, _ADJ)
_PEOPLE = r"(?:" + "|".join(lines("people.txt")) + r")"
_AFTER_ADJ = re.compile(rf"\s*(?:\)\s*)?(?:-\s*)?(?:{_GAP}\s+)*{_words('adj')}(?!\s+to\b)", re.IGNORECASE)
_NEAR_NOUN = re.compile(
    rf"\s*-?\s*(?:(?!(?:of|in|who|that|which|to|and|or|with|for|by|had|was|were|is|are|from|after|on|at|than|the|as|but|compared|have|reported|experienced|did)\b)[\w’'/()-]+\s+){{0,4}}?{_words('noun')}",
    re.IGNORECASE,
)
_BY = re.compile(rf"\bby\s+{_QUALIFIER}$", re.IGNORECASE)
_NOUN_OF = re.compile(
    rf"{_words('noun')}[^.;]{{0,90}}?\s(?:of|was|is|were|averaged|averaging|reached|ranges?|ranged|hovered|totall?ed|equal\s+to)\s+{_QUALIFIER}$",
    re.IGNORECASE,
)
_DIRECT = re.compile(rf"{_words('verb')}\s+(?:up\s+|down\s+)?{_QUALIFIER}$", re.IGNORECASE)
_DIRECT_ADJ = re.compile(rf"(?<!\w)(?P<word>up|down)\s+{_QUALIFIER}$", re.IGNORECASE)
_TO = re.compile(rf"{_words('verb')}(?:\s[^.;]{{0,60}})?\s(?:down\s+|up\s+)?to\s+{_QUALIFIER}$", re.IGNORECASE)
_PAREN = re.compile(
    r"[(\[:–—,]\s*(?:(?:mean|average|adjusted|relative|absolute|risk|the|by|between-group|estimated|treatment|weighted)\s+)*(?:differences?|reduction|increase|decrease|change|improvement|MD|WMD)?\s*(?:of|=|:|,|was)?\s*[(\[]?"
    + _QUALIFIER
    + "$",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?P<m>(?:adjusted\s+|multivariable\s+|pooled\s+|summary\s+|relative\s+)?(?:hazard\s+ratios?|odds\s+ratios?|risk\s+ratios?|rate\s+ratios?|relative\s+risks?|incidence\s+rate\s+ratios?|prevalence\s+ratios?|"
    r"standardi[sz]ed\s+mean\s+differences?|effect\s+sizes?|numbers?\s+needed\s+to\s+(?:treat|harm)|Cohen[’']?s\s+d|Hedges[’']?\s+g)|(?-i:\b[am]?(?:HRs?|ORs?|RRs?|IRR|SMD|NNT|NNH)\b))"
    r"\s*(?:\((?:[A-Za-z]{1,5})\))?\s*(?:of|was|is|were|=|:|,|\[|\(|for\s[^()\d]{1,60}?(?:of|was|=))?\s*(?:of|was|=)?\s*(?:only|about|approximately|nearly)?\s*$",
    re.IGNORECASE,
)
_MEASURE_CODE = (
    ("HR", r"hazard|HR"), ("IRR", r"rate\s+ratio|IRR"), ("OR", r"odds|\b[am]?ORs?\b"), ("RR", r"risk|RR|prevalence"),
    ("SMD", r"standardi|SMD|Cohen|Hedges|effect\s+size|\bES\b|\bd\b"), ("NNT", r"needed|NNT|NNH"),
)  # fmt: skip
_DIFFERENCE = re.compile(
    rf"(?:(?:mean|average|absolute|between-group|treatment|risk)\s+)?(?:differences?|changes?|change\s+from\s+baseline)\b[^.;()]{{0,80}}?(?:[(\[]|of|was|were|=|:|by)\s*{_QUALIFIER}$",
    re.IGNORECASE,
)
_EFFECTIVE_AFTER = re.compile(
    r"\s*-?(?:\w+\s+){0,1}(?:effective|efficacy|efficacious|protection|protective|protected|effectiveness|sure)\b",
    re.IGNORECASE,
)
_EFFECTIVE_BEFORE = re.compile(
    rf"\b(?:effectiveness|efficacy|effective|protection|VE)\b[^.;]{{0,60}}?\b(?:of|was|is|at|by|to|for|=)\s+{_QUALIFIER}$",
    re.IGNORECASE,
)
_NULL = re.compile(
    r"\bno\s+(?:statistically\s+|clinically\s+)?(?:significant(?:ly)?\s+|meaningful\s+|real\s+|measurable\s+)?(?:\w+\s+)?(?:difference|differences|change|changes|effect|effects|improvement|reduction|increase|benefit)\b"
    r"|\b(?:did|do|does|was|were|is|are)(?:\s+not|n[’']t)\s+(?:\w+\s+)?(?:differ|different|significantly|change|significant)|\bunchanged\b|\bnot\s+(?:statistically\s+)?significant|\bsimilar\b|\bunaffected\b|\bno\s+better\b"
    r"|\bnon-?significant|\bcomparable\b|\bno\s+more\s+(?:likely|effective)|\bjust\s+as\s+likely\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:did|does|do|could|can|would)(?:\s+not|n[’']t)\s+(?:\w+\s+)?(?:reduce|lower|cut|increase|raise|improve|decrease|boost|prevent|slow|help)|\bfailed\s+to\b|\bcannot\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may|might|could|possibly|potentially|perhaps|suggest(?:s|ed|ing)?|appear(?:s|ed)?\s+to|seem(?:s|ed)?\s+to|up\s+to|as\s+much\s+as|as\s+many\s+as|can\s+potentially|chance)\b",
    re.IGNORECASE,
)  # fmt: skip
_AIM = re.compile(
    r"\?[\"”’')]*\s*$|\b(?:whether|aim(?:ed|s|ing)?\s+to|hypothesi[sz]ed|powered\s+to|power\s+to\s+detect|designed\s+to\s+(?:detect|show)|if\s+you\s+(?:could|want)|imagine|suppose|goal\s+(?:is|was)\s+to|hopes?\s+to|target\s+of)\b",
    re.IGNORECASE,
)
# cost, uptake, trade and opinion are no health outcomes (gold guidelines, hard cases)
_NO_HEALTH = re.compile(
    r"\b(?:costs?|expensive|cheaper|prices?|sales|revenues?|market|shares\s+(?:rose|fell|up|down)|GDP|greenhouse|emissions?|energy\s+input|global\s+demand|uptake|searches\s+for|funded|rebates|invitation|enrol(?:l)?ment\s+rates?|program\s+initiation|adherence|missed\s+doses|consent\s+form|diagnostic\s+tests?|clinic\s+visits|accuracy\s+of\s+the\s+test)\b",
    re.IGNORECASE,
)
_DEMOGRAPHIC = re.compile(
    r"\s*(?:of\s+(?:the\s+)?(?:participants|patients|sample|subjects|respondents|households)\s+)?(?:were|was|are|self-identified\s+as|identified\s+as|had\s+no)\s+(?:\w+\s+)?(?:female|male|women|men|white|black|Hispanic|Asian|African|current\s+smokers|smokers|health\s+insurance|insured|uninsured|prescribed|in\s+the)\b|\s*(?:female|male|white|black|Hispanic|women|men)\s*(?:[,;)(.]|and\b)",
    re.IGNORECASE,
)
_HEADS_BEFORE = re.compile(
    rf"\b(?:affect(?:s|ing|ed)?|afflict(?:s|ing)?|impact(?:s|ing)?|kill(?:s|ed|ing)?|strik(?:es|ing)|toll\s+of|estimated)\s+{_QUALIFIER}$",
    re.IGNORECASE,
)
_HEADS_AFTER = re.compile(
    rf"\s*(?:(?:new|U\.?S\.?|American|British|Australian|annual|adult|older|young|hospital|heart|stroke|cancer|HIV)\s+)*(?P<people>{_PEOPLE}|cases|deaths|infections|victims|hospitali[sz]ations|hospital\s+visits|diagnoses|strokes|heart\s+attacks)\b(?P<rest>[^.;]*)",
    re.IGNORECASE,
)
_HEADS_HAVE = re.compile(
    r"\b(?:have|has|had|suffer(?:s|ing|ed|ers)?|liv(?:e|es|ing)\s+with|diagnosed|die|died|dies|deaths?|with|develop|infected|each\s+year|a\s+year|per\s+year|every\s+year|annually|cases|infections)\b",
    re.IGNORECASE,
)
_VERSUS = r"(?:\bvs\b\.?|\bversus\b|\bcompared\s+(?:with|to)\b|\bcompares?\s+(?:with|to)\b|\bin\s+comparison\s+(?:with|to)\b|\bagainst\b|\bas\s+opposed\s+to\b|\bthan\b|\bwhile\b|\bwhereas\b|\bin\s+contrast\b|\brather\s+than\b|\bbut\b|\brelative\s+to\b|\|)"
_ARM = rf"(?:in|with|for|among|on|of|by|receiving|taking|given|under)\s+(?:the\s+|those\s+|a\s+|an\s+)?[^,;]{{1,70}}?"
_GAP_VERSUS = re.compile(rf"^[^;]{{0,140}}?{_VERSUS}[^;]{{0,110}}$", re.IGNORECASE)
_GAP_ARMS = re.compile(
    rf"^\s*\)?\s*(?:{_ARM})(?:,\s*)?\b(?:and|,)\s+(?:by\s+)?(?:(?:only|just|about|to|from)\s+)?(?:in\s+[^,;]{{1,30}}\s+)?\(?$",
    re.IGNORECASE,
)
_ARM_WORD = re.compile(
    r"\b(?:group|groups|arm|arms|placebo|controls?|those|treated|untreated|vaccinated|unvaccinated|sham|vehicle|usual\s+care|standard|recipients|intervention|cohort|people|women|men|patients|participants|(?:who|on|with|taking|receiving)\s)",
    re.IGNORECASE,
)  # fmt: skip
_COMPARATOR_WORD = re.compile(
    r"\b(?:placebo|control|controls|sham|vehicle|usual\s+care|untreated|unvaccinated|dummy|standard\s+care|no\s+treatment)\b",
    re.IGNORECASE,
)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_SHARE_AFTER = re.compile(
    rf"\s*(?:\)\s*)?(?:of\s+)?(?:all\s+|both\s+|the\s+|these\s+|those\s+|our\s+|their\s+|his\s+|its\s+|them\b|U\.?S\.?\s+)*(?:(?!(?:of|in|to|and|that|who|had|was|were|is|are|have|risk|chance|for|by|on|with|from|at|than)\b)[\w’'-]+\s+){{0,4}}?\b(?P<people>{_PEOPLE})\b",
    re.IGNORECASE,
)
_SHARE_VERB = re.compile(
    r"\s*(?:\)\s*)?(?:,\s*)?(?:had|have|has|were|was|are|is|reported|agreed|said|experienced|showed|saw|felt|developed|achieved|responded|improved|died|survived|suffered|survival|noticed|noted|get|got|did|do|don[’']t|didn[’']t|remained|lost|still|tested|met|of\s+(?:cases|the\s+time|deaths|all\s+deaths|cancers|tumors|infections|births|hospital))\b",
    re.IGNORECASE,
)
_SHARE_BEFORE = re.compile(
    rf"\b(?:affect(?:s|ing|ed)?|afflict(?:s|ing)?|strik(?:es|ing)|hits?|occur(?:s|red|ring)?(?:\s+\w+)?\s+in|(?:seen|found|observed|reported|noted|present)\s+(?:in|by)|experienced\s+by|account(?:s|ed|ing)?\s+for|prevalence[^.;]{{0,40}}?(?:of|was|is)|incidence[^.;]{{0,50}}?(?:of|was|is)|rates?[^.;]{{0,50}}?(?:of|was|were|is|:)|risk[^.;]{{0,40}}?(?:is|was)|chance[^.;]{{0,30}}?(?:of|is)|occurred\s+in|in)\s+{_QUALIFIER}\(?$",
    re.IGNORECASE,
)
_TREATED = re.compile(
    r"\b(?:treat(?:ed|ment|ments|ing)|taking|took|taken|receiv(?:ed|ing)|given|placebo|after\s+(?:\w+\s+){0,3}(?:weeks?|months?|years?|days?|treatment|surgery|sessions?|using|taking)|us(?:ed|ing)|therapy|therapies|drugs?|supplements?|participants|volunteers|trial|users|agreed|respon(?:ded|se)|improv(?:ed|ement)|remission|cured|surviv(?:al|ed)|side\s+effects?|adverse|vaccin\w+|surgery|regimen|dose|group|arm|users|wearers|felt|noticed|recurrence|relapse|implant\w*|intervention|on\s+the\s+drug|transplant\w*|symptom-free|efficacy|pill|injection|ate|drank|exposed|exposure|who\s+(?:used|ate|drank|took|had|were|smoked|exercised|received))\b",
    re.IGNORECASE,
)
_PREVALENT = re.compile(
    r"\b(?:Americans|Britons|adults|U\.?S\.?|population|worldwide|global(?:ly)?|nationwide|each\s+year|every\s+year|annually|suffer(?:s|ing)?|affect(?:s|ed|ing)?|prevalence|prevalent|liv(?:e|ing)\s+with|deficien\w+|estimated|estimates?|obese|overweight|lifetime|nation|countr\w+|diagnosed|(?:has|have|having)\b|according\s+to\s+the|common|at\s+some\s+point|get\s+it|households|states|uninsured|million)\b",
    re.IGNORECASE,
)


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
    for name in ("decrease", "increase", "improve", "worsen"):
        if match.groupdict().get(name):
            return name  # type: ignore[return-value]
    return None


def last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Last match of a pattern that lies within ``text[start:end]``."""
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found


def _clause_start(text: str, at: int, reach: int) -> int:
    return max(0, at - reach, text.rfind(";", 0, at) + 1)


def nearest_change(text: str, start: int, end: int, reach: int = 140) -> re.Match[str] | None:
    """The change word nearest before ``start`` (in its clause), else after ``end``; nouns and verbs before adjectives."""
    begin = _clause_start(text, start, reach)
    before = [m for m in (last(p, text, begin, start) for p in (_NOUN, _VERB)) if m]
    if before:
        return max(before, key=lambda m: m.start())
    if adjective := last(_ADJ, text, begin, start):
        return adjective
    stop = text.find(";", end)
    stop = min(len(text), end + 80) if stop < 0 else min(stop, end + 80)
    after = [m for m in (p.search(text, end, stop) for p in _ANY_CHANGE) if m]
    return min(after, key=lambda m: m.start()) if after else None


def _kind(item: Item) -> str:
    unit = item.quantity.unit
    if unit == "%":
        return "relative_change"
    return "fold_change" if unit == "fold" else "absolute_change"


def _like(a: Item, b: Item) -> bool:
    """Same sort of number, so that the two can stand against each other."""
    units = {a.quantity.unit, b.quantity.unit}
    return len(units) == 1 or None in units


def _sizes(item: Item) -> dict[str, float]:
    q = item.quantity
    if q.value is not None:
        return {"value": q.value}
    return {"value_low": q.value_low or 0.0, "value_high": q.value_high or 0.0}


def _null(text: str, item_end: int, start: int) -> bool:
    """A null result is stated in the clause of the number."""
    begin, stop = _clause_start(text, start, 160), text.find(";", item_end)
    return bool(_NULL.search(text, begin, len(text) if stop < 0 else stop))


def _effect(text: str, used: Sequence[Item], kind: str, construction: str, direction: Direction | None,
            cue: tuple[int, int], **values: object) -> Found:  # fmt: skip
    start, end = used[0].start, used[-1].end
    unit = next((u.quantity.unit for u in reversed(used) if u.quantity.unit), None)
    claim_type = "prevalence" if kind == "prevalence" else "efficacy"
    sizes: dict[str, object] = values or dict(_sizes(used[0]))
    begin = _clause_start(text, start, 400)
    effect = Effect(
        claim_type=claim_type,
        quantity_kind=kind,  # type: ignore[arg-type]
        unit=str(sizes.pop("unit")) if sizes.get("unit") else unit,
        direction=None if claim_type == "prevalence" else direction,
        qualifier=used[0].quantity.qualifier,
        negated=bool(_NEGATED.search(text, begin, start)) and direction != "no_change",
        hedged=bool(_HEDGED.search(text)) or used[0].quantity.qualifier == "up_to",
        construction=construction,
        cue_start=cue[0],
        cue_end=cue[1],
        **sizes,  # type: ignore[arg-type]
    )
    return Found(start, end, effect, tuple(used))


# --- pairs -----------------------------------------------------------------------------------------------------


def _from_to(text: str, a: Item, b: Item) -> Found | None:
    gap = text[a.end : b.start]
    if not re.search(r"\bfrom\s+(?:\w+\s+){0,3}?\(?$", text[max(0, a.start - 40) : a.start], re.IGNORECASE):
        return None
    if not re.fullmatch(r"[^;.]{0,60}?\bto\b\s*(?:\w+\s+){0,3}\(?", gap, re.IGNORECASE):
        return None
    if a.quantity.value is None or b.quantity.value is None or not _like(a, b):
        return None
    cue = nearest_change(text, a.start, b.end)
    if cue is None:
        return None
    direction = direction_of(cue)
    if direction in (None, "improve", "worsen") and direction is None:
        direction = "increase" if b.quantity.value > a.quantity.value else "decrease"
    return _effect(text, (a, b), "from_to", "from_to", direction, cue.span(),
                   baseline_value=a.quantity.value, final_value=b.quantity.value)  # fmt: skip


def _range_from_to(text: str, a: Item) -> Found | None:
    """ "from 50 to 44" or "rose from 3 to 5 mg" read as one range by the numbers stage."""
    if a.form != "range" or not re.search(r"\bfrom\s+$", text[: a.start], re.IGNORECASE):
        return None
    cue = last(_VERB, text, _clause_start(text, a.start, 100), a.start)
    if cue is None or re.search(r"rang|vari", text[max(0, a.start - 20) : a.start]):
        return None
    return _effect(text, (a,), "from_to", "from_to", direction_of(cue), cue.span(),
                   baseline_value=a.quantity.value_low, final_value=a.quantity.value_high)  # fmt: skip


def _arms(text: str, a: Item, b: Item, between: bool) -> Found | None:
    """Arm against arm: "45% vs 22%", "31% with the lotion and 12% with vehicle"."""
    if a.quantity.value is None or b.quantity.value is None or not _like(a, b) or between:
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
    elif re.match(
        r"\s*(?:lower|higher|less|fewer|more|greater|better|faster|shorter|longer)\b", gap, re.I
    ) and not re.search(r"\bwhile\b|\bwhereas\b|\bbut\b", gap):
        return None
    elif (
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
    if _prevalent_pair(text, a, b):
        return None
    cue = nearest_change(text, a.start, b.end, reach=220)
    direction = direction_of(cue) if cue else None
    if _null(text, b.end, a.start):
        direction = "no_change"
    elif direction is None:
        direction = "increase" if treated >= other else "decrease"
    span = cue.span() if cue else (a.end, b.start)
    return _effect(
        text, (a, b), "group_comparison", "arms", direction, span, treated_value=treated, comparator_value=other
    )


def _other_outcome(gap: str) -> bool:
    """The second clause says what changed anew, so the two numbers are two claims."""
    tail = re.split(r"\b(?:while|whereas|but|than)\b", gap)[-1]
    return bool(_VERB.search(tail)) and not _ARM_WORD.search(tail)


def _prevalent_pair(text: str, a: Item, b: Item) -> bool:
    """Shares of two kinds of people with no treatment in sight: two prevalence figures."""
    return a.quantity.unit == "%" and not _TREATED.search(text) and bool(_PREVALENT.search(text))


def _bare_pair(text: str, a: Item, b: Item) -> bool:
    """Two numbers without a unit, written against each other: "(−14.9 vs. −10.7)", "33 patients, compared with 22"."""
    return bool(
        re.fullmatch(
            r"\s*(?:±\s*[\d.]+\s*)?(?:\([^)]*\)\s*)?(?:vs\.?|versus|compared\s+(?:to|with))\s*",
            text[a.end : b.start],
            re.I,
        )
    )


def _pairs(text: str, items: Sequence[Item]) -> Iterator[Found]:
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
        if found := _from_to(text, a, b) or _arms(text, a, b, between=False):
            used.update((id(a), id(b)))
            yield found


# --- single numbers --------------------------------------------------------------------------------------------


def _size(text: str, item: Item, items: Sequence[Item]) -> Found | None:
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
    if _null(text, item.end, item.start):
        direction = "no_change"
    found = _effect(text, (item,), "effect_size", "measure", direction or "increase",
                    cue.span() if cue else match.span(), value=value, unit="ratio", effect_measure=measure)  # fmt: skip
    return replace(found, start=match.start("m"))


# "reducing pressure by five points can cut strokes": the number belongs to what acts
_THEN_ACTS = re.compile(
    r"\s*(?:or\s+more\s+)?(?:can|could|may|might|would|will|cuts|lowers|reduces|was|is)\b", re.IGNORECASE
)


def _changed(text: str, item: Item) -> tuple[str, Direction | None, tuple[int, int]] | None:
    """How a change word governs the number: construction, direction, where the word stands."""
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
        begin = _clause_start(text, item.start, 170)
        cues = [m for m in (last(p, before, begin, item.start) for p in (_VERB, _NOUN)) if m]
        if cues and not (
            max(cues, key=lambda m: m.start()).group().lower().endswith("ing") and _THEN_ACTS.match(after)
        ):
            m = max(cues, key=lambda m: m.start())
            return "verb_by" if m.re is _VERB else "noun_by", direction_of(m), m.span()
    if unit is not None or item.form == "multiple":
        if (m := _DIRECT_ADJ.search(before)) and not timed:
            return "verb", "increase" if m["word"].lower() == "up" else "decrease", m.span("word")
        if (m := _DIRECT.search(before)) and not (
            timed and re.search(r"sav|add|extend|delay|prolong|los|gain|short", m.group()) is None
        ):
            return "verb", direction_of(m), (m.start(), m.start() + len(m[str(direction_of(m))]))
        if m := _NOUN_OF.search(before):
            m = last(_NOUN, before, m.start(), item.start) or m
            return "noun_of", direction_of(m), m.span()
        if (m := _DIFFERENCE.search(before)) and unit not in ("years",):
            cue = nearest_change(text, m.start(), item.end)
            return "difference", direction_of(cue) if cue else None, m.span()
        if _PAREN.search(before) and not timed:
            m = nearest_change(text, item.start, item.start, reach=150)
            if m or item.quantity.sign:
                sign: Direction | None = {"+": "increase", "-": "decrease"}.get(item.quantity.sign or "")  # type: ignore[assignment]
                return "paren", (direction_of(m) if m else None) or sign, m.span() if m else (item.start, item.start)
        if (
            unit in ("%",)
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
        r"\s*(?:as|more|less|higher|lower|greater|fewer|better|worse|faster|slower|longer|the|that|what|the\s+rate|likelier)\b",
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
    r"\s*(?:down|up|checked|over|take|medical|therapy|bypass|negative|mastectomy|arm|win|standard|digits)\b",
    re.IGNORECASE,
)
# a base form ("double") states an effect only with what is doubled, or after a modal with nothing
_MULTIPLIED = re.compile(
    r"\s*(?:(?:the|that|their|your|his|her|its|one[’']s|our|what|your)\b|risk|odds|[,.;]|$|in\b|or\b|over\b|when\b|after\b|by\b)",
    re.IGNORECASE,
)


def _cut_in_half(text: str, item: Item) -> tuple[str, Direction | None, tuple[int, int]] | None:
    if item.form == "fraction" and re.search(r"\b(?:in|by|to|nearly|almost|about)\s+$", text[: item.start], re.I):
        m = last(_VERB, text, _clause_start(text, item.start, 80), item.start)
        if m and re.search(r"\bin\s+$", text[: item.start], re.I) and direction_of(m) == "decrease":
            return "verb_by", "decrease", m.span()
        if m is None and re.search(r"\bby\s+(?:nearly\s+|almost\s+|about\s+)?$", text[: item.start], re.I):
            return "verb_by", "decrease", (item.start, item.start)
    return None


def _share(text: str, item: Item, previous: str) -> Found | None:
    """A share of people: a response rate where a treatment is spoken of, else a prevalence figure."""
    if item.quantity.unit != "%" or item.form == "multiple":
        return None
    before, after = text[: item.start], text[item.end :]
    if _DEMOGRAPHIC.match(after):
        return None
    people = _SHARE_AFTER.match(after)
    verb = None if people else _SHARE_VERB.match(after)
    lead = _SHARE_BEFORE.search(before)
    if lead and lead.group().lower().startswith("in ") and not people:
        lead = None
    if not (people or verb or lead):
        return None
    treated = len(_TREATED.findall(text)) + 0.5 * min(2, len(_TREATED.findall(previous)))
    prevalent = len(_PREVALENT.findall(text))
    kind = "response_rate" if treated > 0.8 * prevalent else "prevalence"
    cue = people.span() if people else verb.span() if verb else (0, 0)
    span = (
        (item.end + cue[0], item.end + cue[1])
        if cue != (0, 0)
        else (lead.start(), item.start)
        if lead
        else (item.start, item.end)
    )
    construction = "share_of" if people else "share_verb" if verb else "share_in"
    direction: Direction = "no_change" if _null(text, item.end, item.start) else "increase"
    return _effect(text, (item,), kind, construction, direction, span)


def _heads(text: str, item: Item) -> Found | None:
    """Head counts of a condition: "3 million people have X", "affects 6.5 million adults"."""
    value = item.quantity.value
    if item.quantity.unit is not None or value is None or value < 1000 or item.form != "number":
        return None
    after = _HEADS_AFTER.match(text, item.end)
    before = _HEADS_BEFORE.search(text[: item.start])
    if _TREATED.search(text) and not before:
        return None
    if not after or not (before or _HEADS_HAVE.search(after["rest"]) or _HEADS_HAVE.search(after["people"])):
        return None
    found = _effect(text, (item,), "prevalence", "heads", None, after.span("people"), value=value, unit=after["people"])
    return found


def _single(text: str, item: Item, items: Sequence[Item], done: Sequence[Found], previous: str) -> Found | None:
    if found := _size(text, item, items):
        return found
    if item.form == "count":
        return None
    if heads := _heads(text, item):
        return heads
    multiple = item.form == "multiple" or (item.form == "fraction" and item.quantity.unit == "%")
    read = _multiple(text, item) if multiple else None
    read = read or _cut_in_half(text, item) or _changed(text, item)
    if (
        read is None
        and item.quantity.unit == "%"
        and (_EFFECTIVE_AFTER.match(text[item.end :]) or _EFFECTIVE_BEFORE.search(text[: item.start]))
    ):
        read = ("effective", "decrease", (item.start, item.start))
    if read is None:
        read = _inherited(text, item, done)
    if read is None:
        return _share(text, item, previous)
    construction, direction, cue = read
    if item.form == "rate" and construction not in ("number_adj",):
        return _share(text, item, previous)
    if _null(text, item.end, item.start) and construction in ("difference", "paren", "noun_of", "number_noun"):
        direction = "no_change"
    if direction is None and construction != "difference":
        return None
    if direction is None:
        direction = "decrease" if item.quantity.sign == "-" else "increase"
    return _effect(text, (item,), _kind(item), construction, direction, cue)


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


def find(text: str, items: Sequence[Item], block: Block, previous: str = "") -> list[Found]:
    """Effects that a sentence states, in order.

    Args:
        text: the sentence.
        items: its quantities.
        block: the text block that it stands in (kind and table header).
        previous: the sentence before, for what it says of a treatment.
    """
    if _AIM.search(text) or _NO_HEALTH.search(text):
        return []
    found = list(_pairs(text, items))
    taken = {id(i) for f in found for i in f.used}
    for item in items:
        if not item.candidate or id(item) in taken:
            continue
        if single := _single(text, item, items, sorted(found, key=lambda f: f.start), previous):
            found.append(single)
            taken.add(id(item))
    return _once(text, sorted(found, key=lambda f: f.start))


def _once(text: str, found: list[Found]) -> list[Found]:
    """The same effect given two ways in one clause is one claim: "fell 40%, from 10 to 6", "twice the risk (OR 2.1)"."""
    kept: list[Found] = []
    for one in found:
        last_kept = kept[-1] if kept else None
        if last_kept is not None:
            gap = text[last_kept.end : one.start]
            change = ("relative_change", "fold_change", "absolute_change")
            kinds = last_kept.effect.quantity_kind, one.effect.quantity_kind
            if (
                kinds[0] in change
                and kinds[1] == "from_to"
                and re.fullmatch(
                    r"[\w\s]{0,30},?\s*(?:or\s+|down\s+|up\s+)?(?:from\s+)?(?:an?\s+average\s+(?:of\s+)?)?\(?(?:from\s+)?",
                    gap,
                )
            ):
                continue
            if (
                kinds[0] == "from_to"
                and kinds[1] in change
                and re.fullmatch(
                    r"[^.;]{0,30}?(?:,|\(|–|—|-)\s*(?:an?\s+)?(?:\w+\s+)?(?:\w+\s+of\s+)?(?:or\s+|by\s+)?(?:about\s+)?",
                    gap,
                )
            ):
                continue
            if (
                kinds[0] in change
                and kinds[1] == "effect_size"
                and re.fullmatch(r"[^.;)]{0,60}\(\s*(?:adjusted\s+)?[(\[]?", gap)
            ):
                continue
            if (
                kinds[0] == "effect_size"
                and kinds[1] in change
                and re.search(r"\bor\s+(?:an?\s+)?$", gap)
                and len(gap) < 25
            ):
                continue
        kept.append(one)
    return kept
