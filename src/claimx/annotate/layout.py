"""Lay out a ``Doc``: its blocks (paragraphs, headings, bullets, table rows) and links, as spans.

Sets ``doc.spans["blocks"]`` (label: kind of block) and ``doc.spans["links"]``. What the reader of the format knew
stands in ``doc._.layout`` (see `layout_of`); bare text is taken as one paragraph a line.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from claimx.records import Article, Block, Link, Reference


def layout_of(article: Article) -> dict[str, Any]:
    """Plain data (msgpack-able) of what the pipeline needs of an article beyond its text."""
    return {
        "blocks": [dataclasses.asdict(b) for b in article.blocks],
        "links": [dataclasses.asdict(x) for x in article.links],
        "references": [dataclasses.asdict(r) for r in article.references],
        "title": article.title,
        "is_research": article.is_research,
        "publisher": article.publisher,
    }


def blocks(doc: Doc) -> list[Block]:
    """Blocks of a document, in order."""
    if doc._.layout is not None:
        return [Block(**{**b, "header": tuple(b["header"])}) for b in doc._.layout["blocks"]]
    return [Block("paragraph", m.start(), m.end()) for m in re.finditer(r"\S[^\n]*(?<=\S)", doc.text)]


def links(doc: Doc) -> list[Link]:
    """Links of a document, in order."""
    return [] if doc._.layout is None else [Link(**x) for x in doc._.layout["links"]]


def references(doc: Doc) -> list[Reference]:
    """Entries of the article's reference list."""
    return [] if doc._.layout is None else [Reference(**r) for r in doc._.layout["references"]]


def char_spans(doc: Doc, name: str, offsets: list[tuple[int, int, str]]) -> SpanGroup:
    """Group of spans over ``(start, end, label)``, each widened to whole tokens; empty ones are left out."""
    spans = (doc.char_span(s, e, label=label, alignment_mode="expand") for s, e, label in offsets)
    return SpanGroup(doc, name=name, spans=[s for s in spans if s is not None and len(s)])


class Layout:
    """The ``claimx_layout`` component."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the ``blocks`` and ``links`` span groups."""
        doc.spans["blocks"] = char_spans(doc, "blocks", [(b.start, b.end, b.kind) for b in blocks(doc)])
        doc.spans["links"] = char_spans(doc, "links", [(x.start, x.end, "link") for x in links(doc)])
        return doc


@Language.factory("claimx_layout")
def make_layout(nlp: Language, name: str) -> Layout:
    """Create the component."""
    return Layout()
