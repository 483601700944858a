"""The words that the rules know, as data: one file a list, one line an entry, ``#`` starts a comment."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def lines(name: str) -> tuple[str, ...]:
    """Entries of a word list, in order."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    entries = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return tuple(e for e in entries if e)


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """Rows of a tab-separated list."""
    return tuple(tuple(cell.strip() for cell in line.split("\t")) for line in lines(name))


def alternatives(words: tuple[str, ...] | list[str]) -> str:
    """A regular expression that matches any of the words (longest first), white space of any width in them."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "(?:" + "|".join(re.sub(r"\\?\s+", r"\\s+", re.escape(w)) for w in ordered) + ")"
