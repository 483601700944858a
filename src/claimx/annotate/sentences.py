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


def boundaries(text: str) -> list[int]:
    """Offsets in ``text`` (one block) at which a sentence begins, the first (0) included."""
    starts = [0]
    for match in _END.finditer(text):
        if not _START.match(match["next"]):
            continue
        word = _LAST_WORD.search(text, 0, match.start("mark"))
        last = word.group().casefold() if word else ""
        if match["mark"] == "." and not match["close"]:
            if last in _ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)*[a-z]", last):
                follows_name = len(last) == 1 and last not in {"i"} or "." in last
                if last in _ABBREVIATIONS and last not in {"u.s", "u.k", "inc", "ltd", "co", "a.m", "p.m", "etc", "jr"}:
                    continue
                # "the U.S. Preventive Services ..." goes on; "in the U.S. The ..." ends
                if follows_name or last in _ABBREVIATIONS:
                    if not re.match(
                        r"(?:The|This|That|These|Those|It|He|She|They|But|And|In|However|We)\b", match["next"]
                    ):
                        continue
            if re.fullmatch(r"\d{1,2}", last) and text[: match.start()].strip() == last:
                continue  # "1. First item"
        starts.append(match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip()))
    return starts


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
