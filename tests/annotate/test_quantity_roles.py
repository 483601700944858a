"""Numbers and their jobs: a sentence marks one number with « », with the role it must get (None: may be an effect)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.annotate.quantity_roles import classify

EXAMPLES: dict[str, list[str]] = {
    "dose": [
        "She took «400 mg» of magnesium a day.",
        "Half of them drank «three» cups of hibiscus tea daily.",
        "Volunteers were given either «5» or 10 g of creatine each morning.",
        "The label says «2,000 IU» daily.",
        "The dose was raised to «600 mg» in week four.",
        "Cocoa (about «25 g») went into the morning porridge.",
        "The infusion was set at «0.5 mg»/kg.",
        "People ate «six» dates a day before the birth.",
    ],
    "strength": [
        "The serum holds «10%» niacinamide.",
        "A cream containing «0.5%» retinol was tried first.",
        "Buy the «1000 IU» capsules.",
        "Wear SPF «50» in summer.",
        "The extract is standardised to «5%» withanolides.",
        "Pain was worse in the «2%» lidocaine group.",
    ],
    "frequency": [
        "Apply it «twice» a day.",
        "They trained «three times» a week.",
        "Blood was drawn every «two weeks».",
        "She smoked «ten» cigarettes a day.",
    ],
    "sample_size": [
        "The treated arm (n = «60») was older.",
        "In a trial of «64» adults with insomnia, zinc did nothing.",
        "«84» women were randomised to light or sham.",
        "Researchers in Oslo recruited «120» healthy volunteers.",
        "A survey of more than «2,000» shoppers was read as proof.",
        "Among «48» smokers, the patch worked.",
        "The «18» patients in the study had all failed surgery.",
        "Barley tea, 6 weeks | «65» adults | −1.2 mmHg",
    ],
    "age": [
        "Men aged 40–«70» were eligible.",
        "A «57»-year-old teacher told us so.",
        "Marlene, «61», sleeps better now.",
        "Their mean age was «71.3 years».",
        "Women over «50» should ask first.",
        "Everyone «40» and older was invited.",
        "It mostly strikes people in their «30s».",
        "Children younger than «12 years» of age were left out.",
    ],
    "duration": [
        "They took it for «12 weeks».",
        "This «24-week» trial had two arms.",
        "A «two-year» follow-up is under way.",
        "At «6 months» the gain had gone.",
        "Pain was scored at baseline, week 4 and week «12».",
        "«Three months» later the rash was back.",
        "Magnesium oxide, 300 mg, «8 weeks»",
        "After the first «10 days» nobody complained.",
        "The study lasted «9 weeks».",
        "Give it «8 weeks».",
        "The duration of treatment was «10 days».",
        "Ulcers healed after «14 days» of honey.",
        "Adults should get «7–9 hours» of sleep.",
    ],
    "date": [
        "It was published in «2019».",
        "The paper came out on March «12», 2021.",
        "In the «1990s» nobody asked.",
        "The rule dates from «14» July 2003.",
        "Records from «2005 to 2012» were read.",
    ],
    "time": ["Doors open at «6.30» pm.", "The session starts at 10:«30».", "A nurse answers «24»/7."],
    "ci_level": [
        "Risk fell by 25% («95%» CI 0.71 to 0.90).",
        "The «95%» confidence interval was wide.",
    ],
    "ci_bound": [
        "The hazard ratio was 0.81 (95% CI «0.71 to 0.90»).",
        "OR 1.4 (95% CI: 1.1–«1.9»)",
        "Weight rose by 0.5 kg (CI 95% «0.1» to 0.9).",
        "A mean of 20.1 ng/mL [«15.0–26.2» ng/mL] was seen.",
    ],
    "p_value": [
        "The fall was clear (p = «0.03»).",
        "LDL fell by 12% (P<«.001»).",
        "Sleep onset | −11 min | −3 min | «0.02»",
        "It missed significance, p for trend «0.06».",
    ],
    "statistic": [
        "Scores averaged 31 (SD «4.8»).",
        "An effect was found, F(«2»,18) = 3.4.",
        "Agreement was good (kappa = «0.82»).",
        "The trial had «80%» power.",
        "Heterogeneity was high (I² = «74%»).",
    ],
    "price": ["A jar costs £«24.99».", "They paid «30 dollars» a month.", "The fund gave $«10 million»."],
    "discount": ["Save «20%» today!", "All masks are «50%» off this week.", "Use code GLOW for a discount of «15%»."],
    "market": ["The market for collagen grew by a value of «9%».", "Sales of melatonin rose «40%» in one winter."],
    "count": [
        "«Seven» reasons to sleep more.",
        "The review pooled «34» trials.",
        "Patients came from «three» sites.",
        "We bought «12» bottles at random.",
        "«One» of the authors owns the company.",
        "«One of three» groups got a placebo.",
    ],
    "nutrient_content": [
        "A bar gives «100%» of the daily value of zinc.",
        "Each pot holds «12» calories.",
        "A slice has «3 g» sugar per serving.",
        "One sachet covers «40%» of your RDA.",
        "Two oysters provide about «24 mg» of zinc.",
    ],
    "composition": ["Skin is «64%» water.", "Ash makes up «75%» of the dry weight."],
    "threshold": [
        "Adults with a BMI over «30» were asked.",
        "Most achieved at least «50%» reduction in attacks.",
        "Weight loss of ≥«5%» was the goal.",
        "High blood pressure was defined as a reading above «140» mmHg.",
        "Those who had «two» or more drinks a night were left out.",
        "Women in the top «25%» of tea drinkers slept best.",
    ],
    "unit_definition": ["Pain was marked on a scale of 0 to «10».", "They used a «0–100 mm» visual analogue scale."],
    "baseline": ["Baseline leg press was «88.4 kg».", "At entry, «72%» male and mostly retired."],
    "reference_range": ["The normal range is «264 to 916» ng/dL."],
    "identifier": [
        "Trial registration: NCT«01234567».",
        "PMID: «31234567»",
        "See https://example.org/papers/«2019»/zinc.",
        "Call 1-800-«555»-0117 for orders.",
        "doi:10.5555/abc.2020.«117»",
        "Enter code GLOW«20» at the till.",
    ],
    "name": [
        "Levels of IL-«6» were measured.",
        "Vitamin B«12» shots were given.",
        "Fish is rich in omega-«3» fats.",
        "It began before COVID-«19».",
        "People with type «2» diabetes joined.",
        "A phase «3» trial is planned.",
        "See Table «1».",
        "Coenzyme Q«10» was no help.",
        "Plants breathe in CO«2».",
        "This double-blind study used a «7-point» scale.",
        "Stage «4» cancers were left out.",
    ],
    "ordinal": ["It struck in the «third» trimester.", "It was the «21»st century's first."],
    "list_label": ["«1». Put the phone away.", "Step «3»: dim the lights.", "They offer (1) advice; («2») tools."],
    "rating": ["Our tea scores «4.6»/5 stars.", "Rated 4.6/«5» from 2,184 reviews."],
    "physical": [
        "The mask shines at «633 nm».",
        "Store below «38 °C».",
        "The panel gives off «35 mW/cm²» at the skin.",
    ],
    "dropout": [
        "In all, «92%» completed the study.",
        "Adherence was «81%» by pill count.",
        "«Nine» participants dropped out.",
    ],
    "citation": ["Zinc helps (Oduya et al., «2019»).", "as shown before [3,«12»]"],
    "aim": ["We tested whether zinc cuts colds by «10%»."],
    "hypothetical": ["Can a cup of tea lower cholesterol by «15%»?"],
}

# numbers that may well be the size of an effect or a prevalence, each close to one of the above
CANDIDATES = [
    "Magnesium cut attacks by «40%».",
    "LDL cholesterol fell by «14 mg/dL».",
    "TEWL dropped «25%» after 12 weeks.",
    "«45%» of users saw smoother skin.",
    "In the same test «81%» said that their skin felt firmer.",
    "«One in five» adults sleeps badly.",
    "«Two-thirds» of patients had low zinc.",
    "They were «twice» as likely to recover.",
    "The rate of falls was «halved».",
    "Counts «doubled» within three days.",
    "Risk was «three times» higher in smokers.",
    "Up to «70%» of people with eczema scratch at night.",
    "Systolic pressure fell from «150» to 141 mmHg.",
    "Weight fell from 92 to «86 kg».",
    "Wounds healed «4 days» faster.",
    "Labour was «two hours» shorter with dates.",
    "Colds lasted «five days» against seven with placebo.",
    "Sleep onset took «11 minutes» less.",
    "A «3-day» reduction in hospital stay followed.",
    "Users gained an extra «40 minutes» of sleep.",
    "Symptoms lasted up to «12 days».",
    "It spares «two years» of brain ageing.",
    "The hazard ratio was «0.81» (95% CI 0.71 to 0.90).",
    "Deaths were fewer (HR «0.75»; p = 0.02).",
    "There was no difference in BMI («0.1» kg/m², p = 0.8).",
    "Strength rose «14.8%» with creatine and 8.2% with placebo.",
    "Strength rose 14.8% with creatine and «8.2%» with placebo.",
    "«Nine of 16» patients responded.",
    "«35» women in the placebo group developed preeclampsia.",
    "«67» men had a stroke.",
    "Complications developed in «12» patients (44%) without the drink.",
    "«3 million» people have psoriasis.",
    "About «40 million» Americans live with pain.",
    "Screening prevents «one» death per 2,000 women.",
    "Handgrip | +«1.9 kg» | +0.7 kg | 0.04",
    "Bone density rose (+«24%») on the jump plan.",
    "People lost «21%» of their body weight.",
    "A relative risk reduction of «60%» was reported.",
    "The tablets bring a reduction of «6.2 points» on the stress scale.",
    "Plasma levels stayed between 0.1 and «0.2 µg/mL».",
    "Blood loss fell by «100 mL».",
    "The drug saved «100» lives a year.",
    "Wrinkles shrank by up to «a third».",
    "Protection lasts up to «20 years».",
    "Procollagen output jumped «2.5-fold» after one exposure.",
    "Between 14% and «24%» of diabetics get foot ulcers.",
    "Women had «50%» fewer hot flashes than men.",
    "Around «6%» of them need hospital care.",
    "The number needed to treat was «3».",
    "Users lost «4.7%» of weight in a year.",
    "He reports a «100%» cure rate.",
    "Pain freedom | «26%» | 18% | .04",
    "Redness fell by «one-third» in eight weeks.",
    "The death rate was «23.8%» in the strict arm.",
    "Tea drinkers had a lower «25%» risk of gout.",
    "Average sleep time increased from «6.2 to 6.9 hours».",
    "Zinc shortened colds by 33%, or about «2.7 days».",
    "Ulcers healed in «14 days» with honey.",
    "The average duration of colds was «4.5 days» in the zinc group.",
    "The response rate was «56%» in the active group.",
    "Nappers gained «1.2 hours» a night.",
    "Tea drinkers ate «200» fewer calories a day.",
    "«One» person in 200 has the gene.",
    "Median survival was «18.2 months» with the drug.",
    "All «three times» the risk was higher.",
]


def mark(sentence: str) -> tuple[str, int, int, str | None, float | None]:
    """Text without the marks, offsets of the number, its unit if it is a relative one, its value if in digits."""
    before, number, after = re.split("[«»]", sentence)
    relative = {"%": "%", "percent": "%", "third": "%", "thirds": "%", "fold": "fold", "times": "fold"}
    last = re.search(r"%|[a-z]+$", number)
    value = float(number.split()[0].replace(",", "")) if re.fullmatch(r"[\d.,]+", number.split()[0]) else None
    unit = relative.get(last.group()) if last else None
    return before + number + after, len(before), len(before) + len(number), unit, value


def role(sentence: str, heading: str | None = None, block_kind: str = "paragraph") -> str | None:
    text, start, end, unit, value = mark(sentence)
    return classify(text, start, end, unit, value=value, heading=heading, block_kind=block_kind)


@pytest.mark.parametrize(
    ("sentence", "expected"), [(sentence, name) for name, sentences in EXAMPLES.items() for sentence in sentences]
)
def test_number_with_a_job_of_its_own(sentence: str, expected: str) -> None:
    assert role(sentence) == expected


@pytest.mark.parametrize("sentence", CANDIDATES)
def test_number_that_may_be_an_effect_gets_no_role(sentence: str) -> None:
    assert role(sentence) is None


@pytest.mark.parametrize(
    ("heading", "sentence", "expected"),
    [
        ("Methods", "Loads rose in steps of «5%».", "method"),
        ("Results", "Loads rose in steps of «5%».", None),
        ("Design and setting", "Loads rose in steps of «5%».", "method"),
        ("Baseline characteristics", "Diabetes | «12%» | 13%", "baseline"),
        ("Disclaimer", "Around «30%» of readers differ.", "boilerplate"),
        ("About zinc", "Around «30%» of readers are short of it.", None),
    ],
)
def test_heading_decides_where_the_sentence_is_silent(heading: str, sentence: str, expected: str | None) -> None:
    assert role(sentence, heading=heading) == expected


def test_number_with_a_unit_counts_no_people() -> None:
    text = "LDL cholesterol fell from 160 to 142 mg/dL in men."
    at = text.index("160")
    assert classify(text, at, at + 3, "mg/dL", value=160.0) is None


def test_number_that_opens_a_headline_is_a_count() -> None:
    assert role("«10» Walking Shoes That Last", block_kind="title") == "count"
    assert role("«10%» fewer falls with vitamin D", block_kind="title") is None
    assert role("«10» Walking Shoes That Last") is None


@given(st.text(alphabet="abc 0123456789.,%-–(){}[]/:=<>pnCI\n", max_size=80), st.data())
def test_any_text_is_answered(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    answer = classify(text, start, end, None, value=None)
    assert answer is None or answer.replace("_", "").isalpha()


@given(st.sampled_from([s for sentences in EXAMPLES.values() for s in sentences] + CANDIDATES))
def test_unit_inside_or_outside_the_span_makes_no_difference(sentence: str) -> None:
    text, start, end, unit, value = mark(sentence)
    bare = re.match(r"[\d.,–]*\d", text[start:end])
    if bare is None:
        return
    assert classify(text, start, end, unit, value=value) == classify(text, start, start + bare.end(), unit, value=value)
