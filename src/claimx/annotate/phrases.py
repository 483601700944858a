"""Phrases without what does not belong to them: hanging words (``vocab/hanging_words.tsv``), marks, half a bracket."""

from __future__ import annotations

import re

from claimx.annotate.vocab import table

Extent = tuple[int, int]
_DROP: dict[str, frozenset[str]] = {end: frozenset(words.split()) for end, words in table("hanging_words.tsv")}


def trim(text: str, start: int, end: int) -> Extent | None:
    """Drop white space, determiners and hanging words at both ends; ``None`` if nothing is left."""
    while True:
        while start < end and (text[start].isspace() or text[start] in ",;:–—-“”\"'‘’.|*•"):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:–—-“”\"'‘’.|*•"):
            end -= 1
        if start >= end:
            return None
        first = re.match(r"[\w’']+", text[start:end])
        if first and first.group().lower() in _DROP["first"] and first.end() < end - start:
            start += first.end()
            continue
        final = re.search(r"[\w’']+$", text[start:end])
        if final and final.group().lower() in _DROP["last"]:
            end -= len(final.group())
            continue
        if text.count("(", start, end) > text.count(")", start, end):
            end = text.rfind("(", start, end)
            continue
        if text.count(")", start, end) > text.count("(", start, end):
            start = text.find(")", start, end) + 1
            continue
        return start, end


def trimmed(phrase: str) -> str | None:
    """A phrase without what `trim` drops; ``None`` if nothing is left."""
    extent = trim(phrase, 0, len(phrase))
    return phrase[slice(*extent)] if extent else None
