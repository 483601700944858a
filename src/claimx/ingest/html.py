"""Reader of web pages (.html, .htm): the article's blocks, without the page around them."""

from __future__ import annotations

import re
from pathlib import PurePath

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from claimx.errors import IngestError
from claimx.ingest.addresses import canonical_url
from claimx.ingest.decode import decode
from claimx.ingest.draft import Draft
from claimx.ingest.furniture import without_furniture
from claimx.ingest.html_blocks import blocks_of, prune
from claimx.ingest.main_content import select
from claimx.ingest.metadata import metadata_of
from claimx.ingest.reference_list import split_references

SUFFIXES: tuple[str, ...] = (".html", ".htm", ".xhtml")

_OPENS = re.compile(rb"\s*(?:<!--.*?-->\s*)*(?:<!doctype html|<html)", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_CUT_TAG = re.compile(r"<[a-zA-Z/!][^<>]*\Z")


def accepts(path: PurePath, head: bytes) -> bool:
    """Whether this reader reads the file: by its suffix, or because it opens as HTML whatever it is called."""
    return path.suffix.lower() in SUFFIXES or _OPENS.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(data: bytes, path: PurePath) -> Draft:
    """Read the bytes of a page.

    Raises:
        IngestError: no text in a known encoding, cut off, or not HTML at all.
    """
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared.group(1).decode("ascii", "replace") if declared else None)
    _check_whole(text)
    tree = _parse(text)
    meta = metadata_of(tree)
    base = canonical_url(tree.xpath("string(//base/@href)")) or canonical_url(meta.url)
    prune(tree)
    chosen = select(tree, blocks_of(tree, base), meta.title)
    body, entries = split_references(without_furniture(chosen))
    return Draft(body, entries, meta)


def _check_whole(text: str) -> None:
    lower = text.lower()
    if _CUT_TAG.search(text[-5000:]) or lower.rfind("<script") > lower.rfind("</script"):
        raise IngestError("truncated: the page ends within a tag")
    if ("<html" in lower or "<body" in lower) and "</html" not in lower and "</body" not in lower:
        raise IngestError("truncated: the page has no end")


def _parse(text: str) -> HtmlElement:
    # an encoding declaration in a str is an error to lxml; the bytes are decoded already
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    try:
        tree = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise IngestError("not HTML: no element can be read") from error
    return tree
