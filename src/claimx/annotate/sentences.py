"""Sentence boundaries for health prose, within blocks.

A heading, bullet or table row without a full stop is a sentence of its own; abbreviations ("et al.", "vs.", "Dr."),
initials, decimals and the marks of citations do not end one. The abbreviations stand in
``vocab/abbreviations.txt``.
"""

from __future__ import annotations

import re

import numpy as np
from spacy.attrs import SENT_START  # type: ignore[import-not-found]  # compiled, without a stub
from spacy.language import Language
from spacy.tokens import Doc

from claimx.annotate.tokenizer import SUPERSCRIPT
from claimx.annotate.vocab import lines

# the mark that ends a sentence, what may close over it (quotes, brackets, citation marks), then space and a start
_END = re.compile(
    rf"""(?P<mark>[.!?…]+)
    (?P<close>["”’'»)\]*]*(?:\[[\d,;\s–-]{{1,20}}\]|[{SUPERSCRIPT}][{SUPERSCRIPT},–-]*|(?<=[.!?])(?<!\d\.)\d{{1,2}}(?:[,–-]\d{{1,2}})*(?=\s+[A-Z“"]))*["”’'»)]*)
    (?=\s+(?P<next>\S+))""",
    re.VERBOSE,
)
_START = re.compile(r"[\"“‘'(\[*•–—-]*(?:[A-ZÀ-ÞΑ-Ω0-9£$€~<>≥≤α-ω]|[a-z]{1,2}[A-Z])")
# sentences run together on the page: "at least once.The others"
_RUN_TOGETHER = re.compile(r"(?:(?<=[a-z][a-z][.!?])|(?<=[%)][.!?]))(?=[A-Z][a-z]*\s)")
_ABBREVIATIONS = frozenset(lines("abbreviations.txt"))
_LAST_WORD = re.compile(r"[^\s(\[“\"]+$")
# an abbreviation that may also end a sentence does so only before one of these
_MAY_END = frozenset({"u.s", "u.k", "inc", "ltd", "co", "a.m", "p.m", "etc", "jr"})
_FRESH_START = re.compile(r"(?:The|This|That|These|Those|It|He|She|They|But|And|In|However|We)\b")
_INITIALS = re.compile(r"(?:[a-z]\.)*[a-z]")
# bullets run together on the page; a picture left in the text by a dump
_BREAK = re.compile(r"(?:\s[•●▪]|\.(?:jpe?g|png|gif|svg)|\]\])\s+(?=\S)", re.IGNORECASE)


def _last_word(text: str, stop: int) -> str:
    word = _LAST_WORD.search(text, 0, stop)
    return word.group() if word else ""


def _is_short(word: str) -> bool:
    """The word is an abbreviation, as written or all in capitals."""
    written = {word, word.lower()} | ({word.capitalize()} if word.isupper() and len(word) > 1 else set())
    return bool(written & _ABBREVIATIONS)


def _ends(text: str, match: re.Match[str]) -> bool:
    """The full stop matched ends a sentence."""
    if not _START.match(match["next"]):
        return False
    if match["mark"] != "." or match["close"]:
        return True
    written = _last_word(text, match.start("mark"))
    last = written.casefold()
    if last in ("no", "nos"):
        return not match["next"][0].isdigit()
    if last.isdigit() and len(last) < 3 and text[: match.start()].strip() == last:
        return False  # "1. First item"
    initials = bool(_INITIALS.fullmatch(last)) and (len(last) == 1 or "." in last)
    short = _is_short(written)
    if (last in _MAY_END and short) or (initials and not short and last != "i"):
        return bool(_FRESH_START.match(match["next"]))
    return not short


def boundaries(text: str) -> list[int]:
    """Offsets in ``text`` (one block) at which a sentence begins, the first (0) included."""
    starts = {0}
    for match in _END.finditer(text):
        if _ends(text, match):
            starts.add(match.start("next"))
    starts.update(m.start() for m in _RUN_TOGETHER.finditer(text) if not _is_short(_last_word(text, m.start() - 1)))
    starts.update(m.end() for m in _BREAK.finditer(text))
    return sorted(starts)


class Sentences:
    """The ``claimx_sentences`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set ``is_sent_start`` of every token."""
        starts: set[int] = {0}
        for block in doc.spans["blocks"]:
            starts.add(block.start_char)
            if block.label_ not in ("table_row", "title", "heading"):
                starts.update(block.start_char + s for s in boundaries(block.text))
        # at once: setting `token.is_sent_start` walks the whole Doc for every token
        marks = np.array([1 if token.idx in starts else -1 for token in doc], dtype=np.int64).astype(np.uint64)
        doc.from_array([SENT_START], marks.reshape(-1, 1))  # type: ignore[arg-type]  # spaCy's own
        return doc


@Language.factory("claimx_sentences", requires=["doc.spans"], assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    """Create the component."""
    return Sentences()
