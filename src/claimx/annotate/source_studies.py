"""Mentions of studies and of the people behind them: "a 2019 trial", "the researchers", "Moor and colleagues"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimx.annotate.source_bodies import kind_of
from claimx.annotate.source_mentions import VERB, Form, Mention, reports
from claimx.annotate.vocab import alternatives, lines, table
from claimx.records import Attribution, SourceKind

_NOUNS = {row[0]: len(row) > 1 for row in table("source_study_nouns.txt")}
_PEOPLE = frozenset(lines("source_study_people.txt"))
_MODIFIERS = frozenset(lines("source_study_modifiers.txt"))
_JOURNAL_CUES = frozenset(lines("citation_journal_cues.txt"))
_HEAD = re.compile(rf"\b{alternatives([*_NOUNS, *_PEOPLE])}\b", re.I)
# "study participants", "trial period", "data set": the head is only part of another noun
_COMPOUND = re.compile(
    r"[\s-]+(?:participants?|subjects?|patients?|volunteers?|population|period|groups?|arms?|drugs?|medications?|"
    r"design|protocol|centers?|centres?|sites?|visits?|box|points?|collection|entry|sets?|start|end|date|duration|size|"
    r"criteria|questions?|assistants?|grants?|funding|center|centre|institute|institution|university|council|hospital|"
    r"foundation|program|programme|letter|topics?|areas?|process|purposes|committee|board|quality|methods?)\b",
    re.I,
)
_BEFORE = frozenset(
    (
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "one",
        "another",
        "each",
        "our",
        "their",
        "its",
        "his",
        "her",
        "my",
    )
) | {"no", "any", "every"}
_BACK = frozenset(("the", "this", "that", "these", "those", "our", "their", "its", "his", "her", "my"))
# nouns that mean a study only where they report something
_ONLY_SAYING = frozenset(("program", "programme", "map", "update", "analyses", "work"))
# what a study comes to; on their own they go back to one
_OUTCOMES = frozenset(("results", "finding", "findings", "data", "figures"))
# what public bodies and companies publish as well as scientists do
_PUBLISHED_DATA = frozenset(
    ("data", "figures", "statistics", "estimates", "map", "report", "reports", "update", "registry", "survey")
)
_STOP = frozenset(lines("source_boundaries.txt"))
_WORD = re.compile(r"[^\s,;:()\[\]“”\"]+")
_OTHER = re.compile(
    r"\b(?:another|other|separate|different|earlier|previous|prior|older|second|third|similar|past|additional|"
    r"follow-up|subsequent|further)\b",
    re.I,
)
_NAME = r"(?:the\s+)?[A-Z][\w&’'./-]*(?:,?\s+(?:(?:of|the|and|for|in|on|&|de|at)\s+){0,2}[A-Z][\w&’'/-]*)*"
_WHEN = rf"(?:\s+(?:{alternatives(lines('source_publishing_words.txt'))}|\d{{1,4}}(?:st|nd|rd|th)?,?)){{0,8}}?"
_MADE = alternatives(lines("source_publishing_verbs.txt"))
_POST = re.compile(
    rf",?\s+(?:which\s+(?:was|were)\s+|that\s+was\s+|to\s+be\s+|being\s+)?"
    rf"(?:{_MADE}|scheduled\s+to\s+present\s+\w+\s+\w+){_WHEN}"
    rf"(?:\s+(?:in\s+(?:conjunction|collaboration)\s+with|in|by|at|from|on|of|with|to|a\s+team\s+from|"
    rf"(?:researchers|experts|scientists)\s+at))?"
    rf"(?:\s+(?P<journal>(?:the\s+)?(?:\w+\s+)?(?:journals?|magazine|website|server)))?\s+(?P<name>{_NAME})"
)
_COUNT = re.compile(
    r"\s+(?:of|in|involving|among|with|on)\s+(?:[a-z]+\s+){0,4}?"
    r"(?:\d[\d,.]*|half\s+a\s+million|a\s+million)(?:\s+million)?(?:\s+[\w.’'-]+){1,2}"
)
_CALLED = re.compile(rf",?\s+(?:called|named|known\s+as|dubbed)\s+(?P<name>{_NAME})")
_MEETING = re.compile(r"\b(?:Meeting|meeting|Conference|Symposium|Congress|Sessions)\b")
_NO_NAMES = frozenset(lines("citation_not_authors.txt"))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_GROUP = (
    r"(?:colleagues|co-?authors|(?:his|her|their)\s+(?:\w+\s+)?(?:colleagues|team|co-?authors|group|co-?workers)|"
    r"team|others|(?:\w+\s+)?(?:scientists|researchers))"
)
_CAPS = r"[A-ZÀ-ÞŁŚŠŽ][\w’'‐-]+"
_AND_COLLEAGUES = re.compile(
    rf"(?P<lead>(?:(?:Dr|Prof|Professor|Drs)\.?\s+)?(?:{_CAPS}\s+(?:[A-Z]\.?\s+)?)?"
    rf"(?:(?:van|von|de|di|del|da)\s+)*{_CAPS})"
    rf"(?:(?:\s+of\s+(?:the\s+)?[A-Z][\w\s]{{2,60}}?)?,?\s+(?:and|&)\s+{_GROUP}|,?\s+et\s+al\b\.?|"
    r"[’']s?\s+(?:group|team))"
    rf"(?:\s+from\s+(?:the\s+)?[A-Z][\w.]*(?:\s+(?:and\s+)?[A-Z][\w.]*)*)?"
)
_ANOTHER = re.compile(rf"\b(?:[Aa]nother|[Oo]ne)(?=\s+(?:that\s+|has\s+|also\s+)?{VERB}\b)")
_AT_LARGE = re.compile(r"\s+(?:\w+\s+)?(?:suggests?|shows?|indicates?|has)\b")
_OPENS = re.compile(r"(?:[Ii]n|[Aa]cross|[Ff]rom|[Bb]y)\s+$")
_PERSON_BEHIND = re.compile(
    r"^(?:Dr|Prof|Professor)\.?\s+(?:.*?\s)??((?:(?:[Dd]i|[Vv]an|[Vv]on|[Dd]e)\s+)?[A-Z][\w’'-]+)(?:\s+(?:of|at)\b|$)"
)


def find_studies(text: str, offset: int = 0) -> Iterator[Mention]:
    """Study mentions of one sentence; ``offset`` is where the sentence begins in its document."""
    taken: list[tuple[int, int]] = []
    for match in _AND_COLLEAGUES.finditer(text):
        author = re.split(r"\s+", match["lead"])[-1]
        start = match.start()
        taken.append(match.span())
        source = Attribution(kind="study", text=match.group(), author=re.sub(r"[’']s$", "", author))
        yield Mention(*match.span(), "named", source, reports(text, start, match.end()), lead=True).moved(offset)
    for match in _HEAD.finditer(text):
        if any(s < match.end() and match.start() < e for s, e in taken) or _COMPOUND.match(text, match.end()):
            continue
        if re.match(r"[\s-]+(?:and\s+)?", text[match.end() :]) and _HEAD.match(text, match.end() + 1):
            continue  # "research review": the second noun is the head
        mention = _study(text, match)
        if mention is not None and not any(s < mention.end and mention.start < e for s, e in taken):
            taken.append((mention.start, mention.end))
            yield mention.moved(offset)
    for match in _ANOTHER.finditer(text):
        if not any(s < match.end() and match.start() < e for s, e in taken):
            source = Attribution(kind="study", text=match.group())
            yield Mention(*match.span(), "new", source, True, other=True).moved(offset)


def _study(text: str, head: re.Match[str]) -> Mention | None:
    """The mention around a head noun, or ``None`` where the noun names no source."""
    noun = re.sub(r"\s+", " ", head.group().casefold())
    start, determiner = _start(text, head.start(), noun in _PEOPLE or _NOUNS.get(noun, False))
    end, name, venue = _after(text, head.end())
    said = reports(text, start, head.end()) or reports(text, start, end)
    if not _is_source(text, start, head, noun, determiner, name, said):
        return None
    before, mention = text[start : head.start()], text[start:end]
    own_name = _own_name(before) if name is None else None
    person = _PERSON_BEHIND.search(name) if name else None
    form: Form = "new"
    if determiner in _BACK:
        form = "named" if own_name else "back"
    elif name is None and own_name is None and (noun in _OUTCOMES or (noun in _PEOPLE and start == head.start())):
        form = "back"
    kind: SourceKind = "study"
    owner = kind_of(name or own_name or "")
    if form == "new" and name is None and own_name is None and _is_vague(text, head, noun, determiner):
        kind, form = "generic", "generic"
    elif noun in _PUBLISHED_DATA and owner is not None and not venue:
        kind = owner  # "the CDC report": a body speaks
    year = _YEAR.search(mention)
    source = Attribution(
        kind=kind,
        text=mention,
        name=None if person else name or own_name,
        author=person[1] if person else None,
        year=int(year.group()) if year else None,
    )
    return Mention(start, end, form, source, said, other=bool(_OTHER.search(before)), venue=venue)


def _is_source(
    text: str, start: int, head: re.Match[str], noun: str, determiner: str | None, name: str | None, said: bool
) -> bool:
    """Whether a phrase around a study noun names a source, rather than just containing the noun."""
    if determiner in ("no", "any", "each", "every") or (noun in _ONLY_SAYING and not said):
        return False
    plural = _NOUNS.get(noun, False)
    opens = _OPENS.search(text[:start]) is not None
    if noun in _PEOPLE or said:
        return True
    if determiner is not None:
        return opens or not plural  # "over all its trials" says what a review is made of
    if start == head.start() and not plural and noun != "research":
        return False
    if name is not None:
        return True
    return noun not in _OUTCOMES and noun not in _PUBLISHED_DATA and (opens or (text[start].isupper() and not plural))


def _is_vague(text: str, head: re.Match[str], noun: str, determiner: str | None) -> bool:
    """Whether a phrase appeals to research at large ("studies show", "research has shown")."""
    return _NOUNS.get(noun, False) or (
        noun == "research" and determiner is None and _AT_LARGE.match(text, head.end()) is not None
    )


def _start(text: str, head: int, plural: bool) -> tuple[int, str | None]:
    """Where the noun phrase before a head begins, and its determiner (a possessive counts)."""
    words = list(_WORD.finditer(text, 0, head))
    start, plain = head, head
    still_plain = True
    for word in reversed(words[-9:]):
        gap = text[word.end() : start]
        if not re.fullmatch(r",?\s*(?:and\s+)?", gap):
            break
        token = word.group().strip("'‘’—–")
        low = token.casefold()
        if low == "that" and (plural or text[: word.start()].rstrip()):
            break  # a conjunction ("doctors know that researchers ...")
        if low in _BEFORE:
            return word.start() + len(word.group()) - len(word.group().lstrip("'‘’—–")), low
        if re.search(r"\w[’']s?$", word.group()) and token[:1].isupper():
            return _name_start(text, word.start()), token
        if low in _STOP or (re.search(r"[.!?—–]$", token) and not re.search(r"\b[A-Z]\.", token)):
            break
        start = word.start()
        if still_plain and (
            token in _MODIFIERS or low in _MODIFIERS or _YEAR.fullmatch(token) or (token[:1].isupper() and word.start())
        ):
            plain = start
        else:
            still_plain = False
    return plain, None


def _name_start(text: str, start: int) -> int:
    """Widen a possessive name to the left: "the Moor Clinic's"."""
    match = re.search(r"(?:\b[Tt]he\s+)?(?:[A-Z][\w.&-]*\s+){0,4}$", text[:start])
    return match.start() if match and match.group() else start


def _after(text: str, end: int) -> tuple[int, str | None, bool]:
    """End of a mention with what identifies it, the name found there, and whether that is a journal's."""
    name, journal = None, False
    if match := _COUNT.match(text, end):
        end = match.end()
    if match := _CALLED.match(text, end):
        return match.end(), clean_name(match["name"]), False
    if match := _POST.match(text, end):
        if match["name"].removeprefix("the ").removeprefix("The ").split()[0] in _NO_NAMES:
            return end, None, False
        end, name = match.end(), clean_name(match["name"])
        if len(name.split()) == 1 and not (match["journal"] or name in _JOURNAL_CUES or name.isupper()):
            return end, None, False  # a place
        journal = bool(match["journal"]) or any(w in _JOURNAL_CUES for w in name.split()) or bool(_MEETING.search(name))
    return end, name, journal


def clean_name(name: str) -> str:
    """A name without its article, unless that is part of it ("The Lancet")."""
    return re.sub(r"^the\s+", "", name).strip(" ,.'’").removesuffix("’s").removesuffix("'s")


def _own_name(before: str) -> str | None:
    """Name among the words before a study noun: "the MRC trial", "the 1994 Moorland Ageing Study"."""
    words = [w for w in before.split() if w.casefold() not in _BEFORE]
    named = [w for w in words if w[:1].isupper() and w not in _MODIFIERS and w.casefold() not in _MODIFIERS]
    name = " ".join(named).strip("’'s ") if named else None
    return name if name and not _YEAR.fullmatch(name) else None
