"""What a number in a sentence states: read by a small fine-tuned transformer, sentence and context at once.

For each proposed effect of a sentence the reader tells how probable it is that it is none, an efficacy claim or a
prevalence figure, the direction and kind of the effect, and which phrases of the sentence or its context (title,
heading, text before) name what acts, what is changed, in whom, against what, and who says so. Trained by
``models/train_reader.py``, shipped in ``en_claimx/reader`` (ONNX, 8-bit weights), run by ONNX Runtime.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from curated_tokenizers import WordPieceProcessor  # type: ignore[attr-defined]  # not in its __all__
from numpy.typing import NDArray

from claimx.records import BlockKind, Direction, QuantityKind

if TYPE_CHECKING:
    import onnxruntime

Type = Literal["none", "efficacy", "prevalence"]
Role = Literal["outcome", "intervention", "population", "comparator", "source"]

# The answers in the order of the model's outputs.
TYPES: tuple[Type, ...] = ("none", "efficacy", "prevalence")
DIRECTIONS: tuple[Direction, ...] = ("increase", "decrease", "improve", "worsen", "no_change")
KINDS: tuple[QuantityKind, ...] = (
    "relative_change",
    "absolute_change",
    "fold_change",
    "from_to",
    "group_comparison",
    "response_rate",
    "effect_size",
)
ROLES: tuple[Role, ...] = ("outcome", "intervention", "population", "comparator", "source")

# Lengths in word pieces; what is longer is cut: the context at its far end, the sentence around its first number.
_TITLE, _HEADING, _BEFORE, _SENTENCE = 24, 12, 72, 160
REACH_BEFORE = 600  # characters that a passage needs before its sentence: enough for so many pieces
_LONGEST_PHRASE = 24
_LIKELIEST = 8  # starts of a phrase that are looked at
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_BLOCKS: tuple[BlockKind, ...] = ("title", "heading", "paragraph", "list_item", "table_row", "caption", "quote")
_FIRST_BLOCK = "[unused4]"  # this and the unused pieces of the vocabulary after it stand for the kinds of block


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence and what stands above and before it."""

    sentence: str
    before: str = ""
    title: str = ""
    heading: str = ""
    block: BlockKind = "paragraph"


class Piece(NamedTuple):
    """A word piece with its place in the passage; marks between the parts have none (-1)."""

    id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """A passage as the model takes it: ``text`` is title, heading, text before and sentence, each on its own line."""

    text: str
    offset: int
    """Where the sentence begins in ``text``."""
    pieces: tuple[Piece, ...]
    first: int
    """The first piece of the sentence."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """First and last piece of ``sentence[start:end]``; the last piece of all where it was cut away."""
        start, end = self.offset + start, self.offset + end
        inside = [
            k for k in range(self.first, len(self.pieces)) if self.pieces[k].start < end and self.pieces[k].end > start
        ]
        return (inside[0], inside[-1]) if inside else (len(self.pieces) - 1, len(self.pieces) - 1)


class WordPieces:
    """Text -> word pieces, in the manner of BERT: lower case, no accents, punctuation apart."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._processor = WordPieceProcessor(list(vocabulary))
        self.ids: Mapping[str, int] = {piece: k for k, piece in enumerate(vocabulary)}
        self._of_word = lru_cache(maxsize=20_000)(self._read_word)

    def _read_word(self, word: str) -> tuple[int, ...]:
        letters = unicodedata.normalize("NFD", word.lower())
        bare = "".join(c for c in letters if unicodedata.category(c) != "Mn")
        ids, _ = self._processor.encode(bare)
        return tuple(ids) if ids and -1 not in ids else (self.ids["[UNK]"],)

    def read(self, text: str, offset: int) -> list[Piece]:
        """The pieces of a text that begins at an offset."""
        return [
            Piece(k, offset + word.start(), offset + word.end())
            for word in _WORD.finditer(text)
            for k in self._of_word(word[0])
        ]

    def encode(self, passage: Passage, numbers: Sequence[tuple[int, int]]) -> Encoded:
        """Lay a passage out for the model.

        Args:
            passage: what is read.
            numbers: offsets into the sentence of the effects proposed.
        """
        parts = (passage.title, passage.heading, passage.before, passage.sentence)
        offsets = [sum(len(p) + 1 for p in parts[:k]) for k in range(4)]
        title, heading, above, sentence = (self.read(p, o) for p, o in zip(parts, offsets, strict=True))
        if len(sentence) > _SENTENCE:
            number = offsets[3] + min(start for start, _ in numbers)
            at = next((k for k, p in enumerate(sentence) if p.end > number), 0)
            cut = max(0, min(at - _SENTENCE // 2, len(sentence) - _SENTENCE))
            sentence = sentence[cut : cut + _SENTENCE]
        mark, stop = (Piece(self.ids[name], -1, -1) for name in ("[CLS]", "[SEP]"))
        block = Piece(self.ids[_FIRST_BLOCK] + _BLOCKS.index(passage.block), -1, -1)
        context = (mark, *title[:_TITLE], stop, *heading[:_HEADING], stop, *above[-_BEFORE:], stop)
        return Encoded("\n".join(parts), offsets[3], (*context, block, *sentence, stop), len(context) + 1)


Phrase = tuple[str | None, float]
"""A phrase as it stands in the passage, ``None`` where the passage does not say, and how probable it is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is thought of one proposed effect: probabilities, and the likeliest phrase of each role."""

    types: Mapping[Type, float]
    directions: Mapping[Direction, float]
    kinds: Mapping[QuantityKind, float]
    roles: Mapping[Role, Phrase]


class Reader:
    """The trained reader, loaded from a folder when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def words(self) -> WordPieces:
        """Its word pieces."""
        return WordPieces((self._folder / "pieces.txt").read_text(encoding="utf-8").split("\n"))

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        import onnxruntime  # a second of start for nothing where no number is read

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # work is spread over processes, one article each
        options.inter_op_num_threads = 1
        path = str(self._folder / "reader.onnx")
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def read(self, passage: Passage, numbers: Sequence[tuple[int, int]]) -> list[Reading]:
        """Read each proposed effect of a sentence.

        Args:
            passage: the sentence with its context.
            numbers: offsets of the effects into the sentence.
        """
        encoded = self.words.encode(passage, numbers)
        spans = np.array([encoded.span(*n) for n in numbers], dtype=np.int64)
        types, directions, kinds, roles = self._session.run(None, inputs(encoded, spans))
        return [reading_of(encoded, *outputs) for outputs in zip(spans, types, directions, kinds, roles, strict=True)]


def inputs(encoded: Encoded, spans: NDArray[np.int64]) -> dict[str, NDArray[np.generic]]:
    """A passage as arrays, by the names of the model's inputs.

    ``pieces`` and ``segments`` (0 context, 1 sentence) have the shape (length,), so has ``marked``, 1 where a number is
    read; ``first`` and ``last`` (numbers,) are the ends of the numbers.
    """
    length = len(encoded.pieces)
    marked = np.zeros(length, dtype=np.float32)
    for start, end in spans:
        marked[start : end + 1] = 1.0
    return {
        "pieces": np.array([p.id for p in encoded.pieces], dtype=np.int64),
        "segments": (np.arange(length) >= encoded.first - 1).astype(np.int64),
        "marked": marked,
        "first": spans[:, 0],
        "last": spans[:, 1],
    }


Shares = NDArray[np.float32]


def reading_of(
    encoded: Encoded, number: NDArray[np.int64], types: Shares, directions: Shares, kinds: Shares, ends: Shares
) -> Reading:
    """What the model's outputs for one number say.

    Args:
        encoded: the passage.
        number: first and last piece of the number.
        types: probabilities of `TYPES`.
        directions: probabilities of `DIRECTIONS`.
        kinds: probabilities of `KINDS`.
        ends: log-probabilities, shape (length, 2 × roles): of each piece to begin and to end the phrase of each role.
    """
    return Reading(
        dict(zip(TYPES, types.tolist(), strict=True)),
        dict(zip(DIRECTIONS, directions.tolist(), strict=True)),
        dict(zip(KINDS, kinds.tolist(), strict=True)),
        {role: phrase(encoded, number, ends[:, 2 * r], ends[:, 2 * r + 1]) for r, role in enumerate(ROLES)},
    )


def phrase(encoded: Encoded, number: NDArray[np.int64], starts: Shares, ends: Shares) -> Phrase:
    """The likeliest phrase; none reaches over the number itself.

    Args:
        encoded: the passage.
        number: its first and last piece (between two numbers phrases may stand).
        starts: log-probability of each piece to begin the phrase, shape (length,); the first stands for "not said".
        ends: the same for its last piece.
    """
    best, at = float(starts[0] + ends[0]), None
    for start in np.argsort(-starts)[:_LIKELIEST].tolist():
        if encoded.pieces[start].start < 0:
            continue
        for end in range(start, min(start + _LONGEST_PHRASE, len(encoded.pieces))):
            if encoded.pieces[end].start < 0 or end in number:
                break
            if starts[start] + ends[end] > best:
                best, at = float(starts[start] + ends[end]), (start, end)
    text = None if at is None else encoded.text[encoded.pieces[at[0]].start : encoded.pieces[at[1]].end]
    return text and " ".join(text.split()), float(np.exp(best))
