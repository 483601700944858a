"""Mentions of studies and of the people behind them: "a 2019 trial", "the researchers", "Moor and colleagues"."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    r"[\s-]+(?:participants?|subjects?|patients?|volunteers?|population|period|groups?|arms?|drugs?|medications?|design|"
    r"protocol|centers?|centres?|sites?|visits?|box|points?|collection|entry|sets?|start|end|date|duration|size|"
    r"criteria|questions?|assistants?|grants?|funding|center|centre|institute|institution|university|council|hospital|"
    r"foundation|program|programme|letter|topics?|areas?|process|purposes|committee|board|quality|methods?)\b",
    re.I,
)
_BEFORE = frozenset(("a", "an", "the", "this", "that", "these", "those", "one", "another", "each", "our", "their", "its",
                     "his", "her", "my", "no", "any", "every"))  # fmt: skip
_BACK = frozenset(("the", "this", "that", "these", "those", "our", "their", "its", "his", "her", "my"))
# nouns that mean a study only where they report something
_ONLY_SAYING = frozenset(("program", "programme", "map", "update", "analyses"))
_STOP = frozenset(
    "of in on at by for from to with within into than as is are was were be been being has have had do does did not and or "
    "but if when while where which who whom whose that it he she they we you i there then also about over under after "
    "before during between among against per via because so although though however says said say found finds find shows "
    "show showed suggests suggest reported reports may might can could will would should including both how what why "
    "published conducted according".split()  # noqa: SIM905 - a word list reads best as words
)
_WORD = re.compile(r"[^\s,;:()\[\]“”\"]+")
_OTHER = re.compile(r"\b(?:another|other|separate|different|earlier|previous|prior|older|second|third|similar|past|additional|"
                    r"follow-up|subsequent|further)\b", re.I)  # fmt: skip

_NAME = r"(?:the\s+)?[A-Z][\w&’'./-]*(?:,?\s+(?:(?:of|the|and|for|in|on|&|de|at)\s+){0,2}[A-Z][\w&’'/-]*)*"
_WHEN = r"(?:\s+(?:online|today|yesterday|earlier|recently|also|just|first|last|this|that|on|in|the|medical|month|week|year|" \
        r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|\w+day's|January|February|March|April|May|June|July|" \
        r"August|September|October|November|December|\w{3,4}\.|\d{1,4}(?:st|nd|rd|th)?,?|issue|edition|of|ahead|print|version)){0,12}?"  # fmt: skip
_MADE = (
    r"(?:published|reported|presented|posted|appearing|released|described|detailed|featured|printed|issued|conducted|led|"
    r"done|run|funded|carried\s+out|performed|headed|commissioned|writing|based|scheduled\s+to\s+present\s+\w+\s+\w+|from|"
    r"in|by|at|of|out|compiled)"
)
_POST = re.compile(
    rf"(?P<made>,?\s+(?:which\s+(?:was|were)\s+|to\s+be\s+|being\s+|that\s+was\s+)?(?:{_MADE}){_WHEN}"
    rf"(?:\s+(?:in\s+conjunction\s+with|in\s+collaboration\s+with|in|by|at|from|on|of|with|to|a\s+team\s+from|researchers\s+at|"
    rf"experts\s+at|scientists\s+at))?(?:\s+(?P<journal>(?:the\s+)?(?:\w+\s+)?(?:journals?|magazine|website|server)))?"
    rf"\s+(?P<name>{_NAME}))"
)
_COUNT = re.compile(r"\s+(?:of|in|involving|among|with|on)\s+(?:[a-z]+\s+){0,4}?(?:\d[\d,.]*|half\s+a\s+million|a\s+million)(?:\s+million)?"
                    r"(?:\s+[\w.’'-]+){1,2}")  # fmt: skip
_CALLED = re.compile(rf",?\s+(?:called|named|known\s+as|dubbed)\s+(?P<name>{_NAME})")
_MEETING = re.compile(r"\b(?:Meeting|meeting|Conference|Symposium|Congress|Sessions)\b")
_NO_NAMES = frozenset(lines("citation_not_authors.txt"))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_GROUP = r"(?:colleagues|co-?authors|(?:his|her|their)\s+(?:\w+\s+)?(?:colleagues|team|co-?authors|group|co-?workers|fellow)|team|others|" \
         r"(?:\w+\s+)?(?:scientists|researchers))"  # fmt: skip
_CAPS = r"[A-ZÀ-ÞŁŚŠŽ][\w’'‐-]+"
_AND_COLLEAGUES = re.compile(
    rf"(?P<lead>(?:(?:Dr|Prof|Professor|Drs)\.?\s+)?(?:{_CAPS}\s+(?:[A-Z]\.?\s+)?)?(?:(?:van|von|de|di|del|da)\s+)*{_CAPS})"
    rf"(?:(?:\s+of\s+(?:the\s+)?[A-Z][\w\s]{{2,60}}?)?,?\s+(?:and|&)\s+{_GROUP}|,?\s+et\s+al\b\.?|[’']s?\s+(?:group|team))"
    rf"(?:\s+from\s+(?:the\s+)?[A-Z][\w.]*(?:\s+(?:and\s+)?[A-Z][\w.]*)*)?"
)


def find_studies(text: str, offset: int = 0) -> Iterator[Mention]:
    """Study mentions of one sentence; ``offset`` is where the sentence begins in its document."""
    taken: list[tuple[int, int]] = []
    for match in _AND_COLLEAGUES.finditer(text):
        author = re.split(r"\s+", match["lead"])[-1]
        start = match.start()
        taken.append(match.span())
        source = Attribution(kind="study", text=match.group(), author=re.sub(r"[’']s$", "", author))
        yield _moved(Mention(*match.span(), "named", source, reports(text, start, match.end()), lead=True), offset)
    for match in _HEAD.finditer(text):
        if any(s < match.end() and match.start() < e for s, e in taken) or _COMPOUND.match(text, match.end()):
            continue
        if re.match(r"[\s-]+(?:and\s+)?", text[match.end() :]) and _HEAD.match(text, match.end() + 1):
            continue  # "research review": the second noun is the head
        mention = _study(text, match)
        if mention is not None and not any(s < mention.end and mention.start < e for s, e in taken):
            taken.append((mention.start, mention.end))
            yield _moved(mention, offset)
    for match in _ANOTHER.finditer(text):
        if not any(s < match.end() and match.start() < e for s, e in taken):
            source = Attribution(kind="study", text=match.group())
            yield _moved(Mention(*match.span(), "new", source, True, other=True), offset)


_ANOTHER = re.compile(rf"\b(?P<one>[Aa]nother|[Oo]ne)(?=\s+(?:that\s+|has\s+|also\s+)?{VERB}\b)")


def _moved(mention: Mention, offset: int) -> Mention:
    return mention._replace(start=mention.start + offset, end=mention.end + offset)


def _study(text: str, head: re.Match[str]) -> Mention | None:
    """The mention around a head noun, or ``None`` where the noun names no source."""
    noun = re.sub(r"\s+", " ", head.group().casefold())
    start, determiner = _start(text, head.start(), noun in _PEOPLE or _NOUNS.get(noun, False))
    before = text[start : head.start()]
    bare = start == head.start()
    people = noun in _PEOPLE
    plural = _NOUNS.get(noun, False)
    end, name, is_journal = _after(text, head.end())
    said = reports(text, start, head.end()) or reports(text, start, end)
    vague = noun in ("work", "map", "data", "results", "finding", "findings", "report", "review", "registry", "comparison", "compilation")
    opens = re.search(r"(?:^|[,;:—–]\s|\b)(?:[Ii]n|[Aa]cross|[Ff]rom|[Bb]y)\s+$", text[:start]) is not None
    if determiner is None and not people and not said and name is None and (vague or (plural and not opens) or not (text[start].isupper() or opens)):
        return None
    if determiner is None and bare and not people and not plural and noun != "research" and not said:
        return None
    if noun in _ONLY_SAYING and not said:
        return None
    if determiner in ("no", "any", "each", "every"):
        return None
    mention = text[start:end]
    named = False
    if name is None:
        name = _own_name(before)
        named = name is not None
    year = _YEAR.search(mention)
    kind: SourceKind = "study"
    form: Form = "new"
    author = None
    if name and (person := re.search(r"^(?:Dr|Prof|Professor)\.?\s+(?:.*?\s)??((?:(?:[Dd]i|[Vv]an|[Vv]on|[Dd]e)\s+)?[A-Z][\w’'-]+)(?:\s+(?:of|at)\b|$)", name)):
        author, name = person[1], None
    if determiner is not None and determiner.casefold() in _BACK:
        form = "named" if named else "back"
    elif noun in ("results", "findings", "data", "figures") and name is None:
        form = "back"
    elif people and determiner is None and name is None:
        form = "back" if bare else "new"
    if (plural or (noun == "research" and determiner is None and re.match(r"\s+(?:\w+\s+)?(?:suggests?|shows?|indicates?|has)\b", text[head.end():]))) and name is None and form == "new":
        kind, form = "generic", "generic"
    source = Attribution(kind=kind, text=mention, name=name, author=author, year=int(year.group()) if year else None)
    return Mention(start, end, form, source, said, bool(_OTHER.search(before)), venue=is_journal)


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
        if low in _STOP or re.search(r"[.!?—–]$", token) and not re.search(r"\b[A-Z]\.", token):
            break
        start = word.start()
        if still_plain and (token in _MODIFIERS or low in _MODIFIERS or _YEAR.fullmatch(token) or (token[:1].isupper() and word.start())):
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
        if clean_name(match["name"]).split()[0] in _NO_NAMES:
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
    words = [w for w in before.split()[:] if w.casefold() not in _BEFORE]
    named = [w for w in words if w[:1].isupper() and w not in _MODIFIERS and w.casefold() not in _MODIFIERS]
    name = " ".join(named).strip("’'s ") if named else None
    return name if name and not _YEAR.fullmatch(name) else None
