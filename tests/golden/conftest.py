"""One pipeline and one extraction for all golden tests."""

from __future__ import annotations

import pytest
from samples import Extracted, extract_samples

from claimx.annotate import load


@pytest.fixture(scope="session")
def extracted() -> Extracted:
    return extract_samples(load())
