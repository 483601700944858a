"""Phrases without a parser: how far a noun phrase reaches to the right or left of a point in a sentence.

A phrase ends at punctuation or at a word that cannot stand inside one (``vocab/boundaries.tsv``). The trained
pipeline will replace these readings by subtrees; the roles ask only for offsets.
"""

from __future__ import annotations

import re

from spacy.lang.en.stop_words import STOP_WORDS

from claimx.annotate import change
from claimx.annotate.change import any_of
from claimx.annotate.vocab import alternatives, lines, table

Extent = tuple[int, int]
_TOKEN = re.compile(r"[\w’'./+°µμα-ωΑ-Ω%-]*[\wα-ω%+²³]|[^\w\s]")
_STOP: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in table("boundaries.tsv")}
_ANY = _STOP["any"] | _STOP["verbs"]
_RIGHT = _ANY | _STOP["right"]
_LEFT = _ANY | _STOP["left"]
_DROP_FIRST = _STOP["drop_first"]
_DROP_LAST = _STOP["drop_last"]
_OPEN, _CLOSE = "([", ")]"
_VERB_AFTER_AND = re.compile(rf"\s+(?:also\s+)?{any_of('verb')}\b", re.I)
_NOT_NOUN_AFTER_AND = re.compile(
    r"\s+(?:\d|an?\s+\d|(?:was|were|had|is|are|to|by|then|their|they|it|he|she|that|those|a|in|for|with|were|"
    r"not|no|had|on|so)\b)",
    re.I,
)
# words that show that the description of a group of people is over: "adults with acne | had ..."
FINITE = (
    r"(?:by|had|have|has|was|were|are|is|who|took|compared|after|over\s+\d|in\s+the|from|report(?:ed)?|and|"
    r"show(?:ed|s)?|"
    r"experienced?|die[ds]?|exhibit(?:ed)?|suffer(?:ed)?|develop(?:ed)?|get|do|did|don[’']t|used?|take|saw|lost|gained|"
    r"achieved|responded|improved|became|remain(?:ed)?|lived?|said|agreed|felt)"
)
PEOPLE = re.compile(rf"\b{change.PEOPLE}\b", re.IGNORECASE)
EMPTY = re.compile(rf"(?:{alternatives(lines('empty_phrases.txt'))})\W*", re.IGNORECASE)


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
        if first and first.group().lower() in _DROP_FIRST and first.end() < end - start:
            start += first.end()
            continue
        final = re.search(r"[\w’']+$", text[start:end])
        if final and final.group().lower() in _DROP_LAST:
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


def rightward(text: str, start: int, limit: int | None = None, allow: frozenset[str] = frozenset()) -> Extent | None:
    """The phrase that begins at ``start`` (leading determiners dropped), up to ``limit`` at most."""
    limit = len(text) if limit is None else limit
    end, depth = start, 0
    for token in _TOKEN.finditer(text, start, limit):
        word = token.group().lower()
        if word in _OPEN:
            if depth == 0 and not re.match(r"\([A-Za-zα-ωΑ-Ω0-9-]{2,12}s?\)", text[token.start() :]):
                break
            depth += 1
        elif word in _CLOSE:
            if depth == 0:
                break
            depth -= 1
        elif depth == 0:
            if word in ',;:–—|"“”?!' or (word == "-" and text[token.start() - 1 : token.start()] == " "):
                if word == "," and _list_goes_on(text, token.end(), limit):
                    continue
                break
            if word in ("and", "or") and (
                _VERB_AFTER_AND.match(text, token.end()) or _NOT_NOUN_AFTER_AND.match(text, token.end())
            ):
                break
            if (
                word in _RIGHT
                and word not in allow
                and end > start
                and text[start:end].strip().lower() not in _DROP_FIRST
            ):
                break
            if word in _RIGHT and word not in allow and word not in _DROP_FIRST:
                break
        end = token.end()
    return trim(text, start, end)


_LIST = re.compile(
    r"\s*[\w’'α-ω-]+(?:\s[\w’'α-ω-]+){0,2}(?:,\s[\w’'α-ω-]+(?:\s[\w’'α-ω-]+){0,2}){0,4},?\s"
    r"(?:and|or)\s[a-zα-ωA-Z]"
)
_NO_LIST = re.compile(r"\s*(?:and|or|but|who|which|the|while|with|compared|by|a|an)\b")


def _list_goes_on(text: str, at: int, limit: int) -> bool:
    """A comma inside "IL-6, TNF-α and CRP"."""
    return bool(_LIST.match(text[at:limit])) and not _NO_LIST.match(text[at:limit])


def leftward(text: str, end: int, begin: int = 0) -> Extent | None:
    """The phrase that ends at ``end`` (auxiliaries and adverbs before ``end`` dropped), back to ``begin`` at most."""
    tokens = list(_TOKEN.finditer(text, begin, end))
    while tokens and tokens[-1].group().lower() in _STOP["skip_left"]:
        tokens.pop()
    if not tokens:
        return None
    stop = tokens[-1].end()
    start, depth = stop, 0
    for token in reversed(tokens):
        word = token.group().lower()
        if word in _CLOSE:
            depth += 1
        elif word in _OPEN:
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and (word in _LEFT or word in ',;:–—|"“”?!'):
            if word in ("and", "or") and start != stop and not _clause_and(text, token.end(), stop):
                start = token.start()
                continue
            break
        start = token.start()
    return trim(text, start, stop)


def _clause_and(text: str, at: int, stop: int) -> bool:
    return bool(re.match(r"\s+(?:the|that|their|an?|those|they|it)\b", text[at:stop], re.I))


def is_empty(phrase: str | None) -> bool:
    """The phrase names nothing: a pronoun, "the treatment", "researchers", a bare number."""
    if not phrase:
        return True
    words = re.findall(r"[A-Za-zα-ωΑ-Ω’']{2,}", phrase)
    return bool(EMPTY.fullmatch(phrase.strip())) or all(w.casefold() in STOP_WORDS for w in words)
