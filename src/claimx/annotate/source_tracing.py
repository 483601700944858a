"""Tell the studies of an article apart: which mentions speak of the same one, and what the article says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.annotate.citations import Found
from claimx.annotate.source_mentions import LONGEST, Mention, Sentence
from claimx.records import Citation


@dataclass
class Study:
    """One study as the article tells of it; filled while its mentions are read in order."""

    first: int
    """Number of the block that first mentions it."""
    venue: str | None = None
    """Journal or meeting."""
    title: str | None = None
    """The study's own name, or that of the institution behind it."""
    author: str | None = None
    year: int | None = None
    citation: Citation | None = None

    @property
    def name(self) -> str | None:
        """What to call it: the journal, else its own name or institution."""
        return self.venue or self.title


_FRESH = re.compile(r"\b(?:new|latest|current|recent|today|Monday|Tuesday|Wednesday|Thursday|Friday)\b", re.I)
_OWN = re.compile(r"(?:our|the present|in our|my)\s", re.I)
_PEOPLE = re.compile(r"(?:researchers?|scientists|investigators|authors|team|experts)\b", re.I)
_VENUE = re.compile(
    r"\b(?:published|appears?|appeared|appearing|reported|reporting|presented|printed|writing|featured|out|detailed)\b"
    r"(?:[^.;“”\"]|\b[A-Z][a-z]{2,3}\.){0,60}?\b(?:in|at)\s+(?:the\s+)?(?:[A-Z][a-z]{2,8}\.?\s+(?:\d+,?\s+){0,2})?"
    r"(?:[a-z]+\s+){0,4}?(?:(?P<kind>journals?|magazine|website)\s+)?(?:the\s+)?"
    r"(?P<name>(?:[A-Z][\w&’'-]*)(?:,?\s+(?:(?:of|the|and|for|in|on|&)\s+){0,2}[A-Z][\w&’'-]*)*)"
)
_MEETING = re.compile(r"\b(?:[Mm]eeting|[Cc]onference|[Ss]ymposium|[Cc]ongress|[Ss]ociety|[Aa]ssociation|Sessions)\b")


def trace(
    mentions: Sequence[Mention],
    sentences: Sequence[int],
    where: Sequence[Sentence],
    text: str,
    cited: Sequence[Found],
) -> list[Study | None]:
    """The study that each mention speaks of (``None`` for those that are of no study).

    Args:
        mentions: in order.
        sentences: for each mention the index of its sentence in ``where``.
        where: sentences of the text.
        text: the text.
        cited: citations of the text; where there are any, every indefinite mention opens a study of its own.
    """
    studies: list[Study] = []
    answer: list[Study | None] = []
    current: Study | None = None
    own = Study(first=0)
    venues: dict[int, str | None] = {}
    by_surname: dict[str, Study] = {}
    section = where[0].section if where else 0
    of_many = cites_many(cited)
    news = not of_many and any(m.venue or m.lead for m in mentions)
    for mention, index in zip(mentions, sentences, strict=True):
        sentence = where[index]
        if sentence.section != section:
            section = sentence.section
            current = None if of_many or not studies else studies[0]
        study: Study | None = None
        author = mention.source.author
        if _OWN.match(mention.source.text or ""):
            # what the writers of the text did themselves has no citation and is no study told of
            current = own
            study = own
        elif mention.source.kind == "study" or mention.lead:
            citation = _citation(mention, sentence, mentions, cited)
            study = by_surname.get(author or "") or _same(mention, studies, current, sentence, citation, of_many, news)
            if study is None:
                study = Study(first=sentence.block)
                studies.append(study)
            _fill(study, mention, citation)
            if author:
                by_surname.setdefault(author, study)
            if not _only_data(mention, text, news):
                current = study
            if study.venue is None and not mention.other:
                if index not in venues:
                    venues[index] = venue_of(text[sentence.start : min(sentence.end, sentence.start + LONGEST)])
                study.venue = venues[index]
        elif author in by_surname:
            study = current = by_surname[author]
        answer.append(study)
    if news and studies and studies[0].venue is None:
        found = (venue_of(text[s.start : min(s.end, s.start + LONGEST)]) for s in where)
        studies[0].venue = next((v for v in found if v), None)
    return answer


def cites_many(cited: Sequence[Found]) -> bool:
    """Whether a text goes through many works, so that an indefinite mention opens a study of its own."""
    return len({c.citation.text for c in cited if c.citation.nct_id is None}) >= 3


def venue_of(sentence: str) -> str | None:
    """Journal or meeting where a sentence says that something was published or presented."""
    for match in _VENUE.finditer(sentence):
        name = match["name"]
        # "published in Britain" names no journal
        if match["kind"] or len(name.split()) > 2 or _MEETING.search(name):
            return re.sub(r"[’']s$", "", name)
    return None


def _fill(study: Study, mention: Mention, citation: Citation | None) -> None:
    study.author = study.author or mention.source.author
    if mention.source.kind == "study":
        if mention.venue:
            study.venue = study.venue or mention.source.name
        else:
            study.title = study.title or mention.source.name
        study.year = study.year or mention.source.year
    study.citation = study.citation or citation


def _only_data(mention: Mention, text: str, news: bool) -> bool:
    """Whether a named study is only where the data of another come from ("data from the Moor Heart Study")."""
    if news and mention.source.name and not (mention.venue or mention.reports or mention.form == "back"):
        return True
    before = text[max(0, mention.start - 30) : mention.start]
    return (
        mention.form == "named"
        and not mention.reports
        and re.search(r"\b(?:from|in|of|by|the|called)\s+$", before) is not None
    )


def _same(
    mention: Mention,
    studies: list[Study],
    current: Study | None,
    sentence: Sentence,
    citation: Citation | None,
    cited: bool,
    news: bool,
) -> Study | None:
    """The study among those told of so far that a mention goes back to, or ``None`` if it opens a new one."""
    name = mention.source.name
    for study in studies:
        if name and any(_alike(name, n) for n in (study.venue, study.title) if n):
            return study
    if not studies or mention.other:
        return None
    first = studies[0]
    if mention.source.kind == "person":
        return current or first
    if mention.form == "back":
        return current or (None if cited else studies[-1])
    if citation is not None:
        return None
    if mention.form == "named":
        candidate = current or first
        # "Moor and colleagues": the study at hand, unless that has another author
        return candidate if mention.lead and candidate.author is None else None
    if cited:
        return None
    # "a new study", "British researchers": news tells of its one study several times as if anew
    text = mention.source.text or ""
    near = sentence.block - first.first <= 6
    if mention.venue:
        return first if first.venue is None and near else None
    if _FRESH.search(text) or _PEOPLE.search(text):
        return current or first
    if news and not mention.reports and not name:
        return current or first
    return first if len(studies) == 1 and sentence.block == first.first else None


def _alike(one: str, other: str) -> bool:
    a, b = (
        {
            w.casefold()
            for w in re.findall(r"\w+", n)
            if w.casefold() not in ("the", "of", "and", "journal", "study", "trial")
        }
        for n in (one, other)
    )
    return bool(a and b) and (a <= b or b <= a)


def _citation(
    mention: Mention, sentence: Sentence, mentions: Sequence[Mention], cited: Sequence[Found]
) -> Citation | None:
    """The citation that a mention's own sentence gives it: the first after it, before the next study's mention."""
    following = (
        m.start
        for m in mentions
        if mention.end < m.start < sentence.end and m.source.kind == "study" and m.form != "back"
    )
    limit = min(following, default=sentence.end)
    return next(
        (c.citation for c in cited if mention.start < c.end and c.start < limit and c.citation.nct_id is None), None
    )
