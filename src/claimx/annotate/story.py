"""What an article is about, gathered once: its sentences, the things it mentions, what its title names.

The roles look here for what a sentence leaves unsaid ("it", "the supplement", no subject at all).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from claimx.annotate import mentions
from claimx.annotate.change import any_of
from claimx.annotate.mentions import Mention, singular
from claimx.annotate.phrases import PEOPLE, is_empty, leftward, rightward
from claimx.records import Block

_MODAL = (
    r"(?:may|might|can|could|does|do|did|will|would|appears?\s+to|seems?\s+to|helps?(?:\s+to)?|shown\s+to|"
    r"found\s+to|not)"
)
LINKED = re.compile(
    r"\b(?:(?:is|was|are|were|been|being)\s+)?(?:\w+ly\s+)?(?P<word>associated|linked|tied|connected|"
    r"correlated)\s+(?:with|to)\b|\b(?:led|leads?|leading|contributed|contributing)\s+to\b|"
    r"\bresult(?:ed|s|ing)?\s+in\b|\bcaus(?:ed|es|ing)\b|\bproduc(?:ed|es|ing)\b|\bprovid(?:ed|es|ing)\b",
    re.IGNORECASE,
)
ACTED = re.compile(
    r"(?<!\w)(?:who|that|those|people|men|women|patients|participants|volunteers|group|adults|subjects|mice|"
    r"rats|children|users|while|by|after|from|of|not|and|weeks|months|days|years|were|was|if)\s+"
    r"(?:also\s+|had\s+|were\s+|was\s+|regularly\s+|have\s+|then\s+|been\s+|are\s+|daily\s+|only\s+|first\s+)*"
    r"(?P<verb>took|taking|take|takes|used|using|use|uses|ate|eating|eat|drank|drinking|drink|consumed|"
    r"consuming|consume|received|receiving|receive|given|getting|got|get|followed|following|treated\s+with|"
    r"treated\s+by|on|wore|wearing|wear|applied|applying|supplemented\s+with|randomi[sz]ed\s+to(?:\s+receive)?|"
    r"assigned\s+to(?:\s+receive)?|underwent|undergoing|exposed\s+to|vaccinated\s+with|practi[sc]ed|"
    r"practi[sc]ing|added|adding|supplementing\s+with|injected\s+with|fed|prescribed|swapped|switched\s+to|had|"
    r"performed|completed)\s+",
    re.IGNORECASE,
)
CONTROL = re.compile(
    r"\b(?:placebo|controls?|sham|vehicle|usual\s+care|standard|untreated|non-?users?|comparison|comparator|"
    r"dummy|no\s+treatment|unvaccinated)\b",
    re.IGNORECASE,
)
_TITLE = (
    re.compile(
        r"\b(?:effects?|efficacy|impact|influence|benefits?|role|effectiveness|safety|use|association|comparison|"
        r"trial|evaluation|study|power)\s+(?:and\s+\w+\s+)?(?:of|for|between|with)\s+"
        r"(?:(?:daily|dietary|oral|topical|adjunctive|long-term|short-term|the|a|an)\s+)*",
        re.I,
    ),
    re.compile(r"^(?:(?:the|a|an|why|how|can|could|does|do|is|are|will|new|study:?|daily)\s+)*", re.I),
)
_TITLE_STOP = re.compile(
    rf"\s*(?:\b(?:{_MODAL})\b|\b{any_of('verb')}\b|\b(?:linked|tied|associated|versus|vs\.?|compared|on|in|for|"
    r"and\s+the|as|with|against|to|may|from|among|is|are|after|helps?|works?|shows?|beats?|tames?|fights?|"
    r"targets?|signals?|ups|benefits?|study|review|gets|get|at|not|when|by|improves?|eases?|offers?|treats?|"
    r"makes?|has|have|who|that|could|during)\b|[:;,?!–—|(]|$)",
    re.IGNORECASE,
)


_FUNCTION_WORDS = frozenset(("the", "of", "in", "and", "or", "an", "to", "for", "with"))


def stems(phrase: str) -> set[str]:
    """Content words of a phrase, singular and lower case."""
    return {singular(w) for w in re.findall(r"[\wα-ω-]{2,}", phrase)} - _FUNCTION_WORDS


@dataclass(frozen=True, slots=True)
class Story:
    """One article, read for what it is about."""

    text: str
    starts: tuple[int, ...]
    """Where its sentences begin."""
    mentions: tuple[Mention, ...]
    mention_starts: tuple[int, ...]
    title: str
    title_stems: frozenset[str]
    title_mentions: tuple[Mention, ...]
    """Mentions of the title, offsets relative to it."""
    title_phrase: str | None
    counts: Counter[str] = field(default_factory=Counter)
    """How often each content word occurs."""
    acted: tuple[tuple[int, str], ...] = ()
    """Phrases that act somewhere, with their offsets: what people took, what was linked to something."""
    ranked: tuple[str, ...] = ()
    """Acting phrases by how well title and text support them, best first."""
    effects: Counter[str] = field(default_factory=Counter)
    """In how many of the sentences that state an effect each content word stands."""
    n_effects: int = 0

    def sentence_of(self, offset: int) -> int:
        """Index of the sentence that holds an offset."""
        return bisect_right(self.starts, offset) - 1

    def frequency(self, phrase: str) -> float:
        """How much the article speaks of a phrase: log of the count of its rarest content word."""
        words = [self.counts[w] for w in stems(phrase) if w in self.counts]
        return math.log2(1 + min(words)) if words else 0.0

    def in_effects(self, phrase: str) -> float:
        """Share of the article's effect sentences that hold the phrase's rarest content word."""
        words = stems(phrase)
        return min((self.effects[w] for w in words), default=0) / self.n_effects if self.n_effects else 0.0

    def in_title(self, phrase: str) -> float:
        """Share of the phrase's content words that stand in the title."""
        words = stems(phrase)
        return len(words & self.title_stems) / len(words) if words else 0.0

    def before(self, offset: int, kind: str, most: int = 6) -> list[Mention]:
        """The last mentions of a kind that end before an offset, nearest first."""
        at = bisect_right(self.mention_starts, offset) - 1
        found: list[Mention] = []
        while at >= 0 and len(found) < most:
            mention = self.mentions[at]
            if mention.kind == kind and mention.end <= offset:
                found.append(mention)
            at -= 1
        return found


def usable(phrase: str | None) -> bool:
    """The phrase names something that could act: no pronoun, no people, no control."""
    return (
        not is_empty(phrase) and not PEOPLE.fullmatch((phrase or "").split()[-1]) and not CONTROL.search(phrase or "")
    )


def phrase_at(text: str, at: int, limit: int | None = None) -> str | None:
    """The phrase that begins at an offset."""
    extent = rightward(text, at, limit)
    return text[extent[0] : extent[1]] if extent else None


def subject_before(text: str, at: int, begin: int = 0) -> str | None:
    """The phrase that ends at an offset; of "the effect of X", X."""
    extent = leftward(text, at, max(begin, text.rfind(";", 0, at) + 1))
    if not extent:
        return None
    phrase = text[slice(*extent)]
    of = re.search(r"\b(?:effects?|use|intake|consumption|addition)\s+of\s+", phrase)
    return phrase[of.end() :] if of else phrase


def _acted(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for match in ACTED.finditer(text):
        phrase = phrase_at(text, match.end(), match.end() + 80)
        if phrase and usable(phrase) and not re.match(r"\d|part\b|place\b|care\b", phrase):
            found.append((match.start(), phrase))
    for match in LINKED.finditer(text):
        phrase = subject_before(text, match.start(), max(0, match.start() - 120))
        if phrase and usable(phrase):
            found.append((match.start(), phrase))
    return found


def _title_phrase(title: str) -> str | None:
    for pattern in _TITLE:
        if match := pattern.search(title):
            stop = _TITLE_STOP.search(title, match.end())
            phrase = title[match.end() : stop.start() if stop else len(title)].strip(" '\"‘’“”")
            if usable(phrase) and 1 <= len(phrase.split()) <= 6:
                return phrase
    return None


def read(
    text: str, starts: Sequence[int], blocks: Sequence[Block], title: str | None, effect_sentences: Sequence[str] = ()
) -> Story:
    """Gather the story of an article."""
    title = title or next((text[b.start : b.end] for b in blocks if b.kind == "title"), "")
    counts = Counter(singular(w) for w in re.findall(r"[\wα-ω-]{2,}", text))
    found = mentions.find(text)
    acted = _acted(text)
    title_stems = frozenset(stems(title))
    scores: defaultdict[str, float] = defaultdict(float)
    spelling: dict[str, str] = {}
    for _, phrase in acted:
        if len(phrase.split()) <= 6:
            scores[spelling.setdefault(phrase.casefold(), phrase)] += 1
    for mention in found:
        if mention.kind == "intervention":
            phrase = text[mention.start : mention.end]
            scores[spelling.setdefault(phrase.casefold(), phrase)] += 1.5
    for phrase in scores:
        words = stems(phrase)
        scores[phrase] += 4.0 * (len(words & title_stems) / len(words) if words else 0)
    return Story(
        text=text,
        starts=tuple(starts),
        mentions=tuple(found),
        mention_starts=tuple(m.start for m in found),
        title=title,
        title_stems=title_stems,
        title_mentions=tuple(mentions.find(title)),
        title_phrase=_title_phrase(title),
        counts=counts,
        acted=tuple(acted),
        ranked=tuple(sorted(scores, key=scores.__getitem__, reverse=True)[:5]),
        effects=Counter(w for sentence in effect_sentences for w in stems(sentence)),
        n_effects=len(effect_sentences),
    )
