"""Start and speed of claimx on this machine, each beside its limit or peer, as a table.

Cold start is a new process with byte code compiled; speed is words of the sample articles in one process, beside the
same tokenizer without claimx's components.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from claimx import __version__, ingest
from claimx.extractor import Extractor

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "raw"
CLAIMX = Path(sys.executable).with_name("claimx")
REPEATS = 5


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def process(*command: object) -> Callable[[], object]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL, env=environment)


def median(work: Callable[[], object]) -> float:
    work()  # writes byte code, fills the file cache
    return statistics.median(seconds(work) for _ in range(REPEATS))


def main() -> None:
    one = sorted(SAMPLES.glob("*.html"))[0]
    rows = [
        ("claimx --help, s", median(process(CLAIMX, "--help")), "limit 1", 1.0),
        ("claimx extract one.html, s", median(process(CLAIMX, "extract", one, "--format", "table")), "limit 3", 3.0),
    ]
    load = seconds(Extractor)
    rows.append(("load the pipeline, s", load, "limit 3", 3.0))
    extractor = Extractor()
    articles = [extractor.read(file) for file in ingest.find_inputs([SAMPLES])]
    words = sum(len(a.text.split()) for a in articles)
    tokenizing = words / seconds(lambda: [extractor.nlp.make_doc(a.text) for a in articles])
    extracting = words / seconds(lambda: [extractor.extract(a) for a in articles])
    rows.append(("words/s", extracting, f"tokenizer alone {tokenizing:,.0f}", tokenizing))
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()} {platform.system()}, {os.cpu_count()} cores")
    print(f"claimx {__version__}, Python {platform.python_version()}, {len(articles)} articles, {words:,} words\n")
    print(f"{'figure':<28}{'measured':>12}  {'beside':<26}{'ratio':>8}")
    for name, value, beside, other in rows:
        print(f"{name:<28}{value:>12,.2f}  {beside:<26}{value / other:>8.3f}")
    print(f"{'peak memory, MiB':<28}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>12,.0f}")


if __name__ == "__main__":
    main()
