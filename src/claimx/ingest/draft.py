"""What every reader hands over: blocks of inline runs, before they are laid out as one text.

A reader says what is a block, a link and a superscript; `lay_out` alone computes offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from claimx.records import Block, BlockKind, Link

BREAK = "\n"
"""A line break within a block. It ends up as a space, but entries of a reference list are told apart by it."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
_SUPERSCRIPTS = str.maketrans("0123456789+−-=abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_BARE_MARK = re.compile(r"\d{1,3}(?:[,–-]\d{1,3})*")
_RAISED = re.compile(r"[−-]?[0-9][0-9,;.–−*†‡+-]*|[+−-]|[a-z](?:,[a-z])*|[0-9]+[a-z]")


@dataclass(slots=True)
class Run:
    """A stretch of inline text. ``url`` is its target; several targets within the article stand as ``#r1 #r2``."""

    text: str
    url: str | None = None
    superscript: bool = False


@dataclass(slots=True)
class DraftBlock:
    """A block as a reader found it; ``label`` is the printed number of a list item, ``anchors`` the ids within it."""

    kind: BlockKind
    runs: list[Run]
    level: int = 0
    header: tuple[str, ...] = ()
    caption: str | None = None
    label: str | None = None
    anchors: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The block's text, white space folded."""
        return fold("".join(run.text for run in self.runs))

    @property
    def lines(self) -> list[str]:
        """The block's text, broken where the article breaks the line."""
        return [line for part in "".join(run.text for run in self.runs).split(BREAK) if (line := fold(part))]


@dataclass(slots=True)
class Entry:
    """One entry of the reference list, before its parts are read. ``fields`` are parts that the markup gives."""

    text: str
    label: str | None = None
    anchors: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    fields: dict[str, str | int | None] = field(default_factory=dict)


@dataclass(slots=True)
class Metadata:
    """What the article says of itself; fields as in `claimx.records.Article`."""

    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    authors: str | None = None
    published_at: datetime | None = None
    is_research: bool = False


@dataclass(slots=True)
class Draft:
    """An article as its reader found it."""

    blocks: list[DraftBlock]
    entries: list[Entry] = field(default_factory=list)
    meta: Metadata = field(default_factory=Metadata)


def fold(text: str) -> str:
    """Fold white space to single spaces, drop invisible characters, normalise to NFC."""
    return unicodedata.normalize("NFC", " ".join(text.translate(_INVISIBLE).split()))


def plain(text: str) -> list[Run]:
    """Runs of text without markup."""
    return [Run(text)] if text else []


def raised(runs: Iterable[Run]) -> list[Run]:
    """Runs of one superscript, in Unicode superscript characters.

    Numbers, signs and single letters are raised (citation marks, exponents, footnote letters); bracketed marks
    ("[3]") and words ("th", "TM") stay as they are, since nothing melts with them.
    """
    runs = list(runs)
    whole = "".join("".join(run.text for run in runs).split())
    if not _RAISED.fullmatch(whole):
        return [Run(run.text, run.url, True) for run in runs]
    signed = re.match(r"[−-]\d", whole)
    raised_runs = []
    for run in runs:
        text = "".join(run.text.split())
        # a hyphen between numbers is a range and stays; before the first it is the sign of an exponent
        body = re.sub(r"[^−–-]+", lambda m: m.group().translate(_SUPERSCRIPTS), text)
        raised_runs.append(Run(body, run.url, True))
    if (signed or len(whole) == 1) and raised_runs:
        first = next(run for run in raised_runs if run.text)
        first.text = first.text[0].translate(_SUPERSCRIPTS) + first.text[1:]
    return raised_runs


def separate_marks(runs: Sequence[Run]) -> list[Run]:
    """Raise linked bare numbers that stand right after a word or sentence, as style sheets do with citation marks."""
    out: list[Run] = []
    before = ""
    brackets = 0
    for run in runs:
        bare = run.url and not run.superscript and _BARE_MARK.fullmatch(run.text)
        raise_it = bare and not brackets and before and (before.isalnum() or before in ".,;:?!)]”\"’'%*")
        out += raised([run]) if raise_it else [run]
        brackets = max(brackets + len(re.findall(r"[(\[]", run.text)) - len(re.findall(r"[)\]]", run.text)), 0)
        before = run.text[-1:] or before
    return out


def join_cells(cells: list[list[Run]]) -> list[Run]:
    """Cells of a table row as one line."""
    runs: list[Run] = []
    for number, cell in enumerate(cells):
        runs += [Run(" | "), *cell] if number else cell
    return runs


def targets(url: str | None) -> list[str]:
    """The targets that a run's ``url`` names."""
    return url.split() if url and url.startswith("#") else [url] if url else []


def lay_out(drafts: Iterable[DraftBlock]) -> tuple[str, tuple[Block, ...], tuple[Link, ...]]:
    """Join blocks to the article's text; empty blocks are left out."""
    parts: list[str] = []
    blocks: list[Block] = []
    links: list[Link] = []
    offset = 0
    heading: str | None = None
    for draft in drafts:
        text, spans = _join(separate_marks(draft.runs))
        if not text:
            continue
        if draft.kind == "heading":
            heading = None
        header = draft.header if draft.kind == "table_row" else ()
        end = offset + len(text)
        blocks.append(Block(draft.kind, offset, end, heading, draft.level, header, draft.caption))
        for start, stop, run in spans:
            links += [Link(offset + start, offset + stop, url, run.superscript) for url in targets(run.url)]
        if draft.kind == "heading":
            heading = text
        parts.append(text)
        offset = end + 2
    return "\n\n".join(parts), tuple(blocks), tuple(links)


def _join(runs: Sequence[Run]) -> tuple[str, list[tuple[int, int, Run]]]:
    """Folded text of the runs, and where each linked run stands in it; a link without text is left out."""
    parts: list[str] = []
    spans: list[tuple[int, int, Run]] = []
    length = 0
    space = False
    for run in runs:
        clean = run.text.translate(_INVISIBLE)
        text = fold(clean)
        if not text:
            space = space or bool(clean)
            continue
        if length and (space or clean[0].isspace()):
            parts.append(" ")
            length += 1
        if run.url:
            spans.append((length, length + len(text), run))
        parts.append(text)
        length += len(text)
        space = clean[-1].isspace()
    joined = "".join(parts)
    text = unicodedata.normalize("NFC", joined)
    if len(text) != len(joined):  # a combining mark stood at the head of a run: spans after it may be off by one
        spans = [(s, min(e, len(text)), run) for s, e, run in spans if s < len(text)]
    return text, spans
