"""Which numbers state the size of an effect, and how: quantity kind, values in place, direction, negation, hedging.

Sets ``doc.spans["effects"]`` (label: claim type), each with ``._.effect``, and gives the quantities used the role
``effect``. The constructions below are tried on each sentence in turn; the words they know stand in
``vocab/change_words.tsv`` and ``vocab/people.txt``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from claimx.annotate import detector
from claimx.annotate.change import Found, Item
from claimx.annotate.constructions import find
from claimx.annotate.layout import blocks
from claimx.annotate.syntax import Tree
from claimx.records import Block, Direction, Effect, QuantityKind


def items(sentence: Span, quantities: Iterable[Span]) -> list[Item]:
    """The quantities of a sentence with offsets relative to it."""
    return [
        Item(q.start_char - sentence.start_char, q.end_char - sentence.start_char, q.label_, q._.quantity)
        for q in quantities
    ]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An effect that a sentence may state, and what speaks for it."""

    sentence: Span
    found: Found
    features: dict[str, float]


def proposals(doc: Doc) -> Iterator[Proposal]:
    """Every effect that the constructions propose, in order."""
    layout = blocks(doc)
    is_research = bool(doc._.layout and doc._.layout["is_research"])
    inside = list(doc.spans["quantities"])  # in the order of the text
    starts = [q.start for q in inside]
    at = 0
    for sentence in doc.sents:
        first, beyond = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        numbers = items(sentence, inside[first:beyond])
        if not any(n.candidate for n in numbers):
            continue
        while at + 1 < len(layout) and layout[at].end <= sentence.start_char:
            at += 1
        block = layout[at] if layout else Block("paragraph", 0, len(doc.text))
        tree = Tree(sentence)
        found = find(tree.text, numbers)
        for one in found:
            yield Proposal(sentence, one, detector.features(tree, one, found, numbers, block, is_research))


# what one number can state; a named measure and the constructions of two numbers are sure of their kind
_ONE_NUMBER: tuple[QuantityKind, ...] = ("relative_change", "absolute_change", "fold_change", "response_rate")


def accepted(proposal: Proposal) -> Found | None:
    """The proposal as the detector takes it, or ``None``."""
    around = detector.vector(proposal.sentence, proposal.found)
    types = detector.probabilities("type", proposal.features, around)
    effect = proposal.found.effect
    if detector.refused(types["none"], effect.construction):
        return None
    if _is_prevalence(effect, types):
        effect = replace(effect, claim_type="prevalence", quantity_kind="prevalence", direction=None, negated=False)
        return replace(proposal.found, effect=effect)
    kind = effect.quantity_kind
    if kind in _ONE_NUMBER or kind == "prevalence":
        kinds = detector.probabilities("kind", proposal.features, around)
        kind = max(_ONE_NUMBER, key=kinds.__getitem__)
    direction = _direction(effect, detector.probabilities("direction", proposal.features, around))
    negated = effect.negated and direction != "no_change"
    effect = replace(effect, claim_type="efficacy", quantity_kind=kind, direction=direction, negated=negated)
    return replace(proposal.found, effect=effect)


_CLEARLY = 1.5  # times as probable: over folds as good as 1 for both types, and steadier


def _is_prevalence(effect: Effect, types: dict[str, float]) -> bool:
    """The type that the construction reads stands unless the other is clearly more probable."""
    if effect.quantity_kind == "effect_size":
        return False
    margin = 1.0 if effect.construction.startswith("left:") else _CLEARLY
    if effect.claim_type == "prevalence":
        return types["efficacy"] <= margin * types["prevalence"]
    return types["prevalence"] > margin * types["efficacy"]


# of these the change word itself says the direction; it stands unless the rest of the sentence speaks loudly against it
_WORDED = ("verb", "number_", "noun_", "multiple_", "from_to", "arms", "paren", "difference", "measure", "shared:")
_LOUDLY = 0.1  # probability of the worded direction below which it is given up (best over folds: 0.874 against 0.865)


def _direction(effect: Effect, shares: dict[str, float]) -> Direction:
    worded = effect.direction
    if worded == "worsen":  # too rare in the annotated articles to be learned
        return worded
    if worded is not None and effect.construction.startswith(_WORDED) and shares[worded] >= _LOUDLY:
        return worded
    return cast("Direction", max(shares, key=shares.__getitem__))


class Effects:
    """The ``claimx_effects`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the ``effects`` span group and the role ``effect``."""
        spans: list[Span] = []
        quantities = {(q.start_char, q.end_char): q for q in doc.spans["quantities"]}
        for proposal in proposals(doc):
            found = accepted(proposal)
            span = self._span(proposal.sentence, found) if found else None
            if span is None or found is None:
                continue
            spans.append(span)
            for n in found.used:
                offset = proposal.sentence.start_char
                if (q := quantities.get((offset + n.start, offset + n.end))) is not None:
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
