"""Which numbers state an effect, and how: a sentence and the claims it must give, in order.

A row gives the quantity as written, its kind, unit, direction, and its numbers in the order of `NUMBERS`.
"""

from __future__ import annotations

import pytest
from spacy.language import Language

from claimx.annotate.change import counted
from claimx.records import Effect

NUMBERS = (
    "value", "value_low", "value_high", "baseline_value", "final_value", "treated_value", "comparator_value",
    "n_events", "n_total",
)  # fmt: skip

Row = tuple[str, str, str | None, str | None, tuple[float, ...]]


def numbers(effect: Effect) -> tuple[float, ...]:
    return tuple(v for v in (getattr(effect, name) for name in NUMBERS) if v is not None)


def read(nlp: Language, text: str) -> list[tuple[str, Effect]]:
    doc = nlp(text)  # a span group lives no longer than its document
    spans = sorted(doc.spans["effects"], key=lambda s: s.start_char)
    return [(s.text, s._.effect) for s in spans]


def rows(found: list[tuple[str, Effect]]) -> list[Row]:
    # "from" may belong to the quantity or not: the guidelines leave it open
    return [(text.removeprefix("from "), e.quantity_kind, e.unit, e.direction, numbers(e)) for text, e in found]


def one(nlp: Language, text: str) -> Effect:
    [(_, effect)] = read(nlp, text)
    return effect


REL, ABS, FOLD, FROM_TO = "relative_change", "absolute_change", "fold_change", "from_to"
GROUPS, RATE, SIZE, PREVALENCE = "group_comparison", "response_rate", "effect_size", "prevalence"
UP, DOWN, NONE = "increase", "decrease", "no_change"

RELATIVE: list[tuple[str, list[Row]]] = [
    ("Fennel tea reduced bloating by 30%.", [("30%", REL, "%", DOWN, (30,))]),
    ("The barley drink lowered fasting glucose by 12 percent.", [("12 percent", REL, "%", DOWN, (12,))]),
    ("Bone density rose 4.2% on the strontium salt.", [("4.2%", REL, "%", UP, (4.2,))]),
    ("Nightly reading led to a 17% drop in cortisol.", [("17%", REL, "%", DOWN, (17,))]),
    ("Sage extract produced a 20–25% reduction in hot flushes.", [("20–25%", REL, "%", DOWN, (20, 25))]),
    ("Walkers had a 35% lower risk of stroke than sitters.", [("35%", REL, "%", DOWN, (35,))]),
    ("Shift workers were 40% more likely to develop migraine.", [("40%", REL, "%", UP, (40,))]),
    ("Cherry juice cut gout attacks by a third.", [("a third", REL, "%", DOWN, (33.33,))]),
    ("The inhaler cut asthma attacks by two-thirds.", [("two-thirds", REL, "%", DOWN, (66.67,))]),
    ("Light therapy cut depressive symptoms in half.", [("half", REL, "%", DOWN, (50,))]),
    ("The new valve halved the risk of readmission.", [("halved", REL, "%", DOWN, (50,))]),
    ("LDL cholesterol fell by 15% and triglycerides by 20% on the oat diet.",
     [("15%", REL, "%", DOWN, (15,)), ("20%", REL, "%", DOWN, (20,))]),
    ("Skin hydration improved by 28% with the oil.", [("28%", REL, "%", "improve", (28,))]),
    ("Curcumin was associated with a 22% reduction in joint pain.", [("22%", REL, "%", DOWN, (22,))]),
    ("Eating nuts daily lowered cholesterol by up to 6%.", [("6%", REL, "%", DOWN, (6,))]),
    ("Symptoms worsened by 14% in the untreated arm.", [("14%", REL, "%", "worsen", (14,))]),
    ("Pain scores were 31% better with the brace.", [("31%", REL, "%", "improve", (31,))]),
    ("The treatment group saw a 15 percent increase in walking distance.", [("15 percent", REL, "%", UP, (15,))]),
    ("Fasting insulin was 8% higher after the shake.", [("8%", REL, "%", UP, (8,))]),
    ("Quitting halves the risk of heart attack within a year.", [("halves", REL, "%", DOWN, (50,))]),
    ("Honey cut cough frequency by half.", [("half", REL, "%", DOWN, (50,))]),
    ("Mice fed the extract lived 14% longer.", [("14%", REL, "%", UP, (14,))]),
    ("In cultured cells, the peptide increased collagen output by 80%.", [("80%", REL, "%", UP, (80,))]),
    ("The gel reduced the wound area to 16% of its original size.", [("16%", REL, "%", DOWN, (16,))]),
    ("Between 10 and 14% less nausea was seen with ginger.", [("10 and 14%", REL, "%", DOWN, (10, 14))]),
    ("The vaccine was 92% effective against severe croup.", [("92%", REL, "%", DOWN, (92,))]),
]  # fmt: skip

ABSOLUTE: list[tuple[str, list[Row]]] = [
    ("Hibiscus lowered systolic pressure by 7 mmHg.", [("7 mmHg", ABS, "mmHg", DOWN, (7,))]),
    ("Users of the app lost 3.4 kg.", [("3.4 kg", ABS, "kg", DOWN, (3.4,))]),
    ("Colds were 2 days shorter with elder syrup.", [("2 days", ABS, "days", DOWN, (2,))]),
    ("Mortality was 1.2 percentage points lower in the screened group.",
     [("1.2 percentage points", ABS, "pp", DOWN, (1.2,))]),
    ("Blood pressure decreased by −5.2 mmHg.", [("−5.2 mmHg", ABS, "mmHg", DOWN, (5.2,))]),
    ("Patients on the drug lived 4.5 months longer.", [("4.5 months", ABS, "months", UP, (4.5,))]),
    ("Magnesium increased sleep time by 16 minutes.", [("16 minutes", ABS, "minutes", UP, (16,))]),
    ("The programme reduced the pain score by 2.1 points.", [("2.1 points", ABS, "points", DOWN, (2.1,))]),
    ("Cinnamon lowered HbA1c by 0.5 percentage points.",
     [("0.5 percentage points", ABS, "pp", DOWN, (0.5,))]),
    ("The beet shot lowered systolic and diastolic pressure by 5 and 3 mmHg, respectively.",
     [("5", ABS, "mmHg", DOWN, (5,)), ("3 mmHg", ABS, "mmHg", DOWN, (3,))]),
]  # fmt: skip

MULTIPLES: list[tuple[str, list[Row]]] = [
    ("Vaping doubled the risk of bronchitis.", [("doubled", FOLD, "fold", UP, (2,))]),
    ("Night owls were twice as likely to be depressed.", [("twice", FOLD, "fold", UP, (2,))]),
    ("Plasma carotene rose threefold on the kale diet.", [("threefold", FOLD, "fold", UP, (3,))]),
    ("The cream led to a 2.5-fold increase in ceramide levels.", [("2.5-fold", FOLD, "fold", UP, (2.5,))]),
    ("Smokers had three times the risk of tooth loss.", [("three times", FOLD, "fold", UP, (3,))]),
    ("Exposure to mould tripled the odds of wheeze.", [("tripled", FOLD, "fold", UP, (3,))]),
    ("Heavy snorers were 4 times more likely to fall asleep at the wheel.", [("4 times", FOLD, "fold", UP, (4,))]),
]

PAIRS: list[tuple[str, list[Row]]] = [
    ("On the lentil diet, HbA1c fell from 8.1% to 6.9%.", [("8.1% to 6.9%", FROM_TO, "%", DOWN, (8.1, 6.9))]),
    ("Ferritin rose from 12 to 31 ng/mL with the tablets.",
     [("12 to 31 ng/mL", FROM_TO, "ng/mL", UP, (12, 31))]),
    ("LDL dropped from 160 mg/dL to 142 mg/dL after the plant sterols.",
     [("160 mg/dL to 142 mg/dL", FROM_TO, "mg/dL", DOWN, (160, 142))]),
    ("Pain improved in 45% of users of the gel vs 22% on placebo.",
     [("45% of users of the gel vs 22%", GROUPS, "%", "improve", (45, 22))]),
    ("Remission was reached by 45% of patients on the drug compared with 22% on placebo.",
     [("45% of patients on the drug compared with 22%", GROUPS, "%", UP, (45, 22))]),
    ("Stroke occurred in 3.1% of the statin group and 4.8% of the placebo group.",
     [("3.1% of the statin group and 4.8%", GROUPS, "%", DOWN, (3.1, 4.8))]),
    ("45% of the zinc group versus 30% of the control group had recovered by day five.",
     [("45% of the zinc group versus 30%", GROUPS, "%", UP, (45, 30))]),
]  # fmt: skip

RATES: list[tuple[str, list[Row]]] = [
    ("After eight weeks of the serum, 68% of participants reported smoother skin.",
     [("68%", RATE, "%", UP, (68,))]),
    ("Nine in ten users agreed that their hair felt thicker after the treatment.",
     [("Nine in ten", RATE, "%", UP, (90,))]),
    ("98% of users saw smoother skin.", [("98%", RATE, "%", UP, (98,))]),
    ("One in four users of the patch stopped smoking.", [("One in four", RATE, "%", UP, (25,))]),
    ("Half of the patients treated with the laser were clear of acne.", [("Half", RATE, "%", UP, (50,))]),
    ("Nausea was reported by 12% of patients taking the pill.", [("12%", RATE, "%", UP, (12,))]),
]  # fmt: skip

EFFECT_SIZES: list[tuple[str, list[Row]]] = [
    ("Regular sauna use was associated with lower mortality (HR 0.75).", [("HR 0.75", SIZE, "ratio", DOWN, (0.75,))]),
    (
        "The odds ratio for asthma was 1.8 in children of smokers.",
        [("odds ratio for asthma was 1.8", SIZE, "ratio", UP, (1.8,))],
    ),
    ("The number needed to treat was 12.", [("number needed to treat was 12", SIZE, "ratio", UP, (12,))]),
    ("The pooled effect size was SMD 0.42 in favour of yoga.", [("SMD 0.42", SIZE, "ratio", UP, (0.42,))]),
    (
        "Coffee drinkers had a relative risk of 0.82 for gallstones.",
        [("relative risk of 0.82", SIZE, "ratio", DOWN, (0.82,))],
    ),
]

TWO_CHANGES: list[tuple[str, list[Row]]] = [
    ("Pill users had 62% fewer colds, while spray users had 73% fewer colds.",
     [("62%", REL, "%", DOWN, (62,)), ("73%", REL, "%", DOWN, (73,))]),
    ("The risk of gout was cut by 63% overall, but in daily drinkers it fell by 78%.",
     [("63%", REL, "%", DOWN, (63,)), ("78%", REL, "%", DOWN, (78,))]),
]  # fmt: skip

NULL_RESULTS: list[tuple[str, list[Row]]] = [
    ("There was no difference in BMI between the tea and water groups (0.1 kg/m², p = 0.8).",
     [("0.1 kg/m²", ABS, "kg/m²", NONE, (0.1,))]),
]  # fmt: skip

PREVALENT: list[tuple[str, list[Row]]] = [
    ("Up to 70% of people with sensitive skin have a weak barrier.", [("70%", PREVALENCE, "%", None, (70,))]),
    ("One in five adults sleeps badly.", [("One in five", PREVALENCE, "%", None, (20,))]),
    ("About 1 in 10,000 babies is born with the condition.", [("1 in 10,000", PREVALENCE, "%", None, (0.01,))]),
    ("Some 3 million people have coeliac disease.", [("3 million", PREVALENCE, "people", None, (3_000_000,))]),
    ("A third of Britons are deficient in vitamin D.", [("A third", PREVALENCE, "%", None, (33.33,))]),
    ("Eczema affects 15% of children worldwide.", [("15%", PREVALENCE, "%", None, (15,))]),
    ("An estimated 6.5 million Americans live with chronic hives.",
     [("6.5 million", PREVALENCE, "Americans", None, (6_500_000,))]),
    ("Among adults with gout, 1 in 4 has kidney stones.", [("1 in 4", PREVALENCE, "%", None, (25,))]),
    ("Nearly 40 percent of nurses report back pain.", [("40 percent", PREVALENCE, "%", None, (40,))]),
    ("Two thirds of teenagers sleep less than eight hours.", [("Two thirds", PREVALENCE, "%", None, (66.67,))]),
    ("The prevalence of gout is 4% among men.", [("4%", PREVALENCE, "%", None, (4,))]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "expected"),
    RELATIVE + ABSOLUTE + MULTIPLES + PAIRS + TWO_CHANGES + RATES + EFFECT_SIZES + NULL_RESULTS,
)
def test_efficacy(nlp: Language, sentence: str, expected: list[Row]) -> None:
    found = read(nlp, sentence)
    assert rows(found) == expected
    assert {e.claim_type for _, e in found} == {"efficacy"}


@pytest.mark.parametrize(("sentence", "expected"), PREVALENT)
def test_prevalence(nlp: Language, sentence: str, expected: list[Row]) -> None:
    found = read(nlp, sentence)
    assert rows(found) == expected
    assert {e.claim_type for _, e in found} == {"prevalence"}


@pytest.mark.parametrize(
    ("sentence", "quantity"),
    [
        ("On the sour cherry diet, CRP fell by 12%, from 50 to 44 mg/L.", {12.0}),
        ("Weight dropped 10%, from 90 to 81 kg, on the shakes.", {10.0}),
    ],
)
def test_a_change_with_its_ends_is_one_claim(nlp: Language, sentence: str, quantity: set[float]) -> None:
    assert quantity <= set(numbers(one(nlp, sentence)))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Strokes struck 3.6% of salt users versus 4.6% of others, a 22% relative reduction.", [(3.6, 4.6)]),
        ("Walkers had a 25% lower rate of stroke, 9% compared with 12% in sitters.", [(25, 9, 12)]),
        ("Nearly half of nurses (48%) have insomnia.", [(50,)]),
        ("Walkers had a 25% lower risk of stroke, and gout struck 3% of them versus 6% of sitters.", [(25,), (3, 6)]),
    ],
)
def test_an_effect_given_in_two_forms_is_one_claim_in_the_first(
    nlp: Language, sentence: str, expected: list[tuple[float, ...]]
) -> None:
    assert [numbers(effect) for _, effect in read(nlp, sentence)] == expected


def test_one_number_shared_by_two_outcomes_is_one_claim(nlp: Language) -> None:
    assert rows(read(nlp, "Krill oil lowered IL-6 and TNF-α by 22%.")) == [("22%", REL, "%", DOWN, (22,))]


@pytest.mark.parametrize(
    ("sentence", "estimate", "measure", "low", "high", "level", "p"),
    [
        ("Sauna use lowered mortality (HR 0.75 [95% CI 0.60–0.93]; p = 0.008).", 0.75, "HR", 0.60, 0.93, 95, "=0.008"),
        ("Mould raised the odds of wheeze (OR 1.8; 95% CI 1.2 to 2.7, p<0.01).", 1.8, "OR", 1.2, 2.7, 95, "<0.01"),
        ("The salt lowered pressure by 5.2 mmHg (95% CI 3.1–7.3, P < 0.001).", 5.2, None, 3.1, 7.3, 95, "<0.001"),
        ("The hazard ratio for stroke was 0.8 (90% CI, 0.7 to 0.9).", 0.8, "HR", 0.7, 0.9, 90, None),
    ],
)
def test_interval_and_p_value_belong_to_the_estimate(
    nlp: Language, sentence: str, estimate: float, measure: str | None, low: float, high: float, level: float,
    p: str | None,
) -> None:  # fmt: skip
    effect = one(nlp, sentence)
    assert (effect.value, effect.effect_measure) == (estimate, measure)
    assert (effect.ci_low, effect.ci_high, effect.ci_level, effect.p_value) == (low, high, level, p)


def test_level_after_a_comma_leaves_the_ratio_alone(nlp: Language) -> None:
    effect = one(nlp, "Sauna use lowered mortality (HR 0.75, 95% CI 0.60–0.93).")
    assert (effect.value, effect.unit, effect.ci_low, effect.ci_high) == (0.75, "ratio", 0.60, 0.93)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Iron tablets raised haemoglobin by 9 g/L in a month.", ("9 g/L", ABS, "g/L", UP, (9,))),
        ("Oat bran lowered LDL cholesterol by 18 mg/dL.", ("18 mg/dL", ABS, "mg/dL", DOWN, (18,))),
    ],
)
def test_unit_is_read_whole(nlp: Language, sentence: str, expected: Row) -> None:
    assert rows(read(nlp, sentence)) == [expected]


@pytest.mark.parametrize(
    "sentence", ["With the new drug, 9 of 16 patients responded.", "Ulcers healed in 9 of 16 patients given the gel."]
)
def test_count_of_responders(nlp: Language, sentence: str) -> None:
    effect = one(nlp, sentence)
    assert (effect.quantity_kind, effect.n_events, effect.n_total, effect.unit) == (RATE, 9, 16, "patients")


def test_raised_water_loss_is_an_increase(nlp: Language) -> None:
    assert one(nlp, "The soap raised transepidermal water loss (TEWL) by 25% in adults.").direction == UP


def test_each_estimate_has_its_own_interval(nlp: Language) -> None:
    text = "The diet lowered the risk of stroke (HR 0.80; 95% CI 0.70–0.91) and of gout (HR 0.66; 95% CI 0.50–0.87)."
    assert [(e.value, e.ci_low, e.ci_high) for _, e in read(nlp, text)] == [(0.80, 0.70, 0.91), (0.66, 0.50, 0.87)]


@pytest.mark.parametrize(
    ("sentence", "negated", "hedged"),
    [
        ("Ginger did not reduce nausea by 30%.", True, False),
        ("Ginger reduced nausea by 30%.", False, False),
        ("Ginger may reduce nausea by 30%.", False, True),
        ("Ginger can reduce nausea by 30%.", False, False),
        ("Ginger could cut nausea by up to 30%.", False, True),
        ("Ginger cut nausea by almost 30%.", False, False),
    ],
)
def test_denial_and_hedging(nlp: Language, sentence: str, negated: bool, hedged: bool) -> None:
    effect = one(nlp, sentence)
    assert (effect.negated, effect.hedged) == (negated, hedged)


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("up to 30%", "up_to"), ("about 30%", "about"), ("at least 30%", "at_least"), ("more than 30%", "more_than"),
        ("less than 30%", "less_than"), ("nearly 30%", "nearly"), ("an average of 30%", "average"), ("30%", None),
    ],
)  # fmt: skip
def test_qualifier_stays_outside_the_quantity(nlp: Language, words: str, qualifier: str | None) -> None:
    [(text, effect)] = read(nlp, f"Thyme syrup reduced coughing by {words}.")
    assert (text, effect.qualifier) == ("30%", qualifier)


NO_CLAIM = [
    "Take 400 mg of magnesium with food each evening.",
    "The recommended intake for women is 18 mg a day.",
    "The serum contains 10% niacinamide.",
    "A bottle costs $24.99, or 15% off with a code.",
    "Save 30% on your first order of probiotics.",
    "The participants were 45 to 70 years old.",
    "The mean age was 61.2 years.",
    "In all, 240 adults took part in the trial.",
    "The trial lasted 12 weeks and ended in March 2021.",
    "We tested whether ginger reduces nausea by 30%.",
    "A new trial is testing whether ginger reduces nausea by 30%.",
    "The study aimed to find out if zinc shortens colds by 2 days.",
    "Could beet juice lower your blood pressure by 10%?",
    "One cup of lentils provides 40% of the daily value of folate.",
    "Almonds have 21 g of protein per 100 g.",
    "The clinic opened in 1998.",
    "Magnesium takes part in over 300 enzyme reactions.",
    "The outer layer of the skin is 64% water.",
    "High blood pressure is defined as 140/90 mmHg or above.",
    "Ferritin below 15 ng/mL points to iron deficiency.",
    "The half-life of the drug is 6 hours.",
    "The market for collagen is worth $4.7 billion and grew by 8% last year.",
    "Treatment cost £1,200 a month.",
    "Vitamin B12 and omega-3 are sold together.",
    "At baseline, the average weight was 92 kg.",
    "The review covered 14 trials.",
    "The difference was significant (p = 0.03).",
    "The 95% confidence interval was 0.7 to 0.9.",
    "Call 0800 555 0199 between 9 and 5.",
    "The cream greatly reduced redness within 4 weeks.",
    "Phase 3 trials begin in 2027.",
    "Store the capsules below 25 °C.",
    "Apply sunscreen of SPF 50 every two hours.",
    "Half a teaspoon of cinnamon is enough.",
    "See pages 112–118 of the handbook.",
]


@pytest.mark.parametrize("sentence", NO_CLAIM)
def test_no_claim(nlp: Language, sentence: str) -> None:
    assert rows(read(nlp, sentence)) == []


@pytest.mark.parametrize(
    ("after", "noun"),
    [
        (" lesions after twelve weeks", "lesions"),
        (" fewer headache days a month", "days"),
        (" (1–42) days in the control group", "days"),
        (" of the ulcers", "ulcers"),
        (" in the control groups", None),
        (" and triglycerides", None),
        (" versus 4.2", None),
        (" less than before", None),
    ],
)
def test_what_a_bare_number_counts(after: str, noun: str | None) -> None:
    assert counted("0.8" + after, 3) == noun
