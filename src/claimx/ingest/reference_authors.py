"""Who wrote it: the surnames at the head of a reference entry, in the styles that journals and web pages print."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PARTICLE = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]i|[Dd]a|[Dd]os|[Dd]u|[Ll]a|[Ll]e|[Tt]en|[Tt]er|[Aa]l|[Ee]l"
    r"|[Bb]in|[Ss]t\.?|[Zz]u|[Aa]f|[Dd]’|[Dd]')[\s-]?)"
)
# possessive throughout: lists of names must be read in linear time
_NAME = r"(?=[\w'’]*[a-zß-öø-ÿā-ž])[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’]*+(?:[-–‐][A-ZÀ-ÖØ-ÞĀ-Ža-z][\w'’]++)*+"
_SURNAME = rf"(?P<surname>{_PARTICLE}{{0,3}}{_NAME}(?:\s{_NAME}){{0,2}}|[A-Z][A-Z'’-]{{2,}})"
_INITIALS = (
    r"(?:[A-ZÀ-Þ]\.(?:\s?-?\s?[A-ZÀ-Þ]\.){0,3}"  # J. A.
    r"|[A-ZÀ-Þ](?:\s[A-ZÀ-Þ]){1,2}(?=[,.;])\.?"  # J A.
    r"|[A-ZÀ-Þ]{1,4}(?:-[A-ZÀ-Þ]{1,2})?\.?(?!\w))"  # JA
)
_AUTHOR = (
    # Smith JA / Smith J.A. / Smith, J. A. / SMITH, J.
    re.compile(rf"{_SURNAME},?\s{_INITIALS}(?:,?\s(?:Jr|Sr|[23](?:nd|rd)|4th|I{{2,3}})\.?)?(?![a-z])"),
    # J. A. Smith
    re.compile(rf"(?:[A-ZÀ-Þ]\.[\s-]?){{1,4}}\s?{_SURNAME}"),
)
_FULL_FIRST = re.compile(
    rf"(?P<surname>{_PARTICLE}{{0,2}}{_NAME}),\s{_NAME}(?:\s(?:[A-Z]\.?|{_NAME})){{0,2}}(?=[,.;&\s(]|$)"
)
# "Jane Doe, Max Roe, and Eva Poe." from the first on
_FULL_LIST = re.compile(
    rf"(?:{_NAME}(?:\s[A-Z]\.)*\s{_NAME},\s){{1,12}}(?:and\s|&\s)?{_NAME}(?:\s[A-Z]\.)*\s{_NAME}[.(]"
)
_FULL_FOLLOWED = re.compile(r"(?<=\.)\s|\s*(?:,?\s*(?:and|&)\s|[.,;]\s|[(“\"]|(?:1[89]|20)\d\d)")
_FULL_NEXT = re.compile(rf"{_NAME}(?:\s(?:[A-Z]\.?|{_NAME}))??\s(?P<surname>{_PARTICLE}{{0,2}}{_NAME})(?=[,.;&\s(]|$)")
_SOLE = re.compile(rf"{_SURNAME}(?:,?\s(?:and|&)\s(?P<second>{_NAME}))?(?=\s*,?\s*(?:et\.?\s?al\b|\((?:1[89]|20)\d\d))")
_BETWEEN = re.compile(r"\s*(?:[,;]|\band\b|&|,\s*and\b|…|\.\.\.)+\s*(?:and\b|&)?\s*")
_ET_AL = re.compile(r"[\s,;.]*\bet\.?\s?al\b\.?", re.IGNORECASE)
_NO_SURNAME = frozenset(("The", "In", "On", "For", "From", "How", "What", "Why", "And", "Department"))
_GROUP_WORD = (
    r"(?:Group|Investigators|Consortium|Collaborat\w+|Committee|Network|Initiative|Trialists|Team|Task Force|Panel)"
)
_GROUP = re.compile(
    rf"(?P<group>(?:[A-Z0-9][\w’'/-]*|of|for|the|in|on|and|to|&)(?:\s[\w’'/&()-]+){{0,14}}?\s{_GROUP_WORD})\b"
)
# the head of an entry that an organisation signs
_HEAD = re.compile(r"(?:\(?(?:U\.\s?S\.|U\.\s?K\.)\s)?[A-Z][^.;()\d]{1,150}?(?=\.\s|\.$|\s?\(|;|,?\s(?:1[89]|20)\d\d)")
_ORGANISATION = re.compile(
    rf"\b(?:{_GROUP_WORD}|Organi[sz]ations?|Associations?|Departments?|Institut(?:e|es|ion)|Agency|Council|Foundation"
    r"|Society|Academy|Ministry|Cent(?:er|re)s?|College|Bank|Administration|Service|Services|University|Commission"
    r"|Federation|Office|Bureau|Board|Alliance|Union|Authority|Programme?|Clinic|Hospital|Trust|Charity|Survey)\b"
)
_ACRONYM = re.compile(r"(?:[A-Z]{2,8})(?=[.,]?\s)")
_MAX_ORGANISATION = 12  # words


def read_authors(text: str) -> tuple[str | None, int]:
    """Surnames (or the organisation) at the head of an entry, joined by "; ", and where the list of authors ends."""
    names, end = _people(text)
    if not names:
        names, end = _sole(text)
    if not names:
        names, end = _organisation(text)
    else:
        while group := _GROUP.match(text, _after_separator(text, end)):
            names, end = [*names, group["group"]], group.end()
    more = _ET_AL.match(text, end)
    return ("; ".join(names) or None), more.end() if more and names else end


def _after_separator(text: str, position: int) -> int:
    between = _BETWEEN.match(text, position)
    return between.end() if between else position


def _people(text: str) -> tuple[list[str], int]:
    """People with initials, or "Smith, John, and Jane Doe", where the others have the given name first."""
    names: list[str] = []
    end = 0
    position = len(text) - len(text.lstrip(" \"'“*"))
    patterns: Sequence[re.Pattern[str]] = (*_AUTHOR, _FULL_FIRST)
    if _FULL_LIST.match(text, position):
        patterns = (*_AUTHOR, _FULL_NEXT)
    while match := next((m for p in patterns if (m := p.match(text, position))), None):
        if match["surname"].split()[0] in _NO_SURNAME:
            break
        if match.re is _FULL_FIRST:
            if not _FULL_FOLLOWED.match(text, match.end()):
                break
            patterns = (*_AUTHOR, _FULL_NEXT)
        names.append(match["surname"])
        end = match.end()
        position = _after_separator(text, end)
        if position == end:
            break
    return names, end


def _sole(text: str) -> tuple[list[str], int]:
    """ "Surname et al. …", "Surname and Surname (2019)", "Surname (2019)"."""
    match = _SOLE.match(text)
    if not match or match["surname"] in _NO_SURNAME:
        return [], 0
    return [name for name in (match["surname"], match["second"]) if name], match.end()


def _organisation(text: str) -> tuple[list[str], int]:
    head = _HEAD.match(text)
    if head and _ORGANISATION.search(head.group()) and len(head.group().split()) <= _MAX_ORGANISATION:
        return [head.group().strip(" (,")], head.end()
    acronym = _ACRONYM.match(text)
    return ([acronym.group()], acronym.end()) if acronym else ([], 0)
