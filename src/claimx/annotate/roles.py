"""Who was given what, against what, and what changed: the roles of each effect.

Sets ``._.pico`` of every span in ``doc.spans["effects"]``. Outcome and intervention are chosen among candidates by a
fitted linear score (`claimx.annotate.ranker`); the other roles are read by pattern.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span

from claimx.annotate import intervention, mentions, outcome, population, story
from claimx.annotate.case import Case, RoleSpan
from claimx.annotate.layout import blocks
from claimx.annotate.phrases import trimmed
from claimx.annotate.ranker import Candidates, best
from claimx.annotate.syntax import Tree
from claimx.annotate.vocab import alternatives, lines
from claimx.records import Block, Effect, Pico

# below these a phrase is more often wrong than right, and null is the better answer
_LEAST_OUTCOME = 0.05
_LEAST_INTERVENTION = 0.04


def cases(doc: Doc) -> Iterator[Case]:
    """The effects of a document in order. Append the chosen outcome to ``earlier`` before taking the next."""
    layout = blocks(doc)
    text = doc.text  # made anew at every call
    title = doc._.layout["title"] if doc._.layout else None
    sentences = list(doc.sents)
    starts = [s.start_char for s in sentences]
    effects = sorted(doc.spans["effects"], key=lambda s: (s.start_char, s.end_char))

    def holder(span: Span) -> int:
        return bisect_right(starts, span.start_char) - 1

    holding = {k: Tree(sentences[k]) for k in map(holder, effects)}
    known = {k: mentions.find(tree.text) for k, tree in holding.items()}
    about = story.read(text, starts, layout, title, [tree.text for tree in holding.values()])
    recognised: dict[int, list[RoleSpan]] = {}
    for span in doc.spans.get("roles", ()):
        k = holder(span)
        found = RoleSpan(span.start_char - starts[k], span.end_char - starts[k], span.label_, span.text)
        recognised.setdefault(k, []).append(found)
    earlier: list[tuple[int, str]] = []
    for span in effects:
        k = holder(span)
        offset, tree = starts[k], holding[k]
        effect: Effect = span._.effect
        block = next((b for b in layout if b.start <= offset < b.end), Block("paragraph", 0, len(text)))
        yield Case(
            span=span,
            story=about,
            offset=offset,
            sentence=tree.text,
            tree=tree,
            mentions=known[k],
            start=span.start_char - offset,
            end=span.end_char - offset,
            effect=replace(effect, cue_start=effect.cue_start - offset, cue_end=effect.cue_end - offset),
            block=block,
            previous=text[max(0, offset - 600) : offset],
            spans=recognised.get(k, []),
            earlier=earlier,
        )


def pico_of(case: Case) -> Pico:
    """Roles of one effect."""
    named = outcome.candidates(case)
    chosen, sure = best(named, "outcome", case.span.vocab)
    chosen = _of_what(chosen, named) if chosen and sure >= _LEAST_OUTCOME else None
    if case.effect.claim_type == "prevalence":
        people = population.population_of(case.sentence, case.start, case.end)
        return Pico(outcome=chosen, population=people, population_kind=population.kind_of(people))
    options = intervention.candidates(case, chosen)
    acting, sure = best(options, "intervention", case.span.vocab)
    acting = _fuller(acting, options) if acting and sure >= _LEAST_INTERVENTION else None
    people = _recognised(case, "POPULATION") or population.population_of(case.sentence, case.start, case.end)
    return Pico(
        intervention=acting,
        outcome=chosen,
        population=people,
        comparator=_recognised(case, "COMPARATOR") or population.comparator_of(case.sentence, case.block),
        population_kind=population.kind_of(f"{people or ''} {case.sentence}"),
        dose=population.dose_of(case.sentence, acting),
        duration=population.duration_of(case.sentence, case.start, case.end),
        sample_size=population.sample_size_of(case.sentence),
        study_design=population.design_of(case.sentence) or population.design_of(case.previous),
    )


_OF_PERCENT = re.compile(rf"\b{alternatives(lines('percent_outcomes.txt'))}\b", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\babsolute\b(?:(?!\brelative\b)[^.,;()]){0,60}\Z", re.IGNORECASE)
_POINTS = 5.0  # a larger change of such an outcome is more likely meant in percent of it


def in_points(effect: Effect, outcome: str | None, before: str) -> Effect:
    """A change in percent as one in percentage points, where the outcome is a percentage or the change is absolute.

    Args:
        effect: as it was read.
        outcome: what is changed.
        before: the sentence up to the number.
    """
    if effect.unit != "%" or effect.quantity_kind not in ("relative_change", "absolute_change"):
        return effect
    if effect.quantity_kind == "absolute_change":
        return replace(effect, unit="pp")
    size = max((v for v in (effect.value, effect.value_high) if v is not None), default=_POINTS + 1)
    if _ABSOLUTE.search(before) or (outcome and _OF_PERCENT.search(outcome) and size <= _POINTS):
        return replace(effect, quantity_kind="absolute_change", unit="pp")
    return effect


def _recognised(case: Case, label: str) -> str | None:
    """The recognised span of a label that stands nearest to the number in its sentence."""
    nearest = case.nearest(label)
    return trimmed(nearest.text) if nearest else None


_MOST_WORDS = 5


_MEASURE = re.compile(r"(?:risk|odds|rate|likelihood|chances?|levels?|number|incidence|amount)", re.IGNORECASE)


def _of_what(chosen: str, options: Candidates) -> str:
    """The risk of what, where a bare "risk" was chosen and the sentence names it."""
    if not _MEASURE.fullmatch(chosen):
        return chosen
    whole = (c.text for c in options if c.features.get("in_sentence") and c.text.casefold().startswith(f"{chosen} of "))
    return min(whole, key=len, default=chosen)


def _fuller(chosen: str, options: Candidates) -> str:
    """The fuller name in the sentence of what was chosen: "magnesium supplementation" for "magnesium"."""
    holds = re.compile(rf"(?<!\w){re.escape(chosen)}(?!\w)", re.IGNORECASE)
    names = [
        c.text
        for c in options
        if c.features.get("in_sentence")
        and (c.features.get("mention") or (c.features.get("subject") and c.text.endswith(chosen)))
        and len(c.text.split()) <= _MOST_WORDS
        and not c.features.get("overlaps_cue")
        and not c.features.get("number")
        and holds.search(c.text)
    ]
    return max(names, key=len, default=chosen)


class Roles:
    """The ``claimx_roles`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set ``._.pico`` of every effect, and kind and unit anew where percentage points are meant."""
        if not doc.spans["effects"]:
            return doc
        for case in cases(doc):
            pico = pico_of(case)
            case.span._.pico = pico
            case.span._.effect = in_points(case.span._.effect, pico.outcome, case.sentence[: case.start])
            if pico.outcome:
                case.earlier.append((case.offset, pico.outcome))
        return doc


@Language.factory("claimx_roles", requires=["doc.spans"], assigns=["doc.spans"])
def make_roles(nlp: Language, name: str) -> Roles:
    """Create the component."""
    return Roles()
