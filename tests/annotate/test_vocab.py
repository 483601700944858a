"""The word lists of mentions: well formed, and their patterns know drugs and diseases from plain English."""

from __future__ import annotations

import re

import pytest

from claimx.annotate.vocab import lines


def words(text: str) -> list[str]:
    """The words of a block of text."""
    return text.split()


INTERVENTIONS = lines("interventions.txt")
AFFIXES = lines("intervention_affixes.txt")
CONDITIONS = tuple(e for e in lines("conditions.txt") if not e.startswith("~"))
DISEASE_ENDINGS = tuple(e[1:] for e in lines("conditions.txt") if e.startswith("~"))
DRUG_FORMS = tuple(e for e in AFFIXES if not e.startswith("!"))
CODE_NAMES = tuple(e[1:] for e in AFFIXES if e.startswith("!"))

DRUGS = words(
    """
adalimumab erlotinib ramipril valsartan rosuvastatin sitagliptin empagliflozin liraglutide bisoprolol carvedilol
fluconazole flucloxacillin erythromycin ritonavir fluoxetine sumatriptan enoxaparin amlodipine clonazepam lidocaine
torasemide hydrochlorothiazide diclofenac ibuprofen etoricoxib ondansetron famotidine omeprazole levonorgestrel
palbociclib apixaban dabigatran rimegepant suvorexant tofacitinib levocetirizine etanercept ceftriaxone doxycycline
levofloxacin inclisiran olaparib bortezomib zoledronate tirzepatide metformin pioglitazone artemether ipratropium
"""
)

DISEASES = words(
    """
bronchitis thrombosis ischaemia hyperglycemia neuropathy neuralgia melanoma haematuria neutropenia amenorrhoea
hemiplegia agoraphobia dystrophy splenomegaly vasospasm lymphoedema narcolepsy candidiasis dysplasia dyskinesia
dyspepsia hypersomnia dystonia hypothyroidism bronchiectasis myopia
"""
)

ENGLISH = words(
    """
about above accept academia account across action actually address admit adult advice affect afternoon again against
agree airline allow almost alone along already although always among amount analysis anatomy animal another answer
anything anyone appear apology approach area argue aroma arrive article assume attention author autonomy available
average baseline because become before begin behind believe benefit better between beyond border bottle break bridge
bring brother budget build business butter cabinet candidate capital captain careful carry cartoon catalogue central
century certain chance change chapter charge chocolate choose citizen civil claim clear close coastline cocoon
collection column combine comment common company compare complete concept concern consider contain continue control
corner could country couple course cover create crime critic crucial culture current daily daughter deadline decade
decide deliver depend describe design despite detail determine develop diagnosis dichotomy differ difficult dinner
diploma direct discover discuss doctor doctrine dolphin double dream drive during early economy effect eight either
elephant empathy engine enjoy enough enter entire especially every evidence examine example excel except exercise
expect experience explain family famous feature february festival figure finally finance finish follow foreign forget
former forward friend future garden general genuine gladiator global gradual harlequin headline heroine history holiday
hormone hospital however human hundred hygiene imagine improve include increase indeed individual industry inside
instead interest intercept island journal journey justice kitchen knowledge language large later laugh lawyer leader
learn letter limited machine magazine maintain major manage mandolin mannequin margin marine market martin material
matter maybe measure medical member mention message method middle million minute moment mongrel morning mother mountain
movement musician myself nation native nature nearly never newspaper nostalgia notice number obtain occur offer office
often operate opine option order other outside overall parent participant particular partner pattern people percept
percent perform perhaps period person physical picture platform player please point police popular position practice
precept prepare present pretty prevent private probably problem process produce profile program promise protein provide
public purpose quality question quickly rather reader reason receive recent record reduce region relate remain remember
report require research resource respond result return review routine science season second section secure sequin
serious servant service several severe should similar simple sister social society someone something special station
stadium statistic status strategy street strong student study subject success suddenly suggest summer support surface
sympathy system table teacher theory there thermostat these thing think thousand through today together tomorrow toward
tradition training travel treat trouble trouser under understand until urban usually vaccinologist various victim
village vitamin voice warning watch weather website welcome whether which while whole window within without woman
wonder worker world would write yellow yesterday young
"""
)


def known_as(word: str, patterns: tuple[str, ...], flags: int = re.IGNORECASE) -> list[str]:
    """The patterns that match the whole word."""
    return [p for p in patterns if re.fullmatch(p, word, flags)]


@pytest.mark.parametrize("entries", [INTERVENTIONS, CONDITIONS], ids=["interventions", "conditions"])
def test_entries_are_lower_case_words_and_stand_once(entries: tuple[str, ...]) -> None:
    assert len(entries) > 500
    assert sorted(entries) == sorted(set(entries))
    assert [e for e in entries if e != e.lower() or "  " in e] == []


@pytest.mark.parametrize("patterns", [AFFIXES, DISEASE_ENDINGS], ids=["affixes", "disease endings"])
def test_patterns_compile_and_stand_once(patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        re.compile(pattern.removeprefix("!"))
    assert sorted(patterns) == sorted(set(patterns))


def test_only_what_both_acts_and_is_changed_stands_in_both_lists() -> None:
    assert set(INTERVENTIONS) & set(CONDITIONS) == {"sleep"}


def test_no_intervention_has_the_form_of_a_disease() -> None:
    assert [e for e in INTERVENTIONS if known_as(e, DISEASE_ENDINGS)] == []


def test_comparators_are_no_interventions() -> None:
    assert {"placebo", "usual care", "control", "dummy pill", "sham"}.isdisjoint(INTERVENTIONS)


@pytest.mark.parametrize("drug", DRUGS)
def test_a_drug_is_known_by_its_form(drug: str) -> None:
    assert known_as(drug, DRUG_FORMS)


@pytest.mark.parametrize("disease", DISEASES)
def test_a_disease_is_known_by_its_ending(disease: str) -> None:
    assert known_as(disease, DISEASE_ENDINGS)


def test_plain_english_has_neither_form() -> None:
    assert len(set(ENGLISH)) > 200
    assert {w: p for w in ENGLISH if (p := known_as(w, DRUG_FORMS + DISEASE_ENDINGS))} == {}


@pytest.mark.parametrize(
    "marker",
    ["cystatin", "myostatin", "cholesterol", "glycerol", "histidine", "interleukin", "aldosterone", "hadronic"],
)
def test_substances_of_the_body_are_no_drugs(marker: str) -> None:
    assert known_as(marker, DRUG_FORMS) == []


@pytest.mark.parametrize("name", ["AZD1222", "BNT162b2", "MK-3475", "LY3298176", "mRNA-1273"])
def test_a_code_name_is_an_intervention(name: str) -> None:
    assert known_as(name, CODE_NAMES, 0)


@pytest.mark.parametrize(
    "name",
    ["COVID-19", "ASCO2024", "CA125", "IL-6", "NCT01234567", "PMC1234567", "B12", "PM10", "SF-36", "H1N1", "azd1222"],
)
def test_years_markers_and_registrations_are_no_code_names(name: str) -> None:
    assert known_as(name, CODE_NAMES, 0) == []
