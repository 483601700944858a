"""What acts: the intervention of an effect from its own sentence, else what the article is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.annotate.phrases import PEOPLE, is_empty, leftward, rightward
from claimx.annotate.population import population_of
from claimx.annotate.vocab import table
from claimx.records import Block, Effect

_VERB = "|".join(p for _, part, p in table("change_words.tsv") if part == "verb")
_MODAL = r"(?:may|might|can|could|does|do|did|will|would|appears?\s+to|seems?\s+to|helps?(?:\s+to)?|significantly|also|shown\s+to|found\s+to|not)"
_LINKED = re.compile(
    r"\b(?:(?:is|was|are|were|been|being)\s+)?(?:\w+ly\s+)?(?P<word>associated|linked|tied|connected|correlated)\s+(?:with|to)\b|\b(?:led|leads?|leading|contributed|contributing)\s+to\b|\bresult(?:ed|s|ing)?\s+in\b|\bcaus(?:ed|es|ing)\b|\bproduc(?:ed|es|ing)\b|\bprovid(?:ed|es|ing)\b",
    re.IGNORECASE,
)
_ACTED = re.compile(
    r"(?<!\w)(?:who|that|those|people|men|women|patients|participants|volunteers|group|adults|subjects|mice|rats|children|users|while|by|after|from|of|not|and|weeks|months|days|years)\s+(?:also\s+|had\s+|were\s+|was\s+|regularly\s+|have\s+|then\s+|been\s+|are\s+|daily\s+|only\s+|first\s+)*"
    r"(?P<verb>took|taking|take|takes|used|using|use|uses|ate|eating|eat|drank|drinking|drink|consumed|consuming|consume|received|receiving|receive|given|getting|got|get|followed|following|treated\s+with|treated\s+by|on|wore|wearing|wear|applied|applying|supplemented\s+with|randomi[sz]ed\s+to(?:\s+receive)?|assigned\s+to(?:\s+receive)?|underwent|undergoing|exposed\s+to|vaccinated\s+with|practi[sc]ed|practi[sc]ing|added|adding|supplementing\s+with|injected\s+with|fed|prescribed|swapped|switched\s+to|had|performed|completed)\s+",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:with|after|on|from|following|due\s+to|because\s+of|thanks\s+to|by\s+(?:taking|using|eating|drinking|adding|giving|following)|in\s+the|for\s+the|through|of\s+taking|via)\s+(?:the\s+|a\s+|an\s+)?",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\b(?:in|with|for|on|among|by|of)\s+(?:the\s+)?(?P<name>[\w/+%α-ω-]+(?:\s[\w/+%α-ω-]+){0,4}?)(?:[-\s](?:treated|supplemented|fed))?\s+(?:group|arm|groups|arms|recipients|users|patients|therapy)\b", re.IGNORECASE)
_CONTROL = re.compile(r"\b(?:placebo|controls?|sham|vehicle|usual\s+care|standard|untreated|non-?users?|comparison|comparator|dummy|no\s+treatment|unvaccinated)\b", re.IGNORECASE)
_TITLE = (
    re.compile(r"\b(?:effects?|efficacy|impact|influence|benefits?|role|effectiveness|safety|use|association|comparison|trial|evaluation|study|power|results?)\s+(?:and\s+\w+\s+)?(?:of|for|between|with)\s+(?:(?:daily|dietary|oral|topical|adjunctive|long-term|short-term|the|a|an)\s+)*", re.I),
    re.compile(r"^(?:(?:the|a|an|why|how|can|could|does|do|is|are|will|new|study:?|daily)\s+)*", re.I),
)
_TITLE_STOP = re.compile(
    rf"\s*(?:\b(?:{_MODAL})\b|\b(?:{_VERB})\b|\b(?:linked|tied|associated|versus|vs\.?|compared|on|in|for|and\s+the|as|with|against|to|may|from|among|is|are|after|helps?|works?|shows?|beats?|tames?|fights?|targets?|signals?|ups|benefits?|study|review|gets|get|at|not|when|by|improves?|eases?|offers?|treats?|makes?|has|have|who|that|could|during)\b|[:;,?!–—|(]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What an article is about, as far as its title and its most used phrases tell."""

    intervention: str | None = None
    outcome: str | None = None
    population: str | None = None


def _phrase(text: str, at: int, limit: int | None = None) -> str | None:
    extent = rightward(text, at, limit)
    return text[extent[0] : extent[1]] if extent else None


def _usable(phrase: str | None) -> bool:
    return not is_empty(phrase) and not PEOPLE.fullmatch((phrase or "").split()[-1]) and not _CONTROL.search(phrase or "")


def candidates(text: str) -> Counter[str]:
    """Phrases that act somewhere in the article: what people took, what was linked to something, what did something."""
    found: Counter[str] = Counter()
    for match in _ACTED.finditer(text):
        phrase = _phrase(text, match.end(), match.end() + 80)
        if _usable(phrase) and phrase and not re.match(r"\d|part\b|place\b|care\b", phrase):
            found[phrase] += 1
    for match in _LINKED.finditer(text):
        extent = leftward(text, match.start(), max(0, match.start() - 120))
        if extent and _usable(text[slice(*extent)]):
            found[text[slice(*extent)]] += 1
    return found


def _title_phrase(title: str) -> str | None:
    for pattern in _TITLE:
        if match := pattern.search(title):
            stop = _TITLE_STOP.search(title, match.end())
            phrase = title[match.end() : stop.start() if stop else len(title)].strip(" '\"‘’“”")
            if _usable(phrase) and 1 <= len(phrase.split()) <= 6:
                return phrase
    return None


def topic_of(text: str, blocks: Sequence[Block], title: str | None) -> Topic:
    """Topic of an article: the acting phrase best supported by its title and its text."""
    title = title or next((text[b.start : b.end] for b in blocks if b.kind == "title"), "")
    body = text.casefold()
    scores: Counter[str] = Counter()
    for phrase, count in candidates(text).items():
        key = phrase.casefold()
        if len(phrase.split()) > 6:
            continue
        scores[phrase] += count + 0.3 * min(body.count(key), 12) + (4 if key in title.casefold() else 0)
    named = _title_phrase(title)
    if named:
        head = named.casefold().split()[-1]
        scores[named] += 3 + 0.3 * min(body.count(named.casefold()), 12) + (1 if body.count(head) > 2 else -2)
    best = max(scores, key=lambda p: (scores[p], -len(p)), default=None)
    return Topic(intervention=best, population=population_of(title, 0, 0, previous="") if title else None)


def _subject(sentence: str, at: int) -> str | None:
    extent = leftward(sentence, at, sentence.rfind(";", 0, at) + 1)
    if not extent:
        return None
    phrase = sentence[extent[0] : extent[1]]
    of = re.search(r"\b(?:effects?|use|intake|consumption|addition)\s+of\s+", phrase)
    return phrase[of.end() :] if of else phrase


def intervention_in(sentence: str, start: int, end: int, effect: Effect, outcome: str | None, block: Block) -> str | None:
    """The phrase in the sentence that names what acts; ``None`` if the article must say."""
    if block.kind == "table_row":
        return _cell_intervention(sentence, start, block)
    construction = effect.construction.removeprefix("shared:")
    options: list[str | None] = []
    if construction in ("verb", "verb_by", "multiple_verb", "from_to") and effect.cue_start < start or construction == "multiple_verb":
        subject = _subject(sentence, effect.cue_start)
        if subject != outcome:
            options.append(subject)
    for match in _LINKED.finditer(sentence):
        if match.start() < max(end, effect.cue_end):
            options.append(_subject(sentence, match.start()))
        elif match["word"]:
            options.append(_phrase(sentence, match.end()))
    acted = sorted(_ACTED.finditer(sentence), key=lambda m: abs(m.start() - start))
    options += [_phrase(sentence, m.end()) for m in acted]
    for match in sorted(_GROUP.finditer(sentence), key=lambda m: abs(m.start() - start)):
        options.append(match["name"])
    for match in _WITH.finditer(sentence, end):
        options.append(_phrase(sentence, match.end()))
        break
    for option in options:
        if option and _usable(option) and option != outcome and not re.search(r"\d\s*(?:weeks?|months?|years?|%)", option):
            return option
    return None


def _cell_intervention(sentence: str, start: int, block: Block) -> str | None:
    """Arm in the header of the column, else the row's first cell where the header names a change."""
    column = sentence.count("|", 0, start) - (1 if sentence.lstrip().startswith("|") else 0)
    header = block.header[column] if 0 <= column < len(block.header) else ""
    if re.search(r"change|difference|effect|result|reduction|increase|p\b", header, re.IGNORECASE) or not header:
        first = next((c.strip() for c in sentence.split("|") if c.strip()), "")
        return first.split(",")[0] or None
    return re.sub(r"\s*\([^)]*\)", "", header) or None
