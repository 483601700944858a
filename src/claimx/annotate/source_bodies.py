"""Mentions of organisations and companies that say something: "the Moor Foundation estimates", "the company said"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimx.annotate.source_mentions import Mention, reports
from claimx.annotate.vocab import alternatives, lines
from claimx.records import Attribution, SourceKind

NAME = r"(?:[A-Z][\w&’'./-]*)(?:\s+(?:(?:of|and|for|the|on|&)\s+){0,2}[A-Z(][\w&’'./)-]*)*"
_BODY = re.compile(rf"(?:\b[Tt]he\s+(?:charity\s+|second\s+|latest\s+)?)?(?P<name>(?<!\w){NAME})")
_ORGANISATION = re.compile(rf"(?<!\w)(?:{alternatives(lines('source_organisation_cues.txt'))})(?!\w)")
_COMPANY = re.compile(rf"(?<!\w)(?:{alternatives(lines('source_company_cues.txt'))})(?!\w)")
_OWN_TEST = re.compile(
    rf"(?<!\w)(?!(?:In|At|By|On|From|For|The)\s)(?P<name>{NAME})[’']s\s+own\s+(?:[\w-]+\s+){{0,4}}?"
    r"(?:test|trial|study|survey|data|research|figures|tests|trials|studies)\b"
)
_COMPILED = (
    r"(?:(?:recent\s+|internal\s+)?(?:data|figures|research)\s+(?:compiled|gathered|collected|published)\s+by\s+)?"
)
_DEFINITE = re.compile(
    rf"{_COMPILED}\b[Tt]he\s+(?:(?P<organization>task\s+force|agency|charity|organi[sz]ation|association|society|"
    r"department|institute)|(?P<company>company|manufacturer|drugmaker|firm|maker|brand))\b"
    rf"(?:,\s+(?P<name>{NAME}))?"
)
_EXPERTS = re.compile(
    rf"(?:\b(?:[Tt]he|[Ss]ome|[Mm]any|[Mm]ost|[Oo]ther)\s+)?\b{alternatives(lines('source_generic_people.txt'))}\b",
    re.I,
)


def kind_of(name: str) -> SourceKind | None:
    """Whether a name is that of an organisation or of a company, by the words in it; ``None`` for neither."""
    if _ORGANISATION.search(name):
        return "organization"
    return "company" if _COMPANY.search(name) else None


def find_bodies(text: str, offset: int, known: dict[str, tuple[SourceKind, str]]) -> Iterator[Mention]:
    """Organisations, companies and unnamed experts whom one sentence makes say something.

    Args:
        text: the sentence.
        offset: where it begins in its document.
        known: kind and full name, by the first word of a company's name and by the common noun ("task force",
            "company") that goes back to the last of its kind; read and filled.
    """
    for match in _OWN_TEST.finditer(text):
        source = Attribution(kind="company", text=match.group(), name=match["name"])
        yield Mention(*match.span(), "body", source, reports=True).moved(offset)
    for match in _EXPERTS.finditer(text):
        if reports(text, *match.span()):
            source = Attribution(kind="generic", text=match.group())
            yield Mention(*match.span(), "generic", source, reports=True).moved(offset)
    for match in _BODY.finditer(text):
        name = match["name"].strip(" ,.'’").removesuffix("’s").removesuffix("'s")
        kind = kind_of(name)
        if kind is None and name in known:
            kind, name = known[name]
        if kind is None:
            continue
        if kind == "company":
            known.setdefault(name.split()[0], (kind, name))
        for noun in (
            "company" if kind == "company" else name.casefold().split()[-1],
            " ".join(name.casefold().split()[-2:]),
        ):
            known[noun] = (kind, name)
        if reports(text, *match.span()):
            source = Attribution(kind=kind, text=match.group(), name=name)
            yield Mention(*match.span(), "body", source, reports=True).moved(offset)
    for match in _DEFINITE.finditer(text):
        kind = "company" if match["company"] else "organization"
        noun = "company" if match["company"] else re.sub(r"\s+", " ", match["organization"])
        if reports(text, *match.span()):
            name_before = known[noun][1] if noun in known else None
            source = Attribution(kind=kind, text=match.group(), name=match["name"] or name_before)
            yield Mention(*match.span(), "body", source, reports=True).moved(offset)
