"""HTML tree -> blocks: what a browser would show as a paragraph, bullet, table row, caption or heading.

The page's furniture is cut off first (`prune`); which of the blocks belong to the article is decided elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from lxml.html import HtmlElement

from claimx.ingest.draft import BREAK, DraftBlock, Run, fold, join_cells, raised
from claimx.ingest.tables import rows_of
from claimx.records import BlockKind


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_FURNITURE = _tags(
    """
    script style noscript template svg iframe object embed canvas button select input textarea nav aside head
    dialog audio video map menu datalist progress meter track source link meta
    """
)
_FURNITURE_ROLES = _tags("navigation complementary banner contentinfo dialog alertdialog search menu menubar")
# words in class or id that name furniture, whole words only
_FURNITURE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:ads?|adverts?|advertisement|advertising|adslot|adunit|sponsor|sponsored|promos?|promotion"
    r"|newsletter|subscribe|subscription|signup|paywall|cookies?|gdpr|cmp|consent|shares?|sharing|sharebar|social"
    r"|related|recommended|recommendations|recirc|outbrain|taboola|sidebar|breadcrumbs?|crumbs?|navbar|navigation"
    r"|comments?|disqus|popup|modal|overlay|toc|masthead|ticker|most-read|most-viewed|mostread|mostpopular|read-more"
    r"|readmore|teasers?|pagination|pager|skip|skip-link|cta|announcement|topbar|toolbar|ratings?|screen-reader-text"
    r"|sr-only|visually-hidden|author-bio|also-like|you-may-also-like|trending|upsell)(?:$|[\s_-])",
    re.IGNORECASE,
)
_INLINE = _tags(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark math q rp rt ruby s samp
    small span strike strong sub sup time tt u var wbr mrow mi mn mo msup msub mtext semantics nobr
    """
)
_KINDS: dict[str, BlockKind] = {
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
    "dt": "list_item",
    "dd": "list_item",
}
_DROPPED_INLINE = _tags("rp rt annotation img area param")
_MIN_PROSE = 80  # characters of a paragraph to count as prose
_MIN_PAGE = 500  # characters of prose for a page to be judged by its paragraphs
_MAX_SHARE = 0.3  # of the page's prose that a branch of furniture may hold; more is an article with an odd class name
_MAX_CELL = 400  # characters; a table with a longer cell is taken for layout


@dataclass(slots=True)
class Placed:
    """A block and where it comes from: the element that holds it and the node of its first text."""

    block: DraftBlock
    parent: HtmlElement
    node: HtmlElement
    is_tail: bool


def prune(tree: HtmlElement) -> None:
    """Cut furniture off a page, in place: navigation, boxes, banners, scripts, hidden parts."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or (element.tag in _FURNITURE and element.tag not in ("nav", "aside")):
            _cut(element)
    measure = _prose if _prose(tree) >= _MIN_PAGE else lambda e: len(_text(e))
    most = _MAX_SHARE * measure(tree)
    for element in list(tree.iter()):
        if element.getparent() is None or element.tag in ("body", "main", "article"):
            continue
        if _is_furniture(element) and measure(element) <= most and not _holds_references(element):
            _cut(element)


def _prose(element: HtmlElement) -> int:
    """Length of the longer paragraphs below an element, in characters."""
    lengths = (len(_text(p)) for p in element.iter("p"))
    return sum(n for n in lengths if n >= _MIN_PROSE)


def _is_furniture(element: HtmlElement) -> bool:
    if element.tag in ("nav", "aside") or element.get("role") in _FURNITURE_ROLES:
        return True
    if element.tag == "footer":
        return True
    if element.tag == "header" and not element.xpath("ancestor::article|ancestor::main|.//h1"):
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if re.search(r"display\s*:\s*none", element.get("style") or ""):
        return True
    if element.tag in ("form", "fieldset") and not element.xpath(".//article|.//main|.//p[3]"):
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_FURNITURE_WORDS.search(named))


def _holds_references(element: HtmlElement) -> bool:
    named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    return re.search(r"reference|bibliograph|footnote|endnote|citation", named, re.IGNORECASE) is not None


def _cut(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _text(element: HtmlElement) -> str:
    return "".join(element.itertext(with_tail=False))


def blocks_of(tree: HtmlElement, base: str | None) -> list[Placed]:
    """Blocks of a (pruned) page in reading order; ``base`` is the address that links are relative to."""
    walker = _Walker(base)
    walker.element(tree, "paragraph")
    walker.flush("paragraph", tree)
    return walker.found


class _Walker:
    def __init__(self, base: str | None) -> None:
        self.base = base
        self.found: list[Placed] = []
        self.runs: list[Run] = []
        self.url: str | None = None
        self.slot: tuple[HtmlElement, bool] | None = None
        self.anchors: list[str] = []
        self.level = 0  # of the open heading or list
        self.label: str | None = None
        self.titled = False

    def add(self, text: str | None, node: HtmlElement, *, is_tail: bool) -> None:
        if not text:
            return
        if self.slot is None and text.strip():
            self.slot = (node, is_tail)
        self.runs.append(Run(text.replace("\n", " "), self.url))

    def flush(self, kind: BlockKind, parent: HtmlElement) -> None:
        """Close the block that is open."""
        runs, slot = self.runs, self.slot
        self.runs, self.slot = [], None
        if slot is None:
            return
        parts = _split(runs) if kind in ("paragraph", "quote") else [runs]
        for part in parts:
            block = DraftBlock(kind, part, level=self.level, label=self.label, anchors=tuple(self.anchors))
            if block.text:
                self.found.append(Placed(block, parent, *slot))
        self.anchors = []
        self.label = None

    def element(self, element: HtmlElement, kind: BlockKind) -> None:
        """Walk one element, without its tail."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _DROPPED_INLINE:
            return
        if tag in ("br", "hr"):
            self.runs.append(Run(BREAK))
        elif tag == "sup":
            start = len(self.runs)
            self.children(element, kind)
            self.runs[start:] = raised(self.runs[start:])
        elif tag in _INLINE or ":" in tag:
            self.inline(element, kind)
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.heading(element, kind)
        elif tag in ("ul", "ol"):
            self.items(element, kind)
        elif tag == "table":
            self.flush(kind, element)
            if _is_data(element):
                self.table(element)
            else:
                self.children(element, kind)
                self.flush(kind, element)
        elif kind == "list_item" and tag in ("p", "div", "section"):
            self.runs.append(Run(BREAK))
            self.note_anchor(element)
            self.children(element, kind)
            self.runs.append(Run(BREAK))
        else:
            inner = _KINDS.get(tag, kind)
            self.flush(kind, element.getparent() if element.getparent() is not None else element)
            self.note_anchor(element)
            self.children(element, inner)
            self.flush(inner, element)

    def children(self, element: HtmlElement, kind: BlockKind) -> None:
        self.add(element.text, element, is_tail=False)
        for child in element:
            self.element(child, kind)
            self.add(child.tail, child, is_tail=True)

    def inline(self, element: HtmlElement, kind: BlockKind) -> None:
        self.note_anchor(element)
        outer = self.url
        if element.tag == "a" and (target := self.target(element.get("href"))):
            self.url = target
        self.children(element, kind)
        self.url = outer

    def note_anchor(self, element: HtmlElement) -> None:
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                self.anchors.append(name)

    def target(self, href: str | None) -> str | None:
        """Address of a link: ``#id`` within the page, else absolute if a base is known."""
        href = (href or "").strip()
        if not href or href.lower().startswith(("javascript:", "mailto:", "tel:", "data:")):
            return None
        if href.startswith("#"):
            return href if len(href) > 1 else None
        try:
            absolute = urljoin(self.base or "", href)
            page, fragment = urldefrag(absolute)
        except ValueError:
            return None
        if fragment and self.base and page == urldefrag(self.base)[0]:
            return f"#{fragment}"
        return absolute

    def heading(self, element: HtmlElement, kind: BlockKind) -> None:
        self.flush(kind, element.getparent())
        level = int(element.tag[1])
        outer, self.level = self.level, level
        own: BlockKind = "title" if level == 1 and not self.titled else "heading"
        self.note_anchor(element)
        before = len(self.found)
        self.children(element, own)
        self.flush(own, element)
        self.titled = self.titled or (own == "title" and len(self.found) > before)
        self.level = outer

    def items(self, element: HtmlElement, kind: BlockKind) -> None:
        self.flush(kind, element.getparent())
        depth, self.level = self.level, self.level + 1 if kind == "list_item" else 1
        number = _int(element.get("start")) if element.tag == "ol" else None
        for item in element:
            if item.tag != "li":
                self.element(item, kind)
                continue
            number = _int(item.get("value")) if item.get("value") and number is not None else number
            self.label = str(number) if number is not None else None
            self.note_anchor(item)
            self.children(item, "list_item")
            self.flush("list_item", item)
            self.label = None
            number = number + 1 if number is not None else None
        self.level = depth

    def table(self, table: HtmlElement) -> None:
        caption = fold(" ".join(_text(c) for c in table.iterchildren("caption"))) or None
        for element in table.iterchildren("caption"):
            self.children(element, "caption")
            self.flush("caption", element)
        for row, cells, header in rows_of(table, self.cell):
            node = next((e for e in row.iter() if (e.text or "").strip()), row)
            block = DraftBlock("table_row", join_cells(cells), header=header, caption=caption)
            self.found.append(Placed(block, row, node, False))
        self.anchors = []

    def cell(self, cell: HtmlElement) -> list[Run]:
        """Inline runs of a table's cell."""
        start = len(self.runs)
        self.children(cell, "table_row")
        runs = self.runs[start:]
        del self.runs[start:]
        self.slot = None
        return runs


def _int(number: str | None) -> int:
    return int(number) if number and re.fullmatch(r"\d{1,4}", number.strip()) and int(number) > 0 else 1


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data and not the page's layout."""
    if table.xpath(".//table|.//h1|.//h2|.//h3|.//ul[3]"):
        return False
    if table.xpath("./caption|./thead|.//th"):
        return True
    rows = table.findall(".//tr")
    widths = [len(row.findall("td")) for row in rows]
    return len(rows) > 1 and max(widths, default=0) > 1 and all(len(_text(c)) <= _MAX_CELL for c in table.iter("td"))


def _split(runs: list[Run]) -> list[list[Run]]:
    """Split at blank lines, as ``<br><br>`` makes them."""
    parts: list[list[Run]] = [[]]
    breaks = 0
    for run in runs:
        if run.text == BREAK:
            breaks += 1
        elif run.text.strip():
            if breaks > 1:
                parts.append([])
            breaks = 0
        parts[-1].append(run)
    return parts
