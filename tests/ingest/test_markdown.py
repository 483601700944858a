"""Markdown: front matter, blocks, tables, links and footnotes."""

from __future__ import annotations

import pytest

from claimx.ingest import read_text
from claimx.records import Article


def read(text: str) -> Article:
    return read_text(text, path="page.md")


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks]


def test_front_matter_is_metadata_and_no_text() -> None:
    article = read(
        '---\ntitle: "Oats: 12% less LDL?"\nurl: https://oats.example/ldl\nauthors: ["Ida Lund", "Max Roe"]\n'
        "date: 2024-02-30-08-15-00\npublished: 2024-02-29\nsite: Oat Post\n--- \n\n# Oats at dawn\n\nLDL fell by 12%.\n"
    )
    assert (article.title, article.url, article.publisher) == (
        "Oats: 12% less LDL?",
        "https://oats.example/ldl",
        "Oat Post",
    )
    assert article.authors == "Ida Lund; Max Roe"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-02-29T00:00:00+00:00"
    assert blocks(article) == [("title", "Oats at dawn"), ("paragraph", "LDL fell by 12%.")]


@pytest.mark.parametrize("head", ["title: Oats: the {facts\n\ttabs: [", "a: [\n" * 5000, "? " * 9000, "a: &a [*a, *a]"])
def test_broken_front_matter_is_no_text_either(head: str) -> None:
    assert read(f"---\n{head}\n---\n\nLDL fell by 12%.\n").text == "LDL fell by 12%."


def test_blocks_and_headings() -> None:
    article = read(
        "# Salt\n\nIntro with *less* salt.\n\n## Trials\n\n> Top number dropped\n> 14 points.\n\n"
        " * First item\n* Second item\n  - Nested item\n\n1. Step one\n2. Step two\n"
    )
    assert blocks(article) == [
        ("title", "Salt"),
        ("paragraph", "Intro with less salt."),
        ("heading", "Trials"),
        ("quote", "Top number dropped 14 points."),
        ("list_item", "First item"),
        ("list_item", "Second item"),
        ("list_item", "Nested item"),
        ("list_item", "Step one"),
        ("list_item", "Step two"),
    ]
    assert [b.level for b in article.blocks if b.kind == "list_item"] == [1, 1, 2, 1, 1]


def test_tables() -> None:
    article = read("| Drink | Change |\n| --- | --- |\n| Beet juice | −7.7 mmHg [3] |\n| Tea | |\n")
    assert blocks(article) == [("table_row", "Beet juice | −7.7 mmHg [3]"), ("table_row", "Tea |")]
    assert article.blocks[0].header == ("Drink", "Change")


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("P < 0.001 and LDL > 100 & <5 years", "P < 0.001 and LDL > 100 & <5 years"),
        ("fell by 12%<sup>3</sup> at week 8<sup>4,5</sup>", "fell by 12%³ at week 8⁴,⁵"),
        ("fell by 12%[1](#r1) in all", "fell by 12%¹ in all"),
        ("fell by 12% [[5]](https://a.example/x) in all", "fell by 12% [5] in all"),
        ("see trial [1] and [2, 3].\n\n[1]: https://a.example", "see trial [1] and [2, 3].\n\n[1] https://a.example"),
        ("one ![chart](c.png) two<br>three", "one two three"),
        ("a snake_case_name and 5 * 3 * 2", "a snake_case_name and 5 * 3 * 2"),
    ],
)
def test_inline(markdown: str, text: str) -> None:
    assert read(markdown).text == text


def test_links_keep_their_anchor() -> None:
    article = read(
        "In [a trial of oats](https://a.example/oats) LDL fell[^x] by 12%.\n\n[^x]: Rao V. Oats. Oat Lett. 2020;1:2.\n"
    )
    assert article.text == "In a trial of oats LDL fell¹ by 12%."
    assert [(article.text[x.start : x.end], x.url, x.superscript) for x in article.links] == [
        ("a trial of oats", "https://a.example/oats", False),
        ("¹", "#fn-x", True),
    ]
    assert [(r.label, r.anchor, r.authors, r.year) for r in article.references] == [("1", "fn-x", "Rao", 2020)]


def test_a_footnote_without_text_is_no_entry() -> None:
    article = read("LDL fell[^x] by 12%, gout[^y] by 3%.\n\n[^x]:\n\n[^y]: Rao V. Oats. Oat Lett. 2020;1:2.\n")
    assert [(r.index, r.label, r.year) for r in article.references] == [(1, "2", 2020)]
