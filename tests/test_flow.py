"""The Prefect flow, run as a user does: in a process of its own, without a server."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
TEXT = "Skarnwort trial\n\nSkarnwort reduced headaches by 25% in a trial of 60 adults (Lund et al., 2019).\n"


def flow(tmp_path, *arguments):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(tmp_path / "prefect"), "HOME": str(tmp_path / "home")}
    command = [sys.executable, ROOT / "flows" / "claims.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text(TEXT)
    return folder


def test_the_flow_writes_the_tables_and_says_how_to_query_them_quietly(articles, tmp_path):
    done = flow(tmp_path, "--input", articles, "--output", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    *summary, query = done.stdout.splitlines()
    assert any(line.split() == ["claims", "1"] for line in summary)
    statement, expression = query.split("; ")
    names = {}
    exec(statement, names)
    assert eval(expression, names)["value"].tolist() == [25.0]
    assert not (tmp_path / "home" / ".prefect").exists()


def test_the_flow_run_fails_when_too_many_articles_are_quarantined(articles, tmp_path):
    (articles / "empty.txt").write_text("")
    done = flow(tmp_path, "--input", articles, "--output", tmp_path / "out")
    assert done.returncode == 1
    assert "claimx: 1 of 2 articles were quarantined" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(pd.read_parquet(tmp_path / "out" / "claims")) == 1


def test_prefect_is_kept_quiet_without_overruling_the_environment(monkeypatch):
    sys.path.insert(0, str(ROOT))
    try:
        from flows.claims import quiet_defaults
    finally:
        sys.path.remove(str(ROOT))
    for name in [n for n in os.environ if n.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    quiet_defaults()
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert "PREFECT_HOME" not in os.environ
    assert "PREFECT_LOGGING_LEVEL" not in os.environ
    monkeypatch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "true")
    quiet_defaults()
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "true"
