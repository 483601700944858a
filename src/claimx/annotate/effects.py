"""Which numbers state the size of an effect, and how: quantity kind, values in place, direction, negation, hedging.

Sets ``doc.spans["effects"]`` (label: claim type), each with ``._.effect`` and ``._.reading``, and gives the quantities
used the role ``effect``. The constructions propose (`claimx.annotate.constructions`), the reader accepts or refuses,
tells efficacy from prevalence and settles direction and kind (`claimx.annotate.reader`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import en_claimx
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from claimx.annotate.change import Found, Item
from claimx.annotate.constructions import find
from claimx.annotate.layout import blocks
from claimx.annotate.reader import REACH_BEFORE, Passage, Reader, Reading
from claimx.records import Block, Direction, Effect, QuantityKind


def items(sentence: Span, quantities: Iterable[Span]) -> list[Item]:
    """The quantities of a sentence with offsets relative to it."""
    return [
        Item(q.start_char - sentence.start_char, q.end_char - sentence.start_char, q.label_, q._.quantity)
        for q in quantities
    ]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An effect that a sentence may state."""

    sentence: Span
    passage: Passage
    found: Found


def proposals(doc: Doc) -> Iterator[Proposal]:
    """Every effect that the constructions propose, in order."""
    layout = blocks(doc)
    text = doc.text  # made anew at every call
    title = (doc._.layout["title"] if doc._.layout else None) or ""
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
        block = layout[at] if layout else Block("paragraph", 0, len(text))
        start, end = sentence.start_char, sentence.end_char
        passage = Passage(
            text[start:end], text[max(0, start - REACH_BEFORE) : start], title, block.heading or "", block.kind
        )
        for one in find(passage.sentence, numbers):
            yield Proposal(sentence, passage, one)


# A proposal is refused when it is none with more than this probability: F1 is best there on held-out articles.
REFUSED = 0.5
REFUSED_MEASURE = 0.9  # a hazard ratio or number needed to treat states an effect by its name
# what one number can state; a named measure and the constructions of two numbers are sure of their kind
_ONE_NUMBER: tuple[QuantityKind, ...] = ("relative_change", "absolute_change", "fold_change", "response_rate")
# of these the change word itself says the direction; it stands unless the sentence speaks loudly against it
_WORDED = ("verb", "number_", "noun_", "multiple_", "from_to", "arms", "paren", "difference", "measure", "shared:")
_LOUDLY = 0.1  # probability of the worded direction below which it is given up


def settled(effect: Effect, reading: Reading) -> Effect:
    """An effect with type, direction and kind as they are read."""
    if reading.types["prevalence"] > reading.types["efficacy"]:
        return replace(effect, claim_type="prevalence", quantity_kind="prevalence", direction=None, negated=False)
    kind = effect.quantity_kind
    if kind in _ONE_NUMBER or kind == "prevalence":
        kind = max(_ONE_NUMBER, key=reading.kinds.__getitem__)
    direction = _direction(effect, reading)
    negated = effect.negated and direction != "no_change"
    return replace(effect, claim_type="efficacy", quantity_kind=kind, direction=direction, negated=negated)


def _direction(effect: Effect, reading: Reading) -> Direction:
    worded = effect.direction
    if worded == "worsen":  # too rare in the annotated articles to be learned
        return worded
    if worded is not None and effect.construction.startswith(_WORDED) and reading.directions[worded] >= _LOUDLY:
        return worded
    return max(reading.directions, key=reading.directions.__getitem__)


Read = tuple[Found, Reading]


def accepted(found: Sequence[Found], readings: Sequence[Reading]) -> list[Read]:
    """The effects of a sentence that are taken, settled, in order."""
    kept: list[Read] = []
    for one, reading in zip(found, readings, strict=True):
        if reading.types["none"] > (REFUSED_MEASURE if one.effect.effect_measure else REFUSED):
            continue
        new: Read = (replace(one, effect=settled(one.effect, reading)), reading)
        if kept and _two_arms(kept[-1], new):
            new = _joined(kept.pop(), new[0])
        kept.append(new)
    return kept


_NEXT_ARM = 160  # characters within which the other arm is told


def _two_arms(one: Read, other: Read) -> bool:
    """Two numbers told apart that are the two arms of one comparison: both read as an arm, of the same outcome."""
    (a, first), (b, second) = one, other
    return (
        len(a.used) == len(b.used) == 1
        and all(max(r.kinds, key=r.kinds.__getitem__) == "group_comparison" for r in (first, second))
        and a.effect.claim_type == b.effect.claim_type == "efficacy"
        and a.used[0].quantity.unit == b.used[0].quantity.unit
        and None not in (a.used[0].quantity.value, b.used[0].quantity.value)
        and b.start - a.end <= _NEXT_ARM
        and first.roles["outcome"][0] == second.roles["outcome"][0]
    )


def _joined(one: Read, other: Found) -> Read:
    """Arm against arm of two numbers."""
    found, reading = one
    treated, comparator = (f.used[0].quantity.value for f in (found, other))
    effect = replace(
        found.effect, quantity_kind="group_comparison", value=None, n_events=None, n_total=None,
        treated_value=treated, comparator_value=comparator, unit=found.effect.unit or other.effect.unit,
    )  # fmt: skip
    return replace(found, end=other.end, effect=effect, used=(*found.used, *other.used)), reading


class Effects:
    """The ``claimx_effects`` component. ``reader`` is the one that settles what was proposed."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def __call__(self, doc: Doc) -> Doc:
        """Set the ``effects`` span group and the role ``effect``."""
        spans: list[Span] = []
        quantities = {(q.start_char, q.end_char): q for q in doc.spans["quantities"]}
        for _, group in groupby(proposals(doc), key=lambda p: p.sentence.start):
            proposed = list(group)
            offset = proposed[0].sentence.start_char
            found = [p.found for p in proposed]
            readings = self.reader.read(proposed[0].passage, [(f.start, f.end) for f in found])
            for one, reading in accepted(found, readings):
                span = doc.char_span(offset + one.start, offset + one.end, label=one.effect.claim_type)
                if span is None:
                    continue
                start, end = offset + one.effect.cue_start, offset + one.effect.cue_end
                span._.effect, span._.reading = replace(one.effect, cue_start=start, cue_end=end), reading
                spans.append(span)
                for n in one.used:
                    if (q := quantities.get((offset + n.start, offset + n.end))) is not None:
                        q._.quantity = replace(q._.quantity, role="effect")
        doc.spans["effects"] = SpanGroup(doc, name="effects", spans=spans)
        return doc


@Language.factory("claimx_effects", requires=["doc.spans"], assigns=["doc.spans"])
def make_effects(nlp: Language, name: str) -> Effects:
    """Create the component with the shipped reader."""
    return Effects(Reader(Path(en_claimx.__file__).parent / "reader"))
