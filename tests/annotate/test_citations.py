"""In-text citations: what is one, what is not, and what it says."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.annotate import load, make_doc
from claimx.annotate.citations import Found, find_citations, is_study_address, spelled_out
from claimx.records import Article, Block, Citation, Link, Reference

LIST = tuple(Reference(index=n, label=str(n), anchor=f"r{n}", text=f"Moor {n}.") for n in range(1, 15))


def marks(text: str, links: tuple[Link, ...] = (), references: tuple[Reference, ...] = LIST) -> list[Citation]:
    return [f.citation for f in find_citations(text, links, references)]


@pytest.mark.parametrize(
    ("text", "mark", "works"),
    [
        ("TEWL fell by 25% (Brandvik et al., 2017).", "(Brandvik et al., 2017)", [("Brandvik", "2017")]),
        ("It fell (Brandvik & Osei, 2012).", "(Brandvik & Osei, 2012)", [("Brandvik", "2012")]),
        ("It fell (Brandvik 2015).", "(Brandvik 2015)", [("Brandvik", "2015")]),
        ("It fell (see Moor-Lind et al., 2017a, b).", "(see Moor-Lind et al., 2017a, b)",
         [("Moor-Lind", "2017a"), ("Moor-Lind", "2017b")]),
        ("(van der Weele et al. 2011; Lind 2018)", "(van der Weele et al. 2011; Lind 2018)",
         [("van der Weele", "2011"), ("Lind", "2018")]),
        ("Recently Brandvik et al. (2017) found that", "Brandvik et al. (2017)", [("Brandvik", "2017")]),
        ("in a study by Tamm (2001), pain fell", "Tamm (2001)", [("Tamm", "2001")]),
        ("Lind and Osei (2019) reported", "Lind and Osei (2019)", [("Lind", "2019")]),
    ],
)  # fmt: skip
def test_author_year(text: str, mark: str, works: list[tuple[str, str]]) -> None:
    (found,) = marks(text)
    assert (found.text, found.style) == (mark, "author_year")
    assert list(zip(found.authors, found.years, strict=True)) == works


@pytest.mark.parametrize(
    ("text", "mark", "style", "labels"),
    [
        ("by 12% [3].", "[3]", "numeric", ("3",)),
        ("by 12%.[3,5–7] Then", "[3,5–7]", "numeric", ("3", "5", "6", "7")),
        ("by 12%.[1][2] Then", "[1][2]", "numeric", ("1", "2")),
        ("lower at week 12².", "²", "superscript", ("2",)),
        ("lower in adults⁴,⁵ than", "⁴,⁵", "superscript", ("4", "5")),
        ("lower in adults³–⁵.", "³–⁵", "superscript", ("3", "4", "5")),
        ("more vitamin D² lowered", "²", "superscript", ("2",)),
        ("in stressed adults1", "1", "superscript", ("1",)),
        ("glucose 25%7 lower", "7", "superscript", ("7",)),
        ("than placebo.1 Scores", "1", "superscript", ("1",)),
        ("had no effect.5,6 But", "5,6", "superscript", ("5", "6")),
        ("in rats (12, 13).", "(12, 13)", "numeric", ("12", "13")),
    ],
)
def test_numbered(text: str, mark: str, style: str, labels: tuple[str, ...]) -> None:
    (found,) = marks(text)
    assert (found.text, found.style, found.labels) == (mark, style, labels)


@pytest.mark.parametrize(
    "text",
    [
        "35 mW/cm² and 1.7 m² and 24 kg/m²",
        "counts of 10⁶ and 3 × 10⁻⁴",
        "R² was low, I² high, Ca²⁺ higher, ¹³C labelled",
        "vitamin B12, IL-6, CO2, COVID-19, omega-3, T3, Nrf2, H1N1",
        "at week12 of phase3, in type2 diabetes",
        "the ratio was 0.8 (95% CI [0, 12])",
        "3 groups (12 men), 5.5 points, 1,200 people",
        "in men (2019) and since (March 2019)",
        "on the market (Leeds, UK) since then",
    ],
)
def test_no_citation(text: str) -> None:
    assert marks(text) == []


def test_flattened_numbers_need_the_label_in_the_list() -> None:
    assert marks("in stressed adults1 and placebo.2 Then", references=()) == []
    assert marks("in stressed adults88") == []


def test_journal() -> None:
    (found,) = marks("a hazard ratio of 0.80 (Annals of Tidal Medicine, March 2024).")
    assert (found.style, found.journal, found.years) == ("journal", "Annals of Tidal Medicine", ("2024",))


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("see doi:10.5555/ABC.2019.1.", "doi", "10.5555/abc.2019.1"),
        ("see https://doi.org/10.5555/S0140(25)02170-1", "doi", "10.5555/s0140(25)02170-1"),
        ("PMID: 90001234", "pmid", "90001234"),
        ("PMC9000321", "pmcid", "PMC9000321"),
        ("(registered as NCT01234567)", "nct_id", "NCT01234567"),
    ],
)
def test_identifiers(text: str, key: str, value: str) -> None:
    (found,) = marks(text)
    assert getattr(found, key) == value


def test_link_to_the_list() -> None:
    text = "lower at week 12² and 4.[3]"
    links = (Link(16, 17, "#r2", superscript=True), Link(25, 26, "#r3"))
    first, second = find_citations(text, links, LIST)
    assert (first.citation.style, first.citation.anchors) == ("superscript", ("r2",))
    assert (second.start, second.end, second.citation.anchors) == (24, 27, ("r3",))


def test_link_to_a_study() -> None:
    text = "a 2018 trial and our shop"
    links = (Link(0, 12, "https://pubmed.ncbi.nlm.nih.gov/90001/"), Link(17, 25, "https://shop.example/zinc"))
    (found,) = marks(text, links)
    assert (found.text, found.style, found.url) == ("a 2018 trial", "link", "https://pubmed.ncbi.nlm.nih.gov/90001/")


def test_study_addresses() -> None:
    assert is_study_address("https://www.thelancet.com/journals/x")
    assert not is_study_address("https://www.thelancet.com/")
    assert not is_study_address("https://notnature.com/articles/1")


@given(st.integers(1, 90), st.integers(1, 20))
def test_a_range_is_spelled_out(low: int, more: int) -> None:
    assert spelled_out(f"[{low}–{low + more}]") == tuple(str(n) for n in range(low, low + more + 1))


@given(st.text(alphabet="ab12[],.;()%²³–- AB(2019)et al", max_size=60))
def test_found_in_order_without_overlap(text: str) -> None:
    found = find_citations(text, (), LIST)
    for one in found:
        assert text[one.start : one.end] == one.citation.text
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_spans_align_with_tokens() -> None:
    text = "It fell 25%7 in adults1 (Moor et al., 2017) by 12%.[3,5–7] At week 12² it rose⁴,⁵ by 3%.[1][2]"
    article = Article(
        article_id="a",
        path="a.txt",
        content_sha256="0",
        text=text,
        blocks=(Block("paragraph", 0, len(text)),),
        references=LIST,
    )
    doc = load()(make_doc(load(), article))
    spans = doc.spans["citations"]
    assert [s.text for s in spans] == ["7", "1", "(Moor et al., 2017)", "[3,5–7]", "²", "⁴,⁵", "[1][2]"]
    assert [Found(s.start_char, s.end_char, s._.citation) for s in spans] == find_citations(text, (), LIST)
