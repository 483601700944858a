"""Reference lists: where they begin and end, and the parts of an entry in the styles that articles use."""

from __future__ import annotations

import pytest

from claimx.ingest import read_text
from claimx.ingest.draft import Entry
from claimx.ingest.references import normalise_doi, parse_reference


@pytest.mark.parametrize(
    ("entry", "authors", "year", "title", "journal", "volume", "pages"),
    [
        (
            "Ekblad T, Rao-Singh V, de Witt B. Nuts and naps. J Sleep Pantry. 2019 Mar;11(2):88–97. PMID: 90000142",
            "Ekblad; Rao-Singh; de Witt", 2019, "Nuts and naps", "J Sleep Pantry", "11", "88–97",
        ),
        (
            "Okabe, M., O’Hara, J. P., & Delacroix, F. (2021). A trial in 1999 women. Light & Skin, 23(4), 140-148.",
            "Okabe; O’Hara; Delacroix", 2021, "A trial in 1999 women", "Light & Skin", "23", "140-148",
        ),
        (
            "Farrugia T, et al. No effect of red light. N. Engl. J. Nutr. 2022;8:31.",
            "Farrugia", 2022, "No effect of red light", "N. Engl. J. Nutr", "8", "31",
        ),
        (
            "Moravec, Dana, and Luc Besnard. “Light and fibroblasts.” Cell Light 2, no. 3 (2017): 15-29.",
            "Moravec; Besnard", 2017, "Light and fibroblasts", "Cell Light", None, None,
        ),
        (
            "J. T. Harker, B. Osei. Fluence and procollagen. Photobiol Pract 2016;8(4):201-9.",
            "Harker; Osei", 2016, "Fluence and procollagen", "Photobiol Pract", "8", "201-9",
        ),
        (
            "World Zinc Organization. Zinc status of adults. 2018.",
            "World Zinc Organization", 2018, "Zinc status of adults", None, None, None,
        ),
        (
            "Zinc Matters: A Guide to Minerals. Retrieved March 3, 2021 from: https://zinc.example/guide-2019",
            None, None, "Zinc Matters: A Guide to Minerals", None, None, None,
        ),
        (
            "Halloran K, Pell I, The LUMEN Study Group. Light at night. Lancet Lumin. 2020;395:1-9.",
            "Halloran; Pell; The LUMEN Study Group", 2020, "Light at night", "Lancet Lumin", "395", "1-9",
        ),
    ],
)  # fmt: skip
def test_parts(
    entry: str,
    authors: str | None,
    year: int | None,
    title: str | None,
    journal: str | None,
    volume: str | None,
    pages: str | None,
) -> None:
    found = parse_reference(Entry(entry), 1)
    assert (found.authors, found.year, found.title, found.journal) == (authors, year, title, journal)
    if volume:
        assert (found.volume, found.pages) == (volume, pages)


@pytest.mark.parametrize(
    ("text", "doi", "pmid", "pmcid", "url"),
    [
        ("Rao V. Nuts. 2019. doi:10.5555/NUT.2019.7.", "10.5555/nut.2019.7", None, None, None),
        ("Rao V. Nuts. https://doi.org/10.5555/s0140(19)3-x", "10.5555/s0140(19)3-x", None, None, "https://doi.org/10.5555/s0140(19)3-x"),
        ("Rao V. https://pubmed.ncbi.nlm.nih.gov/90011223/", None, "90011223", None, "https://pubmed.ncbi.nlm.nih.gov/90011223/"),
        ("Rao V. Nuts. PMID 90011223; PMCID: PMC9001122.", None, "90011223", "PMC9001122", None),
    ],
)  # fmt: skip
def test_identifiers(text: str, doi: str | None, pmid: str | None, pmcid: str | None, url: str | None) -> None:
    found = parse_reference(Entry(text), 1)
    assert (found.doi, found.pmid, found.pmcid, found.url) == (doi, pmid, pmcid, url)


def test_doi_forms() -> None:
    for form in ("https://doi.org/10.5555/AbC.1", "doi:10.5555/abc.1.", "10.5555/abc.1?utm=x", "(10.5555/ABC.1)"):
        assert normalise_doi(form) == "10.5555/abc.1"


BODY = "Those who ate walnuts slept 12% longer than those who did not [2], as the trial shows.\n\n"


@pytest.mark.parametrize(
    "heading", ["References", "## References", "**References**", "Sources:", "Works Cited", "Bibliography"]
)
def test_list_under_a_heading(heading: str) -> None:
    article = read_text(
        BODY + heading + "\n\n1. Ekblad T. Nuts. Sleep Pantry. 2019;1:2.\n2. Rao V. Naps. Sleep Pantry. 2020;2:3.\n\n"
        "Important note: nothing here replaces a visit to your doctor, who knows you best.\n",
        path="a.md",
    )
    assert [(r.index, r.label, r.authors, r.year) for r in article.references] == [
        (1, "1", "Ekblad", 2019),
        (2, "2", "Rao", 2020),
    ]
    assert [article.text[b.start : b.end][:14] for b in article.blocks] == ["Those who ate ", "Important note"]


def test_list_without_numbers() -> None:
    article = read_text(
        BODY
        + "References\n\nEkblad, T. (2019). Nuts. Sleep Pantry, 1(2), 3-4.\n\n"
        + "Rao, V., & Liu, W. (2020). Naps. Sleep Pantry, 2, 3.\n"
    )
    assert [(r.label, r.authors, r.year) for r in article.references] == [
        (None, "Ekblad", 2019),
        (None, "Rao; Liu", 2020),
    ]


def test_list_by_its_shape_and_numbers_without_text() -> None:
    article = read_text(
        BODY
        + "[1]\n\n[2] Rao V. Naps. Sleep Pantry. 2020;2:3. https://naps.example/2\n\n[3]\n\n"
        + "[4] Liu W. Oats. Oat Lett. 2021;3:4.\n"
    )
    assert [(r.index, r.label, r.authors) for r in article.references] == [(1, "2", "Rao"), (2, "4", "Liu")]
    assert article.text == BODY.strip()


def test_entries_run_together_in_one_paragraph() -> None:
    article = read_text(
        BODY
        + "References: 1. Ekblad T. Nuts. Sleep Pantry. 2019;1:2. 2. Rao V. Naps. Sleep Pantry. 2020;2:3. "
        + "3. Liu W. Oats. 2021;3:4.\n"
    )
    assert [(r.label, r.authors, r.year) for r in article.references] == [
        ("1", "Ekblad", 2019),
        ("2", "Rao", 2020),
        ("3", "Liu", 2021),
    ]


def test_advice_under_a_heading_called_sources_is_text() -> None:
    article = read_text(
        BODY
        + "Good sources\n\n1. Walnuts, a handful a day.\n2. Oats, for breakfast.\n\n"
        + "Sources of magnesium\n\n1. Kale.\n2. Seeds.\n"
    )
    assert article.references == ()
    assert "Walnuts, a handful a day." in article.text
    numbered = read_text(
        BODY + "What to do\n\n1. Eat walnuts.\n2. Sleep more.\n3. Walk for 20 minutes in 2024 or later.\n"
    )
    assert numbered.references == ()


def test_a_section_of_nothing_but_cited_works_is_the_list_whatever_its_heading() -> None:
    article = read_text(
        "# Rinses\n\nSaline cut colds by 12% (Varga & Holm, 2016).\n\n### Papers mentioned\n\n"
        "Varga T, Holm E. (2016). Saline rinses and colds. *Nasal Care*, 4, 11–19.\n\n"
        "Ost P. (2019). Rinsing in winter. *Nasal Care*, 7, 2–9.\n",
        path="rinses.md",
    )
    assert [(r.authors, r.year) for r in article.references] == [("Varga; Holm", 2016), ("Ost", 2019)]
    assert "Papers mentioned" not in article.text


def test_a_section_of_sentences_about_papers_is_no_list() -> None:
    article = read_text(
        "# Rinses\n\n### Papers mentioned\n\nVarga T wrote in 2016 that saline cut colds by 12%.\n\n"
        "Nobody has repeated the trial of 2016 since.\n",
        path="rinses.md",
    )
    assert article.references == ()
