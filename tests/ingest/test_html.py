"""Web pages: what belongs to the article, and how superscripts, links, tables and reference lists come out."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimx.errors import IngestError
from claimx.ingest import read_file
from claimx.records import Article

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="module")
def page() -> Article:
    return read_file(FIXTURES / "clinic.html", FIXTURES)


def texts(article: Article, kind: str) -> list[str]:
    return [article.text[b.start : b.end] for b in article.blocks if b.kind == kind]


def test_metadata(page: Article) -> None:
    assert page.url == "https://www.alder-clinic.example/library/cherry-juice"
    assert page.title == "Tart cherry juice for gout and sleep"
    assert (page.publisher, page.authors) == ("Alder Clinic", "Nadia Ferro; Owen Blyth")
    assert page.published_at is not None
    assert page.published_at.isoformat() == "2023-05-04T07:30:00+00:00"


def test_superscripts_do_not_melt_into_numbers(page: Article) -> None:
    assert "fell by 35% at week 12², and" in page.text
    assert "in 48 adults.¹,³ A dose" in page.text
    assert "40 mL/m² of body surface" in page.text
    assert "by 1.1 × 10⁻³ per day" in page.text
    assert "on the 5th day" in page.text
    assert "than with water.[4]" in page.text


def test_links_stand_on_their_anchors(page: Article) -> None:
    links = {page.text[x.start : x.end]: x for x in page.links}
    assert (links["²"].url, links["²"].superscript) == ("#ref-2", True)
    assert (links["[4]"].url, links["[4]"].superscript) == ("#ref-4", True)
    assert links["a survey of brewers"].url == "https://www.alder-clinic.example/news/brewers"
    assert not links["a survey of brewers"].superscript


def test_table_rows_carry_header_and_caption(page: Article) -> None:
    assert texts(page, "table_row") == ["Flares per month | 0.6 | 1.4", "Urate, mg/dL | 5.9 | 6.8"]
    row = next(b for b in page.blocks if b.kind == "table_row")
    assert row.header == ("Outcome", "Juice", "Water")
    assert row.caption == "Table 1. Outcomes after twelve weeks"
    assert row.heading == "What the trial found"
    assert "Table 1. Outcomes after twelve weeks" in texts(page, "caption")


def test_blocks_of_every_kind(page: Article) -> None:
    assert texts(page, "title") == ["Tart cherry juice for gout and sleep"]
    assert texts(page, "heading") == ["What the trial found", "Before you start"]
    assert texts(page, "quote") == ["“I have seen flares halve within a month,” says Dr Lena Brandvold."]
    assert texts(page, "list_item") == ["One in ten drinkers had loose stools.", "Sugar adds 120 kcal a day."]
    assert "Cherries before pressing, June 2022." in texts(page, "caption")


@pytest.mark.parametrize(
    "furniture", ["cookies", "Save 30%", "Knees love", "Newsletter", "1,204 shares", "Open 24 hours"]
)
def test_furniture_is_left_out(page: Article, furniture: str) -> None:
    assert furniture not in page.text


def test_reference_list_is_taken_out_of_the_text(page: Article) -> None:
    assert "Kestrel" not in page.text
    assert [(r.label, r.anchor, r.authors, r.year) for r in page.references] == [
        ("1", "ref-1", "Kestrel; Ibori", 2018),
        ("2", "ref-2", "Vanterpool", 2021),
        ("3", "ref-3", "Okonedo; Tarrant; Liu", 2016),
        ("4", "ref-4", "Haddad; de Witt", 2020),
    ]
    assert page.references[1].doi == "10.5555/gout.2021.0042"
    assert page.references[2].pmid == "90055511"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b"<html><body><p>LDL fell by 12% in those who ate oats</p><div cla", "truncated"),
        (b"<html><body><article><p>LDL fell by 12% in those who ate oats, and", "truncated"),
        (b"<html><body><script>let a = 1;</script></body></html>", "no readable text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00\x00\x02\x00\x08\x06", "binary"),
    ],
)
def test_bad_pages(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(data)
    with pytest.raises(IngestError, match=reason):
        read_file(file, tmp_path)
