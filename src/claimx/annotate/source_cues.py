"""What tells whether a sentence still speaks of a source named before: results against common knowledge, quotations."""

from __future__ import annotations

import re

from claimx.annotate.source_mentions import VERB

# what only a sentence about a study's own people says, what a report of results says, what one in general says
_STUDIED = re.compile(
    r"\b(?:participants?|subjects|volunteers|groups?|arms?|cohort|sample|placebo|"
    r"those\s+(?:who|in|on|with|taking|given|"
    r"eating|consuming|receiving|using)|(?:men|women|patients|people|children|adults|households|individuals|students|"
    r"babies|infants|smokers|users|drinkers|workers|mice|rats)\s+(?:who|taking|given|receiving|treated|randomi[sz]ed|"
    r"assigned|on)\b|(?:times|percent|per\s+cent|%|more|less)\s+(?:more\s+|less\s+)?likely|survival\s+rate|"
    r"(?:lower|higher|increased|reduced)\s+risk|risk\s+(?:\w+\s+){1,6}(?:lower|higher)\b)"
)
_RESULT = re.compile(
    r"\b(?:compared|versus|vs|had|was|were|did|didn['’]t|fell|rose|dropped|declined|decreased|increased|reduced|"
    r"improved|lost|gained|saw|showed|reported|developed|died|lowered|achieved|doubled|tripled|halved|experienced|"
    r"suffered|survived|"
    r"slept|took|ate|got|went|grew|shrank|remained|appeared|scored|responded|recovered|led|cut|resulted|raised|boosted|"
    r"linked)\b"
)
_GENERAL = re.compile(
    r"\b(?:you|your|we|us|our|can|may|might|could(?!\s+have)|would|will|if|every\s+year|each\s+year|a\s+year|"
    r"(?:is|are|been|an)\s+estimated|Americans|nationwide|worldwide|"
    r"in\s+the\s+(?:U\.?S\.?|U\.?K\.?|United\s+States|world))\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?:,\s*)?(?:as\s+)?you\s+can\s+see[^,.]*|[^,.]*\bin\s+my\s+video\b[^,.]*", re.IGNORECASE)
_GOES_ON = re.compile(
    rf"(?:It|They|This|That|These|Both|Results?|The\s+(?:results|findings))\s+(?:\w+\s+){{0,2}}?{VERB}\b"
)

PRONOUN_SAYS = re.compile(
    r"\b(?:[Hh]e|[Ss]he)\s+(?:also\s+|\w+ly\s+)?(?:said|says|added|adds|noted|notes|explained|estimated|told|estimates|"
    r"continued)\b"
)
SAYS_THAT = re.compile(r"\b(?:noted|noting|said|saying|says|added|adding|told|warned|explained|estimated)\s+that\b")
RESULTS_ONLY = re.compile(
    r"(?:(?:the|these|those|our|their)\s+)?(?:results|findings|data|figures|finding)", re.IGNORECASE
)

_OPENED = re.compile(r"(?:^|(?<=[:,]\s))[‘'](?=[A-Z])")
_CLOSED = re.compile(r"[.,!?][’'](?!\w)")
QUOTE_END = re.compile(rf"[”\"]|{_CLOSED.pattern}")


def tells_result(sentence: str) -> bool:
    """Whether a sentence without a source of its own reads as one of a study's results, not as common knowledge."""
    plain = _ASIDE.sub("", sentence)
    return bool(
        _GOES_ON.match(plain) or _STUDIED.search(plain) or (_RESULT.search(plain) and not _GENERAL.search(plain))
    )


def in_quotes(before: str) -> bool:
    """Whether what follows ``before`` (the start of a paragraph) stands in quotation marks."""
    if before.count("“") > before.count("”") or before.count('"') % 2 == 1:
        return True
    opened = [m.end() for m in _OPENED.finditer(before)]
    return bool(opened) and not _CLOSED.search(before, opened[-1])
