"""Reader of Markdown (.md) with YAML front matter: CommonMark plus tables, footnotes and a little inline HTML."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePath

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from claimx.ingest.dates import parse_date
from claimx.ingest.decode import decode
from claimx.ingest.draft import BREAK, Draft, DraftBlock, Entry, Metadata, Run, join_cells, raised
from claimx.ingest.furniture import without_furniture
from claimx.ingest.reference_list import split_references
from claimx.ingest.text import looks_like_heading

SUFFIXES: tuple[str, ...] = (".md", ".markdown")

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MAX_FRONT_MATTER = 20_000  # characters
_FOOTNOTE = re.compile(r"^ {0,3}\[\^(?P<label>[^\]\s]{1,40})\]:[ \t]*(?P<text>.*(?:\n(?:[ \t]+\S.*))*)", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^([^\]\s]{1,40})\]")
# "[3]: Smith 2019 …" is an entry of a list, not the definition of a link, and "[3]" in the text a mark
_NUMBERED_DEFINITION = re.compile(r"^ {0,3}\[(\d{1,3})\]:?[ \t]*(?=\S|$)", re.MULTILINE)
# inline HTML that articles use; anything else with "<" is text
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>sup|sub|br|b|i|em|strong|u|s|small|mark|span|font|a|img|p|div|center|hr|figure|figcaption)"
    r"(?P<attributes>(?:\s+[\w:-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*)\s*/?>",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["code", "html_block", "html_inline"])


def accepts(path: PurePath, head: bytes) -> bool:
    """Whether this reader reads the file."""
    return path.suffix.lower() in SUFFIXES


def read(data: bytes, path: PurePath) -> Draft:
    """Read the bytes of a Markdown file.

    Raises:
        IngestError: not a text in any known encoding.
    """
    return read_str(decode(data))


def read_str(text: str) -> Draft:
    """Read Markdown."""
    meta, text = _front_matter(text)
    text = _COMMENT.sub("", text)
    notes = {m["label"]: m["text"] for m in _FOOTNOTE.finditer(text)}
    text = _NUMBERED_DEFINITION.sub(r"\n\\[\1\\] ", _FOOTNOTE.sub("", text))
    blocks = _Walk(list(notes)).blocks(_parser.parse(text))
    _find_headings(blocks)
    body, entries = split_references(without_furniture(blocks))
    numbered = (_note(label, note, n) for n, (label, note) in enumerate(notes.items(), 1))
    entries += [note for note in numbered if note.text]  # a number with no text is no entry
    return Draft(body, entries, meta)


def _note(label: str, text: str, number: int) -> Entry:
    runs = _Walk([]).inline(_parser.parseInline(text)[0].children or [])
    entry = DraftBlock("paragraph", runs)
    return Entry(entry.text, str(number), (f"fn-{label}",), tuple(run.url for run in runs if run.url))


def _front_matter(text: str) -> tuple[Metadata, str]:
    """Metadata of the YAML head, and the text without it; a head that is no YAML mapping is dropped all the same."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return Metadata(), text
    try:
        # the pure Python loader: the C one overflows the stack on deep nesting and takes the process with it
        loaded = yaml.load(match["yaml"][:_MAX_FRONT_MATTER], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        loaded = dict(re.findall(r"^(\w[\w -]*):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", match["yaml"], re.MULTILINE))
    fields = {str(k).lower(): v for k, v in loaded.items()} if isinstance(loaded, dict) else {}
    dates = ("published_at", "published", "date", "datepublished", "date_published", "publishdate", "pubdate")
    meta = Metadata(
        url=_string(fields, "canonical_url", "canonical", "url", "source_url", "link"),
        title=_string(fields, "title"),
        publisher=_string(fields, "publisher", "site", "site_name", "publication", "source"),
        authors=_string(fields, "authors", "author", "by"),
        published_at=next((d for name in dates if (d := parse_date(fields.get(name)))), None),
    )
    return meta, text[match.end() :]


def _string(fields: dict[str, object], *names: str) -> str | None:
    for name in names:
        value = fields.get(name)
        items = value if isinstance(value, list) else [value]
        texts = [t for item in items if (t := _scalar(item))]
        if texts:
            return "; ".join(texts)
    return None


def _scalar(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    return " ".join(value.split()) or None if isinstance(value, str) else None


class _Walk:
    """Markdown tokens -> blocks."""

    def __init__(self, notes: list[str]) -> None:
        self.notes = notes

    def blocks(self, tokens: list[Token]) -> list[DraftBlock]:
        found: list[DraftBlock] = []
        lists: list[int | None] = []  # per open list: next number, None for bullets
        item_open = False  # the next paragraph is the item itself
        quotes = 0
        header: tuple[str, ...] = ()
        cells: list[list[Run]] = []
        in_cell = titled = False
        for token in tokens:
            if token.type in ("bullet_list_open", "ordered_list_open"):
                lists.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                lists.pop()
            elif token.type == "list_item_open":
                item_open = True
            elif token.type == "blockquote_open":
                quotes += 1
            elif token.type == "blockquote_close":
                quotes -= 1
            elif token.type == "heading_open":
                level = int(token.tag[1])
                kind = "title" if level == 1 and not titled else "heading"
                titled = titled or level == 1
                found.append(DraftBlock("title" if kind == "title" else "heading", [], level=level))
            elif token.type in ("th_open", "td_open", "th_close", "td_close"):
                in_cell = token.nesting == 1
            elif token.type == "tr_open":
                cells = []
            elif token.type == "tr_close":
                texts = tuple(DraftBlock("table_row", c).text for c in cells)
                if token.level and not header:
                    header = texts
                else:
                    found.append(DraftBlock("table_row", join_cells(cells), header=header))
            elif token.type == "table_open":
                header = ()
            elif token.type in ("fence", "code_block"):
                found.append(DraftBlock("paragraph", [Run(token.content)]))
            elif token.type == "inline":
                runs = self.inline(token.children or [])
                if found and found[-1].kind in ("heading", "title") and not found[-1].runs:
                    found[-1].runs = runs
                elif in_cell:
                    cells.append(runs)
                elif lists:
                    number = lists[-1]
                    label = str(number) if number is not None and item_open else None
                    if item_open and number is not None:
                        lists[-1] = number + 1
                    item_open = False
                    found.append(DraftBlock("list_item", runs, level=len(lists), label=label))
                else:
                    found += [DraftBlock("quote" if quotes else "paragraph", part) for part in _paragraphs(runs)]
        return found

    def inline(self, tokens: list[Token]) -> list[Run]:
        """Inline tokens -> runs; superscripts raised, images dropped, links kept."""
        runs: list[Run] = []
        urls: list[str] = []
        raise_from: int | None = None
        for token in tokens:
            url = urls[-1] if urls else None
            if token.type == "link_open":
                urls.append(str(token.attrGet("href") or ""))
            elif token.type == "link_close":
                urls.pop()
            elif token.type in ("softbreak", "hardbreak"):
                runs.append(Run(" " if token.type == "softbreak" else BREAK, url))
            elif token.type == "code_inline":
                runs.append(Run(token.content, url))
            elif token.type == "text":
                position = 0
                for tag in _TAG.finditer(token.content):
                    runs += self._marks(token.content[position : tag.start()], url)
                    position = tag.end()
                    name, closing = tag["name"].lower(), bool(tag["close"])
                    if name == "sup" and not closing:
                        raise_from = len(runs)
                    elif name == "sup" and raise_from is not None:
                        runs[raise_from:] = raised(runs[raise_from:])
                        raise_from = None
                    elif name == "a" and not closing:
                        href = re.search(r"href\s*=\s*[\"']?([^\"'\s>]+)", tag["attributes"])
                        url = href[1] if href else url
                    elif name == "a":
                        url = urls[-1] if urls else None
                    elif name in ("br", "p", "div", "hr"):
                        runs.append(Run(BREAK))
                runs += self._marks(token.content[position:], url)
        return [run for run in runs if run.text]

    def _marks(self, text: str, url: str | None) -> list[Run]:
        """Text with footnote marks ("[^2]") as linked superscripts."""
        runs: list[Run] = []
        position = 0
        for mark in _FOOTNOTE_MARK.finditer(text):
            if mark[1] in self.notes:
                runs.append(Run(text[position : mark.start()], url))
                runs += raised([Run(str(self.notes.index(mark[1]) + 1), f"#fn-{mark[1]}")])
                position = mark.end()
        return [*runs, Run(text[position:], url)]


def _paragraphs(runs: list[Run]) -> list[list[Run]]:
    """Split at double line breaks, as ``<br><br>`` makes them."""
    parts: list[list[Run]] = [[]]
    for position, run in enumerate(runs):
        if run.text == BREAK and position and runs[position - 1].text == BREAK:
            parts.append([])
        else:
            parts[-1].append(run)
    return parts


def _find_headings(blocks: list[DraftBlock]) -> None:
    """In a text without Markdown headings, take short lines that stand alone for headings."""
    if any(b.kind == "heading" for b in blocks):
        return
    for block, after in pairwise(blocks):
        if block.kind != "paragraph" or not looks_like_heading(block.text) or block.text[-1] in ":!?":
            continue
        if after.kind == "list_item" or not looks_like_heading(after.text) or len(block.text) < 40:
            block.kind, block.level = "heading", 2
