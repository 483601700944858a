"""Choose, among the citation marks of a text, the one that covers a claim."""

from __future__ import annotations

import re
from itertools import pairwise

from claimx.annotate.citations import Found
from claimx.annotate.source_reading import Reading, Told
from claimx.annotate.source_tracing import Study
from claimx.records import Citation


def own_citation(reading: Reading, start: int, end: int, told: Told | None) -> Citation | None:
    """The mark in the claim's own sentence: the one that follows the quantity, else one before it.

    Args:
        reading: the text.
        start: start of the claim's quantity.
        end: end of the quantity.
        told: the mention in the same sentence that answers for the claim, if there is one.
    """
    number = reading.sentence_at(start)
    inside = _marks(reading, number)
    mention = told.mention if told is not None and told.sentence == number else None
    after = next((c for c in inside if c.start >= end - 1), None)
    if after is not None and not (mention and mention.start < end and _other_study_between(reading, end, after.start)):
        return after.citation
    before = [c for c in inside if c.end <= start]
    if mention is not None:
        beside = [c for c in before if c.start < mention.end + 3 and mention.start < c.end]
        if beside:
            return beside[-1].citation
    # a mark before a comma closes its own clause; a link is the words that it stands under
    if before and before[-1].citation.style != "link" and not _closes_clause(reading.text, before[-1]):
        return before[-1].citation
    return None


def _closes_clause(text: str, mark: Found) -> bool:
    """Whether a mark stands beside the comma or semicolon that ends its clause."""
    return text[: mark.start].rstrip().endswith((",", ";")) or re.match(r"\s*[,;]", text[mark.end :]) is not None


def closing_citation(reading: Reading, number: int, study: Study) -> Citation | None:
    """The mark that closes a passage on one study, in a later sentence of the same paragraph."""
    for here, later in pairwise(range(number, len(reading.sentences))):
        others = (t for t in reading.told if t.sentence == later and t.study is not None and t.study is not study)
        if reading.sentences[here].block != reading.sentences[later].block or any(others):
            return None
        if marks := _marks(reading, later):
            return marks[0].citation
    return None


def _marks(reading: Reading, number: int) -> list[Found]:
    """Marks of a sentence that cite a work: a trial's registration number does not."""
    sentence = reading.sentences[number]
    return [c for c in reading.citations if sentence.start <= c.start < sentence.end and c.citation.nct_id is None]


def _other_study_between(reading: Reading, start: int, end: int) -> bool:
    """Whether another study is named between a claim and a mark: "... by 12%, while Moor et al. [7] saw none"."""
    mentions = (t.mention for t in reading.told if start <= t.mention.start and t.mention.end <= end)
    return any(m.source.kind == "study" and m.form in ("new", "named") for m in mentions)
