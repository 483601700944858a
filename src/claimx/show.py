"""Claims for people: a table, an article with its claims highlighted, a run in a few lines.

Everything that comes from an article is text here: control characters are dropped, markup is never read, HTML is
escaped.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from claimx.records import Article, Claim, columns

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType
    from spacy.tokens import Doc

    from claimx.pipeline import Counts

HEADINGS = ("intervention", "outcome", "effect", "population", "source", "citation")
_STYLES = {
    "sentence": "on grey19",
    "quantity": "bold black on yellow",
    "source": "underline cyan",
    "citation": "italic magenta",
}
_SIGNED = {"relative_change", "absolute_change", "fold_change"}
_SIGNS = {"increase": "+", "decrease": "−", "improve": "better by ", "worsen": "worse by ", "no_change": "no change, "}


def clean(text: str) -> str:
    """Text without what a terminal or page would act on: control, direction and unpaired surrogate characters."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def effect(claim: Claim) -> str:
    """Size of the effect in short: ``−25%``, ``8.1 → 6.9%``, ``45 vs 22%``, ``HR 0.75``, ``up to +4–6 mmHg``."""
    c = claim
    if c.baseline_value is not None or c.final_value is not None:
        size = f"{_number(c.baseline_value)} → {_number(c.final_value)}"
    elif c.treated_value is not None or c.comparator_value is not None:
        size = f"{_number(c.treated_value)} vs {_number(c.comparator_value)}"
    elif c.value_low is not None or c.value_high is not None:
        size = f"{_number(c.value_low)}–{_number(c.value_high)}"
    elif c.value is not None:
        size = _number(c.value)
    elif c.n_events is not None:
        size = f"{_number(c.n_events)} of {_number(c.n_total)}"
    else:
        return c.quantity_text
    unit = {None: "", "ratio": "", "%": "%", "fold": "-fold"}.get(c.unit, f" {c.unit}")
    sign = _SIGNS.get(c.direction or "", "") if c.quantity_kind in _SIGNED else ""
    words = ("not" if c.negated else "", (c.qualifier or "").replace("_", " "), c.effect_measure or "")
    return " ".join([*filter(None, words), f"{sign}{size}{unit}"])


def _number(value: float | None) -> str:
    """As a person writes it: thousands apart, four decimals below one, two decimals above."""
    if value is None:
        return "?"
    digits = f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4f}"
    return digits.rstrip("0").rstrip(".")


def cells(claim: Claim) -> tuple[str, ...]:
    """One claim under `HEADINGS`, as clean text."""
    source = claim.source_name or claim.source_text or claim.citation_text or claim.source_author
    year = f" ({claim.source_year})" if source and claim.source_year and str(claim.source_year) not in source else ""
    return tuple(
        clean(text or "–")
        for text in (
            claim.intervention,
            claim.outcome,
            effect(claim),
            claim.population,
            f"{source}{year}" if source else claim.source_kind.replace("none", "–"),
            claim.citation_status,
        )
    )


def table(claims: Iterable[Claim]) -> RenderableType:
    """Claims as a table for a terminal of 80 columns or more."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, ratio in zip(HEADINGS, (4, 4, 3, 4, 4, 2), strict=True):
        grid.add_column(name, ratio=ratio, overflow="fold", min_width=9)
    for claim in claims:
        grid.add_row(*map(Text, cells(claim)))
    return grid


def jsonl(claim: Claim) -> str:
    """One claim as a JSON object on one line: every column, times in ISO 8601; unprintable characters escaped."""
    row = {f.name: getattr(claim, f.name) for f in columns(Claim)}
    line = json.dumps(row, ensure_ascii=False, default=_iso)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)


def _iso(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def segments(doc: Doc, claims: Sequence[Claim]) -> Iterator[tuple[str, list[str]]]:
    """The article's text, cut where highlighting changes: each piece with what it is part of (see ``_STYLES``)."""
    marks = [("sentence", c.sentence_start, c.sentence_end) for c in claims]
    marks += [("quantity", c.quantity_start, c.quantity_end) for c in claims]
    marks += [("source", s.start_char, s.end_char) for s in doc.spans.get("sources", ())]
    marks += [("citation", s.start_char, s.end_char) for s in doc.spans.get("citations", ())]
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for kind, start, end in marks:
        opening.setdefault(start, []).append(kind)
        closing.setdefault(end, []).append(kind)
    cuts = sorted({0, len(doc.text), *opening, *closing})
    depth = dict.fromkeys(_STYLES, 0)
    for start, end in pairwise(cuts):
        for kind in closing.get(start, ()):
            depth[kind] -= 1
        for kind in opening.get(start, ()):
            depth[kind] += 1
        yield clean(doc.text[start:end]), [kind for kind, n in depth.items() if n > 0]


def highlighted(article: Article, doc: Doc, claims: Sequence[Claim]) -> RenderableType:
    """The article for a terminal, highlighted, with the table of its claims below."""
    from rich.console import Group
    from rich.text import Text

    body = Text()
    for text, kinds in segments(doc, claims):
        body.append(text, " ".join(_STYLES[k] for k in kinds))
    legend = Text("  ").join(Text(kind, style) for kind, style in _STYLES.items())
    title = Text(clean(article.title or article.path), "bold")
    return Group(title, Text(clean(article.path)), Text(), body, Text(), legend, Text(), table(claims))


def page(article: Article, doc: Doc, claims: Sequence[Claim]) -> str:
    """The article as a page of HTML, highlighted, with the table of its claims below; complete in itself."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(loader=PackageLoader("claimx"), autoescape=True)
    return environment.get_template("article.html.j2").render(
        article=article,
        claims=claims,
        segments=segments(doc, claims),
        headings=HEADINGS,
        rows=map(cells, claims),
    )


def figures(counts: Counts) -> list[tuple[str, int]]:
    """Figures of a run, each with its name."""
    return [
        ("articles", counts.articles),
        ("ok", counts.ok),
        ("quarantined", counts.quarantined),
        ("skipped", counts.skipped),
        ("unchanged", counts.unchanged),
        ("duplicates", counts.duplicates),
        ("references", counts.references),
        ("claims", counts.claims),
    ]


def summary(counts: Counts, output: Path) -> str:
    """What a run has found and where it stands, in a few lines."""
    return "\n".join([*(f"{name:<12}{n:>10,}" for name, n in figures(counts)), f"written to {clean(str(output))}"])
