"""Who says so: mentions of sources, their scope, and the citation that covers a claim."""

from itertools import pairwise

import pytest

from claimx.annotate.attribution import attribute
from claimx.annotate.citations import find_citations
from claimx.annotate.sentences import boundaries
from claimx.annotate.source_cues import in_quotes, tells_result
from claimx.annotate.source_mentions import Sentence
from claimx.annotate.source_reading import Reading, find_mentions
from claimx.records import Attribution, BlockKind, Reference


def read(text: str, references: tuple[Reference, ...] = (), *, is_research: bool = False) -> Reading:
    """Read a text of one block a line; "# " begins a heading, "- " a bullet."""
    sentences, offset, section = [], 0, 0
    for number, line in enumerate(text.split("\n")):
        kind: BlockKind = "heading" if line.startswith("# ") else "list_item" if line.startswith("- ") else "paragraph"
        section += kind == "heading"
        starts = [*boundaries(line), len(line)]
        for start, end in pairwise(starts):
            sentences.append(
                Sentence(offset + start, offset + start + len(line[start:end].rstrip()), number, kind, section)
            )
        offset += len(line) + 1
    return Reading(text, sentences, find_citations(text, (), references), is_research)


def ask(text: str, quantity: str, references: tuple[Reference, ...] = (), *, is_research: bool = False) -> Attribution:
    start = text.index(quantity)
    return attribute(read(text, references, is_research=is_research), start, start + len(quantity))


@pytest.mark.parametrize(
    ("sentence", "kind", "mention", "name", "author"),
    [
        ("A study in Archives of Tidal Research found that zinc cut redness by 25%.",
         "study", "A study in Archives of Tidal Research", "Archives of Tidal Research", None),
        ("Redness fell by 25%, according to a study published online in the journal Tidal Letters.",
         "study", "a study published online in the journal Tidal Letters", "Tidal Letters", None),
        ("In a 2019 trial, redness fell by 25%.", "study", "a 2019 trial", None, None),
        ("Redness fell by 25%, the researchers said.", "study", "the researchers", None, None),
        ("Research published in The Journal of Tidal Dermatology reveals that redness fell by 25%.",
         "study", "Research published in The Journal of Tidal Dermatology", "The Journal of Tidal Dermatology", None),
        ("Brandvik and her colleagues found that redness fell by 25%.",
         "study", "Brandvik and her colleagues", None, "Brandvik"),
        ("About 25% do not know it, the Federation of Skin Charities says.",
         "organization", "the Federation of Skin Charities", "Federation of Skin Charities", None),
        ("According to the CDC, redness fell by 25%.", "organization", "the CDC", "CDC", None),
        ("The manufacturer, Velmora Biologics, said that redness fell by 25%.",
         "company", "The manufacturer, Velmora Biologics", "Velmora Biologics", None),
        ("In Velmora’s own four-week user test, 25% saw less redness.",
         "company", "Velmora’s own four-week user test", "Velmora", None),
        ("Redness falls by 25%, says Dr Ines Tamm, a dermatologist at Alder Clinic in Leeds.",
         "person", "Dr Ines Tamm, a dermatologist at Alder Clinic in Leeds", "Ines Tamm", "Tamm"),
        ("Some studies suggest that zinc cuts redness by 25%.", "generic", "Some studies", None, None),
        ("Experts say that zinc cuts redness by 25%.", "generic", "Experts", None, None),
        ("Zinc can cut your redness by 25%.", "none", None, None, None),
        ("Of the study participants, doctors saw 25% less.", "none", None, None, None),
    ],
)  # fmt: skip
def test_mention(sentence: str, kind: str, mention: str | None, name: str | None, author: str | None) -> None:
    found = ask(sentence, "25%")
    assert (found.kind, found.text, found.name, found.author) == (kind, mention, name, author)


NEWS = """# Zinc eases redness
Zinc cut redness by 31%, researchers reported on Monday.
The study, published in the journal Tidal Letters, gave 90 women zinc. Redness was 12% lower after a month.
"We were surprised," said study author Dr. Ines Tamm, a dermatologist at Alder Clinic.
Itching dropped by 18% in the zinc group.
An estimated 40 million people in the U.S. have red skin.
"I expect a cut of 9% in practice," said Dr. Paul Osei, who was not involved. "Some get 6%."
They should take care, he said, as 4% of his patients had nausea.
Another study, of 50 men, found a fall of 22%."""


@pytest.mark.parametrize(
    ("quantity", "kind", "name", "author", "scope"),
    [
        ("31%", "study", "Tidal Letters", "Tamm", "same_sentence"),
        ("12%", "study", "Tidal Letters", "Tamm", "earlier_sentence"),
        ("18%", "study", "Tidal Letters", "Tamm", "section"),
        ("40 million", "none", None, None, None),
        ("9%", "person", "Paul Osei", "Osei", "same_sentence"),
        ("6%", "person", "Paul Osei", "Osei", "earlier_sentence"),
        ("4%", "person", "Paul Osei", "Osei", "earlier_sentence"),
        ("22%", "study", None, None, "same_sentence"),
    ],
)
def test_news_of_one_study(quantity: str, kind: str, name: str | None, author: str | None, scope: str | None) -> None:
    found = ask(NEWS, quantity)
    assert (found.kind, found.name, found.author, found.scope) == (kind, name, author, scope)


REVIEW = """# Stress
In a 60-day trial, 64 adults took the root.[1] Scores dropped by 44%. Cortisol went down by 28%.[1]
The same team later saw a fall of 6.2 points.[2]
One review was less sure. Scores fell by 5% over all its trials. It found nothing else.[3]
# Sleep
People slept 11 minutes more.[4] Roughly 30% of adults sleep badly.
A trial by Lind et al. [5] saw a gain of 7%, while Tamm et al. [6] saw none."""


@pytest.mark.parametrize(
    ("quantity", "mention", "labels"),
    [
        ("44%", "a 60-day trial", ("1",)),  # the mark stands with the trial, a sentence before
        ("28%", "a 60-day trial", ("1",)),
        ("6.2 points", "The same team", ("2",)),
        ("5%", "One review", ("3",)),  # the mark closes the passage
        ("11 minutes", None, ("4",)),
        ("30%", None, None),  # a mark does not reach on to common knowledge
        ("7%", "Lind et al.", ("5",)),
    ],
)
def test_article_on_many_studies(quantity: str, mention: str | None, labels: tuple[str, ...] | None) -> None:
    references = tuple(Reference(index=n, label=str(n), text=f"Moor {n}.") for n in range(1, 7))
    found = ask(REVIEW, quantity, references)
    assert found.text == mention
    assert (found.citation.labels if found.citation else None) == labels


def test_author_and_year_of_the_citation() -> None:
    found = ask("A study in Tidal Letters found 25% less redness (Brandvik et al., 2017).", "25%")
    assert (found.text, found.name, found.author, found.year) == (
        "A study in Tidal Letters",
        "Tidal Letters",
        "Brandvik",
        2017,
    )
    assert found.citation is not None
    assert found.citation.journal == "Tidal Letters"  # so that the linker can see a near miss


def test_several_marks_in_one_sentence() -> None:
    text = "Strength stayed the same,[2] but lifts fell by 20 lb[3] and speed by 5%,[4] in one week."
    assert [c.labels for q in ("20 lb", "5%") if (c := ask(text, q).citation)] == [("3",), ("4",)]
    assert ask("Sleep matters,[2] and lifts fell by 20 lb.", "20 lb").citation is None


def test_generic_with_a_mark_is_a_study() -> None:
    assert ask("Research shows that zinc cuts redness by 25%.[1]", "25%").kind == "study"


def test_abstract_reporting_its_own_result() -> None:
    text = "Results: Redness fell by 25% with zinc. Brandvik et al. found a fall of 31%."
    own = ask(text, "25%", is_research=True)
    assert (own.kind, own.text, own.name, own.citation) == ("study", None, None, None)
    assert ask(text, "31%", is_research=True).author == "Brandvik"


def test_bullets_hang_on_their_lead_in() -> None:
    text = "The researchers found that zinc users had:\n- a redness score down 25%\n- an itch score down 12%"
    found = ask(text, "12%")
    assert (found.text, found.scope) == ("The researchers", "section")


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("Redness fell by 12% in the zinc group.", True),
        ("It found that redness was rarer.", True),
        ("Women who took zinc had less redness.", True),
        ("Zinc can cut redness by 12%.", False),
        ("Redness affects 12% of Americans.", False),
        ("You would need 12 oysters.", False),
    ],
)
def test_tells_result(sentence: str, answer: bool) -> None:
    assert tells_result(sentence) is answer


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        ("“Redness fell by ", True),
        ("“Redness fell,” she said, and by ", False),
        ('She said: "It fell by ', True),
        ("‘Redness fell by ", True),
        ("‘Redness fell,’ she said. It fell by ", False),
        ("Women's redness fell by ", False),
    ],
)
def test_in_quotes(before: str, answer: bool) -> None:
    assert in_quotes(before) is answer


def test_mentions_do_not_overlap() -> None:
    reading = read(NEWS)
    mentions = find_mentions(reading.text, reading.sentences, reading.citations)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(reading.text[m.start : m.end].startswith(m.source.text or "?") for m in mentions)
