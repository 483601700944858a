"""The command line: what it prints, what it writes, and how it ends."""

import json
import os
import pty
import subprocess
import sys

import pandas as pd
import pytest

from claimx import cli, records, show
from claimx.records import Claim

TEXT = "Skarnwort trial\n\nSkarnwort reduced headaches by 25% in a trial of 60 adults (Lund et al., 2019).\n"
COMMAND = [sys.executable, "-c", "from claimx.cli import main; main()"]


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "one.txt"
    path.write_text(TEXT)
    return path


def claimx(*arguments):
    return cli.run([str(a) for a in arguments])


def test_version_and_help(capsys):
    assert claimx("--version") == 0
    assert capsys.readouterr().out.startswith("claimx 0.")
    assert claimx() == 0
    assert "extract" in capsys.readouterr().out


def test_extract_prints_a_table(article, capsys):
    assert claimx("extract", article) == 0
    out = capsys.readouterr().out
    assert "Skarnwort" in out
    assert "−25%" in out
    assert max(map(len, out.splitlines())) <= 100


def test_extract_prints_every_column_as_json_lines(article, capsys):
    assert claimx("extract", article, "--format", "jsonl") == 0
    (line,) = capsys.readouterr().out.splitlines()
    claim = json.loads(line)
    assert list(claim) == [f.name for f in records.columns(Claim)]
    assert (claim["quantity_text"], claim["value"], claim["article_path"]) == ("25%", 25.0, "one.txt")


def test_extract_writes_tables_and_says_what_it_found(article, tmp_path, capsys):
    assert claimx("extract", article, "--output", tmp_path / "out") == 0
    out = capsys.readouterr()
    assert "claims               1" in out.out
    assert "claimx: 1/1 articles, 1 claims" in out.err
    assert pd.read_parquet(tmp_path / "out" / "claims")["quantity_text"].tolist() == ["25%"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["extract", "nowhere.txt"], 2, "claimx: nowhere.txt: no such file or folder"),
        (["extract"], 2, "claimx: Missing argument"),
        (["extract", "{one}", "--frmat", "table"], 2, "claimx: No such option: --frmat"),
        (["extract", "{one}", "--format", "csv"], 2, "claimx: Invalid value"),
        (["extract", "{one}", "--workers", "0"], 2, "claimx: setting workers:"),
        (["extract", "{one}", "--output", "o", "--format", "table"], 2, "claimx: --output and --format"),
        (["extract", "{one}", "--model", "no_such_model"], 2, "claimx: no_such_model:"),
        (["show", "{folder}"], 2, "holds 2 articles"),
        (["extract", "{empty}"], 1, "empty.txt: empty file"),
        (["show", "{empty}"], 1, "empty.txt: empty file"),
        (["extract", "{folder}", "--output", "{one}"], 3, "one.txt"),
        (["show", "{one}", "--html", "/nowhere/x.html"], 3, "claimx: /nowhere/x.html: No such file or directory"),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_status(article, tmp_path, capsys, arguments, status, message):
    (tmp_path / "empty.txt").write_text("")
    names = {"one": article, "empty": tmp_path / "empty.txt", "folder": tmp_path}
    assert claimx(*(a.format(**names) for a in arguments)) == status
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("claimx: ")
    assert message in line


def test_too_many_quarantined_articles_are_exit_status_1_and_the_rest_is_written(article, tmp_path, capsys):
    (tmp_path / "empty.txt").write_text("")
    assert claimx("extract", tmp_path, "--output", tmp_path / "out") == 1
    assert "claimx: empty.txt: quarantined: empty file" in capsys.readouterr().err
    assert len(pd.read_parquet(tmp_path / "out" / "claims")) == 1
    assert claimx("extract", tmp_path, "--output", tmp_path / "out", "--max-quarantined", "0.5") == 0


def test_a_traceback_comes_with_debug_only(tmp_path):
    command = [*COMMAND, "extract", str(tmp_path / "nowhere")]
    assert "Traceback" not in subprocess.run(command, capture_output=True, text=True).stderr
    assert "Traceback" in subprocess.run([*command, "--debug"], capture_output=True, text=True).stderr


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        (TEXT, ".txt"),
        (f"<html><body><p>{TEXT * 3}</p></body></html>", ".html"),
        ("<article><body>", ".xml"),
        ("%PDF-1.7", ".pdf"),
    ],
)
def test_standard_input_is_read_as_what_it_looks_like(text, suffix):
    assert cli._suffix(text.encode()) == suffix


def test_standard_input_is_one_article():
    done = subprocess.run([*COMMAND, "extract", "-", "--format", "jsonl"], input=TEXT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["quantity_text"] == "25%"
    empty = subprocess.run([*COMMAND, "extract", "-"], input="", capture_output=True, text=True)
    assert (empty.returncode, empty.stderr) == (1, "claimx: standard input: empty file\n")


def test_a_reader_that_goes_away_is_no_error(article):
    command = f"{sys.executable} -c 'from claimx.cli import main; main()' extract {article} --format jsonl"
    done = subprocess.run(f"({command}; echo $? >&2) | true", shell=True, capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] in ("0", "141")
    assert "Traceback" not in done.stderr


def test_printing_claims_imports_neither_pandas_nor_pyarrow_nor_prefect(article):
    code = (
        "import sys; from claimx import cli; cli.run(sys.argv[1:]);"
        "sys.exit(' '.join(m for m in ('pandas', 'pyarrow', 'prefect', 'sklearn') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, "extract", str(article)], capture_output=True, text=True)
    assert done.stderr.strip() == ""


def test_a_progress_bar_is_shown_on_a_terminal(article, tmp_path):
    parent, child = pty.openpty()
    command = [*COMMAND, "extract", str(article), "--output", str(tmp_path / "out")]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    done = subprocess.run(command, stderr=child, stdout=subprocess.PIPE, env=environment)
    os.close(child)
    shown = os.read(parent, 100_000).decode(errors="replace")
    os.close(parent)
    assert done.returncode == 0
    assert "articles" in shown
    assert "1/1 articles," not in shown


# --- showing ---------------------------------------------------------------------------------------------------

HOSTILE = """[red]Skarnwort[/red] <script>alert(1)</script>

The herb [bold]skarnwort[/bold] reduced headaches by 25% in a trial of adults who had them often.

This \x1b[31mparagraph\x1b[0m has \u202eall\u202c that a <script>terminal</script> or a page might act on.
"""


@pytest.fixture
def hostile(tmp_path):
    path = tmp_path / "hostile.txt"
    path.write_text(HOSTILE)
    return path


def test_show_prints_the_article_and_its_claims(article, capsys):
    assert claimx("show", article) == 0
    out = capsys.readouterr().out
    assert "Skarnwort reduced headaches by 25%" in out
    assert "−25%" in out


def test_show_highlights_on_a_terminal(article):
    environment = {**os.environ, "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    done = subprocess.run([*COMMAND, "show", str(article)], capture_output=True, text=True, env=environment)
    assert "\x1b[" in done.stdout


@pytest.mark.parametrize("command", [["extract"], ["show"], ["extract", "--format", "jsonl"]])
def test_articles_cannot_steer_the_terminal(hostile, capsys, command):
    claimx(*command, hostile)
    out = capsys.readouterr().out
    assert "25%" in out
    assert not any(c in out for c in "\x1b\u202e")
    if command == ["show"]:
        assert "[red]Skarnwort[/red]" in out


def test_articles_cannot_steer_the_page(hostile, tmp_path):
    assert claimx("show", hostile, "--html", tmp_path / "page.html") == 0
    page = (tmp_path / "page.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert 'class="sentence quantity"' in page
    assert "default-src 'none'" in page


def claim(**columns):
    required = dict.fromkeys(
        (f.name for f in records.columns(Claim) if f.name in ("claim_id", "claim_key", "article_id", "article_path")),
        "x",
    )
    return Claim(
        **required,
        content_sha256="",
        block_kind="paragraph",
        sentence="s",
        sentence_start=0,
        sentence_end=1,
        quantity_text="as written",
        quantity_start=0,
        quantity_end=1,
        claim_type="efficacy",
        **columns,
    )


@pytest.mark.parametrize(
    ("kind", "columns", "expected"),
    [
        ("relative_change", {"value": 25.0, "unit": "%", "direction": "decrease"}, "−25%"),
        ("relative_change", {"value": 25.0, "unit": "%", "direction": "increase", "negated": True}, "not +25%"),
        ("absolute_change", {"value_low": 4.0, "value_high": 6.5, "unit": "mmHg"}, "4–6.5 mmHg"),
        ("from_to", {"baseline_value": 8.1, "final_value": 6.9, "unit": "%"}, "8.1 → 6.9%"),
        ("group_comparison", {"treated_value": 45.0, "comparator_value": 22.0, "unit": "%"}, "45 vs 22%"),
        ("effect_size", {"value": 0.75, "unit": "ratio", "effect_measure": "HR"}, "HR 0.75"),
        ("fold_change", {"value": 2.0, "unit": "fold", "qualifier": "up_to", "direction": "increase"}, "up to +2-fold"),
        ("response_rate", {"value": 68.0, "unit": "%", "direction": "increase"}, "68%"),
        ("response_rate", {"n_events": 9.0, "n_total": 16.0}, "9 of 16"),
        ("prevalence", {}, "as written"),
    ],
)
def test_the_size_of_an_effect_in_short(kind, columns, expected):
    assert show.effect(claim(quantity_kind=kind, **columns)) == expected
