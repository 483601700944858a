"""What the documentation says is what the code does."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_data_dictionary_is_up_to_date():
    generate = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    assert (ROOT / "docs" / "data-dictionary.md").read_text() == generate["data_dictionary"](), "run: make docs"


def test_every_make_target_is_listed_by_make_alone():
    makefile = (ROOT / "Makefile").read_text()
    (phony,) = (line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    listed = {line.split(":")[0] for line in makefile.splitlines() if " ## " in line}
    assert listed == set(phony.removeprefix(".PHONY:").split())
