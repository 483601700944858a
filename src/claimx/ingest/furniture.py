"""What an article's page prints among its text that is none of it: other articles' titles, share bars, breadcrumbs."""

from __future__ import annotations

import re

from claimx.ingest.draft import DraftBlock

_RELATED = re.compile(
    r"(?:you (?:may|might)(?: also)? (?:also )?(?:like|enjoy|be interested in)|(?:related|similar|recommended|further)"
    r" (?:articles?|posts?|stories|content|topics|news|links)|read (?:more|next|also)|recommended(?: for you| reading)?"
    r"|related|more (?:from|on|in) .{2,40}|most (?:read|viewed|popular)|trending(?: now)?|popular (?:articles|posts))"
    r"\s*(?:[:.…]+)?",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"(?:related|read (?:more|also|next|now)|see also|watch|more|click|also (?:read|see)|read the full|don['’]t miss"
    r"|continue reading|sign up|subscribe|follow us|get the|download)\b",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"(?:[^›»>|]{2,40}\s[›»]\s){1,6}[^›»]{2,60}")
_SHARE_BAR = re.compile(
    r"(?:share|tweet|pin|email|print|save|facebook|twitter|whatsapp|linkedin|reddit|comments?)(?:[\s|·]+(?:share|tweet"
    r"|pin(?: it)?|email|print|save|facebook|twitter|x|whatsapp|linkedin|reddit|comments?|\(?[\d.,]+k?\)?))+",
    re.IGNORECASE,
)
_MAX_TITLE = 110  # characters


def heads_related(text: str) -> bool:
    """Whether a line heads a box of other articles ("You may also like:")."""
    return _RELATED.fullmatch(text) is not None


def without_furniture(blocks: list[DraftBlock]) -> list[DraftBlock]:
    """Drop breadcrumbs, share bars, links to other articles, and "You may also like" with the titles below it."""
    kept: list[DraftBlock] = []
    position = 0
    while position < len(blocks):
        block = blocks[position]
        position += 1
        text = block.text
        if block.kind != "title" and (_CRUMBS.fullmatch(text) or _SHARE_BAR.fullmatch(text) or _is_pointer(block)):
            continue
        if not heads_related(text):
            kept.append(block)
            continue
        end = position
        while end < len(blocks) and _is_other_title(blocks[end]):
            end += 1
        # the last short line before running text is the heading of that text
        if position < end < len(blocks) and blocks[end - 1].kind == "heading":
            end -= 1
        if end > position or block.kind == "heading" or text.endswith((":", "…", "...")):
            position = end
        else:
            kept.append(block)
    return kept


def _is_other_title(block: DraftBlock) -> bool:
    text = block.text
    if block.kind not in ("heading", "paragraph", "list_item") or len(text) > _MAX_TITLE:
        return False
    return block.kind == "heading" or text[-1:] not in ".!:" or _is_linked(block)


def _is_linked(block: DraftBlock) -> bool:
    """Whether one link covers the whole block."""
    urls = {run.url for run in block.runs if run.text.strip()}
    return len(urls) == 1 and None not in urls


def _is_pointer(block: DraftBlock) -> bool:
    """A line that is nothing but a link elsewhere: "Read more: …", or in capitals."""
    text = block.text
    if block.kind not in ("paragraph", "list_item") or len(text) > 2 * _MAX_TITLE:
        return False
    linked = _is_linked(block)
    return linked and (text.isupper() or _POINTER.match(text) is not None)
