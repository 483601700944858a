"""What a citation points to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.link import link, same_surname
from claimx.records import Citation, Reference

LIST = (
    Reference(index=1, label="1", anchor="r1",
              text="Brandvik H, Osei K. Zinc and sleep. Sleep Letters 2018;4:11. PMID: 90001111",
              authors="Brandvik; Osei", year=2018, journal="Sleep Letters", pmid="90001111"),
    Reference(index=2, label="2", anchor="r2", text="Müller-Ortiz A. Copper. 2019. doi:10.5555/ABC.2", 
              authors="Müller-Ortiz", year=2019, journal="Copper Today", doi="10.5555/abc.2"),
    Reference(index=3, label="3", anchor="r3", text="van der Weele T. Tin. 2020.", authors="van der Weele", year=2020),
    Reference(index=4, label="4", text="Okonkwo B, Lind C. Iron one. 2021a.", authors="Okonkwo; Lind", year=2021),
    Reference(index=5, label="5", text="Okonkwo B, Sato D. Iron two. 2021b.", authors="Okonkwo; Sato", year=2021),
    Reference(index=6, label="6", text="6."),
)  # fmt: skip


def author_year(author: str, year: str, text: str = "") -> Citation:
    return Citation(text=text or f"({author} et al., {year})", style="author_year", authors=(author,), years=(year,))


def numeric(*labels: str) -> Citation:
    return Citation(text=f"[{','.join(labels)}]", style="numeric", labels=labels)


@pytest.mark.parametrize(
    ("citation", "status", "indexes"),
    [
        (None, "uncited", ()),
        (author_year("Brandvik", "2018"), "resolved", (1,)),
        (author_year("BRANDVIK", "2018"), "resolved", (1,)),
        (author_year("Muller-Ortiz", "2019"), "resolved", (2,)),  # accent lost
        (author_year("Ortiz", "2019"), "resolved", (2,)),  # half of a double surname
        (author_year("Weele", "2020"), "resolved", (3,)),  # particle dropped
        (author_year("Brandvik", "2017"), "dangling", ()),  # the surname alone does not do
        (author_year("Osterman", "2018"), "dangling", ()),  # nor does the year
        (author_year("Osei", "2018"), "dangling", ()),  # a second author is not the first
        (author_year("Okonkwo", "2021"), "ambiguous", (4, 5)),
        (author_year("Okonkwo", "2021b"), "resolved", (5,)),
        (author_year("Okonkwo", "2021", "(Okonkwo & Lind, 2021)"), "resolved", (4,)),
        (numeric("2"), "resolved", (2,)),
        (numeric("1", "3"), "resolved", (1, 3)),
        (numeric("9"), "dangling", ()),
        (numeric("6"), "dangling", ()),  # an entry that is only its number is none
    ],
)
def test_status(citation: Citation | None, status: str, indexes: tuple[int, ...]) -> None:
    found = link(citation, LIST)
    assert (found.status, found.reference_indexes) == (status, indexes)


def test_works_in_one_bracket() -> None:
    both = Citation(
        text="(Brandvik 2018; Nobody 2001)", style="author_year", authors=("Brandvik", "Nobody"), years=("2018", "2001")
    )
    found = link(both, LIST)
    assert (found.status, found.reference_indexes, found.flags) == ("resolved", (1,), ("partly_dangling_citation",))


def test_identifiers_come_from_the_first_entry() -> None:
    assert link(numeric("1"), LIST).pmid == "90001111"
    assert link(numeric("2"), LIST).doi == "10.5555/abc.2"


def test_label_before_position() -> None:
    relabelled = (
        Reference(index=1, label="7", text="Moor A. Seven."),
        Reference(index=2, label="8", text="Lind B. Eight."),
    )
    assert link(numeric("7"), relabelled).reference_indexes == (1,)
    assert link(numeric("1"), relabelled).status == "dangling"
    unlabelled = (Reference(index=1, text="Moor A. One."), Reference(index=2, text="Lind B. Two."))
    assert link(numeric("2"), unlabelled).reference_indexes == (2,)


def test_anchor_before_label() -> None:
    jump = Citation(text="²", style="superscript", labels=("2",), anchors=("r3",))
    assert link(jump, LIST).reference_indexes == (3,)


def test_a_link_is_resolved_without_a_list() -> None:
    found = link(Citation(text="a 2016 trial", style="link", url="https://pubmed.ncbi.nlm.nih.gov/90002222/"), ())
    assert (found.status, found.pmid, found.reference_indexes) == ("resolved", "90002222", ())
    found = link(Citation(text="trial", style="link", url="https://doi.org/10.5555/ABC.2"), LIST)
    assert (found.status, found.doi, found.reference_indexes) == ("resolved", "10.5555/abc.2", (2,))


def test_journal_style_needs_journal_and_year() -> None:
    def in_journal(name: str, year: str) -> Citation:
        return Citation(text=f"({name}, March {year})", style="journal", journal=name, years=(year,))

    assert link(in_journal("Sleep Letters", "2018"), LIST).reference_indexes == (1,)
    assert link(in_journal("Sleep Letters", "2017"), LIST).status == "dangling"
    assert link(in_journal("Tin Reviews", "2018"), LIST).status == "dangling"


@pytest.mark.parametrize(
    ("citation", "flags"),
    [
        (author_year("Brandvik", "2019"), {"dangling_citation", "near_miss_citation"}),  # year off by one
        (author_year("Brandvik", "2014"), {"dangling_citation"}),
        (
            Citation(
                text="(Tamm 2018)", style="author_year", authors=("Tamm",), years=("2018",), journal="Sleep Letters"
            ),
            {"dangling_citation", "near_miss_citation"},  # same journal and year, other author
        ),
    ],
)
def test_near_miss(citation: Citation, flags: set[str]) -> None:
    assert set(link(citation, LIST).flags) == flags


def test_no_list() -> None:
    assert set(link(author_year("Brandvik", "2018"), ()).flags) == {"dangling_citation", "no_reference_list"}


@given(st.lists(st.sampled_from(["1", "2", "3", "4", "5", "6", "7", "99"]), min_size=1, max_size=6, unique=True))
def test_numbers_only_resolve_to_entries(labels: list[str]) -> None:
    found = link(numeric(*labels), LIST)
    assert set(found.reference_indexes) == {int(x) for x in labels} & {1, 2, 3, 4, 5}
    assert (found.status == "resolved") == bool(found.reference_indexes)


@given(st.text(alphabet="abcdeé-' ", max_size=12), st.text(alphabet="abcdeé-' ", max_size=12))
def test_same_surname_is_symmetric(one: str, other: str) -> None:
    assert same_surname(one, other) == same_surname(other, one)
