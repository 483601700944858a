"""Sentence boundaries for health prose, within blocks.

A heading, bullet or table row without a full stop is a sentence of its own; abbreviations ("et al.", "vs.", "Dr."),
initials, decimals and the marks of citations do not end one. The abbreviations stand in
``vocab/abbreviations.txt``.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from claimx.annotate.tokenizer import SUPERSCRIPT
from claimx.annotate.vocab import lines

# the mark that ends a sentence, what may close over it (quotes, brackets, citation marks), then space and a start
_END = re.compile(
    rf"""(?P<mark>[.!?…]+)
    (?P<close>["”’'»)\]*]*(?:\[[\d,;\s–-]{{1,20}}\]|[{SUPERSCRIPT}][{SUPERSCRIPT},–-]*|(?<=[.!?])\d{{1,2}}(?:[,–-]\d{{1,2}})*(?=\s+[A-Z“"]))*["”’'»)]*)
    (?=\s+(?P<next>\S+))""",
    re.VERBOSE,
)
_START = re.compile(r"[\"“‘'(\[*•–—-]*[A-ZÀ-ÞΑ-Ω0-9£$€~<>≥≤α-ω]")
_ABBREVIATIONS = frozenset(w.casefold() for w in lines("abbreviations.txt"))
_LAST_WORD = re.compile(r"[^\s(\[“\"]+$")
# an abbreviation that may also end a sentence does so only before one of these
_MAY_END = frozenset({"u.s", "u.k", "inc", "ltd", "co", "a.m", "p.m", "etc", "jr"})
_FRESH_START = re.compile(r"(?:The|This|That|These|Those|It|He|She|They|But|And|In|However|We)\b")
_INITIALS = re.compile(r"(?:[a-z]\.)*[a-z]")
_BULLET = re.compile(r"\s[•●▪]\s+(?=\S)")


def _ends(text: str, match: re.Match[str]) -> bool:
    """The full stop matched ends a sentence."""
    if not _START.match(match["next"]):
        return False
    if match["mark"] != "." or match["close"]:
        return True
    word = _LAST_WORD.search(text, 0, match.start("mark"))
    last = word.group().casefold() if word else ""
    if last.isdigit() and len(last) < 3 and text[: match.start()].strip() == last:
        return False  # "1. First item"
    initials = bool(_INITIALS.fullmatch(last)) and (len(last) == 1 or "." in last)
    if last in _MAY_END or (initials and last not in _ABBREVIATIONS and last != "i"):
        return bool(_FRESH_START.match(match["next"]))
    return last not in _ABBREVIATIONS


def boundaries(text: str) -> list[int]:
    """Offsets in ``text`` (one block) at which a sentence begins, the first (0) included."""
    starts = {0}
    for match in _END.finditer(text):
        if _ends(text, match):
            starts.add(match.start("next"))
    starts.update(m.end() for m in _BULLET.finditer(text))  # bullets run together on the page
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
        for token in doc:
            token.is_sent_start = token.idx in starts
        return doc


@Language.factory("claimx_sentences", requires=["doc.spans"], assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    """Create the component."""
    return Sentences()
