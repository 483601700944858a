"""Ascribe every claim to its source, and give it the citation that covers it.

Sets ``doc.spans["sources"]`` (each span with ``._.source``; its label is the form of the mention) and
``._.attribution`` of every span in ``doc.spans["effects"]``. Mentions are found in `source_reading`, told apart by
study in `source_tracing`, chosen in `source_choice` and `citation_choice`; this module puts the answer together.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from itertools import accumulate

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from claimx.annotate import layout
from claimx.annotate.citation_choice import closing_citation, own_citation
from claimx.annotate.citations import Found
from claimx.annotate.source_choice import choose
from claimx.annotate.source_cues import RESULTS_ONLY
from claimx.annotate.source_mentions import Sentence
from claimx.annotate.source_reading import Reading, Told
from claimx.records import Attribution, BlockKind, Citation, SourceScope

_SURE = 0.5  # probability from which the reader's phrase is looked up where the rules find nobody; best by folds


def attribute(
    reading: Reading, start: int, end: int, *, prevalence: bool = False, pointed: str | None = None
) -> Attribution:
    """To whom a text ascribes the claim whose quantity is ``text[start:end]``.

    Args:
        reading: the text, read.
        start: start of the quantity in it.
        end: end of the quantity.
        prevalence: the claim says how common something is; such a sentence is more often common knowledge.
        pointed: the phrase that the claim reader takes for the source, if it is sure of one.
    """
    told, scope = choose(reading, start, end, prevalence=prevalence)
    if told is None and pointed:
        number = reading.sentence_at(start)
        told = _mention_of(reading, number, pointed)
        scope = "same_sentence" if told and told.sentence == number else "earlier_sentence"
    citation = own_citation(reading, start, end, told)
    if told is None:
        if citation is not None:
            return _cited(Attribution(kind="study", scope="same_sentence"), citation)
        return Attribution(kind="study") if reading.is_research else Attribution()
    if citation is None and reading.is_research and not _of_others(told, scope):
        # a paper's own result; only "our study" is a mention of it
        own = told.mention.source.text if re.match(r"our\b", told.mention.source.text or "", re.IGNORECASE) else None
        return Attribution(kind="study", text=own, scope=scope if own else None)
    answer = _completed(reading, told, scope)
    if citation is None and answer.kind == "study" and told.study is not None:
        citation = told.study.citation or closing_citation(reading, reading.sentence_at(start), told.study)
    if citation is None:
        return answer
    if answer.kind == "generic":
        answer = dataclasses.replace(answer, kind="study")  # the mark identifies it
    return _cited(answer, citation)


def _mention_of(reading: Reading, number: int, phrase: str) -> Told | None:
    """The last mention up to a sentence that a phrase holds or stands in."""
    phrase = " ".join(phrase.casefold().split())
    for told in reversed(reading.told):
        text = " ".join((told.mention.source.text or "").casefold().split())
        if told.sentence <= number and text and (text in phrase or phrase in text):
            return told
    return None


def _of_others(told: Told, scope: SourceScope) -> bool:
    """Whether a research paper says by this mention that someone else found it."""
    mention = told.mention
    if scope != "same_sentence":
        return False
    names = mention.other or mention.lead or (mention.reports and mention.form in ("new", "named"))
    return names or mention.source.kind != "study"


def _completed(reading: Reading, told: Told, scope: SourceScope) -> Attribution:
    """A mention's reading, completed by what the article says of the same study elsewhere."""
    source = dataclasses.replace(told.mention.source, scope=scope)
    study = told.study
    if source.kind != "study":
        return source
    if study is None:
        return dataclasses.replace(source, flags=("unknown_source",))
    if RESULTS_ONLY.fullmatch(source.text or ""):
        # "the results" are those of a study or team mentioned before
        earlier = (t.mention.source for t in reversed(reading.told) if t.study is study and t.sentence < told.sentence)
        named = (s.text for s in earlier if s.kind == "study" and not RESULTS_ONLY.fullmatch(s.text or ""))
        source = dataclasses.replace(source, text=next(named, source.text))
    return dataclasses.replace(
        source,
        name=study.name or source.name,
        author=study.author or source.author,
        year=source.year or study.year,
    )


def _cited(answer: Attribution, citation: Citation) -> Attribution:
    """An attribution with its citation, and what the citation tells of the source."""
    if citation.authors and answer.kind == "study":
        year = citation.years[0][:4]
        answer = dataclasses.replace(answer, author=citation.authors[0], year=int(year) if year else answer.year)
    if citation.style == "journal" and citation.years:
        answer = dataclasses.replace(answer, name=citation.journal, year=int(citation.years[0][:4]))
    if answer.name and citation.style == "author_year":
        citation = dataclasses.replace(citation, journal=answer.name)  # lets the linker see a near miss
    return dataclasses.replace(answer, citation=citation)


def sentences_of(doc: Doc) -> list[Sentence]:
    """Sentences of a document with their blocks; every title or heading begins a section."""
    blocks = layout.blocks(doc)
    starts = [b.start for b in blocks]
    sections = list(accumulate(b.kind in ("title", "heading") for b in blocks))
    found = []
    for sent in doc.sents:
        number = max(0, bisect_right(starts, sent.start_char) - 1)
        kind: BlockKind = blocks[number].kind if blocks else "paragraph"
        end = sent.start_char + len(sent.text.rstrip())
        found.append(Sentence(sent.start_char, end, number, kind, sections[number] if blocks else 0))
    return found


def _pointed(effect: Span) -> str | None:
    phrase, sure = effect._.reading.roles["source"]
    return phrase if sure >= _SURE else None


class AttributionComponent:
    """The ``claimx_attribution`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the ``sources`` span group and ``._.attribution`` of the effects."""
        citations = [Found(s.start_char, s.end_char, s._.citation) for s in doc.spans.get("citations", ())]
        is_research = bool(doc._.layout and doc._.layout["is_research"])
        reading = Reading(doc.text, sentences_of(doc), citations, is_research)
        spans = []
        for told in reading.told:
            mention = told.mention
            span = doc.char_span(mention.start, mention.end, label=mention.form, alignment_mode="expand")
            if span is not None:
                span._.source = mention.source
                spans.append(span)
        doc.spans["sources"] = SpanGroup(doc, name="sources", spans=spans)
        for effect in doc.spans.get("effects", ()):
            record = effect._.effect
            prevalence = record is not None and record.claim_type == "prevalence"
            effect._.attribution = attribute(
                reading, effect.start_char, effect.end_char, prevalence=prevalence, pointed=_pointed(effect)
            )
        return doc


@Language.factory("claimx_attribution", requires=["doc.spans"], assigns=["doc.spans"])
def make_attribution(nlp: Language, name: str) -> AttributionComponent:
    """Create the component."""
    return AttributionComponent()
