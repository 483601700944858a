"""Find in-text citations: author-year, numeric, superscript, journal, links to the list or to a study's own page.

Sets ``doc.spans["citations"]``, each span with ``._.citation``. A citation number must never be read as part of a
value, so numbers count as citations only where they cannot be anything else: in brackets, as superscripts that are
no exponents, and, flattened into the text ("adults1", "25%7", "placebo.1"), only if the article's list has that label.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from claimx.annotate import layout
from claimx.annotate.vocab import alternatives, lines
from claimx.records import Citation, CitationStyle, Link, Reference


class Found(NamedTuple):
    """A citation and where it stands (half-open code point offsets)."""

    start: int
    end: int
    citation: Citation


_SUP = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_DASH = "–‒−‐‑-"
_NUMBERS = rf"\d{{1,4}}[a-z]?(?:\s?[,;{_DASH}]\s?\d{{1,4}}[a-z]?)*"
_BRACKET = re.compile(rf"\[\s?({_NUMBERS})\s?\](?:,?\s?\[\s?{_NUMBERS}\s?\])*")
_INTERVAL = re.compile(r"(?:\b(?:CI|IQR|range|interval|median|mean|between)|[=:])\W{0,3}(?:[\d.]+\W{1,3})?$", re.I)
_SUPERSCRIPT = re.compile(rf"⁽?[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:\s?[,;{_DASH}⁻ʼ˒]\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*⁾?")
# what a superscript is an exponent of: a unit, a power of ten, a single letter (R², I², χ²), a charge or an isotope
_EXPONENT_OF = re.compile(
    r"(?:(?<![^\W\d_])(?:[kcdmµμn]?m|in|ft|yd|mi|km|s|h|[A-Za-zα-ωΑ-Ω])|(?<![\d.,])10|[×x·]\s?\d+|[⁻⁺^])\s?$"
)
_LETTERED = re.compile(r"\b(?:vitamins?|hepatitis|influenza|type|factor|phase|class|group|protein|and) [A-Z]$", re.I)
_ISOTOPE = re.compile(r"[A-Z][a-z]?(?![a-z])")
# flattened marks: after a word, a percent sign, a closing bracket or quote, or the mark that ends a clause
_AFTER = r"(?:(?<=[^\W\d_]{3})|(?<=[%)\]”’\"])|(?<=[^\W\d_][.,;:!?])|(?<=[%)”\"][.,;:!?])|(?<=[.,]”))"
_FLAT = re.compile(rf"{_AFTER}(\d{{1,3}}(?:[,{_DASH}]\d{{1,3}})*)(?=$|\s|[.,;:)\]?!”](?!\d))")
_WORD_BEFORE = re.compile(r"[^\W\d_][^\W_]*$")
_ROUND = re.compile(rf"(?<=[\w%.,] )\((\d{{1,3}}(?:\s?[,{_DASH}]\s?\d{{1,3}})*)\)(?=[.,;:]|\s*$)", re.M)

_CAP = r"[A-ZÀ-ÖØ-ÞŁŚŠŽĆČ]"
_LETTER = r"[A-Za-zÀ-ÖØ-öø-ÿĀ-ž'’‐-]"
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ten|ter)"
_NOT_AUTHORS = frozenset(lines("citation_not_authors.txt"))
_INITIALS = rf",? {_CAP}\.?(?:-?{_CAP}\.?){{0,2}}(?!\w)"
_SURNAME = (
    rf"(?<!\w)(?!{alternatives(sorted(_NOT_AUTHORS))}\b)(?:{_PARTICLE}[ -]){{0,2}}"
    rf"{_CAP}{_LETTER}+(?: {_CAP}{_LETTER}+)?(?:{_INITIALS})?"
)
_OTHERS = rf"(?:,? (?:et al\.?|and (?:colleagues|others))|(?:, {_SURNAME})*,? (?:&|and) {_SURNAME})"
_YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_WORK = re.compile(
    rf"(?:(?:see|see also|e\.g\.|cf\.|reviewed (?:in|by)|as in|from|by|also|data from|adapted from),? )?"
    rf"(?P<author>{_SURNAME})(?P<others>{_OTHERS})?,? \(?(?P<years>{_YEAR}(?:, ?(?:{_YEAR}|[a-z]))*)\)?"
    rf"(?:, (?:pp?\. ?)?[\d{_DASH}]+)?",
)
_PAREN = re.compile(r"[(\[]([^()\[\]]{4,300})[)\]]")
_NARRATIVE = re.compile(rf"(?P<author>{_SURNAME})(?P<others>{_OTHERS})? [(\[](?P<years>{_YEAR})[)\]]")
_NAMED_BY = re.compile(r"(?:\b(?:by|see|of|from|per|with|to|and)|^|[.!?:;•]) ?$", re.I)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_JOURNAL = re.compile(
    rf"(?P<journal>{_CAP}[^\d;()\[\]]{{2,80}}?)[,.]? (?:(?P<month>{_MONTH})(?: \d{{1,2}})?,? )?"
    rf"(?P<year>{_YEAR})(?:[;,:]\S.*)?"
)
_DOI_PREFIX = r"(?:https?://(?:dx\.)?doi\.org/|\bdoi:?\s?)?"
_IDENTIFIERS = (
    ("doi", re.compile(_DOI_PREFIX + r"\b(10\.\d{4,9}/(?:\(\d+\)|[^\s\"<>()\[\]])+(?<![.,;:]))", re.I)),
    ("pmid", re.compile(r"\bPMID:?\s?(\d{5,9})\b")),
    ("pmcid", re.compile(r"\b(PMC\d{4,9})\b")),
    ("nct_id", re.compile(r"\b(NCT\d{8})\b")),
)
_JOURNAL_CUES = frozenset(lines("citation_journal_cues.txt"))
_NOT_BEFORE = frozenset(lines("citation_not_before.txt"))
_STUDY_HOSTS = tuple("." + host for host in lines("citation_study_hosts.txt"))


def find_citations(text: str, links: Sequence[Link] = (), references: Sequence[Reference] = ()) -> list[Found]:
    """Every citation of a text, in order and without overlap; an earlier finder in the list below has precedence."""
    labels = {_digits(r.label) if r.label else str(r.index) for r in references}
    finders: tuple[Iterable[Found], ...] = (
        _identifiers(text),
        _bracketed(text),
        _author_year(text),
        _superscripts(text, links),
        _narrative(text, references),
        _linked(text, links, references),
        _round(text, labels),
        _flattened(text, labels),
    )
    found: list[Found] = []
    for finder in finders:
        for one in finder:
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    return sorted(_with_targets(one, links, references) for one in found)


def _digits(label: str) -> str:
    return re.sub(r"[^0-9a-z]", "", label.casefold())


def spelled_out(numbers: str) -> tuple[str, ...]:
    """Labels of "3,5–7": 3, 5, 6, 7. A range that runs down or over more than 30 is left as its two ends."""
    labels: list[str] = []
    for part in re.split(r"[,;\s\[\]()⁽⁾]+", re.sub(rf"\s*[{_DASH}⁻]\s*", "-", numbers.translate(_SUP))):
        ends = part.split("-")
        if len(ends) == 2 and all(e.isdigit() for e in ends) and 0 < int(ends[1]) - int(ends[0]) <= 30:
            labels.extend(str(n) for n in range(int(ends[0]), int(ends[1]) + 1))
        else:
            labels.extend(e for e in ends if e)
    return tuple(dict.fromkeys(labels))


def _bracketed(text: str) -> Iterator[Found]:
    for match in _BRACKET.finditer(text):
        before = text[max(0, match.start() - 25) : match.start()]
        if _INTERVAL.search(before):
            continue  # "95% CI [12, 30]"
        yield Found(*match.span(), Citation(text=match.group(), style="numeric", labels=spelled_out(match.group())))


def _superscripts(text: str, links: Sequence[Link]) -> Iterator[Found]:
    for match in _SUPERSCRIPT.finditer(text):
        linked = any(x.start < match.end() and match.start() < x.end for x in links)
        if not linked and is_exponent(text, match.start(), match.end()):
            continue
        yield Found(*match.span(), Citation(text=match.group(), style="superscript", labels=spelled_out(match.group())))


def is_exponent(text: str, start: int, end: int) -> bool:
    """Whether the superscript ``text[start:end]`` belongs to a unit, a power of ten, a symbol or an isotope."""
    if end < len(text) and text[end] in "⁺⁻":
        return True
    before = text[max(0, start - 15) : start]
    if _EXPONENT_OF.search(before) and not _LETTERED.search(before):
        return True
    starts_word = before[-1:] in ("", " ", "(", "[", "-", "–", "/")
    return starts_word and _ISOTOPE.match(text, end) is not None


def _flattened(text: str, labels: set[str]) -> Iterator[Found]:
    """Marks that lost their superscript, such as "adults1": only numbers that the list has as labels."""
    for match in _FLAT.finditer(text):
        named = spelled_out(match[1])
        if not all(n in labels for n in named) or match[1].startswith("0"):
            continue
        word = _WORD_BEFORE.search(text, max(0, match.start() - 30), match.start())
        if word and not _may_carry_mark(word.group(), text, match.end()):
            continue
        yield Found(*match.span(), Citation(text=match[1], style="superscript", labels=named))


def _may_carry_mark(word: str, text: str, end: int) -> bool:
    """Whether a number glued to a word can be a mark: not in a name with digits ("CO2", "Nrf2", "phase3")."""
    if word.casefold() in _NOT_BEFORE or any(c.isupper() for c in word[1:]):
        return False
    # a short capitalised word with a number is a name (Sirt1); a longer one ("Canada3") may end a sentence or clause
    return word.islower() or (len(word) >= 5 and re.match(r"$|[.,;:]|\s+[A-Za-z]", text[end:]) is not None)


def _round(text: str, labels: set[str]) -> Iterator[Found]:
    """Numbers in round brackets before a mark that ends a clause, "(12, 13).", in an article with a numbered list."""
    for match in _ROUND.finditer(text):
        named = spelled_out(match[1])
        if named and all(n in labels for n in named) and not re.search(r"\d\W{0,2}$", text[: match.start()]):
            yield Found(*match.span(), Citation(text=match.group(), style="numeric", labels=named))


def _author_year(text: str) -> Iterator[Found]:
    """Brackets that hold works ("(Moor et al., 2017; Lind 2018a)") or a journal and a year."""
    for match in _PAREN.finditer(text):
        works = [w for piece in re.split(r";\s*", match[1]) for w in _works(piece.strip())]
        if works:
            authors, years = zip(*works, strict=True)
            yield Found(*match.span(), Citation(text=match.group(), style="author_year", authors=authors, years=years))
            continue
        journal = _JOURNAL.fullmatch(match[1].strip())
        if journal and is_journal(journal["journal"], bool(journal["month"])):
            name, year = journal["journal"].strip(), journal["year"]
            yield Found(*match.span(), Citation(text=match.group(), style="journal", journal=name, years=(year,)))


def _works(piece: str) -> list[tuple[str, str]]:
    """(Surname, year) of one piece of a bracket; "Moor 2017a, b" is two works."""
    match = _WORK.fullmatch(piece)
    if not match or not _is_author(match["author"], match["others"]):
        return []
    years: list[str] = []
    for year in re.split(r",\s?", match["years"]):
        years.append(years[-1][:4] + year if len(year) == 1 and years else year)
    return [(surname(match["author"]), year) for year in years]


def _is_author(name: str, others: str | None) -> bool:
    words = name.replace(",", "").split()
    if any(w in _NOT_AUTHORS for w in words):
        return False
    return bool(others) or not any(w in _JOURNAL_CUES or w.isupper() for w in words if len(w) > 2)


def surname(name: str) -> str:
    """Surname of "Moor", "Moor J", "van der Moor"."""
    return re.sub(rf"{_INITIALS}$", "", name)


def is_journal(name: str, dated: bool) -> bool:
    """Whether a title in a bracket is a journal's: it has a journal's word, or a month follows and it is a name."""
    words = re.findall(r"[^\W\d_]+", name)
    if words and words[0] in _NOT_AUTHORS:
        return False
    if any(w in _JOURNAL_CUES for w in words):
        return True
    return dated and len(words) > 1 and all(w[0].isupper() or len(w) <= 3 for w in words)


def _narrative(text: str, references: Sequence[Reference]) -> Iterator[Found]:
    """ "Moor et al. (2017)", and "Moor (2017)" where nothing but an author can stand."""
    listed = {a.split(";")[0].strip().casefold() for r in references if (a := r.authors)}
    for match in _NARRATIVE.finditer(text):
        name = surname(match["author"])
        if not _is_author(match["author"], match["others"]):
            continue
        if not match["others"] and name.casefold() not in listed and not _NAMED_BY.search(text[: match.start()]):
            continue
        citation = Citation(text=match.group(), style="author_year", authors=(name,), years=(match["years"],))
        yield Found(*match.span(), citation)


def _identifiers(text: str) -> Iterator[Found]:
    for key, pattern in _IDENTIFIERS:
        for match in pattern.finditer(text):
            value: dict[str, Any] = {key: match[1].casefold() if key == "doi" else match[1]}
            yield Found(*match.span(), Citation(text=match.group(), style="link", **value))


def _linked(text: str, links: Sequence[Link], references: Sequence[Reference]) -> Iterator[Found]:
    """Anchors that jump to an entry of the list, or lead to the page of a study."""
    anchors = {r.anchor for r in references if r.anchor}
    for one in links:
        anchor = text[one.start : one.end]
        inner = re.fullmatch(rf"[\[(]?\s?({_NUMBERS})\s?[\])]?", anchor.translate(_SUP))
        if one.url.startswith("#"):
            if one.url[1:] not in anchors:
                continue
        elif not is_study_address(one.url) and not (inner and not anchor[0].isdigit()):
            continue
        start, end = one.start, one.end
        if inner and text[start - 1 : start] in ("[", "(") and text[end : end + 1] in ("]", ")"):
            start, end = start - 1, end + 1
        style: CitationStyle = "link"
        if inner:
            style = "superscript" if one.superscript else "numeric"
        labels = spelled_out(inner[1]) if inner else ()
        yield Found(start, end, Citation(text=text[start:end], style=style, labels=labels))


def is_study_address(url: str) -> bool:
    """Whether an address is that of a study or a registered trial."""
    match = re.match(r"https?://([^/:?#]+)/.", url, re.I)
    return match is not None and f".{match[1].casefold()}".endswith(_STUDY_HOSTS)


def _with_targets(one: Found, links: Sequence[Link], references: Sequence[Reference]) -> Found:
    """The citation with what the links inside it point to: entries of the list, else an address."""
    inside = [x for x in links if one.start <= x.start and x.end <= one.end]
    anchors = {r.anchor for r in references if r.anchor}
    targets = tuple(dict.fromkeys(x.url[1:] for x in inside if x.url.startswith("#") and x.url[1:] in anchors))
    # a range marked up at its ends only ("[2–5]") names more entries than it links to
    if len(targets) < len(one.citation.labels):
        targets = ()
    url = next((x.url for x in inside if x.url.startswith("http")), None)
    if not targets and url is None:
        return one
    return one._replace(citation=dataclasses.replace(one.citation, anchors=targets, url=url))


class Citations:
    """The ``claimx_citations`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the ``citations`` span group."""
        spans = []
        for start, end, citation in find_citations(doc.text, layout.links(doc), layout.references(doc)):
            span = doc.char_span(start, end, label=citation.style, alignment_mode="expand")
            if span is not None:
                span._.citation = citation
                spans.append(span)
        doc.spans["citations"] = SpanGroup(doc, name="citations", spans=spans)
        return doc


@Language.factory("claimx_citations", requires=["doc.spans"], assigns=["doc.spans"])
def make_citations(nlp: Language, name: str) -> Citations:
    """Create the component."""
    return Citations()
