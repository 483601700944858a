"""Which language a text is in."""

from __future__ import annotations

from functools import cache
from typing import Any

_SAMPLE = 5_000  # characters
_MIN_LETTERS = 100  # below this, a guess is worth nothing and English is assumed
_SURE = 0.9
# languages that articles on the web are written in; without this list, a text full of species names passes for Latin
_LANGUAGES = (
    "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sq sr sv ta te"
    " th tr uk ur vi zh"
)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES.split())
    return identifier


def language_of(text: str) -> str:
    """ISO 639-1 code of the language; ``en`` unless another language is all but certain."""
    sample = text[:_SAMPLE]
    if sum(c.isalpha() for c in sample) < _MIN_LETTERS:
        return "en"
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else "en"
