"""Which blocks of a page belong to its article: trafilatura's judgement, block by block.

Each block is marked with a code word before trafilatura extracts the page's text; a block whose code word comes out
belongs. Trafilatura drops or fuses parts that we need (table rows, captions, single bullets, reference lists): these
are taken in where they stand among blocks that belong.
"""

from __future__ import annotations

import re
from collections import Counter

from lxml.html import HtmlElement

from claimx.ingest.draft import DraftBlock
from claimx.ingest.html_blocks import Placed
from claimx.ingest.reference_list import looks_like_entry, names_list

_CODE = re.compile(r"zq(\d+)qz")
_WRAPPERS = re.compile(r"li|[udo]l|t(?:r|body|head|foot)|table|fig(?:ure|caption)|picture|blockquote|d[td]")


def select(tree: HtmlElement, placed: list[Placed], title: str | None) -> list[DraftBlock]:
    """Blocks of the article, in order; changes ``tree``. ``title`` is the one that the page's metadata states."""
    kept = _kept_by_trafilatura(tree, placed)
    if kept:
        kept |= _among(placed, kept)
        kept |= _references(placed, kept)
        kept |= _title(placed, kept, title)
    return [placed[i].block for i in sorted(kept)]


def _kept_by_trafilatura(tree: HtmlElement, placed: list[Placed]) -> set[int]:
    for number, p in enumerate(placed):
        mark = f"zq{number}qz "
        if p.is_tail:
            p.node.tail = mark + (p.node.tail or "").lstrip()
        else:
            p.node.text = mark + (p.node.text or "").lstrip()
    import trafilatura  # takes a third of a second: only where a web page is read

    text = trafilatura.extract(tree, include_comments=False) or ""
    return {int(n) for n in _CODE.findall(text)}


def _home(p: Placed) -> HtmlElement | None:
    """The element that a block stands in, lists, tables and figures looked through."""
    home = p.parent.getparent()
    while home is not None and _WRAPPERS.fullmatch(home.tag):
        home = home.getparent()
    return home


def _among(placed: list[Placed], kept: set[int]) -> set[int]:
    """Blocks between the article's first and last that stand in the same elements as its text."""
    homes: Counter[HtmlElement | None] = Counter()
    for i in kept:
        homes[_home(placed[i])] += len(placed[i].block.text)
    first, last = min(kept), max(kept)
    return {i for i in range(first, last) if i not in kept and homes[_home(placed[i])]}


def _references(placed: list[Placed], kept: set[int]) -> set[int]:
    """The reference list, wherever it stands after the article's beginning."""
    found: set[int] = set()
    for start in range(min(kept) + 1, len(placed)):
        if not names_list(placed[start].block.text):
            continue
        end = start + 1
        while end < len(placed) and placed[end].block.kind in ("list_item", "paragraph"):
            block = placed[end].block
            if block.kind == "paragraph" and not looks_like_entry(block.text):
                break
            end += 1
        if end > start + 1:
            found |= set(range(start, end))
    return found


def _title(placed: list[Placed], kept: set[int], title: str | None) -> set[int]:
    """The heading that is the title, if it stands above the text."""
    for i, p in enumerate(placed[: min(kept)]):
        if p.block.kind == "title" or (p.block.kind == "heading" and title and p.block.text in title):
            return {i}
    return set()
