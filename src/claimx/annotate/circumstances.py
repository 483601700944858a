"""The circumstances of an effect, by pattern: kind of population, dose, duration, sample size, design of the study."""

from __future__ import annotations

import re

from claimx.annotate.change import PEOPLE
from claimx.annotate.numbers import CARDINAL, to_float
from claimx.records import PopulationKind

_HUMAN = re.compile(rf"\b{PEOPLE}\b", re.IGNORECASE)

_ANIMAL = re.compile(
    r"\b(?:mice|mouse|rats?|murine|animals?|dogs?|cats?|monkeys?|pigs?|piglets|rabbits?|zebrafish|hamsters?|"
    r"rodents?|flies|worms)\b",
    re.IGNORECASE,
)
_CELLS = re.compile(
    r"\b(?:cells?|in\s+vitro|cultures?|cultured|fibroblasts?|keratinocytes?|petri|test\s+tube|tissue\s+samples?|"
    r"in\s+a\s+dish)\b",
    re.IGNORECASE,
)
_DESIGN = re.compile(
    r"\b(?:(?:double-blind(?:ed)?|single-blind|placebo-controlled|randomi[sz]ed(?:,?\s+controlled)?|prospective|"
    r"retrospective|open-label|crossover|cross-sectional|population-based|controlled|clinical|pilot|"
    r"observational|phase\s+(?:[1-4]|I{1,3}V?)|multicent(?:er|re)|case-control|longitudinal|pooled|registry|"
    r"diary)[,\s]+(?:and\s+)?)*(?:trials?|stud(?:y|ies)|meta-analys[ie]s|systematic\s+reviews?|cohorts?|"
    r"surveys?|reviews?|analysis|RCTs?)\b",
    re.IGNORECASE,
)
_DESIGN_TRIVIAL = re.compile(r"(?:trials?|stud(?:y|ies)|reviews?|analysis)", re.IGNORECASE)
_DURATION = re.compile(
    r"\b(?:(?:after|over|for|within|during|in)\s+(?:(?:the|a|an|about|roughly|nearly|just|only|at\s+least|"
    r"up\s+to|as\s+little\s+as|more\s+than)\s+)*)?(?P<d>(?:\d[\d.]*|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|twelve|fifteen|twenty|several)[\s-](?:day|week|month|year|hour|minute)s?)\b"
    r"(?!\s+(?:old|older|of\s+age|younger|ago|sooner|earlier|later|faster|shorter|longer))",
    re.IGNORECASE,
)
_DOSE = re.compile(
    r"\b\d[\d.,]*\s?(?:[-–]\s?\d[\d.,]*\s?)?(?:mg|g|mcg|µg|μg|IU|mL|ml|grams?|milligrams?|micrograms?|cups?|"
    r"drops|capsules?|tablets?|servings?)(?:\s?/\s?(?:day|kg|d)|\s+(?:a|per|each)\s+(?:day|week)|\s+daily|"
    r"\s+twice\s+(?:a\s+day|daily))?\b"
)
_SIZE = re.compile(
    rf"\b(?P<n>\d[\d,]*|{CARDINAL})\s+(?:[a-z][\w-]*\s+){{0,3}}?"
    r"(?:people|adults|women|men|patients|participants|volunteers|subjects|children|students|individuals|"
    r"infants|mice|rats|athletes|workers|smokers|teens|adolescents|couples)\b|\bn\s*=\s*(?P<n2>\d[\d,]*)",
    re.IGNORECASE,
)


def kind_of(text: str | None) -> PopulationKind:
    """What kind of beings a population is."""
    if not text:
        return "unspecified"
    if _ANIMAL.search(text):
        return "animal"
    if _HUMAN.search(
        re.sub(r"\b(?:group|those|them|cases|controls|eyes|tumou?rs|cells|cohort)\b", "", text, flags=re.I)
    ):
        return "human"
    return "in_vitro" if _CELLS.search(text) else "unspecified"


def dose_of(sentence: str, intervention: str | None) -> str | None:
    """Dose stated in the sentence; nearest to the intervention when that stands there."""
    found = list(_DOSE.finditer(sentence))
    if not found:
        return None
    at = sentence.find(intervention) if intervention else -1
    return min(found, key=lambda m: abs(m.start() - at)).group() if at >= 0 else found[0].group()


def duration_of(sentence: str, start: int, end: int) -> str | None:
    """Duration of treatment or follow-up stated in the sentence, the effect itself (``start``, ``end``) apart."""
    found = (m for m in _DURATION.finditer(sentence) if m.end("d") <= start or m.start("d") >= end)
    return next((m["d"] for m in found), None)


def design_of(text: str) -> str | None:
    """Study design, as named; a bare "study" is none."""
    named = [m.group() for m in _DESIGN.finditer(text) if not _DESIGN_TRIVIAL.fullmatch(m.group())]
    return named[0] if named else None


def sample_size_of(sentence: str) -> int | None:
    """Number of participants stated in the sentence."""
    for match in _SIZE.finditer(sentence):
        text = match["n"] or match["n2"]
        if text[0].isdigit() or to_float(text):
            value = int(to_float(text))
            if value >= 5 and not (1900 <= value <= 2100 and "," not in text):
                return value
    return None
