"""Mentions of things that act and of things that are changed, by their head words.

`find` looks up the words of a text in ``vocab/interventions.txt``, ``vocab/intervention_affixes.txt`` and
``vocab/conditions.txt`` and widens each hit to its noun phrase. A word that stands in no list is no mention; the
patterns of `claimx.annotate.story` find those.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from claimx.annotate.change import any_of
from claimx.annotate.phrases import PEOPLE, trim
from claimx.annotate.vocab import lines, table

MentionKind = Literal["intervention", "condition"]
_WORD = re.compile(r"[A-Za-zα-ωΑ-Ωé](?:[\w’'α-ω+-]|\.\d)*|\d[\d.,]*%?")
# words that cannot stand as a modifier in front of a head
_NO_MODIFIER = frozenset(" ".join(words for _, words in table("boundaries.tsv")).split()) | {*lines("no_modifiers.txt")}
_CHANGE = re.compile(any_of("verb", "adj"), re.IGNORECASE)
_ADJECTIVE = re.compile(r"[A-Za-z-]{2,}(?:al|ic|ed|ive|ary|ous)\b")
_JOINED = re.compile(rf"\b{_ADJECTIVE.pattern}\s+(?:and|or)\s+\Z")
# what turns a substance into something measured: "vitamin D levels", "sugar concentration"
_MEASURED = re.compile(
    r"\s(?:levels?|concentrations?|scores?|status|deficiency|production|output|density|content)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]`` is the phrase, ``head`` its listed head in lower case."""

    start: int
    end: int
    head: str
    kind: MentionKind


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """Lower case, possessive and plural endings dropped: what the lists are looked up with."""
    word = re.sub(r"[’']s?$", "", word.casefold())
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and re.search(r"(?:ch|sh|ss|x|to)es$", word):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def _heads() -> dict[tuple[str, ...], MentionKind]:
    heads: dict[tuple[str, ...], MentionKind] = {}
    for entry in lines("conditions.txt"):
        if not entry.startswith("~"):
            heads[tuple(singular(w) for w in _WORD.findall(entry))] = "condition"
    for entry in lines("interventions.txt"):
        heads.setdefault(tuple(singular(w) for w in _WORD.findall(entry)), "intervention")
    return heads


@cache
def _longest() -> dict[str, int]:
    """Words of the longest listed head that begins with a word."""
    longest: dict[str, int] = {}
    for head in _heads():
        longest[head[0]] = max(len(head), longest.get(head[0], 1))
    return longest


@cache
def _affixes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    drugs = [x for x in lines("intervention_affixes.txt") if not x.startswith("!")]
    codes = [x[1:] for x in lines("intervention_affixes.txt") if x.startswith("!")]
    suffixes = [x[1:] for x in lines("conditions.txt") if x.startswith("~")]
    return _any(drugs, re.IGNORECASE), _any(codes), _any(suffixes, re.IGNORECASE)


def _any(patterns: list[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)", flags)


@lru_cache(maxsize=50_000)
def kind_of_head(word: str) -> MentionKind | None:
    """What a single word names, if it is listed or has the form of a drug or a disease."""
    if listed := _heads().get((singular(word),)):
        return listed
    drugs, codes, diseases = _affixes()
    if codes.fullmatch(word) or (len(word) >= 5 and drugs.fullmatch(word.casefold())):
        return "intervention"
    return "condition" if len(word) >= 5 and diseases.fullmatch(singular(word)) else None


def find(text: str) -> list[Mention]:
    """Mentions in order; the longest listed head wins, neighbouring words of one phrase give one mention."""
    words = list(_WORD.finditer(text))
    spelled = [w.group() for w in words]
    keys = [singular(w) for w in spelled]
    heads, longest = _heads(), _longest()
    found: list[Mention] = []
    k = 0
    while k < len(words):
        n, kind = 1, None
        for n in range(min(longest.get(keys[k], 1), len(words) - k), 1, -1):
            if any(text[words[k + i].end() : words[k + i + 1].start()].strip(" -") for i in range(n - 1)):
                continue
            if kind := heads.get(tuple(keys[k : k + n])):
                break
        if kind is None:
            n, kind = 1, kind_of_head(spelled[k])
        if kind:
            found.append(_widened(text, words, k, k + n - 1, " ".join(keys[k : k + n]), kind))
        k += n
    return _merged(text, found)


def _widened(text: str, words: list[re.Match[str]], first: int, last: int, head: str, kind: MentionKind) -> Mention:
    start = words[first].start()
    for k in range(first - 1, max(-1, first - 4), -1):
        word = words[k].group()
        gap = text[words[k].end() : words[k + 1].start()]
        if (
            gap not in (" ", "-")
            or word.casefold() in _NO_MODIFIER
            or _CHANGE.fullmatch(word)
            or PEOPLE.fullmatch(word)
        ):
            break
        if word[0].isdigit() and not word.endswith("%"):
            break
        start = words[k].start()
    # "topical and systemic magnesium": two adjectives share the noun
    joined = _JOINED.search(text, max(0, start - 60), start)
    if joined and _ADJECTIVE.match(text, start):
        start = joined.start()
    end = words[last].end()
    if measured := _MEASURED.match(text, end):
        end, kind = measured.end(), "condition"
    extent = trim(text, start, end) or (start, end)
    return Mention(extent[0], extent[1], head, kind)


def _merged(text: str, found: list[Mention]) -> list[Mention]:
    """One mention for heads that follow one another in a phrase ("green tea extract"), the last head naming it."""
    merged: list[Mention] = []
    for mention in found:
        if merged and (mention.start <= merged[-1].end or text[merged[-1].end : mention.start] == " "):
            before = merged.pop()
            mention = Mention(min(before.start, mention.start), mention.end, mention.head, mention.kind)
        merged.append(mention)
    return merged
