"""What the tests share: one pipeline, loaded once."""

from __future__ import annotations

import pytest
from spacy.language import Language

from claimx import annotate


@pytest.fixture(scope="session")
def nlp() -> Language:
    return annotate.load()
