"""Who was given what, against what, and what changed."""

from __future__ import annotations

import pytest
from spacy.language import Language

from claimx.records import Pico


def read(nlp: Language, text: str) -> list[Pico]:
    doc = nlp(text)
    return [s._.pico for s in sorted(doc.spans["effects"], key=lambda s: s.start_char)]


def one(nlp: Language, text: str) -> Pico:
    [pico] = read(nlp, text)
    return pico


@pytest.mark.parametrize(
    ("sentence", "intervention", "outcome"),
    [
        ("Magnesium reduced TEWL by 25% in adults with dry skin.", "Magnesium", "TEWL"),
        ("Hibiscus tea lowered systolic pressure by 7 mmHg.", "Hibiscus tea", "systolic pressure"),
        ("LDL cholesterol fell by 15% in women given oat bran.", "oat bran", "LDL cholesterol"),
        ("Yoga reduced knee pain by 30% compared with stretching.", "Yoga", "knee pain"),
        ("Women who took iron had a 20% lower risk of fatigue.", "iron", "risk of fatigue"),
        ("Smoking doubled the risk of gum disease.", "Smoking", "risk of gum disease"),
        ("Collagen raised skin elasticity by 9% in older women.", "Collagen", "skin elasticity"),
        ("In cultured fibroblasts, retinol increased collagen synthesis by 60%.", "retinol", "collagen synthesis"),
        ("A 30% reduction in bloating was seen with peppermint oil.", "peppermint oil", "bloating"),
        ("IL-6 levels dropped 22% after krill oil supplementation.", "krill oil supplementation", "IL-6 levels"),
        ("The Mediterranean diet lowered the risk of heart attack by 30%.", "Mediterranean diet",
         "risk of heart attack"),
        ("HbA1c fell from 8.1% to 6.9% on the lentil diet.", "lentil diet", "HbA1c"),
        ("Honey cut cough frequency by half in toddlers.", "Honey", "cough frequency"),
        ("Of the users of the serum, 68% reported smoother skin.", "serum", "smoother skin"),
        ("After eight weeks of the serum, 68% of participants reported smoother skin.", "serum", "smoother skin"),
        ("In a randomized trial of 120 adults, green tea lowered LDL by 6%.", "green tea", "LDL"),
        ("Beetroot juice was tested in cyclists. It raised endurance by 12%.", "Beetroot juice", "endurance"),
    ],
)  # fmt: skip
def test_what_acts_and_what_changes(nlp: Language, sentence: str, intervention: str, outcome: str) -> None:
    pico = one(nlp, sentence)
    assert (pico.intervention, pico.outcome) == (intervention, outcome)


@pytest.mark.xfail(reason="a verb that may go with the next word")
def test_what_is_still_read_wrongly(nlp: Language) -> None:
    assert one(nlp, "Yoga cut back pain by 30% compared with stretching.").outcome == "back pain"


@pytest.mark.parametrize(
    ("sentence", "condition", "population"),
    [
        ("Up to 70% of people with sensitive skin have a weak barrier.", "weak barrier", "people with sensitive skin"),
        ("One in five adults has insomnia.", "insomnia", "adults"),
        ("Eczema affects 15% of children worldwide.", "Eczema", "children worldwide"),
    ],
)
def test_prevalence_has_a_condition_and_nothing_that_acts(
    nlp: Language, sentence: str, condition: str, population: str
) -> None:
    pico = one(nlp, sentence)
    assert (pico.intervention, pico.outcome, pico.population) == (None, condition, population)


@pytest.mark.parametrize(
    ("sentence", "population", "kind"),
    [
        ("Magnesium reduced TEWL by 25% in adults with dry skin.", "adults with dry skin", "human"),
        ("Regular sauna use was associated with a 24% lower risk of dementia in men.", "men", "human"),
        ("Vitamin D reduced falls by 19% in nursing-home residents.", "nursing-home residents", "human"),
        ("In mice, resveratrol lowered blood glucose by 40%.", "mice", "animal"),
        ("In cultured fibroblasts, retinol increased collagen synthesis by 60%.", "cultured fibroblasts", "in_vitro"),
        ("Yoga cut back pain by 30% compared with stretching.", None, "unspecified"),
    ],
)
def test_in_whom(nlp: Language, sentence: str, population: str | None, kind: str) -> None:
    pico = one(nlp, sentence)
    assert (pico.population, pico.population_kind) == (population, kind)


@pytest.mark.parametrize(
    ("sentence", "comparator"),
    [
        ("Compared with placebo, melatonin shortened sleep onset by 9 minutes.", "placebo"),
        ("Yoga cut back pain by 30% compared with stretching.", "stretching"),
        ("Curcumin reduced knee pain by 22% versus ibuprofen.", "ibuprofen"),
        ("Acupuncture reduced hot flushes by 36% compared with sham acupuncture.", "sham acupuncture"),
        ("Curcumin reduced knee pain by 22%.", None),
    ],
)
def test_against_what(nlp: Language, sentence: str, comparator: str | None) -> None:
    assert one(nlp, sentence).comparator == comparator


def test_dose_duration_and_design(nlp: Language) -> None:
    pico = one(nlp, "In a randomized trial, magnesium (400 mg daily) cut migraine attacks by 41% over 12 weeks.")
    assert (pico.dose, pico.duration, pico.study_design) == ("400 mg daily", "12 weeks", "randomized trial")


def test_two_outcomes_share_what_acts(nlp: Language) -> None:
    picos = read(nlp, "The oat diet lowered LDL cholesterol by 15% and triglycerides by 20%.")
    assert [p.intervention for p in picos] == ["oat diet", "oat diet"]
    assert picos[0].outcome == "LDL cholesterol"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Saffron helps mood.\n\nThe supplement reduced depression scores by 18%.", "depression scores"),
        ("Teenagers who vaped were twice as likely to develop asthma.", "asthma"),
    ],
)
def test_an_outcome_does_not_act_on_itself(nlp: Language, text: str, wrong: str) -> None:
    assert one(nlp, text).intervention != wrong


@pytest.mark.parametrize(
    ("sentence", "kind", "unit"),
    [
        ("HbA1c fell by 0.4% on the lentil diet.", "absolute_change", "pp"),
        ("Exercise raised left ventricular ejection fraction by 4%.", "absolute_change", "pp"),
        ("Screening gave an absolute reduction of 2% in deaths.", "absolute_change", "pp"),
        ("HbA1c fell by 12% on the lentil diet.", "relative_change", "%"),
        ("Absolute risk fell little, while relative risk was cut by 40% with tea.", "relative_change", "%"),
        ("LDL cholesterol fell by 0.4% on the lentil diet.", "relative_change", "%"),
    ],
)
def test_percentage_points_are_told_from_percent(nlp: Language, sentence: str, kind: str, unit: str) -> None:
    doc = nlp(sentence)
    [span] = doc.spans["effects"]
    assert (span._.effect.quantity_kind, span._.effect.unit) == (kind, unit)
