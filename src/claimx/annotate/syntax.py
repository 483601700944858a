"""A sentence with its tree: its noun phrases, and where a phrase stands seen from the word of change and the number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from spacy.lang.en.syntax_iterators import noun_chunks
from spacy.tokens import Span, Token

from claimx.annotate.phrases import trimmed

_STEPS = 4  # arcs that a path may have on one side; longer ones are too rare to learn from
_CLAUSE = frozenset(("ROOT", "conj", "ccomp", "advcl", "relcl", "acl", "xcomp", "pcomp", "parataxis", "csubj"))


class Tree:
    """One sentence, read once: `Span.text` and `Doc.char_span` walk the whole text at every call."""

    def __init__(self, sentence: Span):
        self.sentence = sentence
        self.text = sentence.text
        self.parsed = bool(sentence[0].tag)  # see `claimx.annotate.parse`
        self._starts = [t.idx - sentence.start_char for t in sentence]
        self._lower = self.text.lower()

    @cached_property
    def chunks(self) -> list[str]:
        """The noun phrases, determiners and hanging words dropped; none without a tree."""
        if not self.parsed:
            return []
        # the iterator itself: `sentence.noun_chunks` would read the whole Doc
        phrases = (self.sentence.doc[start:end].text for start, end, _ in noun_chunks(self.sentence))
        return [short for phrase in phrases if (short := trimmed(phrase))]

    @cached_property
    def clauses(self) -> list[str]:
        """What a relative clause or a participle says: "drank tea" of "those who drank tea", "taking iron"."""
        if not self.parsed:
            return []
        found = []
        for token in self.sentence:
            if token.dep_ in ("relcl", "acl") and token.tag_.startswith("V"):
                start = max((c.i + 1 for c in token.lefts if c.tag_ in ("WP", "WDT")), default=token.left_edge.i)
                found.append(self.sentence.doc[start : token.right_edge.i + 1].text)
        return found

    @cached_property
    def subjects(self) -> list[str]:
        """Subjects that are more than one word, without determiners: "rural women"."""
        if not self.parsed:
            return []
        roots = (t for t in self.sentence if t.dep_ in ("nsubj", "nsubjpass"))
        phrases = (self.sentence.doc[t.left_edge.i : t.i + 1].text for t in roots)
        return [short for phrase in phrases if (short := trimmed(phrase)) and " " in short]

    def root(self, start: int, end: int) -> Token | None:
        """The highest word of ``text[start:end]``; ``None`` without a tree or a word."""
        if not self.parsed or end <= start:
            return None
        first, last = max(bisect_right(self._starts, start) - 1, 0), bisect_left(self._starts, end)
        return self.sentence[first:last].root if last > first else None

    def features(self, phrase: str, number: tuple[int, int], cue: tuple[int, int]) -> dict[str, float]:
        """Named features of a phrase of the sentence; empty if it stands nowhere in it, or without a tree.

        Args:
            phrase: as the sentence has it, in any case of letters.
            number: where the quantity stands, relative to the sentence.
            cue: where the word of change stands, relative to the sentence; empty if there is none.
        """
        at = self._nearest(phrase.lower(), number[0]) if self.parsed else -1
        root = self.root(at, at + len(phrase)) if at >= 0 else None
        quantity = self.root(*number)
        if root is None or quantity is None:
            return {}
        return dict.fromkeys(_names(root, quantity, self.root(*cue)), 1.0)

    def _nearest(self, phrase: str, place: int) -> int:
        """Where a lower-case phrase begins nearest to a place; -1 if nowhere."""
        before = self._lower.rfind(phrase, 0, place + len(phrase))
        after = self._lower.find(phrase, place)
        if before < 0 or after < 0:
            return max(before, after)
        return before if place - before <= after - place else after


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
