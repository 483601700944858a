"""Mentions of people and bodies who say something: "said Dr Ann Moor", "according to the Moor Foundation"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimx.annotate.source_mentions import VERB, Mention, reports
from claimx.annotate.vocab import alternatives, lines
from claimx.records import Attribution, SourceKind

_CAP = r"[A-ZÀ-ÞŁŚŠŽ][\w’'‐-]*[\w]"
_PARTICLES = r"(?:(?:van|von|der|den|de|di|del|della|da|dos|bin|al|la|le)\s+){0,2}"
_TITLE = alternatives(lines("source_person_titles.txt"))
_CREDENTIALS = r"(?:,?\s+(?:M\.?D\.?|Ph\.?D\.?|R\.?D\.?N?|M\.?P\.?H\.?|D\.?O\.?|M\.?S\.?c?|R\.?N\.?|FRCP|D\.?Sc\.?|DrPH|Jr\.?|MBBS|PharmD|Pharm\.D\.)(?!\w),?)"
_ROLE = r"(?!(?:Co-?author|Lead|Senior|Author|Principal|Study|First|Chief|Epidemiologist|Cardiologist)\b)"
_FULL = rf"{_ROLE}(?:{_TITLE}\s+)?{_CAP}(?:\s+(?:[A-Z]\.?(?:\s?[A-Z]\.)?|{_CAP}))?\s+{_PARTICLES}{_CAP}"
_TITLED = rf"{_TITLE}\s+{_PARTICLES}{_CAP}"
_LEAD = alternatives(lines("source_lead_cues.txt"))
_DESCRIPTION = r"(?:,\s+(?:an?|the|who|of|from|at|chief|head|director|professor|president|executive|associate|assistant|medical|vice|senior|lead|study|co-?\w+|chair\w*|founder|ceo|CEO|Chief|Director|Medical)\b[^;:“”\"]{3,160}?)?"
_PERSON = re.compile(rf"(?P<name>{_FULL}|{_TITLED})(?P<credentials>{_CREDENTIALS}{{0,4}})")
_SPEECH = alternatives([v for v in lines("source_reporting_verbs.txt")])
_VERB_AFTER = re.compile(rf"(?P<desc>,?\s+[^;:“”\"]{{3,170}},|\s+(?:of|at|from)\s+[^,;:“”\"]{{3,80}}|)\s+(?:(?:also|then|now|later|has|had|\w+ly)\s+){{0,2}}{VERB}\b")
_VERB_BEFORE = re.compile(rf"(?:\b{VERB}|\baccording\s+to)\s+(?:that\s+)?(?P<role>(?:(?:the|study|lead|senior|co-?\w+|[a-z][\w’'-]+)\s+){{0,6}})$", re.I)
_NOT_NAMES = frozenset(lines("source_not_persons.txt"))
_ORG = alternatives(lines("source_organisation_cues.txt"))
_COMPANY = alternatives(lines("source_company_cues.txt"))
_NAME = r"(?:[A-Z][\w&’'./-]*)(?:\s+(?:(?:of|and|for|the|on|&)\s+){0,2}[A-Z(][\w&’'./)-]*)*"
_BODY = re.compile(rf"(?P<the>\b[Tt]he\s+(?:charity\s+|second\s+|latest\s+)?)?(?P<name>(?<!\w){_NAME})")
_OWN_TEST = re.compile(
    rf"(?P<name>{_NAME})[’']s\s+(?:own\s+)(?:[\w-]+\s+){{0,4}}?(?:test|trial|study|survey|data|research|figures|tests|trials|studies)\b"
)
_DEFINITE_BODY = re.compile(r"\b(?:the|The)\s+(?:task force|agency|charity|organi[sz]ation|association|society|department|institute)\b")
_DEFINITE_COMPANY = re.compile(r"\b(?:[Tt]he)\s+(?:company|manufacturer|drugmaker|firm|maker|brand)\b(?:,\s+(?P<name>" + _NAME + r"))?")


def find_people(text: str, offset: int, surnames: dict[str, str]) -> Iterator[Mention]:
    """People whom one sentence makes say something; ``surnames`` (surname to full name) is read and filled."""
    taken: list[tuple[int, int]] = []
    for match in _PERSON.finditer(text):
        name = re.sub(rf"^(?:{_TITLE}\s+)+", "", match["name"])
        words = match["name"].split()
        if any(re.sub(r"[’']s$", "", w.strip(".,'’")) in _NOT_NAMES for w in words) or re.search(r"[’']s\b", match["name"]):
            continue
        following = re.match(r"\s+([A-Z]\w+)", text[match.end() :])
        if following and following[1] in _NOT_NAMES:
            continue  # "the Moor Chan School of Medicine"
        titled = name != match["name"] or bool(match["credentials"])
        after = _VERB_AFTER.match(text, match.end())
        before = _VERB_BEFORE.search(text, max(0, match.start() - 90), match.start())
        around = text[max(0, match.start() - 60) : match.start()] + "|" + text[match.end() : match.end() + 160]
        lead = re.search(rf"(?:{_LEAD}),?\s*(?:\w+\s+)?\|", around, re.I) or re.search(rf"\|,?\s+(?:[^.;“”]{{0,150}}?\s)?(?:{_LEAD})\b", around, re.I)
        if not (titled or after or before or lead):
            continue
        surname = name.split()[-1]
        if len(name.split()) > 1:
            surnames.setdefault(surname, name)
        full = surnames.get(surname, name)
        start, end = match.start(), match.end()
        if before:
            start = before.start("role") if before["role"].strip() else start
        if (after and after["desc"]):
            end = match.end() + len(after["desc"].rstrip(","))
        elif description := re.compile(_DESCRIPTION + r"(?=[.,;“”\"]|$)").match(text, match.end()):
            end = description.end()
        source = Attribution(kind="person", text=text[start:end].strip(" ,"), name=full, author=surname)
        taken.append((start, end))
        yield Mention(start + offset, end + offset, "person", source, bool(after or before), lead=bool(lead))
    if surnames:
        pattern = re.compile(rf"(?:{_TITLE}\s+)?\b(?P<surname>{alternatives(list(surnames))})\b(?![’']s)")
        for match in pattern.finditer(text):
            if any(s < match.end() and match.start() < e for s, e in taken):
                continue
            if reports(text, match.start(), match.end()):
                source = Attribution(kind="person", text=match.group(), name=surnames[match["surname"]], author=match["surname"])
                yield Mention(match.start() + offset, match.end() + offset, "person", source, True)


def find_bodies(text: str, offset: int, companies: dict[str, str]) -> Iterator[Mention]:
    """Organisations and companies whom one sentence makes say something.

    ``companies`` (first word of the name to full name) is read and filled.
    """
    for match in _OWN_TEST.finditer(text):
        source = Attribution(kind="company", text=match.group(), name=match["name"])
        yield Mention(match.start() + offset, match.end() + offset, "body", source, True)
    for match in _BODY.finditer(text):
        name = match["name"].strip(" ,.'’")
        kind: SourceKind | None = None
        if re.search(rf"(?<!\w)(?:{_ORG})(?!\w)", name):
            kind = "organization"
        elif re.search(rf"(?<!\w)(?:{_COMPANY})(?!\w)", name):
            kind = "company"
            companies.setdefault(name.split()[0], name)
        elif name in companies:
            kind, name = "company", companies[name]
        said = reports(text, match.start(), match.end())
        if kind is None or not said:
            continue
        yield Mention(match.start() + offset, match.end() + offset, "body", Attribution(kind=kind, text=match.group(), name=name), True)
    for match in _DEFINITE_BODY.finditer(text):
        if reports(text, *match.span()):
            yield Mention(match.start() + offset, match.end() + offset, "body", Attribution(kind="organization", text=match.group()), True)
    for match in _DEFINITE_COMPANY.finditer(text):
        if reports(text, *match.span()):
            source = Attribution(kind="company", text=match.group(), name=match["name"])
            yield Mention(match.start() + offset, match.end() + offset, "body", source, True)
