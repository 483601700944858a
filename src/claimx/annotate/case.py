"""One effect with everything that its roles are read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from spacy.tokens import Span

from claimx.annotate.mentions import Mention
from claimx.annotate.story import Story
from claimx.annotate.syntax import Tree
from claimx.records import Block, Effect


class RoleSpan(NamedTuple):
    """A recognised span, offsets relative to the sentence."""

    start: int
    end: int
    label: str
    text: str


@dataclass(slots=True)
class Case:
    """One effect; offsets are relative to the sentence unless said otherwise."""

    span: Span
    story: Story
    """The article."""
    offset: int
    """Where the sentence begins in the article."""
    sentence: str
    tree: Tree
    mentions: list[Mention]
    """What the sentence mentions."""
    start: int
    """The quantity in it."""
    end: int
    effect: Effect
    """Its cue offsets are relative to the sentence, too."""
    block: Block
    """The block of the sentence."""
    previous: str
    """The text before the sentence."""
    spans: list[RoleSpan]
    """What the recogniser found in the sentence, in order."""
    earlier: list[tuple[int, str]]
    """Outcomes chosen before in the article, with the offset of their sentence, latest last."""

    def span_features(self, phrase: str) -> dict[str, float]:
        """How a phrase of the sentence lies to the recognised spans: which one it is, stands in or holds, by label."""
        found: dict[str, float] = {}
        lower = phrase.casefold()
        for span in self.spans:
            other = span.text.casefold()
            if lower == other:
                found[f"is:{span.label}"] = 1.0
                if span is self.nearest(span.label):
                    found[f"nearest:{span.label}"] = 1.0
            elif lower in other:
                found[f"in:{span.label}"] = 1.0
            elif other in lower:
                found[f"holds:{span.label}"] = 1.0
        return found

    def nearest(self, label: str) -> RoleSpan | None:
        """The span of a label that stands nearest to the number."""
        own = (s for s in self.spans if s.label == label)
        return min(own, key=lambda s: max(s.start - self.end, self.start - s.end), default=None)
