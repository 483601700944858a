"""One effect with everything that its roles are read from."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Span

from claimx.annotate.mentions import Mention
from claimx.annotate.story import Story
from claimx.annotate.syntax import Tree
from claimx.records import Block, Effect


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
    earlier: list[tuple[int, str]]
    """Outcomes chosen before in the article, with the offset of their sentence, latest last."""
