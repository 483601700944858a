"""Tell the studies of an article apart: which mentions speak of the same one, and what the article says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from claimx.annotate.citations import Found
from claimx.annotate.source_mentions import Mention, Sentence
from claimx.records import Citation


@dataclass
class Study:
    """One study as the article tells of it; filled while its mentions are read in order."""

    names: list[str] = field(default_factory=list)
    author: str | None = None
    year: int | None = None
    citation: Citation | None = None
    first: int = 0
    """Number of the block that first mentions it."""

    @property
    def name(self) -> str | None:
        """The first name that the article gives it (a journal, a trial's own name, an institution)."""
        return self.names[0] if self.names else None


_FRESH = re.compile(r"\b(?:new|latest|current|recent)\b", re.I)


def trace(mentions: Sequence[Mention], sentences: Sequence[int], where: Sequence[Sentence], cited: Sequence[Found]) -> list[Study | None]:
    """The study that each mention speaks of (``None`` for those that are of no study).

    Args:
        mentions: in order.
        sentences: for each mention the index of its sentence in ``where``.
        where: sentences of the text.
        cited: citations of the text.
    """
    studies: list[Study] = []
    answer: list[Study | None] = []
    current: Study | None = None
    by_surname: dict[str, Study] = {}
    section = -1
    for mention, index in zip(mentions, sentences, strict=True):
        sentence = where[index]
        if sentence.section != section:
            section = sentence.section
            current = None if cited else (studies[0] if studies else None)
        study: Study | None = None
        author = mention.source.author
        if mention.source.kind == "study" or mention.lead:
            citation = _citation(mention, sentence, mentions, cited)
            known = by_surname.get(author or "")
            study = known or _same(mention, studies, current, sentence, citation)
            if study is None:
                study = Study(first=sentence.block)
                studies.append(study)
            if author and study.author is None:
                study.author = author
            if author:
                by_surname.setdefault(author, study)
            if mention.source.name and mention.source.kind == "study" and mention.source.name not in study.names:
                study.names.append(mention.source.name)
            study.year = study.year or mention.source.year
            study.citation = study.citation or citation
            current = study
        elif author in by_surname:
            study = by_surname[author]
            current = study
        answer.append(study)
    return answer


def _same(mention: Mention, studies: list[Study], current: Study | None, sentence: Sentence, citation: Citation | None) -> Study | None:
    """The study among those told of so far that a mention goes back to, or ``None`` if it opens a new one."""
    name = mention.source.name
    for study in studies:
        if name and any(_alike(name, n) for n in study.names):
            return study
    if mention.other or not studies:
        return None
    if mention.form == "back" or mention.source.kind == "person":
        if mention.lead and current is not None and current.author:
            return None
        return current or studies[-1]
    if citation is not None:
        return None
    if mention.form == "named":
        if mention.lead:
            return current if current and current.author is None else None
        return current if current and not current.names and mention.source.text.lower().startswith(("the study", "the research", "the work")) else None
    # "a new study", "British researchers": news tells of its one study several times as if anew
    first = studies[0]
    if _FRESH.search(mention.source.text or "") or "esearchers" in (mention.source.text or ""):
        return first if not (first.names and name) or sentence.block - first.first < 8 else None
    return first if not first.names and sentence.block - first.first <= 4 and len(studies) == 1 else None


def _alike(one: str, other: str) -> bool:
    a, b = ({w.casefold() for w in re.findall(r"\w+", n) if w.casefold() not in ("the", "of", "and", "journal")} for n in (one, other))
    return bool(a and b) and (a <= b or b <= a)


def _citation(mention: Mention, sentence: Sentence, mentions: Sequence[Mention], cited: Sequence[Found]) -> Citation | None:
    """The citation that a mention's own sentence gives it: the first after it, before the next study's mention."""
    following = [m.start for m in mentions if m.start > mention.end and m.start < sentence.end and m.source.kind == "study" and m.form != "back"]
    limit = min(following, default=sentence.end)
    return next((c.citation for c in cited if mention.start <= c.start < limit), None)
