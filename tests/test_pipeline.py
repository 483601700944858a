"""A whole run: what is done is left alone, what is bad is quarantined, and nothing is lost or doubled."""

import dataclasses
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pandas as pd
import pytest

import claimx
from claimx import errors, extractor, settings
from claimx.pipeline import Counts, Run

GOOD = """Trial of skarnwort

Skarnwort reduced headaches by {n}% in a 2019 trial of 60 adults (Lund et al., 2019). Sleep rose from 30 to 45 minutes.

References

1. Lund A, Berg B. Skarnwort for headache. J Imag Med. 2019;4:1-9.
"""
PAGE = """<html><head><link rel="canonical" href="https://example.org/{name}"></head><body><article><h1>Skarnwort</h1>
<p>Skarnwort reduced headaches by {n}% in a trial of adults who often have them.</p>
<p>The people in the trial took the herb with breakfast every day and wrote down when their head hurt.</p>
</article></body></html>"""


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(1, 6):
        (folder / f"a{n}.txt").write_text(GOOD.format(n=n))
    return folder


@pytest.fixture
def output(tmp_path):
    return tmp_path / "out"


def extract(output, *inputs, **given):
    given = {"batch_size": 2, **given}
    with Run(settings.load(input=[str(i) for i in inputs], output=output, **given)) as run:
        for batch in run.batches:
            run.extract_batch(batch)
    return run.counts


def rows(output, name="claims"):
    """Rows of a table, less what differs from run to run."""
    frame = pd.read_parquet(output / name).drop(columns=["run_id", "extracted_at"], errors="ignore")
    return frame.sort_values(list(frame.columns[:3]), ignore_index=True)


def state(output):
    return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in output.rglob("*") if p.is_file()}


def test_rows_of_a_run_join_and_point_into_the_text(articles, output):
    counts = extract(output, articles)
    texts = rows(output, "articles").set_index("article_id")["text"]
    claims, references = rows(output), rows(output, "references")
    assert (counts.ok, counts.articles, counts.claims) == (5, 5, len(claims))
    assert len(claims) >= 5
    for claim in claims.itertuples():
        text = texts[claim.article_id]
        assert text[claim.sentence_start : claim.sentence_end] == claim.sentence
        assert text[claim.quantity_start : claim.quantity_end] == claim.quantity_text
    assert len(references) == 5
    cited = claims[claims["reference_indexes"] == "1"].groupby("article_id").size()
    assert dict(zip(references["article_id"], references["n_citations"], strict=True)) == cited.to_dict()
    ledger = rows(output, "articles")
    assert ledger["n_claims"].tolist() == [len(claims[claims["article_id"] == i]) for i in ledger["article_id"]]


def test_rows_say_what_made_them(articles, output):
    extract(output, articles)
    claims = pd.read_parquet(output / "claims")
    assert claims["extractor_version"].str.startswith(f"{claimx.__version__}+").all()
    assert (claims["model_name"] != "").all()
    assert claims["run_id"].nunique() == 1
    assert claims["extracted_at"].notna().all()


def test_the_same_input_again_changes_no_file(articles, output):
    first = extract(output, articles)
    before = state(output)
    second = extract(output, articles)
    assert state(output) == before
    assert second == dataclasses.replace(first, unchanged=5)


def test_quarantined_files_are_tried_again_and_change_no_file_if_they_stay_bad(articles, output, monkeypatch):
    (articles / "a0.txt").write_text("")
    extract(output, articles)
    before = state(output)
    assert extract(output, articles).unchanged == 6
    assert state(output) == before


def test_a_passing_failure_is_healed_by_the_next_run(articles, output, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(extractor, "extract_claims", lambda doc, article: 1 / 0)
        assert extract(output, articles).quarantined == 5
    assert extract(output, articles).ok == 5
    assert set(rows(output, "articles")["status"]) == {"ok"}
    assert len(rows(output)) >= 5


def test_a_changed_article_rewrites_its_own_file_alone(articles, output):
    extract(output, articles)
    before = state(output)
    (articles / "a3.txt").write_text(GOOD.format(n=77))
    counts = extract(output, articles)
    after = state(output)
    changed = [p for p in after if before.get(p) != after[p]]
    assert counts.unchanged == 4
    assert len({p.name for p in changed}) == 1
    assert before.keys() == after.keys()
    assert rows(output)["quantity_text"].tolist().count("77%") == 1
    assert "3%" not in set(rows(output)["quantity_text"])


def test_new_articles_add_a_file_and_touch_no_other(articles, output):
    extract(output, articles)
    before = state(output)
    (articles / "a9.txt").write_text(GOOD.format(n=9))
    extract(output, articles)
    after = state(output)
    assert all(after[p] == before[p] for p in before)
    assert len(after) == len(before) + 3


def test_rows_made_by_other_code_or_another_model_are_made_anew(articles, output, monkeypatch):
    extract(output, articles)
    monkeypatch.setattr(extractor, "extractor_version", lambda: "0.0.1")
    assert extract(output, articles).unchanged == 0
    assert set(rows(output)["extractor_version"]) == {"0.0.1"}
    assert not rows(output)["claim_id"].duplicated().any()


def test_byte_code_written_meanwhile_does_not_count_as_other_code(tmp_path, monkeypatch):
    package = tmp_path / "claimx"
    for name in ("ingest", "annotate"):
        (package / name / "__pycache__").mkdir(parents=True)
        (package / name / "a.py").write_text("")
    for name in ("records", "extract", "link", "check"):
        (package / f"{name}.py").write_text("")
    monkeypatch.setattr(extractor, "__file__", str(package / "extractor.py"))
    version = extractor.extractor_version.__wrapped__
    before = version()
    (package / "annotate" / "__pycache__" / "a.cpython-311.pyc.1234").write_bytes(b"half")
    assert version() == before
    (package / "annotate" / "a.py").write_text("x = 1")
    assert version() != before


def test_bad_files_are_quarantined_with_a_reason_and_the_good_ones_done(articles, output):
    (articles / "empty.txt").write_bytes(b"")
    (articles / "binary.html").write_bytes(bytes(range(256)) * 40)
    (articles / "truncated.xml").write_text('<?xml version="1.0"?><article><front><article-meta><title-gr')
    with (articles / "huge.html").open("wb") as huge:
        huge.truncate(50_000_000)
    counts = extract(output, articles)
    ledger = rows(output, "articles").set_index("article_path")
    assert (counts.ok, counts.quarantined) == (5, 4)
    assert counts.exit_status(0.05) == 1
    assert counts.exit_status(0.5) == 0
    bad = ledger[ledger["status"] == "quarantined"]
    assert set(bad.index) == {"empty.txt", "binary.html", "truncated.xml", "huge.html"}
    assert bad["reason"].notna().all()
    assert "50,000,000" in bad["reason"]["huge.html"]
    assert bad["text"].isna().all()
    assert set(rows(output)["article_path"]) == {f"a{n}.txt" for n in range(1, 6)}


@pytest.mark.parametrize("stage", ["annotate", "extract", "rows"])
def test_an_error_in_any_stage_takes_one_article_only(articles, output, monkeypatch, stage):
    def fails_on_a3(call, number):
        def failing(*given):
            if "a3.txt" in str(getattr(given[number], "path", "")):
                raise ZeroDivisionError("first line\nsecond line\x1b[31m")
            return call(*given)

        return failing

    if stage == "annotate":
        make_doc = extractor.annotate.make_doc
        monkeypatch.setattr(extractor.annotate, "make_doc", fails_on_a3(make_doc, 1))
    elif stage == "extract":
        monkeypatch.setattr(extractor, "extract_claims", fails_on_a3(extractor.extract_claims, 1))
    else:
        monkeypatch.setattr(extractor.Extractor, "_rows", fails_on_a3(extractor.Extractor._rows, 1))
    counts = extract(output, articles)
    ledger = rows(output, "articles").set_index("article_path")
    assert (counts.ok, counts.quarantined) == (4, 1)
    assert ledger["reason"]["a3.txt"].startswith("ZeroDivisionError: first line second line")
    assert "\x1b" not in ledger["reason"]["a3.txt"]


def test_an_article_that_turns_bad_loses_its_claims_and_one_that_turns_good_its_reason(articles, output):
    (articles / "page.html").write_text(PAGE.format(name="page", n=12))
    extract(output, articles)
    assert "page.html" in set(rows(output)["article_path"])
    (articles / "page.html").write_bytes(b"")
    extract(output, articles)
    ledger = rows(output, "articles").set_index("article_path")
    assert ledger["status"]["page.html"] == "quarantined"
    assert ledger.index.is_unique
    assert "page.html" not in set(rows(output)["article_path"])
    (articles / "page.html").write_text(PAGE.format(name="page", n=12))
    extract(output, articles)
    ledger = rows(output, "articles").set_index("article_path")
    assert ledger["status"]["page.html"] == "ok"
    assert ledger.index.is_unique


def test_the_same_article_twice_stands_in_the_table_once_and_the_first_wins(articles, output, caplog):
    for name, n in (("p1", 12), ("p2", 13)):
        (articles / f"{name}.html").write_text(PAGE.format(name="same", n=n))
    for _ in range(2):
        counts = extract(output, articles, batch_size=1)
        assert counts.duplicates == 1
        claims = rows(output)
        assert "12%" in set(claims["quantity_text"])
        assert "13%" not in set(claims["quantity_text"])
    assert "p2.html: left out: the same article as an earlier file" in caplog.text


def test_articles_of_one_path_in_two_folders_do_not_replace_each_other(tmp_path, output):
    for name, n in (("one", 12), ("two", 13)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.html").write_text(PAGE.format(name=name, n=n))
        extract(output, tmp_path / name)
    assert set(rows(output)["quantity_text"]) == {"12%", "13%"}


def test_workers_make_the_same_table_as_one_process(articles, output, tmp_path):
    (articles / "empty.txt").write_bytes(b"")
    extract(output, articles)
    extract(tmp_path / "parallel", articles, workers=2)
    for name in ("claims", "articles", "references"):
        pd.testing.assert_frame_equal(rows(output, name), rows(tmp_path / "parallel", name))


def test_a_folder_without_articles_makes_empty_tables(tmp_path, output):
    (tmp_path / "none").mkdir()
    assert extract(output, tmp_path / "none") == Counts()
    before = state(output)
    assert len(rows(output)) == 0
    extract(output, tmp_path / "none")
    assert state(output) == before


def test_an_input_that_does_not_exist_is_a_usage_error_and_makes_no_table(tmp_path, output):
    with pytest.raises(errors.UsageError, match="nowhere"):
        extract(output, tmp_path / "nowhere")
    assert not output.exists()


def test_a_file_name_that_is_no_text_is_quarantined_not_fatal(articles, output):
    try:
        Path(os.fsdecode(os.fsencode(articles) + b"/b\xff.txt")).write_text(GOOD.format(n=1))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    counts = extract(output, articles)
    assert counts.articles == 6
    assert "b\\xff.txt" in set(rows(output, "articles")["article_path"])


def test_extract_files_warns_of_what_it_leaves_out(articles):
    (articles / "empty.txt").write_bytes(b"")
    with pytest.warns(errors.ClaimxWarning, match=r"empty\.txt: empty file"):
        claims = claimx.extract_files([articles])
    assert {c.article_path for c in claims} == {f"a{n}.txt" for n in range(1, 6)}


def test_extract_reads_a_text():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (claim,) = claimx.extract("Zinc lozenges cut the length of colds by 33%.")
    assert (claim.quantity_text, claim.value, claim.unit) == ("33%", 33.0, "%")
    assert claimx.extract("") == []
    assert callable(claimx.extract)


def test_counts_add_up():
    assert Counts(ok=1, claims=2) + Counts(ok=2, quarantined=1) == Counts(ok=3, quarantined=1, claims=2)
    assert Counts().exit_status(0.05) == 0
    assert Counts(ok=19, quarantined=1).exit_status(0.05) == 0
    assert Counts(ok=18, quarantined=1).exit_status(0.05) == 1


def test_killed_runs_end_in_the_table_of_an_undisturbed_one():
    script = Path(__file__).parents[1] / "benchmarks" / "soak.py"
    done = subprocess.run([sys.executable, script, "--kills", "2", "--articles", "9"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


# --- settings --------------------------------------------------------------------------------------------------


def test_settings_rank_call_over_environment_over_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "claimx.toml").write_text("batch_size = 3\nworkers = 3\nmax_quarantined = 0.3\n")
    monkeypatch.setenv("CLAIMX_WORKERS", "4")
    monkeypatch.setenv("CLAIMX_MAX_QUARANTINED", "0.4")
    given = settings.load(max_quarantined=0.5, batch_size=None)
    assert (given.batch_size, given.workers, given.max_quarantined) == (3, 4, 0.5)


@pytest.mark.parametrize(
    ("text", "message"),
    [("batchsize = 3", "batchsize"), ("workers = 0", "workers"), ("workers = [", "settings: ")],
)
def test_a_wrong_settings_file_is_a_usage_error(tmp_path, monkeypatch, text, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "claimx.toml").write_text(text)
    with pytest.raises(errors.UsageError, match=message):
        settings.load()
