"""What a web page says of itself: JSON-LD, citation and OpenGraph tags, canonical link, dated ``<time>``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from claimx.ingest.dates import parse_date
from claimx.ingest.draft import Metadata, fold

_ARTICLE_TYPES = re.compile(r"Article|Posting|MedicalWebPage|Report|WebPage")
_MAX_DEPTH = 6


def metadata_of(tree: HtmlElement) -> Metadata:
    """Read a page's metadata; what several places state is taken from the most exact one."""
    nodes = list(_articles(tree))
    tags = _tags(tree)
    canonical = tree.xpath("string(//link[@rel='canonical']/@href)")
    authors = _names(n.get("author") for n in nodes) or tags.get("citation_author", []) or tags.get("author", [])
    publisher = _names(n.get("publisher") for n in nodes) or tags.get("og:site_name", [])
    return Metadata(
        url=_first(
            [canonical, *tags.get("og:url", []), *_addresses(nodes), *tags.get("citation_fulltext_html_url", [])]
        ),
        title=_first(
            [
                *tags.get("citation_title", []),
                *(n.get("headline") for n in nodes),
                *tags.get("og:title", []),
                *(n.get("name") for n in nodes),
                tree.xpath("string(//head/title)"),
            ]
        ),
        publisher=_first([*publisher, *tags.get("citation_publisher", [])]),
        authors="; ".join(dict.fromkeys(a for a in authors if not a.startswith("http"))) or None,
        published_at=_published(tree, nodes, tags),
        # journals mark their articles for scholarly search engines
        is_research=bool(tags.get("citation_journal_title") and tags.get("citation_doi")),
    )


def _published(tree: HtmlElement, nodes: list[dict[str, Any]], tags: dict[str, list[str]]) -> datetime | None:
    stated: list[object] = [n.get("datePublished") for n in nodes]
    for name in (
        "article:published_time",
        "og:article:published_time",
        "citation_publication_date",
        "citation_online_date",
    ):
        stated += tags.get(name, [])
    for name in (
        "citation_date",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "dcterms.date",
        "parsely-pub-date",
    ):
        stated += tags.get(name, [])
    marked = (
        "//time[@itemprop='datePublished' or @pubdate or contains(@class,'publish') or contains(@class,'entry-date')]"
    )
    times = tree.xpath(marked) or tree.xpath("//*[@itemprop='datePublished']")
    if not times:
        times = tree.xpath("//article//time[@datetime] | //main//time[@datetime]")
        times = times if len({t.get("datetime") for t in times}) == 1 else []
    stated += [t.get("datetime") or t.get("content") or t.text_content() for t in times]
    return next((date for value in stated if (date := parse_date(value))), None)


def _tags(tree: HtmlElement) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop")
        content = fold(meta.get("content") or "")
        if name and content:
            tags.setdefault(name.lower(), []).append(content)
    return tags


def _articles(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """JSON-LD nodes that describe the page's article, the most exact type first."""
    found: list[dict[str, Any]] = []
    for script in tree.xpath("//script[contains(@type,'ld+json')]"):
        try:
            found += _flatten(json.loads(script.text or "", strict=False), 0)
        except (ValueError, RecursionError):
            continue
    matching = [n for n in found if _ARTICLE_TYPES.search(str(n.get("@type")))]
    yield from sorted(matching, key=lambda n: "WebPage" in str(n.get("@type")))


def _flatten(node: object, depth: int) -> list[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return []
    if isinstance(node, list):
        return [n for item in node for n in _flatten(item, depth + 1)]
    if isinstance(node, dict):
        return [node, *_flatten(node.get("@graph"), depth + 1), *_flatten(node.get("mainEntity"), depth + 1)]
    return []


def _names(values: Iterable[object]) -> list[str]:
    names: list[str] = []
    for value in values:
        if names:
            break
        for item in value if isinstance(value, list) else [value]:
            name = item.get("name") if isinstance(item, dict) else item
            if isinstance(name, str) and fold(name):
                names.append(fold(name))
    return names


def _addresses(nodes: list[dict[str, Any]]) -> list[object]:
    pages = [n.get("mainEntityOfPage") for n in nodes]
    return [*(n.get("url") for n in nodes), *(p.get("@id") if isinstance(p, dict) else p for p in pages)]


def _first(values: Iterable[object]) -> str | None:
    return next((text for value in values if isinstance(value, str) and (text := fold(value))), None)
