"""Score the extractor on gold articles, hold its figures against the floors, and name what was gained and lost.

usage: gate.py [--raise] [--keep] [--page] [--gold DIR...] [--score SCRIPT]

Floors (``floors.json``) stand for the first folder. Per gold record ``rows.json`` keeps what the last committed
extraction made of it, so that every change shows row by row: what is newly found or newly right, what is no longer,
which rows without a record came and went. Exit status 1 if a figure is below its floor. With ``--raise`` floors move up
to the figures less 0.005, never down; with ``--keep`` the rows are kept as the new state to compare with; with
``--page`` the figures of the first folder go into ``docs/quality.md``. Without gold articles the gate says so and
passes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
from gold import KEY, SCORE, reliability, scorer, wrong_fields

from claimx import settings
from claimx.pipeline import Run

HERE = Path(__file__).parent
FLOORS, ROWS = HERE / "floors.json", HERE / "rows.json"
PAGE = HERE.resolve().parents[1] / "docs" / "quality.md"
SHARED = SCORE.parent
MARGIN = 0.005
MISSED = "missed"
# publisher groups of the gold articles: by name of the document, else by address
GROUPS = (("written for the set", ("made-", "seed")), ("nutrition blog", ("nutritionfacts.org",)))


def extract(gold: Path, output: Path) -> pd.DataFrame:
    """Claims table of the gold articles, with a column ``doc``."""
    articles = sorted(p for p in gold.iterdir() if p.is_file() and not p.name.endswith(".gold.json"))
    with Run(settings.load(input=[str(p) for p in articles], output=output)) as run:
        for batch in run.batches:
            run.extract_batch(batch)
    if run.counts.articles != run.counts.ok:
        print(f"gate: {run.counts.articles - run.counts.ok} gold articles could not be read", file=sys.stderr)
    table = pd.read_parquet(output / "claims")
    return table.assign(doc=[Path(p).stem for p in table["article_path"]])


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


@dataclass
class Rows:
    """What one extraction made of one article: fields wrong per gold record (``missed`` alone where it was not found),
    and the places of rows without a record."""

    records: dict[str, list[str]] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)


@dataclass
class Tally:
    """Records asked for, rows given, rows paired."""

    gold: int = 0
    rows: int = 0
    right: int = 0

    def __str__(self) -> str:
        precision, recall = self.right / max(self.rows, 1), self.right / max(self.gold, 1)
        f1 = 2 * self.right / max(self.rows + self.gold, 1)
        return f"{self.gold:>6}{self.rows:>6}{precision:>8.3f}{recall:>8.3f}{f1:>8.3f}"


@dataclass
class Comparison:
    """An extraction beside its annotation; further arms of a record of three are passed over, as the scorer does."""

    rows: dict[str, Rows] = field(default_factory=dict)
    """By document."""
    kinds: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    groups: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    """Publisher groups, efficacy only."""
    sure: list[tuple[float, bool]] = field(default_factory=list)
    """Confidence of each row, and whether it is right."""


def compare(by: ModuleType, gold: Path, table: pd.DataFrame) -> Comparison:
    """Compare the rows of a table with the gold records."""
    result = Comparison()
    kinds = result.kinds
    for file in sorted(gold.glob("*.gold.json")):
        doc = file.name.removesuffix(".gold.json")
        claims = json.loads(file.read_text())["claims"]
        mine = table[table["doc"] == doc].to_dict("records")
        found = result.rows[doc] = Rows()
        group = result.groups[group_of(doc, mine)]
        for claim_type in ("efficacy", "prevalence"):
            wanted = [(k, c) for k, c in enumerate(claims) if c["type"] == claim_type]
            given = [r for r in mine if r["claim_type"] == claim_type]
            paired = dict(by.pair([c for _, c in wanted], given))
            for i, (k, claim) in enumerate(wanted):
                row = given[paired[i]] if i in paired else None
                wrong = [MISSED] if row is None else wrong_fields(by, claim, row) if claim_type == "efficacy" else []
                found.records[str(k)] = wrong
                if row is not None:
                    result.sure.append((row["confidence"], not KEY.intersection(wrong)))
                kinds[claim["kind"]].gold += 1
                kinds[claim["kind"]].right += row is not None
                kinds[claim["kind"]].rows += row is not None
            arms = [wanted[i][1] for i in paired if len(wanted[i][1]["values"]) >= 3]
            taken = set(paired.values())
            extra = [row for j, row in enumerate(given) if j not in taken and not _an_arm(by, row, arms)]
            if claim_type == "efficacy":
                group.gold += len(wanted)
                group.rows += len(paired) + len(extra)
                group.right += len(paired)
            for row in extra:
                result.sure.append((row["confidence"], False))
                kinds[row["quantity_kind"]].rows += 1
                found.extra.append(f"{claim_type} {row['quantity_start']}-{row['quantity_end']}")
    return result


def _an_arm(by: ModuleType, row: dict[str, Any], records: list[dict[str, Any]]) -> bool:
    """A further arm of a record with three or more numbers."""
    numbers = by.numbers(row)
    return bool(numbers) and any(
        by.token_f1(g["sentence"], row["sentence"]) >= 0.6
        and all(any(by.same_number(n, abs(float(v))) for v in g["values"]) for n in numbers)
        for g in records
    )


def group_of(doc: str, rows: list[dict[str, Any]]) -> str:
    """Publisher group of a document."""
    address = next((r["article_url"] for r in rows if isinstance(r["article_url"], str)), "")
    for name, marks in GROUPS:
        if any(doc.startswith(m) or m in address for m in marks):
            return name
    return "news, press and health sites" if address else "no address: abstracts, encyclopaedia, clinic pages"


def changes(before: dict[str, Rows], after: dict[str, Rows]) -> Iterator[str]:
    """What an extraction gained (+) and lost (-) against the one before, a line each."""
    for doc in sorted(set(before) | set(after)):
        old, new = before.get(doc, Rows()), after.get(doc, Rows())
        for k in sorted(set(old.records) | set(new.records), key=int):
            was, now = set(old.records.get(k, [MISSED])), set(new.records.get(k, [MISSED]))
            if MISSED in was ^ now:
                yield f"{'+' if MISSED in was else '-'} {doc} record {k} {'found' if MISSED in was else MISSED}"
                continue
            for name in sorted(was ^ now):
                yield f"{'+' if name in was else '-'} {doc} record {k} {name}"
        for place in sorted(set(old.extra) ^ set(new.extra)):
            gone = place in old.extra
            yield f"{'+' if gone else '-'} {doc} row without a record {'gone' if gone else 'came'}: {place}"


def load_rows() -> dict[str, dict[str, Rows]]:
    """The rows kept, by folder and document."""
    if not ROWS.exists():
        return {}
    return {f: {d: Rows(**r) for d, r in docs.items()} for f, docs in json.loads(ROWS.read_text()).items()}


def keep_rows(rows: dict[str, dict[str, Rows]]) -> None:
    """Keep the rows, a document a line. Only numbers and names of fields: the articles are not ours."""
    folders = []
    for folder, docs in rows.items():
        own = ",\n".join(f"  {json.dumps(d)}: {json.dumps(vars(r))}" for d, r in docs.items())
        folders.append(f" {json.dumps(folder)}: {{\n{own}\n }}")
    ROWS.write_text("{\n" + ",\n".join(folders) + "\n}\n")


def tabulated(title: str, tallies: dict[str, Tally]) -> str:
    """Tallies as a table."""
    head = f"{title:<48}{'gold':>6}{'rows':>6}{'P':>8}{'R':>8}{'F1':>8}"
    return "\n".join([head, *(f"{name:<48}{tally}" for name, tally in sorted(tallies.items()))])


def write_page(text: str) -> None:
    """Put the figures between the marks of the page on quality."""
    when = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, by `make gate ARGS=--page`"
    block = f"<!-- figures -->\n{when}\n\n```\n{text}\n```\n<!-- /figures -->"
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(re.sub(r"<!-- figures -->.*<!-- /figures -->", lambda _: block, page, flags=re.S), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--raise", action="store_true", dest="move_up", help="move floors up to the figures")
    parser.add_argument("--keep", action="store_true", help="keep the rows as the state to compare with")
    parser.add_argument("--page", action="store_true", help="write the figures into docs/quality.md")
    parser.add_argument("--gold", type=Path, nargs="+", default=[SHARED / "dev", SHARED / "train"], help="folders")
    parser.add_argument("--score", type=Path, default=SCORE, help="script that scores a table")
    given = parser.parse_args()
    if not given.gold[0].is_dir() or not given.score.is_file():
        print("gate: skipped, there are no gold articles beside this checkout")
        return 0
    floors: dict[str, float] = json.loads(FLOORS.read_text())
    by, kept = scorer(given.score), load_rows()
    rows: dict[str, dict[str, Rows]] = {}
    fallen: list[str] = []
    for gold in given.gold:
        with tempfile.TemporaryDirectory() as folder:
            table = extract(gold, Path(folder))
            measured = figures(by.score(table, gold))
        compared = compare(by, gold, table)
        rows[gold.name] = compared.rows
        first = gold == given.gold[0]
        lines = [f"{'figure':<20}{'measured':>10}{'floor' if first else '':>10}"]
        if first:
            fallen = below(measured, floors)
        for name in {**floors, **measured}:
            floor = f"{floors.get(name, 0.0):>10.3f}{'  below' if name in fallen else ''}" if first else ""
            lines.append(f"{name:<20}{measured.get(name, 0.0):>10.3f}{floor}")
        parts = [tabulated("kind", compared.kinds), tabulated("publisher group (efficacy)", compared.groups)]
        text = "\n\n".join(["\n".join(lines), *parts, reliability(compared.sure)])
        print(f"\n== {gold.name}{'' if first else ', which the model was trained on'} ==\n{text}")
        if first and given.move_up:
            FLOORS.write_text(json.dumps(raised(measured, floors), indent=2) + "\n")
        if first and given.page:
            write_page(text)
        changed = list(changes(kept.get(gold.name, {}), compared.rows))
        signs = Counter(line[0] for line in changed)
        print("\n".join([f"\nagainst the last kept extraction: {signs['+']} gained, {signs['-']} lost", *changed]))
    if given.keep:
        keep_rows(kept | rows)
    return int(bool(fallen))


if __name__ == "__main__":
    sys.exit(main())
