"""Parts of a reference entry: year, title, journal, volume, pages and identifiers, by small rules."""

from __future__ import annotations

import re

from claimx.ingest.draft import Entry
from claimx.ingest.reference_authors import read_authors
from claimx.records import Reference

_MAX_JOURNAL = 40  # characters of a journal's name that stands alone, without a title
_YEAR = re.compile(r"(?<![\d/.-])(?:1[89]|20)\d\d(?=[a-z]?(?:\D|$))")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>“”]+)", re.IGNORECASE)
_PMID = re.compile(
    r"(?:\bPMID:?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|PubMed:\s*)(\d{4,9})\b",
    re.IGNORECASE,
)
_PMCID = re.compile(r"\bPMC\s?(\d{4,9})\b")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"“”]+", re.IGNORECASE)


def parse_reference(entry: Entry, index: int, cited: frozenset[str] = frozenset()) -> Reference:
    """Read one entry.

    Args:
        entry: the entry as printed.
        index: its position in the list, from 1.
        cited: ids that in-text links point to; among the entry's own ids one of these becomes its anchor.
    """
    text = entry.text
    urls = [*entry.urls, *(m.group().rstrip(".,;)]") for m in _URL.finditer(text))]
    searched = " ".join([text, *urls])
    authors, after = read_authors(text)
    year, year_span = _year(text)
    parts: dict[str, str | int | None] = {
        "authors": authors,
        "year": year,
        "doi": _first(_DOI, searched),
        "pmid": _first(_PMID, searched),
        "pmcid": _first(_PMCID, searched),
        "url": urls[0] if urls else None,
        **_work(text, after, year_span),
        **{k: v for k, v in entry.fields.items() if v is not None},
    }
    doi = parts["doi"]
    parts["doi"] = normalise_doi(str(doi)) if doi else None
    if parts["pmcid"]:
        parts["pmcid"] = "PMC" + re.sub(r"\D", "", str(parts["pmcid"]))
    anchor = next((a for a in entry.anchors if a in cited), entry.anchors[0] if entry.anchors else None)
    return Reference(index=index, text=text, label=entry.label, anchor=anchor, **parts)  # type: ignore[arg-type]


def normalise_doi(doi: str) -> str:
    """A DOI in lower case, without prefix, query or closing punctuation."""
    match = _DOI.search(doi)
    bare = (match.group(1) if match else doi).split("?")[0].split("#")[0].lower()
    while bare and (bare[-1] in ".,;:]}>'’" or (bare[-1] == ")" and bare.count("(") < bare.count(")"))):
        bare = bare[:-1]
    return bare


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group(1) if match else None


_BRACKET_YEAR = re.compile(r"[(\[](?:[A-Z][a-z]+\.?\s)?((?:1[89]|20)\d\d)[a-z]?(?:[,;]?\s[^)\]]{0,30})?[)\]]")
_VOLUME_YEAR = re.compile(
    r"(?<![\d/.-])((?:1[89]|20)\d\d)[a-z]?"
    r"(?:\s(?:[A-Z][a-z]{2,8}\.?)(?:[\s-](?:[A-Z][a-z]{2,8}|\d{1,2})){0,2})?\s?[;:]"
)
_NOT_PUBLISHED = re.compile(r"(?:retrieved|accessed|cited|viewed|updated|available)\b[^.;\]]{0,30}$", re.IGNORECASE)


def _year(text: str) -> tuple[int | None, tuple[int, int]]:
    """Year of publication and where it stands: in brackets, else before the volume, else the last one named."""
    clean = _URL.sub(lambda m: " " * len(m.group()), text)
    clean = _DOI.sub(lambda m: " " * len(m.group()), clean)
    for pattern in (_BRACKET_YEAR, _VOLUME_YEAR):
        for match in pattern.finditer(clean):
            if not _NOT_PUBLISHED.search(clean, 0, match.start(1)):
                return int(match[1]), match.span()
    plain_years = [m for m in _YEAR.finditer(clean) if not _NOT_PUBLISHED.search(clean, 0, m.start())]
    free = [m for m in plain_years if not re.match(r"\s*[-–]\s*\d|\s+[a-z]", clean[m.end() :])]
    chosen = (free or plain_years)[-1:]
    return (int(chosen[0].group()), chosen[0].span()) if chosen else (None, (len(text), len(text)))


_VOLUME_PAGES = re.compile(
    r"(?P<volume>\b[A-Z]?\d{1,4}[A-Z]?)(?:\s?\([^()]{1,20}\)(?:\s?[:,]\s?|\s)|(?:\.\d+)?\s?(?:\((?:1[89]|20)\d\d\))?\s?[:,]\s?)"
    r"(?:pp?\.\s?)?(?P<pages>[a-zA-Z]{0,2}\d[\w.]*(?:\s?[–‐-]\s?[a-zA-Z]{0,2}\d+)?)"
)
_STOP = re.compile(
    r"https?://|www\.|\b(?:doi|PMID|PMCID|Available|Retrieved|Accessed|Epub|Published online)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"](?P<title>[^”\"]{8,400}?)[.,]?[”\"]")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_TRAILING = re.compile(
    rf"(?:[\s,;]+(?:(?:vol(?:ume)?|no|part|pp?|v)\b\.?|\(?\d|{_MONTH}\s*$|in press).*)?[\s.,;:*_(\[]*$", re.I
)
_ABBREVIATED = re.compile(r"(?:[A-Z][\w&/]*\s){0,3}[A-Z][a-z]{0,7}\.")


def _work(text: str, after_authors: int, year_span: tuple[int, int]) -> dict[str, str | None]:
    """Title, journal, volume and pages, by the order in which styles print them; what does not fit stays ``None``.

    The title comes first and the journal last of what stands between the authors and the year, volume or address.
    """
    start = after_authors
    if after_authors <= year_span[0] <= after_authors + 4:
        start = year_span[1]  # "(2019)" right after the authors
    rest = text[start:].lstrip(" .,:;)")
    offset = len(text) - len(rest)
    stop = _STOP.search(rest)
    end = stop.start() if stop else len(rest)
    dated = year_span[0] - offset if offset <= year_span[0] < len(text) else end
    places = list(_VOLUME_PAGES.finditer(_YEAR.sub(lambda m: " " * len(m.group()), rest[:end])))
    place = next((m for m in reversed(places) if m.start() > 8), None)
    stem = rest[: min(end, dated, place.start() if place else end)]
    quoted = _QUOTED.match(rest)
    if quoted:
        title: str | None = quoted["title"]
        journal: str | None = stem[quoted.end() :]
    else:
        title, journal = _title_and_journal(stem, has_place=place is not None)
    return {
        "title": (title or "").strip(" .,;*_") or None,
        "journal": _TRAILING.sub("", journal or "").strip(" .,;:*_") or None,
        "volume": place["volume"] if place else None,
        "pages": place["pages"].rstrip(".") if place else None,
    }


def _title_and_journal(stem: str, *, has_place: bool) -> tuple[str | None, str | None]:
    """Split "Title. Journal" before the journal, whose name may itself hold full stops ("N. Engl. J. Med.")."""
    stem = stem.rstrip(" .,;:*_([")
    book = re.search(r"[.?!,]\s+In:?\s+(?=[A-Z])", stem)
    if book:
        return stem[: book.start()], stem[book.end() :]
    pieces = re.split(r"(?<=[.?!])\s+(?=[A-ZÀ-Þ0-9])", stem)
    cut = len(pieces) - 1
    while cut > 1 and _ABBREVIATED.fullmatch(pieces[cut - 1]):
        cut -= 1
    if cut:
        return " ".join(pieces[:cut]), " ".join(pieces[cut:])
    return (None, stem) if has_place and len(stem) <= _MAX_JOURNAL and " " not in stem.strip() else (stem, None)
