"""Plain text: a text and the blocks it must give."""

from __future__ import annotations

import pytest

from claimx.ingest import read_text
from claimx.records import Article


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks]


def test_title_heading_bullets_and_paragraph() -> None:
    article = read_text(
        "Selenium and Sleep: What We Know\n\n"
        "Selenium is a trace element that many people take at night for better sleep.\n\n"
        "What the Trials Found  \n\n"
        "  • Onset: In 40 nurses, time to fall asleep fell by 12 minutes (Brandt et al., 2019).\n"
        "  1. Dose: Take one capsule.\n"
        "  2. Time: Take it at night.\n"
    )
    assert blocks(article) == [
        ("title", "Selenium and Sleep: What We Know"),
        ("paragraph", "Selenium is a trace element that many people take at night for better sleep."),
        ("heading", "What the Trials Found"),
        ("list_item", "Onset: In 40 nurses, time to fall asleep fell by 12 minutes (Brandt et al., 2019)."),
        ("list_item", "Dose: Take one capsule."),
        ("list_item", "Time: Take it at night."),
    ]
    assert {b.heading for b in article.blocks[3:]} == {"What the Trials Found"}


def test_a_numbered_line_that_stands_alone_is_a_heading() -> None:
    article = read_text(
        "Iron and fatigue are linked in several ways, as the trials show.\n\n"
        "1. Improves Stamina\n\nWomen on iron cycled 8% longer than those on placebo.\n\n"
        "2. Lifts Mood\n\nMood scores rose by 3 points on the ten-point scale used.\n"
    )
    assert [kind for kind, _ in blocks(article)] == ["paragraph", "heading", "paragraph", "heading", "paragraph"]


def test_hard_wrapped_lines_fold_and_short_lines_do_not() -> None:
    wrapped = (
        "In a trial of ninety office workers, those who were given the yellow capsule\n"
        "reported that their headaches lasted 25% less long than before, whereas those\n"
        "on the dummy pill saw no change at all over the twelve weeks of the programme.\n\n"
        "The effect was gone four weeks later.\n"
    )
    assert len(read_text(wrapped).blocks) == 2
    lines = "Scores rose by 12%.\nNobody left the trial, which ran for a year in four towns.\nCosts were low.\n"
    assert len(read_text(lines).blocks) == 3


def test_lines_after_a_colon_are_a_list() -> None:
    article = read_text(
        "A registry of older cyclists was read in full.\n\nCompared with walkers, cyclists had:\n\n"
        "32% lower risk of a stroke\n\nFewer days in hospital\n\nThe authors call this promising, with due caution.\n"
    )
    assert [kind for kind, _ in blocks(article)] == ["paragraph", "paragraph", "list_item", "list_item", "paragraph"]


def test_comparison_signs_are_text() -> None:
    text = "The fall was large (P < 0.001) and held for all with LDL > 100 mg/dL & <5 years of disease."
    assert read_text(text).text == text


def test_abstract_headings_mark_a_research_paper() -> None:
    article = read_text(
        "TITLE: \nZinc lozenges for the common cold: a made-up trial\n\n\n\n"
        "ABSTRACT.BACKGROUND:\nColds are common.\n\nABSTRACT.RESULTS:\nColds were 2 days shorter with zinc.\n"
    )
    assert article.is_research
    assert article.title == "Zinc lozenges for the common cold: a made-up trial"
    assert [kind for kind, _ in blocks(article)] == ["title", "heading", "paragraph", "heading", "paragraph"]


def test_head_data_and_related_titles_are_not_text() -> None:
    article = read_text(
        "Title: Beet juice and the knee\nSource: The Harbour Post\nURL: https://Post.example/beet#top\n"
        "Date: 3 March 2024\n==========\n\n"
        "Beet juice and the knee\n\nPain fell by 9% in those who drank beet juice each day for a month.\n\n"
        "You May Also Like:\n\nTen Foods for Stiff Hips\n\nA Buyer’s Guide to Beets\n\n"
        "How It May Work\n\nNitrate widens the vessels that lead to the joint, it is thought.\n"
    )
    assert (article.url, article.publisher) == ("https://post.example/beet", "The Harbour Post")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-03-03T00:00:00+00:00"
    assert "Stiff Hips" not in article.text
    assert article.blocks[-1].heading == "How It May Work"


@pytest.mark.parametrize("text", ["", "  \n ", "LDL fell by 12%"])
def test_short_texts(text: str) -> None:
    article = read_text(text)
    assert article.text == text.strip()
    assert [b.kind for b in article.blocks] == ["paragraph"] * bool(text.strip())
