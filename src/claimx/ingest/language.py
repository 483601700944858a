"""Which language a text is in."""

from __future__ import annotations

from functools import cache
from typing import Any

_SAMPLE = 5_000  # characters
_MIN_LETTERS = 150  # below this, a guess is worth nothing and English is assumed
_SURE = 0.9


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> str:
    """ISO 639-1 code of the language; ``en`` unless another language is all but certain."""
    sample = text[:_SAMPLE]
    if sum(c.isalpha() for c in sample) < _MIN_LETTERS:
        return "en"
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else "en"
