"""Read a text for who says what: its source mentions in order, each with its sentence and its study."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from claimx.annotate.citations import Found
from claimx.annotate.source_bodies import find_bodies
from claimx.annotate.source_mentions import LONGEST, Mention, Sentence
from claimx.annotate.source_people import find_people
from claimx.annotate.source_studies import find_studies
from claimx.annotate.source_tracing import Study, cites_many, trace
from claimx.records import SourceKind


@dataclass(frozen=True, eq=False)
class Told:
    """A mention as it stands in a text: the number of its sentence, and the study that it speaks of, if any."""

    mention: Mention
    sentence: int
    study: Study | None


@dataclass
class Reading:
    """A text with all that its claims' attributions are decided from."""

    text: str
    sentences: Sequence[Sentence]
    citations: Sequence[Found]
    is_research: bool = False
    told: list[Told] = field(init=False)
    one_study: bool = field(init=False)
    """News of one study that it names: what no one else is said to have found belongs to it."""

    def __post_init__(self) -> None:
        self.sentences = self.sentences or [Sentence(0, len(self.text), 0, "paragraph", 0)]
        self._starts = [s.start for s in self.sentences]
        mentions = find_mentions(self.text, self.sentences, self.citations)
        numbers = [self.sentence_at(m.start) for m in mentions]
        studies = trace(mentions, numbers, self.sentences, self.text, self.citations)
        self.told = [Told(*one) for one in zip(mentions, numbers, studies, strict=True)]
        named = any(s is not None and (s.venue or s.author) for s in studies)
        self.one_study = named and not cites_many(self.citations)

    def sentence_at(self, at: int) -> int:
        """Number of the sentence at an offset."""
        return max(0, bisect_right(self._starts, at) - 1)

    def sentence_text(self, number: int) -> str:
        """A sentence as text."""
        return self.text[self.sentences[number].start : self.sentences[number].end]

    def block_of(self, told: Told) -> int:
        """Number of the block that a mention stands in."""
        return self.sentences[told.sentence].block


def find_mentions(text: str, sentences: Sequence[Sentence], citations: Sequence[Found]) -> list[Mention]:
    """Source mentions of a text, in order and without overlap.

    What looks like a person within a longer mention is none. Where finders disagree otherwise,
    "Moor and colleagues" goes before a person who speaks, before whatever reports, before the
    longest.
    """
    brackets = [c for c in citations if c.citation.text.startswith(("(", "["))]
    surnames: dict[str, str] = {}
    bodies: dict[str, tuple[SourceKind, str]] = {}
    found: list[Mention] = []
    for sentence in sentences:
        own = text[sentence.start : min(sentence.end, sentence.start + LONGEST)]
        candidates = [
            *find_studies(own, sentence.start),
            *find_people(own, sentence.start, surnames),
            *find_bodies(own, sentence.start, bodies),
        ]
        kept: list[Mention] = []
        for mention in sorted(candidates, key=_precedence):
            inside = mention.form == "person" and any(
                m is not mention and m.start <= mention.start and mention.end <= m.end for m in candidates
            )
            cited = inside or any(c.start < mention.end and mention.start < c.end for c in brackets)
            if not cited and not any(m.start < mention.end and mention.start < m.end for m in kept):
                kept.append(mention)
        found.extend(sorted(kept, key=lambda m: m.start))
    return found


def _precedence(mention: Mention) -> tuple[bool, bool, bool, int]:
    return (
        not (mention.lead and mention.form == "named"),
        not (mention.form == "person" and mention.reports),
        not mention.reports,
        mention.start - mention.end,
    )
