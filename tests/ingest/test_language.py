"""The language of a text."""

from __future__ import annotations

import pytest

from claimx.ingest.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Die Teilnehmer nahmen zwölf Wochen lang täglich eine Kapsel mit Magnesium ein und schliefen danach im "
            "Mittel 20 Minuten länger als zuvor, wie die Forscher der Klinik berichten.",
            "de",
        ),
        ("LDL sank um 12%", "en"),  # too short to tell
        (
            "Lactobacillus rhamnosus and Bifidobacterium longum lowered Helicobacter pylori counts by 12% in adults "
            "who took Saccharomyces boulardii, Escherichia coli Nissle or Streptococcus thermophilus each day.",
            "en",
        ),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language
