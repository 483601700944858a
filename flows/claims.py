"""The batch flow: articles in, tables out, with a table of the run's figures in Prefect.

``python flows/claims.py [--input PATH ...] [--output DIR]`` runs it without a server and prints what it found. All the
work is `claimx.pipeline`'s: a task is one batch of articles and is handed its paths only; what is done is known from
the ``articles`` table, not from Prefect's cache; one process writes.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

QUERY_COLUMNS = ["intervention", "outcome", "direction", "value", "unit", "source_text", "citation_status"]
HOME = Path(__file__).resolve().parents[1] / ".prefect"


def quiet_defaults() -> None:
    """Keep Prefect quiet and to itself: no telemetry and, without a server of one's own, nothing outside the checkout.

    Settings that are in the environment already stay as they are.
    """
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY", "false")
    os.environ.setdefault("PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS", "false")
    if "PREFECT_API_URL" in os.environ:
        return
    if "PREFECT_HOME" not in os.environ:
        HOME.mkdir(exist_ok=True)
        HOME.joinpath(".gitignore").write_text("*\n", encoding="utf-8")
        os.environ["PREFECT_HOME"] = str(HOME)
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_ENABLED", "true")
    # starting it takes 5 to 30 s; the default of 20 fails on a busy machine
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
    os.environ.setdefault("PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")


quiet_defaults()

from prefect import flow, task  # noqa: E402 - reads the environment when it is imported
from prefect.artifacts import create_table_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402

from claimx import settings, show  # noqa: E402
from claimx.errors import ClaimxError, UsageError  # noqa: E402
from claimx.pipeline import Counts, Run  # noqa: E402


class QuarantineError(ClaimxError):
    """More than the allowed share of the articles was quarantined; what could be read is in the tables."""

    def __init__(self, counts: Counts) -> None:
        super().__init__(f"{counts.quarantined} of {counts.articles} articles were quarantined")
        self.counts = counts


@flow(name="claims", log_prints=False)
def claims(input: str | list[str] = "data/raw", output: str = "data/processed") -> Counts:
    """Extract the claims of articles into tables.

    Args:
        input: files, folders and glob patterns.
        output: folder of the tables.

    Raises:
        QuarantineError: too many articles could not be read; the flow run then ends as failed.
        ClaimxError: as `claimx.pipeline.Run`.
    """
    given = settings.load(input=[input] if isinstance(input, str) else input, output=Path(output))
    with Run(given) as run:

        @task(name="extract-batch", cache_policy=NO_CACHE, persist_result=False)
        def extract_batch(paths: list[str]) -> dict[str, int]:
            counts = run.extract_batch([Path(p) for p in paths])
            return {"articles": counts.articles, "claims": counts.claims}

        for batch in run.batches:
            extract_batch([str(path) for path in batch])
    create_table_artifact(
        key="claims-run",
        table=[{"figure": name, "count": count} for name, count in show.figures(run.counts)],
        description=f"Run {run.run_id} into {output}",
    )
    if run.counts.exit_status(given.max_quarantined):
        raise QuarantineError(run.counts)
    return run.counts


def main() -> int:
    """Run the flow from the command line; exit status as ``claimx extract``."""
    parser = argparse.ArgumentParser(description="Extract the claims of articles into tables, as a Prefect flow.")
    parser.add_argument("--input", nargs="+", default=["data/raw"], help="files, folders and glob patterns")
    parser.add_argument("--output", default="data/processed", help="folder of the tables")
    given = parser.parse_args()
    status = 0
    try:
        counts = claims(input=given.input, output=given.output)
    except QuarantineError as error:
        print(f"claimx: {error}", file=sys.stderr)
        counts, status = error.counts, 1
    except ClaimxError as error:
        print(f"claimx: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 3
    print(show.summary(counts, Path(given.output)))
    print(f'import pandas as pd; pd.read_parquet("{given.output}/claims")[{QUERY_COLUMNS}]')
    return status


if __name__ == "__main__":
    sys.exit(main())
