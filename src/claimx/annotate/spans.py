"""Spans of the sentences that state an effect: what acts, what is changed, how much, in whom, against what, who says.

Sets ``doc.spans["roles"]`` with the labels INTERVENTION, OUTCOME, MEASUREMENT, POPULATION, COMPARATOR and SOURCE,
by the trained recogniser of ``en_claimx``. No other sentence is read: in those nothing was annotated, and it would cost
the time of a second parser.
"""

from __future__ import annotations

import en_claimx
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span, SpanGroup

from claimx.annotate.parse import on_its_own, sentences_with


class Spans:
    """The ``claimx_spans`` component. ``recogniser`` is claimx's own, whatever model stands underneath."""

    def __init__(self, recogniser: EntityRecognizer | None = None):
        self._recogniser = recogniser

    @property
    def recogniser(self) -> EntityRecognizer:
        """The trained component, loaded when it is first needed unless it was given."""
        if self._recogniser is None:
            self._recogniser = en_claimx.load(enable=["spans"]).get_pipe("spans")
        assert self._recogniser is not None
        return self._recogniser

    def attach(self, recogniser: EntityRecognizer) -> None:
        """Use a recogniser that is loaded already."""
        self._recogniser = recogniser

    def __call__(self, doc: Doc) -> Doc:
        """Set the ``roles`` span group."""
        sentences = sentences_with(doc, doc.spans["effects"])
        found: list[Span] = []
        if sentences:
            texts = [on_its_own(s, self.recogniser.vocab) for s in sentences]
            self.recogniser.set_annotations(texts, self.recogniser.predict(texts))
            for sentence, text in zip(sentences, texts, strict=True):
                found += [
                    Span(doc, sentence.start + e.start, sentence.start + e.end, label=e.label_) for e in text.ents
                ]
        doc.spans["roles"] = SpanGroup(doc, name="roles", spans=found)
        return doc


@Language.factory("claimx_spans", requires=["doc.spans"], assigns=["doc.spans"])
def make_spans(nlp: Language, name: str) -> Spans:
    """Create the component."""
    return Spans()
