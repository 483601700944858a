"""Reader of plain text (.txt): paragraphs, bullets and headings by how lines look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath

from claimx.ingest.dates import parse_date
from claimx.ingest.decode import decode
from claimx.ingest.draft import Draft, DraftBlock, Metadata, plain
from claimx.ingest.furniture import heads_related, without_furniture
from claimx.ingest.reference_list import split_references

SUFFIXES: tuple[str, ...] = (".txt",)

_BULLET = re.compile(r"(?P<indent>\s*)(?:[•‣◦▪●■⁃∙·➢✓✔]\s*|[*–—-]\s+)(?=\S)")
_NUMBERED = re.compile(r"(?P<indent>\s*)(?:\((?P<round>\d{1,3})\)|(?P<bare>\d{1,3})[.)])\s+(?=\S)")
_RULE = re.compile(r"\s*(?:[=*_~-]\s?){4,}\s*")
_FIELD = re.compile(
    r"(?P<name>title|source|publisher|site|url|canonical url|filename|authors?|by|date|published(?: at)?|date published"
    r"|publication date|collected|retrieved(?: at)?):\s+(?P<value>\S.*)",
    re.IGNORECASE,
)
_SECTION = re.compile(r"(?:TITLE|(?:ABSTRACT|BODY)(?:\.[^a-z]{1,80})?):{1,2}")
_PARTS_OF_PAPER = frozenset(("methods", "results"))
_MAX_HEADING = 110  # characters
_MAX_HEADING_WORDS = 16
_MAX_WRAP = 132  # columns; longer lines are never hard-wrapped text


def accepts(path: PurePath, head: bytes) -> bool:
    """Whether this reader reads the file."""
    return path.suffix.lower() in SUFFIXES


def read(data: bytes, path: PurePath) -> Draft:
    """Read the bytes of a text file.

    Raises:
        IngestError: not a text in any known encoding.
    """
    return read_str(decode(data))


def read_str(text: str) -> Draft:
    """Read plain text."""
    lines = text.expandtabs(4).split("\n")
    meta, lines = _head(lines)
    blocks = _titled(without_furniture(_headed(_blocks(lines))))
    meta.is_research = _is_research(blocks)
    body, entries = split_references(blocks)
    return Draft(body, entries, meta)


def _head(lines: list[str]) -> tuple[Metadata, list[str]]:
    """Head data in the manner of a mail: lines "Title: …", "URL: …", closed by a rule or blank line."""
    meta = Metadata()
    position = 0
    fields: dict[str, str] = {}
    while position < len(lines):
        line = lines[position]
        match = _FIELD.fullmatch(line.strip())
        if match:
            fields.setdefault(match["name"].lower(), match["value"].strip())
        elif not (fields and (not line.strip() or _RULE.fullmatch(line))):
            break
        position += 1
    if len(fields) < 2:
        return meta, lines
    meta.title = fields.get("title")
    meta.url = fields.get("canonical url") or fields.get("url")
    meta.publisher = fields.get("publisher") or fields.get("source") or fields.get("site")
    meta.authors = fields.get("authors") or fields.get("author") or fields.get("by")
    dates = ("published", "published at", "date published", "publication date", "date")
    meta.published_at = next((d for name in dates if (d := parse_date(fields.get(name)))), None)
    return meta, lines[position:]


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether paragraphs are broken over lines: the next line's first word would mostly not have fitted."""
    width = max((len(line) for line in lines), default=0)
    if not 40 <= width <= _MAX_WRAP:
        return False
    pairs = [
        (line, after.split()[0])
        for line, after in pairwise(lines)
        if line.strip() and after.strip() and not _BULLET.match(after) and not _NUMBERED.match(after)
    ]
    full = sum(len(line.rstrip()) + 1 + len(word) > width - 5 for line, word in pairs)
    return len(pairs) >= 2 and full >= 0.6 * len(pairs)


def _blocks(lines: list[str]) -> list[DraftBlock]:
    """Bullets, numbered items and paragraphs; ``level`` 0 marks a paragraph that stands alone between blank lines."""
    wrapped = is_wrapped(lines)
    blocks: list[DraftBlock] = []
    fresh = True  # the line before was blank
    for position, line in enumerate(lines):
        if not line.strip() or _RULE.fullmatch(line):
            fresh = True
            continue
        bullet, number = _BULLET.match(line), _NUMBERED.match(line)
        if bullet:
            blocks.append(DraftBlock("list_item", plain(line[bullet.end() :]), level=_depth(bullet)))
        elif number and (number["indent"] or _in_sequence(lines, position, number)):
            label = number["round"] or number["bare"]
            blocks.append(DraftBlock("list_item", plain(line[number.end() :]), level=_depth(number), label=label))
        elif wrapped and not fresh and blocks:
            blocks[-1].runs[-1].text += "\n" + line
        else:
            alone = fresh and (position + 1 == len(lines) or not lines[position + 1].strip())
            blocks.append(DraftBlock("paragraph", plain(line), level=0 if alone else 1 if fresh else 2))
        fresh = False
    return blocks


def _depth(match: re.Match[str]) -> int:
    return 1 + min(len(match["indent"]) // 4, 4)


def _in_sequence(lines: list[str], position: int, number: re.Match[str]) -> bool:
    """Whether the neighbour line, blank lines apart, is numbered one more or one less."""
    own = int(number["round"] or number["bare"])
    for step in (1, -1):
        at = position + step
        while 0 <= at < len(lines) and not lines[at].strip():
            at += step
        other = _NUMBERED.match(lines[at]) if 0 <= at < len(lines) else None
        if other and int(other["round"] or other["bare"]) == own + step:
            return True
    return False


def looks_like_heading(text: str) -> bool:
    """Whether a line, by itself, could be a heading: short, capitalised, no full stop."""
    if _SECTION.fullmatch(text):
        return True
    if len(text) > _MAX_HEADING or len(text.split()) > _MAX_HEADING_WORDS or len(text) < 3:
        return False
    text = re.sub(r"^\d{1,2}[.):]\s+(?=[A-Z“])", "", text)  # "1. Improves hydration"
    first = text.lstrip("\"“‘'(¿¡")[:1]
    if not (first.isupper() or re.match(r"\d+ [A-Z]?[a-z]+ ", text)):
        return False
    if re.match(r"\d+(?:\.\d+)?\s?%", text):
        return False
    return text[-1] not in ".;,…" and not re.search(r"[.!?]\s+[A-Z]|\||http", text)


def _headed(blocks: list[DraftBlock]) -> list[DraftBlock]:
    """Mark headings and bullets that are printed without a glyph; set every paragraph's level to 0."""
    listing = False  # in lines without a full stop that follow a line ending in a colon
    for position, block in enumerate(blocks):
        text = block.text
        if block.kind != "paragraph":
            listing = False
            continue
        after = blocks[position + 1] if position + 1 < len(blocks) else None
        before = blocks[position - 1].text if position else ""
        short = len(text) <= _MAX_HEADING and text[-1:] not in ".!?:"
        if _SECTION.fullmatch(text):
            block.kind, block.level = "heading", 2
            listing = False
            continue
        announced = before.endswith(":") and not _SECTION.fullmatch(before) and not heads_related(before)
        listing = short and (listing or announced) and after is not None
        if listing and (after is None or not _short_line(after)) and not _short_line(blocks[position - 1]):
            listing = False  # one short line alone is no list
        tight = block.level == 2 or (block.level == 1 and after is not None and after.level == 2)
        block.level = 0
        if listing:
            block.kind, block.level = "list_item", 1
        elif after is not None and looks_like_heading(text) and not text.endswith(":") and _heads(after, tight=tight):
            block.kind, block.level = "heading", 2
    return blocks


def _short_line(block: DraftBlock) -> bool:
    text = block.text
    return block.kind in ("paragraph", "list_item") and len(text) <= _MAX_HEADING and text[-1:] not in ".!?:"


def _heads(after: DraftBlock, *, tight: bool) -> bool:
    """Whether a heading can stand before ``after``; between lines set tight, only before a longer one."""
    return not tight or after.kind == "list_item" or not looks_like_heading(after.text)


def _titled(blocks: list[DraftBlock]) -> list[DraftBlock]:
    """The title: what follows "TITLE:", else a heading that comes first."""
    kept: list[DraftBlock] = []
    title_next = False
    for block in blocks:
        if block.text.rstrip(":") == "TITLE" and block.kind == "heading":
            title_next = True
            continue
        if title_next:
            block.kind, block.level, title_next = "title", 0, False
        kept.append(block)
    titled = any(b.kind == "title" for b in kept)
    if kept and not titled and kept[0].kind == "heading" and not _SECTION.fullmatch(kept[0].text):
        kept[0].kind, kept[0].level = "title", 0
    return kept


def _is_research(blocks: list[DraftBlock]) -> bool:
    headings = [b.text for b in blocks if b.kind == "heading"]
    parts = {h.strip(": ").lower() for h in headings} & _PARTS_OF_PAPER
    return any(_SECTION.fullmatch(h) for h in headings) or parts == _PARTS_OF_PAPER
