"""Where a phrase stands in the tree of its sentence, seen from the word of change and from the number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

_STEPS = 4  # arcs that a path may have on one side; longer ones are too rare to learn from
_CLAUSE = frozenset(("ROOT", "conj", "ccomp", "advcl", "relcl", "acl", "xcomp", "pcomp", "parataxis", "csubj"))


def features(sentence: Span, phrase: str, number: tuple[int, int], cue: tuple[int, int]) -> dict[str, float]:
    """Named features of a phrase of the sentence; empty if it stands nowhere in it, or without a tree.

    Args:
        sentence: the sentence.
        phrase: as the sentence has it, in any case of letters.
        number: where the quantity stands, relative to the sentence.
        cue: where the word of change stands, relative to the sentence; empty if there is none.
    """
    if not sentence.doc.has_annotation("DEP"):
        return {}
    at = _nearest(sentence.text, phrase, number[0])
    if at is None:
        return {}
    root = _root(sentence, *at)
    quantity = _root(sentence, *number)
    if root is None or quantity is None:
        return {}
    change = _root(sentence, *cue) if cue[1] > cue[0] else None
    return dict.fromkeys(_names(root, quantity, change), 1.0)


def _nearest(text: str, phrase: str, place: int) -> tuple[int, int] | None:
    hits = (m.span() for m in re.finditer(re.escape(phrase), text, re.IGNORECASE))
    return min(hits, key=lambda hit: abs(hit[0] - place), default=None)


def _root(sentence: Span, start: int, end: int) -> Token | None:
    offset = sentence.start_char
    span = sentence.doc.char_span(offset + start, offset + end, alignment_mode="expand")
    return None if span is None or not len(span) else span.root


def _names(root: Token, quantity: Token, change: Token | None) -> Iterator[str]:
    yield f"dep:{root.dep_}"
    yield f"tag:{root.tag_}"
    if root.dep_ in ("pobj", "pcomp"):
        yield f"prep:{root.head.lower_}"
        yield f"prep*above:{root.head.lower_}*{root.head.head.tag_[:2]}"
    verb = _clause(root)
    yield f"clause:{'same' if verb.i == _clause(quantity).i else 'other'}"
    for name, other in (("number", quantity), ("change", change)):
        if other is None:
            continue
        if other.i == root.i:
            yield f"{name}:itself"
            continue
        up, down = _path(root, other)
        yield f"{name}:far{min(len(up) + len(down), 8)}"
        if len(up) <= _STEPS and len(down) <= _STEPS:
            yield f"{name}:{'>'.join(up)}<{'<'.join(down)}"
        if up:
            yield f"{name}:up>{up[-1]}"
        if down:
            yield f"{name}:down<{down[0]}"
        yield f"{name}:{'above' if not up else 'below' if not down else 'beside'}"


def _clause(token: Token) -> Token:
    while token.dep_ not in _CLAUSE and token.head.i != token.i:
        token = token.head
    return token


def _path(one: Token, other: Token) -> tuple[list[str], list[str]]:
    """Labels from ``one`` up to the common ancestor and from it down to ``other``, prepositions by their word."""
    above = [one, *one.ancestors]
    order = {t.i: k for k, t in enumerate(above)}
    down: list[str] = []
    node = other
    while node.i not in order:
        down.append(_label(node))
        if node.head.i == node.i:
            return [_label(t) for t in above], down[::-1]
        node = node.head
    return [_label(t) for t in above[: order[node.i]]], down[::-1]


def _label(token: Token) -> str:
    return f"prep_{token.lower_}" if token.dep_ in ("prep", "agent") else token.dep_
