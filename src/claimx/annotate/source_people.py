"""Mentions of people who say something: "said Dr Ann Moor, a cardiologist at the Moor Clinic", "Moor noted"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimx.annotate.source_bodies import kind_of
from claimx.annotate.source_mentions import VERB, Mention, reports
from claimx.annotate.vocab import alternatives, lines
from claimx.records import Attribution

_CAP = r"[A-ZÀ-ÞŁŚŠŽ][\w’'‐-]*[\w]"
_PARTICLES = r"(?:(?:van|von|der|den|de|di|del|della|da|dos|bin|al|la|le)\s+){0,2}"
_TITLE = alternatives(lines("source_person_titles.txt"))
_CREDENTIALS = rf"(?:,?\s+{alternatives(lines('source_credentials.txt'))}(?!\w),?)"
_ROLE = r"(?!(?:Co-?author|Lead|Senior|Author|Principal|Study|First|Chief|Epidemiologist|Cardiologist)\b)"
_FULL = rf"{_ROLE}(?:{_TITLE}\s+)?{_CAP}(?:\s+(?:[A-Z]\.?(?:\s?[A-Z]\.)?|{_CAP}))?\s+{_PARTICLES}{_CAP}"
_TITLED = rf"{_TITLE}\s+{_PARTICLES}{_CAP}"
_PERSON = re.compile(rf"(?P<name>{_FULL}|{_TITLED})(?P<credentials>{_CREDENTIALS}{{0,4}})")
_BARE = re.compile(rf"(?:{_TITLE}\s+)?(?<!\w)(?P<surname>{_CAP})(?![’'])")
_TITLES = re.compile(rf"^(?:{_TITLE}\s+)+")
# who the person is: "Ann Moor, a cardiologist at the Moor Clinic in Leeds"
_DESCRIPTION = re.compile(
    r"(?:,\s+(?:an?|the|who|of|from|at|chief|head|director|professor|president|executive|associate|assistant|medical|"
    r"vice|senior|lead|study|co-?\w+|chair\w*|founder|ceo|CEO|Chief|Director|Medical)\b[^;:“”\"]{3,160}?)?"
    r"(?=[.,;“”\"]|$)"
)
_VERB_AFTER = re.compile(
    rf"(?P<desc>,?\s+[^;:“”\"]{{3,170}},|\s+(?:of|at|from)\s+[^,;:“”\"]{{3,80}}|)"
    rf"\s+(?:(?:also|then|now|later|has|had|\w+ly)\s+){{0,2}}{VERB}\b"
)
_VERB_BEFORE = re.compile(
    rf"(?:\b{VERB}|\baccording\s+to)\s+(?:that\s+)?(?P<role>(?:(?:the|study|lead|senior|co-?\w+|"
    r"[a-z][\w’'-]+)\s+){0,6})$",
    re.IGNORECASE,
)
_LEAD = alternatives(lines("source_lead_cues.txt"))
_LEAD_BEFORE = re.compile(rf"(?:{_LEAD}),?\s*(?:\w+\s+)?$", re.IGNORECASE)
_LEAD_AFTER = re.compile(rf",?\s+(?:[^.;“”]{{0,150}}?\s)?(?:{_LEAD})\b", re.IGNORECASE)
_NOT_NAMES = frozenset(
    (*lines("source_not_persons.txt"), *(w for w in lines("citation_journal_cues.txt") if len(w) > 1))
)


def find_people(text: str, offset: int, surnames: dict[str, str]) -> Iterator[Mention]:
    """People whom one sentence makes say something.

    Args:
        text: the sentence.
        offset: where it begins in its document.
        surnames: surname to full name, for those named so far; read and filled.
    """
    taken: list[tuple[int, int]] = []
    for match in _PERSON.finditer(text):
        if not _is_name(text, match):
            continue
        mention = _person(text, match, surnames)
        if mention is not None:
            taken.append((mention.start, mention.end))
            yield mention.moved(offset)
    for match in _BARE.finditer(text) if surnames else ():
        surname = match["surname"]
        if surname not in surnames or any(s < match.end() and match.start() < e for s, e in taken):
            continue
        if reports(text, *match.span()):
            source = Attribution(kind="person", text=match.group(), name=surnames[surname], author=surname)
            yield Mention(*match.span(), "person", source, reports=True).moved(offset)


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether capitalised words can be a person's name, not that of a place, body or journal."""
    words = (re.sub(r"[’']s$", "", w.strip(".,'’")) for w in match["name"].split())
    if any(w in _NOT_NAMES for w in words) or re.search(r"[’']s\b", match["name"]) or kind_of(match["name"]):
        return False
    following = re.match(r"\s+([A-Z]\w+)", text[match.end() :])
    return following is None or following[1] not in _NOT_NAMES  # "the Ann Moor School of Medicine"


def _person(text: str, match: re.Match[str], surnames: dict[str, str]) -> Mention | None:
    """The mention around a name, or ``None`` where nothing shows that it is a person who says or did something."""
    start, end = match.span()
    name = _TITLES.sub("", match["name"])
    after = _VERB_AFTER.match(text, end)
    before = _VERB_BEFORE.search(text, max(0, start - 90), start)
    lead = _LEAD_BEFORE.search(text, max(0, start - 60), start) or _LEAD_AFTER.match(text, end, end + 160)
    titled = name != match["name"] or bool(match["credentials"])
    if not (titled or after or before or lead):
        return None
    surname = name.split()[-1]
    if len(name.split()) > 1:
        surnames.setdefault(surname, name)
    if before and before["role"].strip():
        start = before.start("role")
    if after and after["desc"]:
        end += len(after["desc"].rstrip(","))
    elif description := _DESCRIPTION.match(text, end):
        end = description.end()
    source = Attribution(
        kind="person", text=text[start:end].strip(" ,"), name=surnames.get(surname, name), author=surname
    )
    return Mention(start, end, "person", source, reports=bool(after or before), lead=bool(lead))
