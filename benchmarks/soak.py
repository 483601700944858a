"""Kill runs (SIGKILL) at random moments and compare the table in the end with an undisturbed one.

usage: soak.py [--kills N] [--articles N] [--seed N]

Between two kills an article may change, so that files are rewritten too, and while runs are alive a reader looks for
claims that stand twice. Exit status 1 if rows differ, stand twice, or a worker outlives its run.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

COMMAND = [sys.executable, "-c", "from claimx.cli import main; main()", "extract"]
TEXT = """Trial {n} of the imaginary herb

In a 2019 trial, participants who took skarnwort cut their headaches by {n}% (Lund et al., 2019). Sleep rose from {n}
to 2{n} minutes. Up to {n}% of adults sleep badly. {filler}

References

1. Lund A, Berg B. Skarnwort for headache. J Imag Med. 2019;4:1-9.
"""
TABLES = {"claims": "claim_id", "articles": "article_id", "references": ["article_id", "reference_index"]}


def write_article(folder: Path, number: int, edition: int = 0) -> None:
    filler = f"Edition {edition} of this text adds nothing but words. " * (20 + edition)
    folder.joinpath(f"article-{number:04}.txt").write_text(TEXT.format(n=number % 90 + 1, filler=filler))


def start(articles: Path, output: Path) -> subprocess.Popen[bytes]:
    options = ["--output", str(output), "--batch-size", "3", "--workers", "2"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([*COMMAND, str(articles), *options], start_new_session=True, **quiet)


def rows(output: Path, table: str) -> pd.DataFrame:
    frame = pd.read_parquet(output / table).drop(columns=["run_id", "extracted_at"], errors="ignore")
    return frame.sort_values(TABLES[table], ignore_index=True)


def twice(output: Path) -> int:
    """Claims that a reader sees twice right now; files come and go meanwhile, so it looks again when one is gone."""
    while True:
        try:
            files = list((output / "claims").glob("*.parquet"))
            return (
                sum(pd.concat([pd.read_parquet(f, columns=["claim_id"]) for f in files]).duplicated()) if files else 0
            )
        except FileNotFoundError:
            continue


def written(output: Path) -> tuple[dict[str, int], float]:
    """Files in each folder, and when one of them last changed."""
    folders = [output / name for name in (*TABLES, ".staging")]
    there = [f for f in folders if f.exists()]
    return {f.name: len(list(f.iterdir())) for f in there}, max((f.stat().st_mtime for f in there), default=0.0)


def alive(session: int, patience: float = 30) -> bool:
    """Whether a process of the killed run is left; a worker that is still starting notices when it has started."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True


def campaign(kills: int, articles: int, seed: int) -> int:
    chance, problems = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as folder:
        texts, output, undisturbed = (Path(folder, name) for name in ("texts", "killed", "undisturbed"))
        texts.mkdir()
        for number in range(articles):
            write_article(texts, number)
        begin = time.monotonic()
        start(texts, undisturbed).wait()
        whole = time.monotonic() - begin
        shutil.rmtree(undisturbed)
        print(f"{articles} articles, an undisturbed run takes {whole:.1f} s; seed {seed}")
        done = 0
        while done < kills:
            run, chosen = start(texts, output), chance.uniform(0.1, whole)
            begin = time.monotonic()
            if done % 4:  # most of a run is start: three kills of four come soon after something was written
                before = written(output)
                while run.poll() is None and written(output) == before:
                    time.sleep(0.001)
                chosen = time.monotonic() - begin + chance.uniform(0, 1.5)
            while run.poll() is None and time.monotonic() < begin + chosen:
                problems += twice(output)
                time.sleep(0.005)
            changed = chance.sample(range(articles), max(1, articles // 6))
            if run.poll() is not None:  # all was done: give it something to do
                for number in changed:
                    write_article(texts, number, edition=done + 1)
                continue
            run.send_signal(signal.SIGKILL)
            run.wait()
            done += 1
            left = alive(run.pid)
            problems += left
            state = ", ".join(f"{name} {n}" for name, n in written(output)[0].items())
            print(f"kill {done:>3} after {chosen:5.2f} s: {state}{', a worker is left' if left else ''}")
            for number in changed[: len(changed) // 2]:
                write_article(texts, number, edition=done)
        start(texts, output).wait()
        start(texts, undisturbed).wait()
        for table, key in TABLES.items():
            killed, expected = rows(output, table), rows(undisturbed, table)
            same = killed.equals(expected) and not killed.duplicated(key).any()
            problems += not same
            print(f"{table}: {len(killed)} rows, {'the same as' if same else 'NOT the same as'} undisturbed")
    print("passed" if not problems else f"FAILED: {problems} problems")
    return int(problems > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(campaign(given.kills, given.articles, given.seed))
