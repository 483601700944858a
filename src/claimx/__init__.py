"""claimx: quantitative efficacy claims with their attributed sources, from health articles to a Parquet table.

>>> import claimx
>>> [claim] = claimx.extract("Magnesium reduced TEWL by 25% (Lind et al., 2017).")
>>> claim.quantity_text, claim.direction, claim.value, claim.unit
('25%', 'decrease', 25.0, '%')

Nothing heavy is imported before it is called.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language

    from claimx.records import Claim

__version__ = "0.1.0"
__all__ = ["extract", "extract_files", "load", "read_articles", "read_claims", "read_references"]


def load(model: str | None = None) -> Language:
    """Load the spaCy pipeline: ``nlp = claimx.load(); doc = nlp(text)``.

    Args:
        model: ``None`` for claimx's own; the name of an installed spaCy model (such as ``en_core_sci_md``) to put that
            model's components underneath.

    Raises:
        claimx.errors.ModelNotFoundError: the model is not installed; the message names the command that installs it.
    """
    from claimx import annotate

    return annotate.load(model)


def extract(text: str) -> list[Claim]:
    """Claims of one text (plain text in English), in the order of the text."""
    from claimx import extractor

    return extractor.extract_text(text)


def extract_files(paths: Iterable[str | Path], *, model: str | None = None) -> list[Claim]:
    """Claims of many articles: files, folders and glob patterns.

    An article that cannot be read is left out with a `claimx.errors.ClaimxWarning`.

    Raises:
        claimx.errors.UsageError: a path does not exist, or the model is not installed.
    """
    from claimx import extractor

    return extractor.extract_files(paths, model=model)


def read_claims(path: str | Path = "data/processed") -> pd.DataFrame:
    """Read the claims table of an output folder; columns and types: docs/data-dictionary.md.

    Raises:
        claimx.errors.TableError: there is no such table, or it cannot be read.
    """
    from claimx import table

    return table.read_claims(path)


def read_articles(path: str | Path = "data/processed") -> pd.DataFrame:
    """Read the articles table of an output folder, as `read_claims`."""
    from claimx import table

    return table.read_articles(path)


def read_references(path: str | Path = "data/processed") -> pd.DataFrame:
    """Read the references table of an output folder, as `read_claims`."""
    from claimx import table

    return table.read_references(path)


class _Package(ModuleType):
    """Keeps ``claimx.extract`` the function when the module of that name is imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "extract":
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
