"""Parts of a reference entry: authors, year, title, journal, volume, pages and identifiers, by small rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimx.ingest.draft import Entry
from claimx.records import Reference

_YEAR = re.compile(r"(?<![\d/.-])(?:1[89]|20)\d\d(?=[a-z]?(?:\D|$))")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>“”]+)", re.IGNORECASE)
_PMID = re.compile(
    r"(?:\bPMID:?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|PubMed:\s*)(\d{4,9})\b",
    re.IGNORECASE,
)
_PMCID = re.compile(r"\bPMC\s?(\d{4,9})\b")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"“”]+", re.IGNORECASE)

_PARTICLE = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]i|[Dd]a|[Dd]os|[Dd]u|[Ll]a|[Ll]e|[Tt]en|[Tt]er|[Aa]l|[Ee]l"
    r"|[Bb]in|[Ss]t\.?|[Zz]u|[Aa]f|[Dd]’|[Dd]')[\s-]?)"
)
_NAME = r"(?:O['’]|[Dd]['’]|Mc|Mac)?[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’]*[a-zß-öø-ÿā-ž][\w'’]*(?:[-–‐][A-ZÀ-ÖØ-ÞĀ-Ža-z][\w'’]+)*"
_SURNAME = rf"(?P<surname>{_PARTICLE}{{0,3}}{_NAME}(?:\s{_NAME}){{0,2}}|[A-Z][A-Z'’-]{{2,}})"
_INITIALS = r"(?:[A-ZÀ-Þ](?:\.(?:\s?-?\s?|$)|(?=[A-ZÀ-Þ\s,;.:)&-]|$)-?)){1,4}"
_AUTHOR = (
    # Smith JA / Smith J.A. / Smith, J. A. / SMITH, J.
    re.compile(rf"{_SURNAME},?\s{_INITIALS}(?:,?\s(?:Jr|Sr|[23](?:nd|rd)|4th|I{{2,3}})\.?)?(?![a-z])"),
    # J. A. Smith
    re.compile(rf"(?:[A-ZÀ-Þ]\.[\s-]?){{1,4}}\s?{_SURNAME}"),
)
_FULL_FIRST = re.compile(
    rf"(?P<surname>{_PARTICLE}{{0,2}}{_NAME}),\s{_NAME}(?:\s(?:[A-Z]\.?|{_NAME})){{0,2}}(?=[,.;&\s(]|$)"
)
_FULL_NEXT = re.compile(rf"{_NAME}(?:\s(?:[A-Z]\.?|{_NAME}))??\s(?P<surname>{_PARTICLE}{{0,2}}{_NAME})(?=[,.;&\s(]|$)")
_SOLE = re.compile(rf"{_SURNAME}(?:,?\s(?:and|&)\s(?P<second>{_NAME}))?(?=\s*,?\s*(?:et\.?\s?al\b|\((?:1[89]|20)\d\d))")
_BETWEEN = re.compile(r"\s*(?:[,;]|\band\b|&|,\s*and\b|…|\.\.\.)+\s*(?:and\b|&)?\s*")
_ET_AL = re.compile(r"[\s,;.]*\bet\.?\s?al\b\.?", re.IGNORECASE)


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
    authors, after = _authors(text)
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


def _authors(text: str) -> tuple[str | None, int]:
    """Surnames at the head of an entry, joined by "; ", and where the list of authors ends."""
    surnames: list[str] = []
    position = len(text) - len(text.lstrip(" \"'“*"))
    end = 0
    patterns: Sequence[re.Pattern[str]] = (*_AUTHOR, _FULL_FIRST)
    while True:
        match = next((m for p in patterns if (m := p.match(text, position))), None)
        if not match:
            break
        if match.re is _FULL_FIRST:  # "Smith, John, and Jane Doe": the others have the given name first
            if re.match(r"\s*[,;.]?\s*$", text[match.end() :]) or not _plausible_full(text, match):
                break
            patterns = (*_AUTHOR, _FULL_NEXT)
        surnames.append(match["surname"])
        end = match.end()
        between = _BETWEEN.match(text, end)
        if not between:
            break
        position = between.end()
    more = _ET_AL.match(text, end)
    if not surnames:
        # "Surname et al. …", "Surname and Surname (2019)", "Surname (2019)"
        sole = _SOLE.match(text)
        if sole:
            surnames = [name for name in (sole["surname"], sole["second"]) if name]
            end = sole.end()
            more = _ET_AL.match(text, end)
    return ("; ".join(surnames) or None), more.end() if more else end


def _plausible_full(text: str, match: re.Match[str]) -> bool:
    """Whether "Word, Word" opens a list of authors: a quote, year, full stop or further author follows soon."""
    return bool(re.match(r"\s*(?:,?\s*(?:and|&)\s|[.,;]\s|\()", text[match.end() :]))


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
    r"(?P<volume>\b[A-Z]?\d{1,4}[A-Z]?)\s?(?:\((?P<issue>[^()]{1,20})\)|\.\d+)?\s?(?:\((?:1[89]|20)\d\d\))?\s?[:,]\s?"
    r"(?:pp?\.\s?)?(?P<pages>[a-zA-Z]{0,2}\d[\w.]*(?:\s?[–‐-]\s?[a-zA-Z]{0,2}\d+)?)"
)
_JOURNAL = re.compile(r"(?:In:?\s)?(?P<journal>[A-ZÀ-Þ][^\d;(]{1,120}?)(?=[\s.,;:*]*(?:\d|;|\(|$|\bvol))")
_AFTER_JOURNAL = re.compile(r"\s*\b(?:doi|PMID|Available|Retrieved|Accessed|Epub|Published|Vol)\b.*$", re.IGNORECASE)


def _work(text: str, after_authors: int, year_span: tuple[int, int]) -> dict[str, str | None]:
    """Title, journal, volume and pages, by the order in which styles print them; what does not fit stays ``None``."""
    found: dict[str, str | None] = {}
    start = after_authors
    if after_authors <= year_span[0] <= after_authors + 4 and year_span[1] <= len(text):
        start = year_span[1]  # (2019) right after the authors
    quoted = re.search(r"[“\"](?P<title>[^”\"]{8,400}?)[.,]?[”\"]", text[start:])
    head = re.match(r"[\s.,:;)]*", text[start:])
    start += head.end() if head else 0
    rest = text[start:]
    if quoted:
        title, rest = quoted["title"], text[text.find(quoted.group()) + len(quoted.group()) :]
    else:
        match = re.match(r"(?P<title>.{8,400}?[^A-Z\s])(?P<stop>[.?!])(?=\s|$)", rest)
        if not match:
            return found
        title = match["title"] + (match["stop"] if match["stop"] != "." else "")
        rest = rest[match.end() :]
    found["title"] = title.strip(" *_")
    rest = rest.lstrip(" .,;*_")
    volume = _VOLUME_PAGES.search(_YEAR.sub(lambda m: " " * len(m.group()), rest))
    if volume:
        found["volume"], found["pages"] = volume["volume"], volume["pages"].rstrip(".")
    name = _JOURNAL.match(rest)
    if name and not re.search(r"://|\bdoi\b", name["journal"]):
        journal = _AFTER_JOURNAL.sub("", name["journal"])
        found["journal"] = journal.strip(" .,;:*_") or None
    return found
