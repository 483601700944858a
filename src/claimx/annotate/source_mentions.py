"""What the finders of source mentions share: the `Mention` and the pattern of a verb that reports."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from claimx.annotate.vocab import alternatives, lines
from claimx.records import Attribution, BlockKind

Form = Literal["new", "back", "named", "person", "body", "generic"]


class Mention(NamedTuple):
    """A mention of a source and where it stands (half-open code point offsets).

    ``form`` says how it relates to what came before: ``new`` opens a study ("a 2019 trial"), ``back`` goes back to
    one ("the researchers"), ``named`` carries its own name ("the MRC trial", "Moor and colleagues").
    """

    start: int
    end: int
    form: Form
    source: Attribution
    reports: bool = False
    """The text makes it say something: a reporting verb or "according to" stands beside it."""
    other: bool = False
    """Expressly not the study spoken of so far ("another study", "an earlier trial")."""
    venue: bool = False
    """The name is that of a journal or meeting, not of the study or the institution behind it."""
    lead: bool = False
    """A person who stands for the study ("study author Ann Moor", "Moor and colleagues")."""

    def moved(self, offset: int) -> Mention:
        """The mention of a sentence, seen from the document in which the sentence begins at ``offset``."""
        return self._replace(start=self.start + offset, end=self.end + offset)


class Sentence(NamedTuple):
    """Where a sentence stands, the number and kind of its block, and the number of the section (heading) it is in."""

    start: int
    end: int
    block: int
    kind: BlockKind
    section: int


LONGEST = 3000
"""Characters of a sentence that are read; what goes on longer is no prose, and patterns take quadratic time on it."""

VERB = alternatives(lines("source_reporting_verbs.txt"))
_BETWEEN = r"(?:(?:also|then|now|later|has|have|had|have\s+also|themselves|who|that|\w+ly)\s+){0,3}"
_SAYS_AFTER = re.compile(
    r"(?:\s*[\[(][^\])]{1,60}[\])]|\s?[⁰-⁹¹²³,–]+)?(?:,[^,;:.“”\"]{3,140},|"
    rf"\s*[—–][^—–]{{3,140}}[—–])?[,’']?\s+{_BETWEEN}{VERB}\b"
)
_SAYS_BEFORE = re.compile(
    rf"(?:\b(?:according\s+to|as\s+per|per|courtesy\s+of)|\b{VERB})\s+(?:by\s+|from\s+|in\s+)?(?:the\s+|an?\s+)?$", re.I
)


def reports(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is what a reporting verb or "according to" beside it speaks of."""
    return bool(_SAYS_AFTER.match(text, end) or _SAYS_BEFORE.search(text, max(0, start - 40), start))
