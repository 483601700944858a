"""Score the extractor on gold articles and hold its figures against the floors beside this file.

usage: gate.py [--raise] [--gold DIR] [--score SCRIPT]

Exit status 1 if a figure is below its floor. With ``--raise`` floors move up to the figures less 0.005, never down.
Without gold articles the gate says so and passes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from claimx import settings
from claimx.pipeline import Run

FLOORS = Path(__file__).with_name("floors.json")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "gold"
MARGIN = 0.005


def measure(gold: Path, script: Path) -> dict[str, float]:
    """Extract the gold articles into a temporary table and score it."""
    articles = sorted(p for p in gold.iterdir() if p.is_file() and not p.name.endswith(".gold.json"))
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder)
        with Run(settings.load(input=[str(p) for p in articles], output=output)) as run:
            for batch in run.batches:
                run.extract_batch(batch)
        if run.counts.articles != run.counts.ok:
            print(f"gate: {run.counts.articles - run.counts.ok} gold articles could not be read", file=sys.stderr)
        scores = output / "scores.json"
        command = [sys.executable, script, output / "claims", gold, "--json", scores]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return figures(json.loads(scores.read_text()))


def figures(scores: dict[str, Any]) -> dict[str, float]:
    """The figures of a score, by the names that the floors go by."""
    found = {f"{part}_f1": scores[part]["f1"] for part in ("detection", "record", "prevalence")}
    found |= {f"detection_{side}": scores["detection"][side] for side in ("precision", "recall")}
    found["citation_of_cited"] = scores["citation_of_cited"]
    return found | {f"field_{name}": share for name, share in scores["fields"].items()}


def below(measured: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Names of the figures that are below their floors; a figure that is no longer measured counts as below."""
    return [name for name, floor in floors.items() if measured.get(name, 0.0) < floor]


def raised(measured: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    """Floors moved up to just under what is measured, none moved down."""
    return floors | {n: max(floors.get(n, 0.0), round(max(v - MARGIN, 0.0), 4)) for n, v in measured.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--raise", action="store_true", dest="move_up", help="move floors up to the figures")
    parser.add_argument("--gold", type=Path, default=SHARED / "dev", help="folder of gold articles")
    parser.add_argument("--score", type=Path, default=SHARED / "score.py", help="script that scores a table")
    given = parser.parse_args()
    if not given.gold.is_dir() or not given.score.is_file():
        print("gate: skipped, there are no gold articles beside this checkout")
        return 0
    floors: dict[str, float] = json.loads(FLOORS.read_text())
    measured = measure(given.gold, given.score)
    fallen = below(measured, floors)
    print(f"{'figure':<20}{'measured':>10}{'floor':>10}")
    for name in {**floors, **measured}:
        mark = "  below" if name in fallen else ""
        print(f"{name:<20}{measured.get(name, 0.0):>10.3f}{floors.get(name, 0.0):>10.3f}{mark}")
    if given.move_up:
        FLOORS.write_text(json.dumps(raised(measured, floors), indent=2) + "\n")
    return int(bool(fallen))


if __name__ == "__main__":
    sys.exit(main())
