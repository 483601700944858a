"""Reader of JATS, the XML of journal articles (.xml, .nxml)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import datetime
from html.entities import html5
from pathlib import PurePath

from lxml import etree

from claimx.errors import IngestError
from claimx.ingest.dates import parse_date
from claimx.ingest.draft import BREAK, Draft, DraftBlock, Entry, Metadata, Run, fold, join_cells, raised
from claimx.ingest.tables import local, rows_of
from claimx.records import BlockKind

SUFFIXES: tuple[str, ...] = (".xml", ".nxml")

_XLINK = "{http://www.w3.org/1999/xlink}href"
_MONTHS = {name: str(number) for number, name in enumerate(calendar.month_abbr) if number}
# parts of an article that are none of its running text
_LEFT_OUT = re.compile(
    r"ref-list|journal-meta|contrib-group|aff|history|permissions|supplementary-material|media|graphic|object-id"
    r"|sec-meta|kwd-group|fn-group|glossary|tex-math|annotation|alternatives-text|email|self-uri|counts|funding-group"
)
_INLINE = re.compile(
    r"italic|bold|b|i|sup|sub|sc|monospace|overline|underline|roman|sans-serif|strike|styled-content|xref|ext-link|uri"
    r"|named-content|abbrev|inline-formula|inline-graphic|email|break|fn|math|m[a-z]+|private-char|milestone-start"
    r"|milestone-end|target|related-article|related-object|sans|institution|chem-struct|price|string-date|year|month|day"
)


def accepts(path: PurePath, head: bytes) -> bool:
    """Whether this reader reads the file: by its suffix."""
    return path.suffix.lower() in SUFFIXES


def read(data: bytes, path: PurePath) -> Draft:
    """Read the bytes of a JATS article; entities, DTDs and the network are left alone.

    Raises:
        IngestError: not well-formed, declares entities, or no JATS article.
    """
    article = _article(_parse(data))
    walker = _Walker()
    for title in _find(article, "front/article-meta/title-group/article-title"):
        walker.block(title, "title")
    for abstract in _find(article, "front/article-meta/abstract"):
        if not any(local(child) == "title" for child in abstract):
            walker.found.append(DraftBlock("heading", [Run("Abstract")], level=2))
        walker.children(abstract, "paragraph", 2)
    for part in ("body", "floats-group"):
        for element in _find(article, part):
            walker.children(element, "paragraph", 1)
    refs = [ref for parent in _find(article, "back") for ref in parent.iter() if local(ref) == "ref"]
    return Draft(walker.found, [entry for ref in refs if (entry := _entry(ref)).text], _metadata(article))


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        reason = str(error).split(" (<string>")[0].split("\n")[0]
        raise IngestError(f"XML truncated or not well-formed: {reason}") from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and list(dtd.entities()):  # type: ignore[union-attr]
        raise IngestError("XML declares entities of its own, which are not expanded")
    return root


def _article(root: etree._Element) -> etree._Element:
    for element in root.iter():
        if local(element) == "article" and any(_find(element, part) for part in ("front", "body")):
            return element
    raise IngestError(f"XML, but not a JATS article: root element is '{local(root)[:40]}'")


def _find(element: etree._Element, path: str) -> list[etree._Element]:
    """Descendants along a path of local names."""
    found = [element]
    for name in path.split("/"):
        found = [child for e in found for child in e if local(child) == name]
    return found


def _below(element: etree._Element, *names: str) -> list[etree._Element]:
    return [e for e in element.iter() if local(e) in names]


def _text(element: etree._Element | None) -> str:
    """All text of an element, white space folded; a standard entity reference is read as its character."""
    return "" if element is None else fold("".join(_strings(element)))


def _strings(element: etree._Element) -> Iterator[str]:
    if element.text and isinstance(element.tag, str):
        yield element.text
    for child in element:
        if child.tag is etree.Entity:
            yield _character(child)
        else:
            yield from _strings(child)
        yield child.tail or ""


def _character(entity: etree._Element) -> str:
    """Character of a named entity ("&alpha;"), or nothing: DTDs are not read."""
    return html5.get((entity.text or "").lstrip("&"), "")


class _Walker:
    """JATS elements -> blocks."""

    def __init__(self) -> None:
        self.found: list[DraftBlock] = []
        self.runs: list[Run] = []
        self.url: str | None = None

    def flush(self, kind: BlockKind, level: int = 0, label: str | None = None) -> None:
        block = DraftBlock(kind, self.runs, level=level, label=label)
        self.runs = []
        if block.text:
            self.found.append(block)

    def block(self, element: etree._Element, kind: BlockKind, level: int = 0) -> None:
        self.children(element, kind, level)
        self.flush(kind, level)

    def children(self, element: etree._Element, kind: BlockKind, depth: int) -> None:
        self.add(element.text)
        for child in element:
            if child.tag is etree.Entity:
                self.add(_character(child))
            else:
                self.element(child, kind, depth)
            self.add(child.tail)

    def add(self, text: str | None) -> None:
        if text:
            self.runs.append(Run(text.replace("\n", " "), self.url))

    def element(self, element: etree._Element, kind: BlockKind, depth: int) -> None:
        """Walk one element, without its tail; ``depth`` is the level of the section or list that it stands in."""
        name = local(element)
        if not name or _LEFT_OUT.fullmatch(name):
            return
        if name == "sup":
            start = len(self.runs)
            self.children(element, kind, depth)
            self.runs[start:] = raised(self.runs[start:])
        elif name == "break":
            self.runs.append(Run(BREAK))
        elif _INLINE.fullmatch(name):
            self.inline(element, name, kind, depth)
        elif name == "title":
            self.flush(kind, depth)
            self.block(element, "heading", depth)
        elif name in ("sec", "app", "boxed-text", "statement"):
            self.flush(kind)
            self.children(element, kind, depth + 1)
            self.flush(kind)
        elif name == "list":
            self.flush(kind, depth if kind == "list_item" else 0)
            self.items(element, depth if kind == "list_item" else 0)
        elif name in ("fig", "table-wrap"):
            self.flush(kind)
            self.float(element)
        elif name == "disp-quote":
            self.flush(kind)
            self.block(element, "quote")
        elif name == "p" and kind == "list_item":
            self.runs.append(Run(BREAK))
            self.children(element, kind, depth)
        elif name == "label":
            return  # printed number of a section or formula
        else:
            level = depth if kind == "list_item" else 0
            self.flush(kind, level)
            self.children(element, kind, depth)
            self.flush(kind, level)

    def inline(self, element: etree._Element, name: str, kind: BlockKind, depth: int) -> None:
        outer = self.url
        if name == "xref" and element.get("ref-type") == "bibr":
            self.url = " ".join(f"#{rid}" for rid in (element.get("rid") or "").split()) or None
        elif name in ("ext-link", "uri"):
            href = (element.get(_XLINK) or "").strip()
            self.url = href if re.match(r"https?://\S+$", href) else None
        if name == "fn":  # a footnote printed within the text would tear the sentence apart
            return
        self.children(element, kind, depth)
        self.url = outer

    def items(self, element: etree._Element, depth: int) -> None:
        ordered = element.get("list-type") in ("order", "ordered")
        number = 0
        for item in element:
            if local(item) != "list-item":
                self.element(item, "paragraph", depth)
                continue
            number += 1
            self.children(item, "list_item", depth + 1)
            self.flush("list_item", depth + 1, str(number) if ordered else None)

    def float(self, element: etree._Element) -> None:
        """A figure or table: its caption, the table's rows, the notes below it."""
        label = " ".join(_text(e) for e in _find(element, "label"))
        captions = _find(element, "caption")
        caption = fold(" ".join([label, *(_text(e) for c in captions for e in (c if len(c) else [c]))])) or None
        self.add(f"{label} ")
        for part in captions:
            for piece in part if len(part) else [part]:
                self.children(piece, "caption", 0)
                self.runs.append(Run(" "))
        self.flush("caption")
        for table in _below(element, "table"):
            for _, cells, header in rows_of(table, self.cell):
                row = DraftBlock("table_row", join_cells(cells), header=header, caption=caption)
                self.found.append(row)
        for foot in _find(element, "table-wrap-foot"):
            for note in foot:
                for paragraph in _below(note, "p") or [note]:
                    self.block(paragraph, "caption")

    def cell(self, cell: etree._Element) -> list[Run]:
        outer, self.runs = self.runs, []
        self.children(cell, "table_row", 0)
        runs, self.runs = self.runs, outer
        return runs


# --- metadata and references ---------------------------------------------------------------------------------------


def _metadata(article: etree._Element) -> Metadata:
    ids = {e.get("pub-id-type"): _text(e) for e in _find(article, "front/article-meta/article-id")}
    journals = _find(article, "front/journal-meta/journal-title-group/journal-title")
    journals += _find(article, "front/journal-meta/journal-title")
    names = [
        name
        for contrib in _find(article, "front/article-meta/contrib-group/contrib")
        if contrib.get("contrib-type", "author") == "author"
        for name in _names(contrib)
    ]
    return Metadata(
        url=f"https://doi.org/{ids['doi'].lower()}" if ids.get("doi") else None,
        title=next(
            (t for e in _find(article, "front/article-meta/title-group/article-title") if (t := _text(e))), None
        ),
        publisher=next((t for e in journals if (t := _text(e))), None),
        authors="; ".join(names) or None,
        published_at=_published(article),
        is_research=True,
    )


def _names(contrib: etree._Element) -> list[str]:
    names = []
    for name in _below(contrib, "name", "collab"):
        if local(name) == "collab":
            names.append(_text(name))
        else:
            names.append(" ".join(_text(e) for part in ("given-names", "surname") for e in _find(name, part)))
    return [n for n in names if n]


def _published(article: etree._Element) -> datetime | None:
    """The earliest date of publication that is stated to the day."""
    dates = []
    for stated in _find(article, "front/article-meta/pub-date"):
        parts = [_text(next(iter(_find(stated, part)), None)) for part in ("year", "month", "day")]
        month = _MONTHS.get(parts[1][:3].capitalize(), parts[1])
        if all(parts) and (date := parse_date(f"{parts[0]}-{month:0>2}-{parts[2]:0>2}")):
            dates.append(date)
    return min(dates, default=None)


def _entry(ref: etree._Element) -> Entry:
    """One entry: its text as printed, or put together from its parts where the markup has no punctuation."""
    label = _text(next(iter(_find(ref, "label")), None)).strip("[]().")
    citations = _below(ref, "mixed-citation", "element-citation", "citation", "nlm-citation")
    first = citations[0] if citations else ref
    anchors = tuple(anchor for e in [ref, *citations] if (anchor := e.get("id")))
    parts = _parts(first)
    printed = local(first) in ("mixed-citation", "citation") and any((e.tail or "").strip() for e in first)
    text = " ".join(_printed(c) for c in citations or [ref]) if printed or not len(first) else _compose(first, parts)
    urls = tuple(h for e in ref.iter() if (h := e.get(_XLINK) or "").startswith("http"))
    if not label and (match := re.match(r"\[?(\d{1,3})\]?[.\s]\s*(?=\D)", text)):
        label, text = match[1], text[match.end() :]
    return Entry(text, label or None, anchors, urls, parts)


def _printed(citation: etree._Element) -> str:
    """Text of an entry as printed, names set apart where the markup does it with elements alone."""
    text = ""

    def walk(element: etree._Element) -> None:
        nonlocal text
        piece = (element.text or "") if isinstance(element.tag, str) else _character(element)
        if text[-1:].isalnum() and piece[:1].isalnum():
            text += ", " if local(element) in ("surname", "collab", "etal") else " "
        text += piece
        for child in element:
            walk(child)
            text += child.tail or ""

    walk(citation)
    return fold(text)


def _parts(citation: etree._Element) -> dict[str, str | int | None]:
    def part(*names: str) -> str | None:
        return next((t for e in _below(citation, *names) if (t := _text(e))), None)

    groups = [g for g in _below(citation, "person-group") if g.get("person-group-type", "author") == "author"]
    people = [e for g in groups or [citation] for e in _below(g, "surname", "collab")]
    year = re.search(r"(?:1[89]|20)\d\d", part("year") or "")
    first_page, last_page = part("fpage", "elocation-id"), part("lpage")
    ids = {e.get("pub-id-type"): _text(e) for e in _below(citation, "pub-id")}
    return {
        "authors": "; ".join(t for e in people if (t := _text(e))) or None,
        "year": int(year.group()) if year else None,
        "title": part("article-title", "chapter-title"),
        "journal": part("source"),
        "volume": part("volume"),
        "pages": f"{first_page}–{last_page}" if first_page and last_page else first_page,
        "doi": ids.get("doi"),
        "pmid": ids.get("pmid"),
        "pmcid": ids.get("pmcid") or ids.get("pmc"),
    }


def _compose(citation: etree._Element, parts: dict[str, str | int | None]) -> str:
    """Print an entry whose markup holds no punctuation."""
    people = []
    for person in _below(citation, "name", "collab"):
        names = [_text(e) for part in ("surname", "given-names") for e in _find(person, part)]
        people.append(" ".join(names) if names else _text(person))
    authors = ", ".join(p for p in people if p) + (", et al" if _below(citation, "etal") and people else "")
    place = f"{parts['year'] or ''};{parts['volume'] or ''}:{parts['pages'] or ''}".strip(";:")
    place = re.sub(r";:", ":", place)
    pieces = [authors, parts["title"], parts["journal"], place]
    composed = ". ".join(str(p).rstrip(".") for p in pieces if p)
    return composed + "." if composed else _text(citation)
