"""scispaCy's tokenizer, with every number standing apart from ``% / – <``, from letters and from other numbers.

scispaCy leaves ``25%–30``, ``p<0.001`` and ``400mg/day`` whole; a quantity must align with tokens exactly, because
span attributes are keyed by offsets.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable

from scispacy.custom_tokenizer import combined_rule_tokenizer
from spacy.language import Language, create_tokenizer
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled, without a stub

SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾"
FRACTION = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"

_CUTS = "|".join(
    (
        r"(?<=[0-9])(?=[^0-9.,·])",  # after a number
        r"(?<=[^0-9.,·])(?=[0-9])",  # before a number
        r"(?<=[0-9])(?=[.,·](?![0-9]))",  # a full stop or comma after a number
        r"(?<=[.,·])(?=[0-9])(?<![0-9][.,·])",  # ... or before one
        rf"(?<=.)(?=[{FRACTION}])|(?<=[{FRACTION}])(?=.)",
        rf"(?<=[^{SUPERSCRIPT}])(?=[{SUPERSCRIPT}])|(?<=[{SUPERSCRIPT}])(?=[^{SUPERSCRIPT}])",
        r"[%‰/<>≤≥=±+~≈×;()\[\]|]",
        r"(?<=[%)])\.(?=[A-Z])",  # sentences run together
        r"[–—‒−‑]",
        r"(?<=[0-9])-|-(?=[0-9])",
        r"(?<=[dmnµμ/]L)(?=[.,;])",  # "18 mg/dL." at the end of a sentence
    )
)


def widen(tokenizer: Tokenizer) -> Tokenizer:
    """Add the cuts above to a tokenizer, in place."""
    own = tokenizer.infix_finditer.__self__.pattern
    tokenizer.infix_finditer = re.compile(f"{_CUTS}|{own}").finditer
    return tokenizer


def make_tokenizer() -> Callable[[Language], Tokenizer]:
    """Registered as ``claimx.tokenizer.v1``."""

    def create(nlp: Language) -> Tokenizer:
        nlp.tokenizer = create_tokenizer()(nlp)  # scispaCy copies spaCy's token_match from it
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # "Possible set union" in scispaCy's own patterns
            return widen(combined_rule_tokenizer(nlp))

    return create
