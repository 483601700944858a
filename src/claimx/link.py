"""Citation -> entries of the reference list: what a citation mark points to.

An author-year citation needs the first author's surname and the year; a like journal or a like year alone is
``dangling``. A number is looked up among the printed labels, and by position only in a list that prints none.
A citation that carries an address or identifier of its own is ``resolved`` without any list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from claimx.records import Citation, CitationLink, CitationStatus, Reference

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>?#]+", re.IGNORECASE)
_PMID = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed|europepmc\.org/(?:article|abstract)/med)/(\d+)",
    re.IGNORECASE,
)
_PMCID = re.compile(r"\bPMC\d{4,9}\b", re.IGNORECASE)
_NCT = re.compile(r"\bNCT\d{8}\b", re.IGNORECASE)
_PARTICLES = frozenset(("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "la", "le", "el", "al"))


def link(citation: Citation | None, references: Sequence[Reference]) -> CitationLink:
    """Say what a citation points to.

    Args:
        citation: the mark, or ``None`` where the claim has none.
        references: the article's reference list, possibly empty.

    Returns:
        Status, the entries (their ``Reference.index``, in the order cited), the identifiers of the first of them, and
        the flags ``dangling_citation``, ``partly_dangling_citation``, ``near_miss_citation``, ``no_reference_list``.
    """
    if citation is None:
        return CitationLink()
    entries = [r for r in references if _has_text(r)]
    works = _works(citation, entries)
    found = [w for w in works if w]
    own = _own_identifiers(citation)
    flags: list[str] = []
    status: CitationStatus
    if found:
        status = "ambiguous" if any(len(w) > 1 for w in found) else "resolved"
        if len(found) < len(works):
            flags.append("partly_dangling_citation")
    elif own:
        status = "resolved"
    else:
        status = "dangling"
        flags.append("dangling_citation")
        if not entries:
            flags.append("no_reference_list")
        elif _near_miss(citation, entries):
            flags.append("near_miss_citation")
    indexes = tuple(dict.fromkeys(r.index for w in found for r in w))
    # with several candidates nothing says whose identifiers are the right ones
    first = found[0][0] if found and status == "resolved" else None
    entry = _entry_identifiers(first) if first else {}
    return CitationLink(
        status=status,
        reference_indexes=indexes,
        doi=own.get("doi") or entry.get("doi"),
        pmid=own.get("pmid") or entry.get("pmid"),
        pmcid=own.get("pmcid") or entry.get("pmcid"),
        nct_id=own.get("nct_id") or entry.get("nct_id"),
        url=own.get("url") or entry.get("url"),
        flags=tuple(flags),
    )


def identifiers(text: str) -> dict[str, str]:
    """DOI, PMID, PMCID and NCT number that stand in an address or a text; only those found are keys."""
    found = {}
    if match := _DOI.search(text):
        found["doi"] = match.group().rstrip(".,;)]").casefold()
    if match := _PMID.search(text):
        found["pmid"] = match[1]
    if match := _PMCID.search(text):
        found["pmcid"] = match.group().upper()
    if match := _NCT.search(text):
        found["nct_id"] = match.group().upper()
    return found


def _has_text(reference: Reference) -> bool:
    """Whether an entry is more than its number: a list whose entries were lost on the page has nothing to point to."""
    return re.search(r"[^\W\d_]", reference.text) is not None


def _works(citation: Citation, entries: list[Reference]) -> list[list[Reference]]:
    """Candidate entries for each work that the mark cites."""
    if citation.anchors:
        by_anchor = [[r for r in entries if r.anchor == a] for a in citation.anchors]
        if any(by_anchor):
            return by_anchor
    if citation.labels:
        return [_by_label(label, entries) for label in citation.labels]
    if citation.authors:
        second = _second_author(citation.text) if len(citation.authors) == 1 else None
        pairs = zip(citation.authors, citation.years, strict=True)
        return [_by_author_year(author, year, second, entries) for author, year in pairs]
    if citation.style == "journal":
        return [_by_journal(citation, entries)]
    own = _own_identifiers(citation)
    if own:
        return [[r for r in entries if _same_work(own, r)]]
    return []


def _by_label(label: str, entries: list[Reference]) -> list[Reference]:
    if any(r.label for r in entries):
        return [r for r in entries if r.label and _label(r.label) == _label(label)]
    return [r for r in entries if str(r.index) == _label(label)]


def _label(label: str) -> str:
    return re.sub(r"[^0-9a-z]", "", label.casefold()).lstrip("0")


def _by_author_year(author: str, year: str, second: str | None, entries: list[Reference]) -> list[Reference]:
    """Entries of that first author and year; the second author and the letter of "2017a" decide between several."""
    found = [r for r in entries if year[:4] and _year(r) == year[:4] and same_surname(author, _first_author(r))]
    if len(found) > 1 and second:
        found = [r for r in found if any(same_surname(second, a) for a in _authors(r)[1:])] or found
    if len(found) > 1 and len(year) == 5:
        found = [r for r in found if year in r.text] or found
    return found


def _by_journal(citation: Citation, entries: list[Reference]) -> list[Reference]:
    """The entry of that journal and year, if there is exactly one: nothing else could tell two apart."""
    year = citation.years[0][:4] if citation.years else None
    same = [r for r in entries if _same_journal(citation.journal, r) and year and _year(r) == year]
    return same if len(same) == 1 else []


def _near_miss(citation: Citation, entries: list[Reference]) -> bool:
    """Whether an entry looks like the one meant: right journal and year, or right surname and a year off by one."""
    for author, year in zip(citation.authors or ("",), citation.years or ("",), strict=False):
        if not year[:4].isdigit():
            continue
        for entry in entries:
            entry_year = _year(entry)
            if entry_year == year[:4] and _same_journal(citation.journal, entry):
                return True
            close = entry_year is not None and abs(int(entry_year) - int(year[:4])) == 1
            if author and close and same_surname(author, _first_author(entry)):
                return True
    return False


def _fold(text: str) -> str:
    """Case and accents folded, everything but letters and digits as single spaces."""
    text = text.casefold().replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("æ", "ae")
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"['’]", "", plain)))


def same_surname(one: str, other: str) -> bool:
    """Whether two surnames name one person: "van der Berg" is "Berg", "Grether-Beck" may be cut to either half."""
    a = [w for w in _fold(one).split() if w not in _PARTICLES]
    b = [w for w in _fold(other).split() if w not in _PARTICLES]
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    return long[: len(short)] == short or long[-len(short) :] == short


def _authors(reference: Reference) -> list[str]:
    return [a.strip() for a in reference.authors.split(";")] if reference.authors else []


def _first_author(reference: Reference) -> str:
    return next(iter(_authors(reference)), "")


def _year(reference: Reference) -> str | None:
    return None if reference.year is None else str(reference.year)


def _second_author(text: str) -> str | None:
    """Second author of a mark that names two ("Haldane & Roux, 2012")."""
    match = re.search(r"(?:&|\band\b)\s+([^\W\d_][^\d,;()]*?),?\s*\(?\d{4}", text)
    return match[1].strip() if match else None


def _same_journal(journal: str | None, reference: Reference) -> bool:
    if not journal or not reference.journal:
        return False
    one, other = (re.sub(r"^the ", "", _fold(j)) for j in (journal, reference.journal))
    return one == other


def _own_identifiers(citation: Citation) -> dict[str, str]:
    """Identifiers and address that the mark itself carries; none for a mark that only jumps to the list."""
    own = identifiers(citation.url) if citation.url else {}
    for key in ("doi", "pmid", "pmcid", "nct_id", "url"):
        if value := getattr(citation, key):
            own[key] = value.casefold() if key == "doi" else value
    return own


def _entry_identifiers(entry: Reference) -> dict[str, str]:
    found = identifiers(f"{entry.url or ''} {entry.text}")
    for key in ("doi", "pmid", "pmcid", "url"):
        if value := getattr(entry, key):
            found[key] = value
    return found


def _same_work(own: dict[str, str], entry: Reference) -> bool:
    other = _entry_identifiers(entry)
    return any(own.get(k) is not None and own.get(k) == other.get(k) for k in ("doi", "pmid", "pmcid", "url"))
