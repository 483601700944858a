"""Which numbers state the size of an effect, and how: quantity kind, values in place, direction, negation, hedging.

Sets ``doc.spans["effects"]`` (label: claim type), each with ``._.effect``, and gives the quantities used the role
``effect``. The constructions below are tried on each sentence in turn; the words they know stand in
``vocab/change_words.tsv`` and ``vocab/people.txt``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from claimx.annotate.change import Found, Item
from claimx.annotate.constructions import find


def items(sentence: Span, quantities: Iterable[Span]) -> list[Item]:
    """The quantities of a sentence with offsets relative to it."""
    return [
        Item(q.start_char - sentence.start_char, q.end_char - sentence.start_char, q.label_, q._.quantity)
        for q in quantities
    ]


class Effects:
    """The ``claimx_effects`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the ``effects`` span group and the role ``effect``."""
        spans: list[Span] = []
        inside = list(doc.spans["quantities"])  # in the order of the text
        starts = [q.start for q in inside]
        quantities = {(q.start_char, q.end_char): q for q in inside}
        for sentence in doc.sents:
            first, beyond = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
            numbers = items(sentence, inside[first:beyond])
            if not any(n.candidate for n in numbers):
                continue
            for found in find(sentence.text, numbers):
                span = self._span(sentence, found)
                if span is None:
                    continue
                spans.append(span)
                for n in found.used:
                    key = (sentence.start_char + n.start, sentence.start_char + n.end)
                    if (q := quantities.get(key)) is not None:
                        q._.quantity = replace(q._.quantity, role="effect")
        doc.spans["effects"] = SpanGroup(doc, name="effects", spans=spans)
        return doc

    @staticmethod
    def _span(sentence: Span, found: Found) -> Span | None:
        offset = sentence.start_char
        span = sentence.doc.char_span(offset + found.start, offset + found.end, label=found.effect.claim_type)
        if span is None:
            return None
        span._.effect = replace(
            found.effect, cue_start=offset + found.effect.cue_start, cue_end=offset + found.effect.cue_end
        )
        return span


@Language.factory("claimx_effects", requires=["doc.spans"], assigns=["doc.spans"])
def make_effects(nlp: Language, name: str) -> Effects:
    """Create the component."""
    return Effects()
