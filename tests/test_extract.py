"""From an annotated article to rows: offsets, identity, what is computed."""

from __future__ import annotations

import hashlib

import pytest
from spacy.language import Language

from claimx import annotate
from claimx.extract import effect_percent, extract, normalise
from claimx.records import Article, Block, Claim, Effect, QuantityKind

MAGNESIUM = (
    "Magnesium lowered transepidermal water loss (TEWL) by 25% in adults with dry skin (Lindqvist et al., 2017)."
)
OATS = "LDL cholesterol fell from 160 to 142 mg/dL with oats."


def article(*paragraphs: str, article_id: str = "a1") -> Article:
    blocks, text = [], ""
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        blocks.append(Block("paragraph", len(text), len(text) + len(paragraph)))
        text += paragraph
    return Article(
        article_id=article_id,
        path="notes/skin.txt",
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        blocks=tuple(blocks),
    )


def rows(nlp: Language, *paragraphs: str, article_id: str = "a1") -> list[Claim]:
    [(doc, read)] = annotate.annotate(nlp, [article(*paragraphs, article_id=article_id)])
    return extract(doc, read)


def test_offsets_give_sentence_and_quantity_back(nlp: Language) -> None:
    paragraphs = ("Skin — naïve or not — gets dry.", f"A word before. {MAGNESIUM} A word after.", OATS)
    text = article(*paragraphs).text
    claims = rows(nlp, *paragraphs)
    assert [c.sentence for c in claims] == [MAGNESIUM, OATS]
    for claim in claims:
        assert text[claim.sentence_start : claim.sentence_end] == claim.sentence
        assert text[claim.quantity_start : claim.quantity_end] == claim.quantity_text
        assert claim.sentence_start <= claim.quantity_start < claim.quantity_end <= claim.sentence_end


def test_row(nlp: Language) -> None:
    [claim] = rows(nlp, MAGNESIUM)
    assert (claim.claim_type, claim.quantity_kind, claim.quantity_text) == ("efficacy", "relative_change", "25%")
    assert (claim.value, claim.unit, claim.direction, claim.effect_percent) == (25.0, "%", "decrease", -25.0)
    assert (claim.intervention_norm, claim.population) == ("magnesium", "adults with dry skin")
    assert (claim.citation_style, claim.citation_status) == ("author_year", "dangling")
    assert (claim.source_author, claim.source_year) == ("Lindqvist", 2017)
    assert (claim.article_id, claim.article_path, claim.block_kind) == ("a1", "notes/skin.txt", "paragraph")


def test_claim_id_ignores_unrelated_text(nlp: Language) -> None:
    [alone] = rows(nlp, MAGNESIUM)
    [after] = rows(nlp, "Dry skin is a nuisance.", f"It itches. {MAGNESIUM}")
    assert after.claim_id == alone.claim_id
    assert after.sentence_start != alone.sentence_start


def test_claim_id_tells_repetitions_quantities_and_articles_apart(nlp: Language) -> None:
    twice = rows(nlp, MAGNESIUM, MAGNESIUM)
    assert len({c.claim_id for c in twice}) == len(twice) == 2
    pair = rows(nlp, "The oat diet lowered LDL cholesterol by 15% and triglycerides by 20%.")
    assert len({c.claim_id for c in pair}) == len(pair) == 2
    [elsewhere] = rows(nlp, MAGNESIUM, article_id="a2")
    assert elsewhere.claim_id not in {c.claim_id for c in twice}


def test_claim_id_of_a_first_occurrence_outlives_a_second(nlp: Language) -> None:
    [alone] = rows(nlp, MAGNESIUM)
    assert rows(nlp, MAGNESIUM, MAGNESIUM)[0].claim_id == alone.claim_id


def test_claim_key_is_blind_to_the_number_and_the_article(nlp: Language) -> None:
    [here] = rows(nlp, MAGNESIUM)
    [there] = rows(nlp, MAGNESIUM.replace("25%", "31%"), article_id="a2")
    assert there.claim_key == here.claim_key
    assert there.claim_id != here.claim_id


def test_claim_key_sees_the_direction(nlp: Language) -> None:
    [up] = rows(nlp, "Zinc raised serum ferritin by 25%.")
    [down] = rows(nlp, "Zinc lowered serum ferritin by 25%.")
    assert up.claim_key != down.claim_key


@pytest.mark.parametrize(
    ("old", "new"),
    [("Magnesium", "Zinc"), ("Lindqvist", "Okafor"), ("2017", "2018")],
)
def test_claim_key_sees_everything_else(nlp: Language, old: str, new: str) -> None:
    [here] = rows(nlp, MAGNESIUM)
    [there] = rows(nlp, MAGNESIUM.replace(old, new))
    assert there.claim_key != here.claim_key


def test_no_claims_no_rows(nlp: Language) -> None:
    assert rows(nlp, "Take 400 mg of magnesium a day.") == []
    assert rows(nlp) == []


def effect(kind: QuantityKind, **values: object) -> Effect:
    return Effect(claim_type="efficacy", quantity_kind=kind, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stated", "percent"),
    [
        (effect("relative_change", value=25.0, unit="%", direction="decrease"), -25.0),
        (effect("relative_change", value=25.0, unit="%", direction="increase"), 25.0),
        (effect("fold_change", value=2.0, unit="fold", direction="increase"), 100.0),
        (effect("fold_change", value=2.5, unit="fold", direction="increase"), 150.0),
        (effect("fold_change", value=4.0, unit="fold", direction="decrease"), -75.0),
        (effect("absolute_change", value=18.0, unit="mg/dL", restated_percent=12.0, direction="decrease"), -12.0),
        (effect("from_to", baseline_value=160.0, final_value=120.0, unit="mg/dL", direction="decrease"), -25.0),
        (effect("from_to", baseline_value=8.0, final_value=0.0, direction="decrease"), -100.0),
        # no percentage can be told from these
        (effect("from_to", baseline_value=0.0, final_value=5.0, direction="increase"), None),
        (effect("relative_change", value=25.0, unit="%", direction="improve"), None),
        (effect("relative_change", value_low=20.0, value_high=25.0, unit="%", direction="decrease"), None),
        (effect("absolute_change", value=7.0, unit="mmHg", direction="decrease"), None),
        (effect("absolute_change", value=5.0, unit="pp", direction="increase"), None),
        (effect("response_rate", value=68.0, unit="%", direction="increase"), None),
        (effect("effect_size", value=0.75, unit="ratio", direction="decrease"), None),
    ],
)
def test_effect_percent(stated: Effect, percent: float | None) -> None:
    assert effect_percent(stated) == percent


@pytest.mark.parametrize(
    ("phrase", "norm"),
    [
        ("the TEWL", "transepidermal water loss"),
        ("Transepidermal water loss (TEWL)", "transepidermal water loss"),
        ("their  Blood\npressure", "blood pressure"),
        ("TEWLs", "tewls"),
        ("risk of a stroke", "risk of a stroke"),
        ("theanine", "theanine"),
        ("the", "the"),
        ("", None),
        (None, None),
    ],
)
def test_normalise(phrase: str | None, norm: str | None) -> None:
    assert normalise(phrase, {"TEWL": "transepidermal water loss"}) == norm


def test_abbreviation_is_expanded_over_the_article(nlp: Language) -> None:
    first, second = rows(nlp, MAGNESIUM, "In a second trial, zinc lowered TEWL by 10%.")
    assert second.outcome == "TEWL"
    assert first.outcome_norm == second.outcome_norm == "transepidermal water loss"


@pytest.mark.parametrize(
    ("sentence", "restated", "percent", "flag"),
    [
        ("On the lentil diet, LDL cholesterol fell from 160 to 120 mg/dL, a drop of 25%.", 25.0, -25.0, None),
        ("On the lentil diet, LDL cholesterol fell from 160 to 120 mg/dL, a drop of 35%.", 35.0, -25.0,
         "arithmetic_mismatch"),
        ("Heart failure struck 3.6% of salt users versus 4.6% of others, a 22% relative reduction.", 22.0, -22.0, None),
        ("Heart failure struck 3.6% of salt users versus 4.6% of others, a 62% relative reduction.", 62.0, -62.0,
         "arithmetic_mismatch"),
    ],
)  # fmt: skip
def test_an_effect_told_twice_is_checked_against_itself(
    nlp: Language, sentence: str, restated: float, percent: float, flag: str | None
) -> None:
    [claim] = rows(nlp, sentence)
    assert (claim.restated_percent, claim.effect_percent) == (restated, percent)
    assert ("arithmetic_mismatch" in claim.flags) == (flag is not None)


def test_every_row_has_a_confidence(nlp: Language) -> None:
    claims = rows(nlp, MAGNESIUM + " About a fifth of adults sleep badly.")
    assert len(claims) == 2
    assert all(c.confidence is not None and 0 < c.confidence < 1 for c in claims)
