"""JATS: blocks, cross-references and the parts of references that the markup gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimx.errors import IngestError
from claimx.ingest import read_file
from claimx.records import Article

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="module")
def paper() -> Article:
    return read_file(FIXTURES / "trial.nxml", FIXTURES)


def test_metadata(paper: Article) -> None:
    assert paper.is_research
    assert paper.title == "Walnuts and LDL in shift workers: a randomised trial"
    assert (paper.url, paper.publisher) == ("https://doi.org/10.5555/nut.2020.7", "Journal of Nuts")
    assert paper.authors == "Mira Solheim; Night Work Group"
    assert paper.published_at is not None
    assert paper.published_at.isoformat() == "2020-02-09T00:00:00+00:00"


def test_blocks(paper: Article) -> None:
    assert [(b.kind, paper.text[b.start : b.end]) for b in paper.blocks] == [
        ("title", "Walnuts and LDL in shift workers: a randomised trial"),
        ("heading", "Abstract"),
        ("paragraph", "LDL fell by 0.3 mmol/L (α = 0.05) with 45 g of walnuts a day."),
        ("heading", "Results"),
        (
            "paragraph",
            "LDL fell by 8%.²,³ Others saw 5 to 15% [1] in office workers (Solheim et al., 2018), as in Table 1.",
        ),
        ("caption", "Table 1 Change after eight weeks"),
        ("table_row", "LDL, mmol/L | −0.3 | 0.0"),
        ("table_row", "HDL, mmol/L | 0.0 | −0.1"),
        ("caption", "Means of 61 workers."),
        ("list_item", "Two workers stopped."),
        ("list_item", "None had a rash."),
    ]
    row = next(b for b in paper.blocks if b.kind == "table_row")
    assert row.header == ("", "Change Walnuts", "Change Usual diet")


def test_cross_references_point_to_entries(paper: Article) -> None:
    anchors = {r.anchor: r.label for r in paper.references}
    assert anchors == {"B1": "1", "B2": "2", "B3": "3"}
    marks = [(paper.text[x.start : x.end], x.url, x.superscript) for x in paper.links]
    assert marks == [
        ("²", "#B2", True),
        ("³", "#B3", True),
        ("1", "#B1", False),
        ("Solheim et al., 2018", "#B2", False),
    ]


def test_references(paper: Article) -> None:
    first, second, third = paper.references
    assert (first.authors, first.year, first.journal, first.pages) == ("Ekblad; Rao", 2015, "Lipid Rev", "11–19")
    assert first.text == "Ekblad T, Rao V. Nuts at work. Lipid Rev. 2015;3:11–19."
    assert (second.authors, second.year, second.doi) == ("Solheim", 2018, "10.5555/nut.2018.3")
    assert second.text.startswith("Solheim M et al. Nuts at night.")
    assert (third.authors, third.year, third.pmid) == ("Ferrand; Okoye", 2019, "90077123")


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE article [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><article><body><p>LDL fell by 12%. &c;</p></body></article>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<article><body><p>LDL fell by 12%. &x;</p></body></article>"""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<article><body><p>LDL fell by 12% in wor", "truncated or not well-formed"),
        (b"<feed><entry>LDL fell by 12%</entry></feed>", "not a JATS article: root element is 'feed'"),
        (LAUGHS, "declares entities"),
        (OUTSIDE, "declares entities"),
    ],
)
def test_bad_xml(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "paper.xml"
    file.write_bytes(data)
    with pytest.raises(IngestError, match=reason):
        read_file(file, tmp_path)
