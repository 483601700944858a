"""Every number of the text as a span with what it is worth and what it is there for.

Sets ``doc.spans["quantities"]`` (label: how the number is written, `claimx.annotate.numbers.Form`), each with
``._.quantity``. A quantity is ``role="candidate"`` where nothing says that it is no effect; the effects component
then makes it ``effect`` or leaves it.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from claimx.annotate import numbers, quantity_roles
from claimx.annotate.layout import blocks
from claimx.records import Block

_MASK = "\x1f"


def _masked(sentence: Span, citations: list[Span]) -> str:
    """Sentence text with citation marks blanked, so that no label becomes part of a value."""
    text = sentence.text
    for span in citations:
        start, end = span.start_char - sentence.start_char, span.end_char - sentence.start_char
        if span._.citation.style != "link":
            text = text[: max(0, start)] + _MASK * (end - max(0, start)) + text[end:]
    return text


class Quantities:
    """The ``claimx_quantities`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the ``quantities`` span group."""
        spans: list[Span] = []
        layout = blocks(doc)
        citations = list(doc.spans.get("citations", ()))
        at = 0
        for sentence in doc.sents:
            while at + 1 < len(layout) and layout[at].end <= sentence.start_char:
                at += 1
            block = layout[at] if layout else Block("paragraph", 0, len(doc.text))
            inside = [c for c in citations if c.start_char < sentence.end_char and c.end_char > sentence.start_char]
            text = _masked(sentence, inside)
            for number in numbers.find(text):
                self._add(spans, sentence, number, self._role(text, number, block))
            for mark in inside:
                for number in numbers.find(mark.text):
                    shift = mark.start_char - sentence.start_char
                    moved = replace(
                        number,
                        start=number.start + shift,
                        end=number.end + shift,
                        number_end=number.number_end + shift,
                    )
                    if mark._.citation.style != "link":
                        self._add(spans, sentence, moved, "citation")
        spans.sort(key=lambda s: s.start)
        doc.spans["quantities"] = SpanGroup(doc, name="quantities", spans=spans)
        return doc

    @staticmethod
    def _role(text: str, number: numbers.Number, block: Block) -> str:
        quantity = number.quantity
        role = quantity_roles.classify(
            text,
            number.start,
            number.end,
            quantity.unit,
            value=quantity.value,
            heading=block.heading,
            block_kind=block.kind,
        )
        return role or "candidate"

    @staticmethod
    def _add(spans: list[Span], sentence: Span, number: numbers.Number, role: str) -> None:
        start = sentence.start_char + number.start
        span = sentence.doc.char_span(start, sentence.start_char + number.end, label=number.form)
        if span is None:  # the tokenizer leaves the unit joined to what follows
            span = sentence.doc.char_span(start, sentence.start_char + number.number_end, label=number.form)
        if span is not None:
            span._.quantity = replace(number.quantity, role=role)
            spans.append(span)


@Language.factory("claimx_quantities", requires=["doc.spans"], assigns=["doc.spans"])
def make_quantities(nlp: Language, name: str) -> Quantities:
    """Create the component."""
    return Quantities()
