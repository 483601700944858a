"""The trained pipeline of claimx: ``spacy.load("en_claimx")``. Made by ../Makefile, described in ../README.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.util import load_model_from_path


def load(**overrides: Any) -> Language:
    """Load the pipeline; the tokenizer is claimx's own, built from its code and not stored."""
    exclude = [*overrides.pop("exclude", ()), "tokenizer"]
    return load_model_from_path(Path(__file__).parent, exclude=exclude, **overrides)
