"""Word vectors of claimx's own pipeline, whatever model stands underneath."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
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


@lru_cache(maxsize=50_000)
def unit(vocab: Vocab, word: str) -> Vector:
    """Unit vector of a lower-case word, shape (96,).

    Args:
        vocab: the pipeline's; its vectors are used if they are floret ones, which only claimx's own are.
        word: in lower case.
    """
    own = vocab if vocab.vectors.mode == "floret" else _own_vocab()
    row = own.vectors.get_batch([own.strings.add(word)])[0]
    return cast("Vector", row / max(float(np.linalg.norm(row)), 1e-6))


def mean(vocab: Vocab, words: Sequence[str]) -> Vector:
    """Mean of the unit vectors of some lower-case words, shape (96,); zeros for none."""
    if not words:
        return np.zeros_like(unit(vocab, ""))
    return cast("Vector", np.mean([unit(vocab, w) for w in words], axis=0))


def content(words: Sequence[str]) -> list[str]:
    """The words that carry meaning."""
    return [w for w in words if w.isalpha() and w not in STOP_WORDS]
