"""Does a number that may state an effect state one, which way and of what kind? Fitted multinomial logits.

The constructions propose (`claimx.annotate.constructions`); this accepts or refuses, tells efficacy from prevalence
and settles direction and kind. The weights stand in ``detector.json`` (plain numbers, a table a question), fitted by
``models/fit_detector.py``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span

from claimx.annotate import vectors
from claimx.annotate.change import Found, Item
from claimx.annotate.mentions import singular
from claimx.annotate.shares import PREVALENT, TREATED
from claimx.annotate.syntax import Tree
from claimx.records import Block

Question = Literal["type", "direction", "kind"]
# A proposal is refused when it is none with more than this probability. Over folds F1 is flat between 0.6 and 0.75 for
# a construction that the rules know, so the choice that misses fewer; a change given from end to end is plainer still,
# a leftover number has to be likelier.
REFUSED = 0.75
REFUSED_FROM_TO = 0.9
REFUSED_LEFTOVER = 0.65
_WORD = re.compile(r"[A-Za-zα-ω]+(?:[’'-][A-Za-z]+)*|\d[\d.,]*|%|[^\w\s]")
_NEAR = 3
_AROUND = 8
_VALUES = ((1.0, "<1"), (3.0, "<3"), (10.0, "<10"), (50.0, "<50"), (90.0, "<90"), (101.0, "<101"), (1000.0, "<1000"))
_AIM = re.compile(
    r"\?[\"”’')]*\s*$|\b(?:whether|aim(?:ed|s|ing)?\s+to|hypothesi[sz]ed|powered\s+to|power\s+to\s+detect|"
    r"designed\s+to\s+(?:detect|show)|if\s+you\s+(?:could|want)|imagine|suppose|goal\s+(?:is|was)\s+to|"
    r"hopes?\s+to|target\s+of)\b",
    re.IGNORECASE,
)
_TIMES = frozenset(["years", "months", "weeks", "days", "hours", "minutes", "seconds", "decades", "min", "h", "s"])


def _words(text: str) -> list[str]:
    return ["0" if w[0].isdigit() else singular(w) for w in _WORD.findall(text)]


def _unit_class(unit: str | None) -> str:
    if unit in (None, "%", "pp", "fold", "ratio", "points"):
        return str(unit)
    return "time" if unit in _TIMES else "physical"


def features(
    tree: Tree, one: Found, proposed: Sequence[Found], items: Sequence[Item], block: Block, is_research: bool
) -> dict[str, float]:
    """What speaks for and against one proposed effect.

    Args:
        tree: the sentence.
        one: the effect proposed, offsets relative to the sentence.
        proposed: all effects proposed for the sentence.
        items: all its quantities.
        block: the block of the sentence.
        is_research: the article reports a study of its own.
    """
    return dict.fromkeys(_names(tree, one, proposed, items, block, is_research), 1.0)


def _names(
    tree: Tree, one: Found, proposed: Sequence[Found], items: Sequence[Item], block: Block, is_research: bool
) -> Iterator[str]:
    text, effect = tree.text, one.effect
    yield "bias"
    yield f"how={effect.construction}"
    yield f"kind={effect.quantity_kind}"
    yield f"direction={effect.direction}"
    unit = _unit_class(effect.unit)
    form = one.used[0].form
    yield f"unit={unit}"
    yield f"form={form}"
    yield f"how*unit={effect.construction}*{unit}"
    yield f"how*type={effect.construction}*{effect.claim_type}"
    yield f"qualifier={effect.qualifier}"
    value = next((v for u in one.used for v in u.worth), 0.0)
    size = next((name for limit, name in _VALUES if abs(value) < limit), "big")
    yield f"value={size}"
    yield f"unit*value={unit}*{size}"
    yield f"numbers={min(len(one.used), 3)}"
    yield f"block={block.kind}"
    yield f"research={is_research}"
    yield f"proposals={min(len(proposed), 4)}"
    yield f"place={min([p.start for p in proposed].index(one.start), 3)}"
    for role in {i.quantity.role for i in items if i.quantity.role not in ("candidate", "effect")}:
        yield f"role={role}"
    cue = text[effect.cue_start : effect.cue_end]
    for word in _words(cue)[-2:]:
        yield f"cue={word}"
    left, right, inside = _words(text[: one.start]), _words(text[one.end :]), _words(text[one.start : one.end])
    for k in range(_NEAR):
        yield f"left{k}={left[-1 - k] if k < len(left) else '^'}"
        yield f"right{k}={right[k] if k < len(right) else '$'}"
    before, after = left[-1] if left else "^", right[0] if right else "$"
    yield f"both={before}*{after}"
    yield f"left01={' '.join(left[-2:])}"
    yield f"right01={' '.join(right[:2])}"
    yield f"right012={' '.join(right[:3])}"
    for word in set(left[-_AROUND:]):
        yield f"left={word}"
    for word in set(right[:_AROUND]):
        yield f"right={word}"
        yield f"right*unit={word}*{unit}"
    for word in {w for w in inside if w.isalpha() and len(w) > 2}:
        yield f"in={word}"
    whole = set(left) | set(right)
    for word in whole:
        yield f"has={word}"
    treated, prevalent = len(TREATED.findall(text)), len(PREVALENT.findall(text))
    yield f"treated={min(treated, 3)}"
    yield f"prevalent={min(prevalent, 3)}"
    yield f"more={'treated' if treated > 0.8 * prevalent else 'prevalent'}"
    if _AIM.search(text):
        yield "aim"
    if block.heading:
        for word in _words(block.heading)[:8]:
            yield f"heading={word}"
    yield f"length={min(len(left) + len(right), 60) // 10}"
    yield from _syntax(tree, one, unit)


def _syntax(tree: Tree, one: Found, unit: str) -> Iterator[str]:
    """The way from the number up to its verb, with the verb's subject and object."""
    token = tree.root(one.start, one.end)
    if token is None:
        return
    yield f"dep={token.dep_}"
    path = []
    for _ in range(5):
        if token.head.i == token.i:
            break
        path.append(token.dep_)
        token = token.head
        if len(path) == 1:
            yield f"head={token.lemma_.lower()}"
            yield f"dep*head={path[0]}*{token.lemma_.lower()}"
        if token.tag_.startswith("V"):
            break
        yield f"above={token.lemma_.lower()}"
    yield f"path={'>'.join(path)}"
    if token.tag_.startswith("V"):
        verb = token.lemma_.lower()
        yield f"verb={verb}"
        yield f"verb*unit={verb}*{unit}"
        yield f"verb*dep={verb}*{path[-1] if path else 'ROOT'}"
        yield f"tense={token.tag_}"
        for child in token.children:
            if child.dep_ in ("nsubj", "nsubjpass", "dobj", "agent", "aux", "neg", "mark", "attr"):
                yield f"{child.dep_}={child.lemma_.lower()}"


def vector(sentence: Span, one: Found) -> NDArray[np.float32]:
    """What the words around the number mean: means of word vectors, shape (5 × 96,).

    The four words before and after, the six content words before and after, all content words.
    """
    start, end = sentence.start_char + one.start, sentence.start_char + one.end
    left = [t.lower_ for t in sentence if t.idx + len(t) <= start and not t.is_space]
    right = [t.lower_ for t in sentence if t.idx >= end and not t.is_space]
    before, after = vectors.content(left), vectors.content(right)
    parts = (left[-4:], right[:4], before[-6:], after[:6], before + after)
    return np.concatenate([vectors.mean(sentence.vocab, words) for words in parts])


@dataclass(frozen=True, slots=True)
class Logit:
    """Weights of one question: of each feature and of the vector, for each answer."""

    answers: tuple[str, ...]
    features: Mapping[str, Sequence[float]]
    vector: NDArray[np.float64]


@cache
def _logits() -> Mapping[str, Logit]:
    tables = json.loads(files(__package__).joinpath("detector.json").read_text("utf-8"))
    return {
        name: Logit(tuple(table["answers"]), table["features"], np.array(table["vector"]))
        for name, table in tables.items()
    }


def refused(none: float, construction: str) -> bool:
    """Whether a proposal is refused, given the probability that it is no claim."""
    if "left:" in construction:
        return none > REFUSED_LEFTOVER
    return none > (REFUSED_FROM_TO if construction == "from_to" else REFUSED)


def probabilities(question: Question, found: Mapping[str, float], around: vectors.Vector) -> dict[str, float]:
    """Probability of each answer: none, efficacy, prevalence; the directions; the kinds.

    Args:
        question: what is asked.
        found: as `features` gives them.
        around: as `vector` gives it.
    """
    logit = _logits()[question]
    scores: list[float] = (logit.vector @ around).tolist()
    for name, value in found.items():
        if (own := logit.features.get(name)) is not None:
            for k, weight in enumerate(own):
                scores[k] += weight * value
    top = max(scores)
    shares = [math.exp(s - top) for s in scores]
    total = sum(shares)
    return {answer: share / total for answer, share in zip(logit.answers, shares, strict=True)}
