"""Word vectors of claimx's own pipeline, whatever model stands underneath."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import cast

import en_claimx
import numpy as np
from numpy.typing import NDArray
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.vocab import Vocab

Vector = NDArray[np.float32]


@cache
def _own_vocab() -> Vocab:
    return en_claimx.load(enable=[]).vocab


def mean(vocab: Vocab, words: Sequence[str]) -> Vector:
    """Mean of the unit vectors of some lower-case words, shape (96,); zeros for none.

    Args:
        vocab: the pipeline's; its vectors are used if they are floret ones, which only claimx's own are.
        words: in lower case.
    """
    own = vocab if vocab.vectors.mode == "floret" else _own_vocab()
    if not words:
        return np.zeros(own.vectors.shape[1], dtype=np.float32)
    rows = own.vectors.get_batch([own.strings.add(w) for w in words])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return cast("Vector", (rows / np.maximum(lengths, 1e-6)).mean(axis=0))


def content(words: Sequence[str]) -> list[str]:
    """The words that carry meaning."""
    return [w for w in words if w.isalpha() and w not in STOP_WORDS]
