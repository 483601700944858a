"""Shares and head counts of people: response rates where a treatment is spoken of, else prevalence figures."""

from __future__ import annotations

import re

from claimx.annotate.change import PEOPLE, QUALIFIER, Found, Item, is_null_result, make_effect
from claimx.records import Direction, QuantityKind

_DEMOGRAPHIC = re.compile(
    r"\s*(?:of\s+(?:the\s+)?(?:participants|patients|sample|subjects|respondents|households)\s+)?"
    r"(?:were|was|are|self-identified\s+as|identified\s+as|had\s+no)\s+(?:\w+\s+)?"
    r"(?:female|male|women|men|white|black|Hispanic|Asian|African|current\s+smokers|smokers|health\s+insurance|"
    r"insured|uninsured|prescribed|in\s+the)\b|\s*(?:female|male|white|black|Hispanic|women|men)\s*"
    r"(?:[,;)(.]|and\b)",
    re.IGNORECASE,
)
_HEADS_BEFORE = re.compile(
    r"\b(?:affect(?:s|ing|ed)?|afflict(?:s|ing)?|impact(?:s|ing)?|kill(?:s|ed|ing)?|strik(?:es|ing)|toll\s+of|"
    rf"estimated)\s+{QUALIFIER}$",
    re.IGNORECASE,
)
_HEADS_AFTER = re.compile(
    r"\s*(?:(?:new|U\.?S\.?|American|British|Australian|annual|adult|older|young|hospital|heart|stroke|cancer|"
    rf"HIV)\s+)*(?P<people>{PEOPLE}|cases|deaths|infections|victims|hospitali[sz]ations|hospital\s+visits|"
    r"diagnoses|strokes|heart\s+attacks)\b(?P<rest>[^.;]*)",
    re.IGNORECASE,
)
_HEADS_HAVE = re.compile(
    r"\b(?:have|has|had|suffer(?:s|ing|ed|ers)?|liv(?:e|es|ing)\s+with|diagnosed|die|died|dies|deaths?|with|"
    r"develop|infected|each\s+year|a\s+year|per\s+year|every\s+year|annually|cases|infections)\b",
    re.IGNORECASE,
)
_SHARE_AFTER = re.compile(
    r"\s*(?:\)\s*)?(?:of\s+)?(?:all\s+|both\s+|the\s+|these\s+|those\s+|our\s+|their\s+|his\s+|its\s+|them\b|"
    r"U\.?S\.?\s+)*(?:(?!(?:of|in|to|and|that|who|had|was|were|is|are|have|risk|chance|for|by|on|with|from|at|"
    rf"than)\b)[\w’'-]+\s+){{0,4}}?\b(?P<people>{PEOPLE})\b",
    re.IGNORECASE,
)
_SHARE_VERB = re.compile(
    r"\s*(?:\)\s*)?(?:,\s*)?(?:had|have|has|were|was|are|is|reported|agreed|said|experienced|showed|saw|felt|"
    r"developed|achieved|responded|improved|died|survived|suffered|survival|noticed|noted|get|got|did|do|"
    r"don[’']t|didn[’']t|remained|lost|still|tested|met|of\s+(?:cases|the\s+time|deaths|all\s+deaths|cancers|"
    r"tumors|infections|births|hospital))\b",
    re.IGNORECASE,
)
_SHARE_BEFORE = re.compile(
    r"\b(?:affect(?:s|ing|ed)?|afflict(?:s|ing)?|strik(?:es|ing)|hits?|occur(?:s|red|ring)?(?:\s+\w+)?\s+in|"
    r"(?:seen|found|observed|reported|noted|present)\s+(?:in|by)|experienced\s+by|account(?:s|ed|ing)?\s+for|"
    r"prevalence[^.;]{0,40}?(?:of|was|is)|incidence[^.;]{0,50}?(?:of|was|is)|"
    r"rates?[^.;]{0,50}?(?:of|was|were|is|:)|risk[^.;]{0,40}?(?:is|was)|chance[^.;]{0,30}?(?:of|is)|"
    rf"occurred\s+in|in)\s+{QUALIFIER}\(?$",
    re.IGNORECASE,
)
TREATED = re.compile(
    r"\b(?:treat(?:ed|ment|ments|ing)|taking|took|taken|receiv(?:ed|ing)|given|placebo|"
    r"after\s+(?:\w+\s+){0,3}(?:weeks?|months?|years?|days?|treatment|surgery|sessions?|using|taking)|"
    r"us(?:ed|ing)|therapy|therapies|drugs?|supplements?|participants|volunteers|trial|users|agreed|"
    r"respon(?:ded|se)|improv(?:ed|ement)|remission|cured|surviv(?:al|ed)|side\s+effects?|adverse|vaccin\w+|"
    r"surgery|regimen|dose|group|arm|users|wearers|felt|noticed|recurrence|relapse|implant\w*|intervention|"
    r"on\s+the\s+drug|transplant\w*|symptom-free|efficacy|pill|injection|ate|drank|exposed|exposure|"
    r"who\s+(?:used|ate|drank|took|had|were|smoked|exercised|received))\b",
    re.IGNORECASE,
)
PREVALENT = re.compile(
    r"\b(?:Americans|Britons|adults|U\.?S\.?|population|worldwide|global(?:ly)?|nationwide|each\s+year|"
    r"every\s+year|annually|suffer(?:s|ing)?|affect(?:s|ed|ing)?|prevalence|prevalent|liv(?:e|ing)\s+with|"
    r"deficien\w+|estimated|estimates?|obese|overweight|lifetime|nation|countr\w+|diagnosed|"
    r"(?:has|have|having)\b|according\s+to\s+the|common|at\s+some\s+point|get\s+it|households|states|uninsured|"
    r"million)\b",
    re.IGNORECASE,
)


def share_of_people(text: str, item: Item) -> Found | None:
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
    treated, prevalent = len(TREATED.findall(text)), len(PREVALENT.findall(text))
    kind: QuantityKind = "response_rate" if treated > 0.8 * prevalent else "prevalence"
    cue = people.span() if people else verb.span() if verb else (0, 0)
    span = (
        (item.end + cue[0], item.end + cue[1])
        if cue != (0, 0)
        else (lead.start(), item.start)
        if lead
        else (item.start, item.end)
    )
    construction = "share_of" if people else "share_verb" if verb else "share_in"
    direction: Direction = "no_change" if is_null_result(text, item.end, item.start) else "increase"
    return make_effect(text, (item,), kind, construction, direction, span)


def head_count(text: str, item: Item) -> Found | None:
    """Head counts of a condition: "3 million people have X", "affects 6.5 million adults"."""
    value = item.quantity.value
    if item.quantity.unit is not None or value is None or value < 1000 or item.form != "number":
        return None
    after = _HEADS_AFTER.match(text, item.end)
    before = _HEADS_BEFORE.search(text[: item.start])
    if TREATED.search(text) and not before:
        return None
    if not after or not (before or _HEADS_HAVE.search(after["rest"]) or _HEADS_HAVE.search(after["people"])):
        return None
    return make_effect(
        text, (item,), "prevalence", "heads", None, after.span("people"), value=value, unit=after["people"]
    )
