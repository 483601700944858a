"""The nouns of claimx: frozen, typed records that the stages hand to one another.

``Article`` and its parts come out of *ingest*; ``Quantity``, ``Effect``, ``Pico``, ``Citation``, ``SourceMention``
and ``Attribution`` are what *annotate* writes onto a spaCy ``Doc``; ``Claim``, ``ArticleRow`` and ``ReferenceRow``
are the rows of the three tables, one field a column, each documented where it is declared: the Arrow schema
(`claimx.table`) and the data dictionary in the docs are generated from these classes.

All offsets are half-open Unicode code point offsets into ``Article.text``.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

SCHEMA_VERSION = 2

BlockKind = Literal["title", "heading", "paragraph", "list_item", "table_row", "caption", "quote"]
ClaimType = Literal["efficacy", "prevalence"]
Direction = Literal["increase", "decrease", "improve", "worsen", "no_change"]
QuantityKind = Literal[
    "relative_change",
    "absolute_change",
    "fold_change",
    "from_to",
    "group_comparison",
    "response_rate",
    "effect_size",
    "prevalence",
]
Qualifier = Literal["up_to", "about", "at_least", "at_most", "more_than", "less_than", "average", "nearly"]
SourceKind = Literal["study", "organization", "person", "company", "generic", "none"]
SourceScope = Literal["same_sentence", "earlier_sentence", "section", "document"]
CitationStyle = Literal["author_year", "numeric", "superscript", "link", "footnote", "journal"]
CitationStatus = Literal["resolved", "dangling", "ambiguous", "uncited"]
PopulationKind = Literal["human", "animal", "in_vitro", "unspecified"]
ArticleStatus = Literal["ok", "quarantined", "skipped"]

# Arrow widths narrower than the default of their Python type (`claimx.table` reads the marks).
Int16 = Annotated[int, "int16"]
Float32 = Annotated[float, "float32"]


# --- ingest ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article's text: a paragraph, a heading, a bullet, a table row.

    ``text[start:end]`` is the block; blocks do not overlap and stand in reading order. A table row's cells are
    joined by ``" | "`` and ``header`` holds the header cells of its table in the same order (empty for other
    kinds). ``heading`` is the nearest heading above, ``level`` a heading's level or a bullet's depth (from 1).
    """

    kind: BlockKind
    start: int
    end: int
    heading: str | None = None
    level: int = 0
    header: tuple[str, ...] = ()
    caption: str | None = None
    """Caption of the table that a row belongs to."""


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink or cross-reference: ``text[start:end]`` is its anchor, ``url`` its target.

    A target within the article keeps its ``#``: ``#r12`` for an entry of the reference list. ``superscript`` is
    true where the anchor was marked up as a superscript.
    """

    start: int
    end: int
    url: str
    superscript: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of an article's reference list, in the order of the list.

    ``index`` counts from 1; ``label`` is the printed label ("3", "12a") if there is one; ``anchor`` the id that
    in-text links point to, without ``#``; ``url`` the entry's own first link. Parts that the entry does not give are
    ``None``. ``authors`` are surnames in order, joined by ``"; "``.
    """

    index: int
    text: str
    label: str | None = None
    anchor: str | None = None
    authors: str | None = None
    year: int | None = None
    title: str | None = None
    journal: str | None = None
    volume: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as the reader of its format understood it.

    ``text`` is NFC-normalised running text without the reference list, navigation or page furniture: blocks
    separated by one blank line, white space folded within a block. Superscripts are kept as Unicode superscript
    characters (``week 12²``), so that a citation mark or an exponent never melts into the number before it.
    """

    article_id: str
    path: str
    """Path relative to the input root; its stem names the document."""
    content_sha256: str
    """SHA-256 of the article's bytes, hexadecimal."""
    text: str
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    references: tuple[Reference, ...] = ()
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    authors: str | None = None
    """Names joined by ``"; "``."""
    published_at: datetime | None = None
    """UTC; ``None`` unless the article states it."""
    retrieved_at: datetime | None = None
    language: str | None = None
    """ISO 639-1."""
    is_research: bool = False
    """A research paper or its abstract, reporting its own results (JATS, or abstract headings)."""


# --- annotate --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number in the text, read: what it is worth, in what unit, and what it is there for.

    ``value`` is unsigned unless ``sign`` is printed; a range has ``value_low`` and ``value_high`` and no ``value``.
    ``unit`` is ``%``, ``pp``, ``fold``, ``ratio``, ``points`` or the unit as written, spelling normalised.
    """

    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    unit: str | None = None
    sign: Literal["+", "-"] | None = None
    """Sign printed before the number."""
    direction: Direction | None = None
    """Direction that the quantity carries in itself ("halved", "−12%")."""
    qualifier: Qualifier | None = None
    role: str = "unknown"
    """``effect``, or why it is none: see ``annotate/quantity_roles.py`` for the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The size of one effect (or one prevalence figure), as the text states it; fields as in `Claim`."""

    claim_type: ClaimType
    quantity_kind: QuantityKind
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    baseline_value: float | None = None
    final_value: float | None = None
    treated_value: float | None = None
    comparator_value: float | None = None
    n_events: float | None = None
    n_total: float | None = None
    unit: str | None = None
    restated_percent: float | None = None
    direction: Direction | None = None
    qualifier: Qualifier | None = None
    effect_measure: str | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_level: float | None = None
    p_value: str | None = None
    negated: bool = False
    hedged: bool = False
    construction: str = ""
    """How the text states the effect (see ``annotate/effects.py``); what the roles are read from."""
    cue_start: int = 0
    """Document offsets of the word or gap that states the change ("reduced", "lower", " vs ")."""
    cue_end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pico:
    """Who was given what, against what, and what changed: verbatim phrases, ``None`` when the text does not say."""

    intervention: str | None = None
    outcome: str | None = None
    population: str | None = None
    comparator: str | None = None
    population_kind: PopulationKind = "unspecified"
    dose: str | None = None
    duration: str | None = None
    sample_size: int | None = None
    study_design: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One in-text citation mark, read. Several works in one bracket stand in ``authors`` and ``years`` in parallel.

    ``labels`` are the numeric labels that it names, ranges spelled out ("[3,5–7]" gives 3, 5, 6, 7), in order.
    """

    text: str
    style: CitationStyle
    authors: tuple[str, ...] = ()
    """First author's surname of each work."""
    years: tuple[str, ...] = ()
    """Year of each work, disambiguation letter kept ("2017a"); ``""`` when it has none."""
    labels: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    """Ids in the article that the mark links to, without ``#``."""
    journal: str | None = None
    url: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    nct_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """To whom the text ascribes a claim; the same reading is used for a mention on its own (``doc.spans["sources"]``).

    ``text`` is the verbatim mention, ``name`` the journal, organisation, person or company, ``author`` the first
    author's surname.
    """

    kind: SourceKind = "none"
    text: str | None = None
    name: str | None = None
    author: str | None = None
    year: int | None = None
    scope: SourceScope | None = None
    citation: Citation | None = None
    nct_id: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationLink:
    """What a citation points to: the answer of `claimx.link`."""

    status: CitationStatus = "uncited"
    reference_indexes: tuple[int, ...] = ()
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    nct_id: str | None = None
    url: str | None = None
    flags: tuple[str, ...] = ()


# --- the tables ------------------------------------------------------------------------------------------------


def column(doc: str, *, unit: str | None = None, **default: Any) -> Any:
    """Declare a column: its description, the unit of its values, and the default for rows that do not fill it."""
    return field(metadata={"doc": doc, "unit": unit}, **(default or {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Columns that say how a row came to be."""

    extractor_version: str = column("Version of claimx that made the row.", default="")
    model_name: str = column("Name of the spaCy pipeline that read the article.", default="")
    model_version: str = column("Version of that pipeline.", default="")
    run_id: str = column("Run that wrote the row.", default="")
    extracted_at: datetime | None = column("When the row was made (UTC).", default=None)
    schema_version: Int16 = column("Version of the table's schema.", default=SCHEMA_VERSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Provenance):
    """One row of ``claims/``: one effect quantity (or prevalence figure) that an article asserts."""

    claim_id: str = column(
        "Stable id of the claim: hash of article id, sentence text, occurrence of that sentence in the article and "
        "position of the quantity in it. Does not depend on the model version or on page offsets."
    )
    claim_key: str = column(
        "Hash of the normalised intervention, outcome, direction and source, blind to the number: the same claim "
        "elsewhere has the same key."
    )
    article_id: str = column("Joins to articles.article_id.")
    article_path: str = column("Path of the article relative to the input root.")
    article_url: str | None = column("Canonical address of the article.", default=None)
    article_title: str | None = column("Title of the article.", default=None)
    publisher: str | None = column("Who published the article.", default=None)
    published_at: datetime | None = column("When the article says it was published (UTC); never guessed.", default=None)
    content_sha256: str = column("SHA-256 of the article's bytes; joins with article_id.")
    language: str | None = column("Language of the article, ISO 639-1.", default=None)
    section_heading: str | None = column("Nearest heading above the claim.", default=None)
    block_kind: BlockKind = column("Kind of text block that holds the claim.")
    sentence: str = column("The sentence, bullet or table row that holds the quantity, verbatim.")
    sentence_start: int = column(
        "Start of the sentence in articles.text, so that text[start:end] == sentence.", unit="code points"
    )
    sentence_end: int = column("End of the sentence in articles.text (exclusive).", unit="code points")
    quantity_text: str = column("The shortest verbatim span that states the effect size.")
    quantity_start: int = column(
        "Start of the quantity in articles.text, so that text[start:end] == quantity_text.", unit="code points"
    )
    quantity_end: int = column("End of the quantity in articles.text (exclusive).", unit="code points")
    claim_type: ClaimType = column("efficacy: something changes an outcome; prevalence: how common something is.")
    intervention: str | None = column("What acts (substance, product, treatment, exposure), verbatim.", default=None)
    outcome: str | None = column("What is changed; for prevalence, the condition. Verbatim.", default=None)
    population: str | None = column("In whom, verbatim.", default=None)
    comparator: str | None = column("Against what, verbatim.", default=None)
    intervention_norm: str | None = column(
        "Intervention for grouping: abbreviation expanded, determiners dropped, lower case.", default=None
    )
    outcome_norm: str | None = column("Outcome for grouping, normalised in the same way.", default=None)
    population_kind: PopulationKind = column("What kind of beings the population is.", default="unspecified")
    direction: Direction | None = column(
        "What happens to the outcome as worded; improve and worsen only where the text says better or worse and not "
        "up or down. Null for prevalence.",
        default=None,
    )
    quantity_kind: QuantityKind = column("How the size of the effect is expressed.")
    value: float | None = column(
        "The effect as stated, unsigned; null for from_to, group_comparison and ranges.", unit="see unit", default=None
    )
    value_low: float | None = column("Lower end of a range.", unit="see unit", default=None)
    value_high: float | None = column("Upper end of a range.", unit="see unit", default=None)
    baseline_value: float | None = column(
        "Value before: from_to, or a change told with its ends.", unit="see unit", default=None
    )
    final_value: float | None = column("Value after: likewise.", unit="see unit", default=None)
    treated_value: float | None = column(
        "Treated arm: group_comparison, or a change told with its arms.", unit="see unit", default=None
    )
    comparator_value: float | None = column("The other arm: likewise.", unit="see unit", default=None)
    n_events: float | None = column("Responders of a count such as 9 of 16.", unit="see unit", default=None)
    n_total: float | None = column("Total of a count such as 9 of 16.", unit="see unit", default=None)
    unit: str | None = column(
        "%, pp (percentage points), fold, ratio, points, or the unit as written, spelling normalised.", default=None
    )
    restated_percent: float | None = column(
        "The same change given a second time, in percent, unsigned: 50 of 'from 20 to 30, an increase of 50%'.",
        unit="%",
        default=None,
    )
    effect_percent: float | None = column(
        "Signed percent change computed from the stated numbers where kind and unit allow it.", unit="%", default=None
    )
    effect_measure: str | None = column("HR, OR, RR, IRR, SMD, MD, NNT, ARR or RRR when named.", default=None)
    qualifier: Qualifier | None = column("How the text qualifies the number.", default=None)
    ci_low: float | None = column("Lower confidence limit attached to this effect, as written.", default=None)
    ci_high: float | None = column("Upper confidence limit attached to this effect, as written.", default=None)
    ci_level: float | None = column("Confidence level.", unit="%", default=None)
    p_value: str | None = column("p-value attached to this effect, as written (with its relation sign).", default=None)
    dose: str | None = column("Dose that the text ties to this claim, verbatim.", default=None)
    duration: str | None = column("Duration that the text ties to this claim, verbatim.", default=None)
    sample_size: int | None = column("Number of participants that the text ties to this claim.", default=None)
    study_design: str | None = column("Design of the study as the text names it.", default=None)
    negated: bool = column("True if the effect is denied in words.", default=False)
    hedged: bool = column("True if the claim is weakened (may, could, up to, suggests).", default=False)
    source_kind: SourceKind = column("Who says so.", default="none")
    source_text: str | None = column("The mention of the source nearest the claim, verbatim.", default=None)
    source_name: str | None = column("Journal, organisation, person or company named.", default=None)
    source_author: str | None = column("Surname of the source's first author.", default=None)
    source_year: Int16 | None = column("Year of the source.", default=None)
    source_scope: SourceScope | None = column("Where the attribution stands, seen from the claim.", default=None)
    citation_text: str | None = column("In-text citation, verbatim.", default=None)
    citation_style: CitationStyle | None = column("Style of the in-text citation.", default=None)
    citation_status: CitationStatus = column(
        "resolved: points to an entry or carries an address of its own; dangling: no such entry; ambiguous: several "
        "entries fit; uncited: no citation.",
        default="uncited",
    )
    reference_indexes: str | None = column(
        "Entries of the reference list that the citation points to (references.reference_index), as 3;5;6;7.",
        default=None,
    )
    doi: str | None = column("DOI of the (first) source, lower case, without prefix.", default=None)
    pmid: str | None = column("PubMed id of the (first) source.", default=None)
    pmcid: str | None = column("PubMed Central id of the (first) source, with PMC.", default=None)
    nct_id: str | None = column("ClinicalTrials.gov id of the (first) source.", default=None)
    link_url: str | None = column("Link that carries the attribution.", default=None)
    confidence: Float32 | None = column("Probability that the row is right; null until it is estimated.", default=None)
    flags: str = column("Reason codes for doubt, separated by ';'; empty when there are none.", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow(Provenance):
    """One row of ``articles/``: one article seen, also the ledger of what has been done."""

    article_id: str = column(
        "Hash of the canonical address, else of source name, relative path and #locator inside a dump."
    )
    article_path: str = column("Path relative to the input root; its stem names the document.")
    article_url: str | None = column("Canonical address.", default=None)
    article_title: str | None = column("Title.", default=None)
    publisher: str | None = column("Who published it.", default=None)
    article_authors: str | None = column("Names, joined by '; '.", default=None)
    published_at: datetime | None = column("When the article says it was published (UTC); never guessed.", default=None)
    retrieved_at: datetime | None = column("When its bytes were fetched (UTC).", default=None)
    language: str | None = column("Language of the text, ISO 639-1.", default=None)
    content_sha256: str = column("SHA-256 of the article's bytes, hexadecimal.", default="")
    text: str | None = column("The text that all offsets point into; null unless status is ok.", default=None)
    n_claims: int = column("Rows of this article in claims/.", default=0)
    n_references: int = column("Rows of this article in references/.", default=0)
    status: ArticleStatus = column("ok, quarantined (could not be read) or skipped (not for us).", default="ok")
    reason: str | None = column("Why the article was quarantined or skipped.", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRow:
    """One row of ``references/``: one entry of an article's reference list."""

    article_id: str = column("Joins to articles.article_id.")
    content_sha256: str = column("Joins to articles.content_sha256.")
    reference_index: int = column("Position in the list, from 1.")
    label: str | None = column("Printed label.", default=None)
    reference_text: str = column("The entry, verbatim, white space folded.")
    authors: str | None = column("Surnames in order, joined by '; '.", default=None)
    year: Int16 | None = column("Year of publication.", default=None)
    title: str | None = column("Title of the work.", default=None)
    journal: str | None = column("Journal or other container.", default=None)
    volume: str | None = column("Volume.", default=None)
    pages: str | None = column("Pages.", default=None)
    doi: str | None = column("DOI, lower case, without prefix.", default=None)
    pmid: str | None = column("PubMed id.", default=None)
    pmcid: str | None = column("PubMed Central id, with PMC.", default=None)
    url: str | None = column("The entry's own link.", default=None)
    n_citations: int = column("Claims of this article that cite the entry.", default=0)
    identifier_check: str | None = column("Outcome of looking the identifiers up; null before.", default=None)
    retracted: bool | None = column("Whether the work is retracted; null before a look-up.", default=None)
    abstract: str | None = column("Abstract of the work; null before a look-up.", default=None)


def columns(row_type: type) -> list[dataclasses.Field[Any]]:
    """Columns of a table in order: the row's own fields first, provenance last."""
    inherited = {f.name for f in dataclasses.fields(Provenance)} if issubclass(row_type, Provenance) else set()
    fields = dataclasses.fields(row_type)
    return [f for f in fields if f.name not in inherited] + [f for f in fields if f.name in inherited]
