"""Who was given what, against what, and what changed: the roles of each effect.

Sets ``._.pico`` of every span in ``doc.spans["effects"]``. The outcome is read from the construction that the effects
component found, the intervention from the clause or else from what the article is about (`claimx.annotate.topic`).
"""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span

from claimx.annotate.layout import blocks
from claimx.annotate.outcome import outcome_of
from claimx.annotate.phrases import is_empty
from claimx.annotate.population import comparator_of, design_of, dose_of, duration_of, kind_of, population_of, sample_size_of
from claimx.annotate.topic import Topic, intervention_in, topic_of
from claimx.records import Block, Effect, Pico

def pico_of(sentence: str, start: int, end: int, effect: Effect, previous: str, topic: Topic, block: Block) -> Pico:
    """Roles of one effect.

    Args:
        sentence: the sentence.
        start: offset of the quantity in it.
        end: end of the quantity.
        effect: the effect, its cue offsets relative to the sentence.
        previous: the sentences before in the same section.
        topic: what the article is about.
        block: the block that holds the sentence.
    """
    outcome = outcome_of(sentence, start, end, effect, block)
    if is_empty(outcome):
        outcome = topic.outcome or outcome
    if effect.claim_type == "prevalence":
        population = population_of(sentence, start, end, previous="")
        return Pico(outcome=outcome, population=population, population_kind=kind_of(population))
    intervention = intervention_in(sentence, start, end, effect, outcome, block)
    if is_empty(intervention):
        intervention = topic.intervention
    population = population_of(sentence, start, end, previous) or topic.population
    return Pico(
        intervention=intervention,
        outcome=outcome,
        population=population,
        comparator=comparator_of(sentence, start, end, block),
        population_kind=kind_of(f"{population} {sentence}"),
        dose=dose_of(sentence, intervention),
        duration=duration_of(sentence),
        sample_size=sample_size_of(sentence),
        study_design=design_of(sentence) or design_of(previous),
    )


class Roles:
    """The ``claimx_roles`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set ``._.pico`` of every effect."""
        effects: list[Span] = list(doc.spans["effects"])
        if not effects:
            return doc
        layout = blocks(doc)
        topic = topic_of(doc.text, layout, doc._.layout["title"] if doc._.layout else None)
        for span in effects:
            sentence = span.sent
            offset = sentence.start_char
            block = next((b for b in layout if b.start <= offset < b.end), Block("paragraph", 0, len(doc.text)))
            effect: Effect = span._.effect
            shifted = replace(effect, cue_start=effect.cue_start - offset, cue_end=effect.cue_end - offset)
            previous = doc.text[max(block.start if block.kind != "list_item" else 0, offset - 600) : offset]
            span._.pico = pico_of(
                sentence.text, span.start_char - offset, span.end_char - offset, shifted, previous, topic, block
            )
        return doc


@Language.factory("claimx_roles", requires=["doc.spans"], assigns=["doc.spans"])
def make_roles(nlp: Language, name: str) -> Roles:
    """Create the component."""
    return Roles()
