"""Who was given what, against what, and what changed: the roles of each effect.

Sets ``._.pico`` of every span in ``doc.spans["effects"]``. Intervention, outcome, population and comparator are the
phrases that the reader points at (`claimx.annotate.reader`); dose, duration, sample size and design go by pattern.
"""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from claimx.annotate import circumstances
from claimx.annotate.phrases import trimmed
from claimx.annotate.reader import Reading, Role
from claimx.annotate.vocab import alternatives, lines
from claimx.records import Effect, Pico

_BEFORE = 600  # characters in which the design of the study may be named


def pico_of(effect: Effect, reading: Reading, text: str, number: tuple[int, int], around: tuple[int, int]) -> Pico:
    """Roles of one effect.

    Args:
        effect: as it was settled.
        reading: what the reader made of it.
        text: the article.
        number: where the effect stands in it.
        around: where its sentence stands.
    """
    offset = around[0]
    sentence = text[slice(*around)].rstrip()
    start, end = (at - offset for at in number)
    population = _phrase(reading, "population")
    if effect.claim_type == "prevalence":
        kind = circumstances.kind_of(population)
        return Pico(outcome=_phrase(reading, "outcome"), population=population, population_kind=kind)
    intervention = _phrase(reading, "intervention")
    outcome = _phrase(reading, "outcome")
    if reading.roles["outcome"][1] < _UNSURE and (changed := _object(effect, text, number[0], around[1])) is not None:
        outcome = changed
    previous = text[max(0, offset - _BEFORE) : offset]
    return Pico(
        intervention=intervention,
        outcome=outcome,
        population=population,
        comparator=_phrase(reading, "comparator"),
        population_kind=circumstances.kind_of(f"{population or ''} {sentence}"),
        dose=circumstances.dose_of(sentence, intervention),
        duration=circumstances.duration_of(sentence, start, end),
        sample_size=circumstances.sample_size_of(sentence),
        study_design=circumstances.design_of(sentence) or circumstances.design_of(previous),
    )


_UNSURE = 0.45  # probability of the outcome below which the object of the verb is the better guess
_OBJECT = re.compile(r"\s+(?P<np>(?:(?!by\b)[^\s,;:()]+\s+){1,6})by\b[^,;:()]{0,40}")
_ENDS = alternatives(lines("phrase_ends.txt"))
_WORDS = rf"(?:(?!{_ENDS}\b)[^\W\d][^\s,;:().]*\s?)"
_OF_NOUN = re.compile(
    rf"\s+(?:in|of|for)\s+(?:the\s+|their\s+|its\s+)?(?P<np>{_WORDS}{{1,5}}(?:(?<=\s)of\s+{_WORDS}{{1,4}})?)"
)


def _object(effect: Effect, text: str, start: int, stop: int) -> str | None:
    """What is changed, where the words are plain: "raised ceramide levels by 18%", "a 9% improvement in elasticity"."""
    found = None
    if effect.construction == "verb_by":
        found = _OBJECT.fullmatch(text, effect.cue_end, start)
    elif effect.construction.endswith("number_noun"):
        found = _OF_NOUN.match(text, effect.cue_end, stop)
    return trimmed(found["np"]) if found else None


def _phrase(reading: Reading, role: Role) -> str | None:
    text, _ = reading.roles[role]
    return trimmed(text) if text else None


_OF_PERCENT = re.compile(rf"\b{alternatives(lines('percent_outcomes.txt'))}\b", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\babsolute\b(?:(?!\brelative\b)[^.,;()]){0,100}\Z", re.IGNORECASE)
_RATE = re.compile(r"\b(?:in|per|out\s+of|of\s+every)\s", re.IGNORECASE)  # "1 in 1,000" is a share, no difference
_NEAR = 50  # characters before the number in which a percentage may be named that the outcome's words leave out
_POINTS = 5.0  # a larger change of such an outcome is more likely meant in percent of it


def in_points(effect: Effect, quantity: str, outcome: str | None, before: str) -> Effect:
    """A change in percent as one in percentage points, where the outcome is a percentage or the change is absolute.

    Args:
        effect: as it was read.
        quantity: the words of it.
        outcome: what is changed.
        before: the sentence up to the number.
    """
    if effect.unit != "%" or effect.quantity_kind not in ("relative_change", "absolute_change"):
        return effect
    if _RATE.search(quantity):
        return effect
    if effect.quantity_kind == "absolute_change":
        return replace(effect, unit="pp")
    size = max((v for v in (effect.value, effect.value_high) if v is not None), default=_POINTS + 1)
    named = f"{outcome or ''} {before[-_NEAR:]}"
    if _ABSOLUTE.search(before) or (_OF_PERCENT.search(named) and size <= _POINTS):
        return replace(effect, quantity_kind="absolute_change", unit="pp")
    return effect


class Roles:
    """The ``claimx_roles`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set ``._.pico`` of every effect, and kind and unit anew where percentage points are meant."""
        text = doc.text  # made anew at every call
        for span in doc.spans["effects"]:
            effect, sentence = span._.effect, span.sent
            number, around = (span.start_char, span.end_char), (sentence.start_char, sentence.end_char)
            pico = pico_of(effect, span._.reading, text, number, around)
            before = text[around[0] : number[0]]
            span._.pico, span._.effect = pico, in_points(effect, span.text, pico.outcome, before)
        return doc


@Language.factory("claimx_roles", requires=["doc.spans"], assigns=["doc.spans"])
def make_roles(nlp: Language, name: str) -> Roles:
    """Create the component."""
    return Roles()
