"""Where the reference list begins and ends among an article's blocks, and its entries as printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimx.ingest.draft import BREAK, DraftBlock, Entry, fold

_LIST_NAME = re.compile(
    r"""(?:\d+\.?\s+)?(?:(?P<sure>(?:scientific\s|selected\s|article\s|key\s|cited\s|literature\s|study\s)?references?
    (?:\s(?:and|&)\s(?:sources|notes|further\sreading|links|citations|resources))?(?:\scited)?(?:\slist)?
    |bibliography|works\scited|literature\scited|reference\slist|scientific\sreferences|endnotes)
    |(?:article\s|our\s|selected\s|key\s|scientific\s|medical\s|the\s)?
     (?:sources?|citations?|footnotes|notes(?:\sand\sreferences)?|further\sreading|research\scited|studies\scited
     |sources?\s(?:and|&)\s(?:references|notes|further\sreading|citations)|literature))\s*[:.]?(?:\s*\(\d+\))?""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL = re.compile(
    r"(?:\[(?P<square>\d{1,3}[a-z]?)\]|\((?P<round>\d{1,3})\)|(?P<bare>\d{1,3})[.)]|(?P<loose>\d{1,2})(?=\s[A-Z])|\^)(?=\s|$|[A-Z])\s*"
)
_INLINE_LIST = re.compile(r"(?:references|sources|citations|bibliography|works cited)\s*:\s*", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/.-])(?:1[89]|20)\d\d(?=[a-z]?(?:\D|$))")
_ADDRESS = re.compile(r"https?://|www\.|doi[:.]|\b10\.\d{4,9}/|\bPMID\b|\bPMC\d", re.IGNORECASE)
_SHAPE = re.compile(
    r"\bet al\b|\d\s*\(\d+\)|\d+\s*:\s*[eES]?\d|\bpp?\.\s?\d|\bvol\b|\b(?:J|Am|Clin|Med|Res)\b\.?\s[A-Z]"
)
_AUTHOR_FIRST = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+)?,?\s(?:[A-Z]{1,3}\b|[A-Z]\.|et al)")
_OPENING = re.compile(r"[^.]{2,90}[.,]")
_MAX_NAME = 60  # characters
_MAX_LINKED = 350  # characters; a longer entry has a year beside its address
_MAX_ENTRY = 1200  # characters; a longer block is a paragraph


def names_list(text: str) -> bool:
    """Whether a heading names a reference list."""
    return len(text) < _MAX_NAME and _LIST_NAME.fullmatch(text) is not None


def looks_like_entry(text: str) -> bool:
    """Whether a block could be an entry of a reference list: short, with a year or address, or a citation's shape."""
    if len(text) > _MAX_ENTRY:
        return False
    if _ADDRESS.search(text) and (len(text) <= _MAX_LINKED or _YEAR.search(text)):
        return True
    return bool(_YEAR.search(text) and (_SHAPE.search(text) or _OPENING.match(text)))


def split_references(blocks: Sequence[DraftBlock]) -> tuple[list[DraftBlock], list[Entry]]:
    """Take the reference list out of an article's blocks.

    A list is found by its heading or, at the end of an article, by its shape: numbered entries with years or
    addresses. Blocks after it (a disclaimer, the next section) stay in the body.

    Returns:
        The body's blocks and the entries; an entry number with no text is no entry.
    """
    body: list[DraftBlock] = []
    found: list[Entry] = []
    position = 0
    while position < len(blocks):
        block = blocks[position]
        name = _LIST_NAME.fullmatch(block.text) if len(block.text) < _MAX_NAME else None
        if name and block.kind in ("heading", "paragraph"):
            entries, after = _entries(blocks, position + 1, sure=bool(name["sure"]))
            if entries or (name["sure"] and _nothing_follows(blocks, after)):
                found += entries
                position = after
                continue
        elif block.kind == "heading" and (cited := _cited_works(blocks, position + 1)):
            found += [piece for b in cited for piece in _pieces(b)]
            position += 1 + len(cited)
            continue
        inline = _INLINE_LIST.match(block.text) if block.kind in ("paragraph", "list_item") else None
        if inline and (pieces := _pieces(block, skip=inline.end())) and all(looks_like_entry(p.text) for p in pieces):
            found += pieces
            position += 1
            continue
        body.append(block)
        position += 1
    body, trailing = _trailing(body, sure=not found)
    return body, _merged(found, trailing)


def _cited_works(blocks: Sequence[DraftBlock], start: int) -> list[DraftBlock]:
    """All blocks of a section that holds nothing but works cited, whatever its heading ("Papers mentioned")."""
    section: list[DraftBlock] = []
    for block in blocks[start:]:
        if block.kind in ("heading", "title"):
            break
        section.append(block)
    return section if len(section) >= 2 and all(_cites(b.text) for b in section) else []


def _cites(text: str) -> bool:
    """Begins with a surname and initials and gives a year: a work cited, not a sentence about one."""
    return looks_like_entry(text) and bool(_AUTHOR_FIRST.match(_labelled(text)[1]) and _YEAR.search(text))


def _nothing_follows(blocks: Sequence[DraftBlock], position: int) -> bool:
    """An empty list: its heading stands last or right before another heading."""
    return position >= len(blocks) or blocks[position].kind == "heading"


def _entries(blocks: Sequence[DraftBlock], start: int, *, sure: bool) -> tuple[list[Entry], int]:
    """Entries from ``start`` on and the position after them; none if what follows does not look like a list."""
    entries: list[Entry] = []
    position = start
    shaped = 0
    while position < len(blocks):
        block = blocks[position]
        pieces = _pieces(block)
        numbered = block.label is not None or any(p.label for p in pieces) or _LABEL.fullmatch(block.text) is not None
        listed = block.kind == "list_item" or numbered
        entry_like = looks_like_entry(block.text)
        if block.kind in ("heading", "title", "table_row"):
            # a plain-text reader takes a short entry without a full stop for a heading
            if block.kind != "heading" or not (numbered or (entry_like and entries)):
                break
        elif not (entry_like or (listed and len(block.text) <= _MAX_ENTRY)):
            break
        shaped += entry_like
        entries += pieces
        position += 1
    if not entries or (not sure and shaped * 2 < position - start):
        return [], start
    return entries, position


def _pieces(block: DraftBlock, skip: int = 0) -> list[Entry]:
    """Entries that one block holds: itself, or one a line, or run together with their numbers."""
    urls = tuple(dict.fromkeys(run.url for run in block.runs if run.url and not run.url.startswith("#")))
    lines = block.lines if not skip else [block.text[skip:]]
    if len(lines) > 1 and all(_LABEL.match(line) or looks_like_entry(line) for line in lines):
        texts = lines
    else:
        texts = _run_together(fold(BREAK.join(lines)))
    if len(texts) == 1:
        label, text = _labelled(texts[0])
        text = text.removeprefix("↑").strip()
        return [Entry(text, block.label or label, block.anchors, urls)] if text else []
    labelled = [_labelled(text) for text in texts]
    return [Entry(text, label, (), tuple(u for u in urls if u in text)) for label, text in labelled if text]


def _labelled(text: str) -> tuple[str | None, str]:
    match = _LABEL.match(text)
    if not match:
        return None, text
    return match["square"] or match["round"] or match["bare"] or match["loose"], text[match.end() :]


def _run_together(text: str) -> list[str]:
    """Split "1. Smith … 2. Jones … 3. …" at numbers that count up from the first."""
    first = _LABEL.match(text)
    if not first or not (label := _labelled(text)[0]) or not label.isdigit():
        return [text]
    cuts, number = [0], int(label)
    for match in re.finditer(r"(?<=\s)(?:\[(\d{1,3})\]|(\d{1,3})\.)\s(?=[A-Z“\"])", text):
        if int(match[1] or match[2]) == number + 1:
            cuts.append(match.start())
            number += 1
    return [text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _trailing(body: list[DraftBlock], *, sure: bool) -> tuple[list[DraftBlock], list[Entry]]:
    """A list without a heading, or far from it: numbered blocks that count up, at the end of the article.

    ``sure`` asks for three blocks or more that look like entries; bare numbers ("[12]") are dropped in any case.
    """
    end = len(body)
    while end and end > len(body) - 6 and not _numbered(body[end - 1]) and len(body[end - 1].text) < 400:
        end -= 1  # a disclaimer or the like after the list
    start = end
    number: int | None = None
    while start:
        label = _numbered(body[start - 1])
        if label is None or (number is not None and label != number - 1):
            break
        number = label
        start -= 1
    numbered = body[start:end]
    bare = sum(_LABEL.fullmatch(b.text) is not None for b in numbered)
    shaped = sum(looks_like_entry(b.text) for b in numbered)
    if number != 1 or len(numbered) < 3 or (shaped + bare) * 2 <= len(numbered) or not (sure or bare or shaped >= 3):
        return body, []
    return body[:start] + body[end:], [piece for block in numbered for piece in _pieces(block)]


def _numbered(block: DraftBlock) -> int | None:
    if block.kind in ("title", "table_row", "caption", "quote"):
        return None
    label = block.label or _labelled(block.text)[0]
    return int(label) if label and label.isdigit() else None


def _merged(first: list[Entry], second: list[Entry]) -> list[Entry]:
    """Both lists, an entry that is printed twice once."""
    seen = {(e.label, e.text) for e in first}
    return first + [e for e in second if (e.label, e.text) not in seen]
