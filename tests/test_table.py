"""The tables: types that every reader agrees on, and a writer that leaves a batch written in full or not at all."""

import contextlib
import dataclasses
import itertools
import subprocess
import sys
import typing
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimx import table
from claimx.errors import LockedError, TableError
from claimx.records import SCHEMA_VERSION, ArticleRow, Claim, ReferenceRow


def article(article_id, **columns):
    return ArticleRow(**{"article_id": article_id, "article_path": f"{article_id}.txt", **columns})


def claim(article_id, number=0, **columns):
    required = {
        "claim_id": f"{article_id}-{number}",
        "claim_key": "k",
        "article_id": article_id,
        "article_path": f"{article_id}.txt",
        "content_sha256": "",
        "block_kind": "paragraph",
        "sentence": "Zinc cut colds by 33%.",
        "sentence_start": 0,
        "sentence_end": 22,
        "quantity_text": "33%",
        "quantity_start": 18,
        "quantity_end": 21,
        "claim_type": "efficacy",
        "quantity_kind": "relative_change",
    }
    return Claim(**{**required, **columns})


def batch(article_id, n_claims=1, **columns):
    claims = [claim(article_id, n) for n in range(n_claims)]
    return table.batch(article(article_id, n_claims=n_claims, **columns), [], claims)


def claim_ids(output):
    return sorted(pd.read_parquet(output / "claims")["claim_id"])


def state(output):
    """Every file of the tables with its bytes and time of writing."""
    return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in output.rglob("*.parquet")}


# --- types -----------------------------------------------------------------------------------------------------


def rows_of(row_type):
    """Any row that the declared types allow."""
    hints = typing.get_type_hints(row_type, include_extras=True)
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    by_type = {
        str: text,
        bool: st.booleans(),
        int: st.integers(-(2**31), 2**31 - 1),
        float: st.floats(allow_nan=False),
        datetime: st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
        "int16": st.integers(-(2**15), 2**15 - 1),
        "float32": st.floats(allow_nan=False, width=32),
    }

    def strategy(hint):
        parts = [p for p in typing.get_args(hint) if p is not type(None)]
        if type(None) in typing.get_args(hint):
            return st.none() | strategy(parts[0])
        if typing.get_origin(hint) is typing.Literal:
            return st.sampled_from(typing.get_args(hint))
        if typing.get_origin(hint) is typing.Annotated:
            return by_type[hint.__metadata__[0]]
        return by_type[hint]

    return st.builds(row_type, **{f.name: strategy(hints[f.name]) for f in dataclasses.fields(row_type)})


@pytest.mark.parametrize("name", table.TABLES)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_rows_come_back_from_parquet_as_they_went_in(name, data):
    rows = data.draw(st.lists(rows_of(table.TABLES[name]), max_size=3))
    sink = pa.BufferOutputStream()
    pq.write_table(table.to_arrow(name, rows), sink)
    assert table.to_rows(name, pq.read_table(pa.BufferReader(sink.getvalue()))) == rows


@pytest.fixture
def output(tmp_path):
    """A folder with two batches, one of them with nulls only where nulls may stand."""
    full = claim(
        "a", source_year=2017, value=33.0, sample_size=60, negated=True, published_at=datetime(2020, 1, 2, tzinfo=UTC)
    )
    reference = ReferenceRow(
        article_id="a", content_sha256="", reference_index=1, reference_text="Lund A. 2019", year=2019
    )
    with table.Writer(tmp_path / "out") as writer:
        writer.commit([table.batch(article("a", n_claims=1, text="µ"), [reference], [full])])
        writer.commit([batch("b")])
    return tmp_path / "out"


def test_pandas_reads_nullable_integers_and_booleans_and_times_in_utc(output):
    dtypes = pd.read_parquet(output / "claims").dtypes.astype(str)
    expected = {
        "source_year": "Int16",
        "sample_size": "Int32",
        "sentence_start": "Int32",
        "negated": "boolean",
        "value": "float64",
        "confidence": "float32",
        "published_at": "datetime64[us, UTC]",
        "sentence": "str",
    }
    assert {name: dtypes[name] for name in expected} == expected


@pytest.mark.parametrize("name", table.TABLES)
def test_pandas_duckdb_and_polars_read_the_same_rows(output, name):
    by_pandas = pd.read_parquet(output / name)
    key = by_pandas.columns[0]
    in_pandas = by_pandas.sort_values(key).astype(object).where(by_pandas.sort_values(key).notna(), None)
    in_polars = pl.read_parquet(output / name).sort(key)
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'")
    in_duckdb = duck.sql(f"SELECT * FROM '{output / name}/*.parquet' ORDER BY {key}").pl()
    assert in_polars.rows() == in_duckdb.rows()
    assert in_polars.rows() == [tuple(row) for row in in_pandas.itertuples(index=False)]
    assert in_polars.schema == in_duckdb.schema


def test_read_claims_takes_the_output_folder_or_the_table_folder(output):
    pd.testing.assert_frame_equal(table.read_claims(output), pd.read_parquet(output / "claims"))
    pd.testing.assert_frame_equal(table.read_claims(output / "claims"), pd.read_parquet(output / "claims"))
    assert len(table.read_articles(output)) == 2
    assert len(table.read_references(str(output))) == 1


def test_reading_what_is_not_there_or_no_parquet_is_a_table_error(tmp_path, output):
    with pytest.raises(TableError, match="no claims table here"):
        table.read_claims(tmp_path / "nowhere")
    (output / "claims" / "broken.parquet").write_bytes(b"no parquet")
    with pytest.raises(TableError, match="cannot be read"):
        table.read_claims(output)


@pytest.mark.parametrize("name", table.TABLES)
def test_a_run_without_articles_writes_empty_tables_with_the_same_types(tmp_path, output, name):
    with table.Writer(tmp_path / "empty") as writer:
        writer.finish()
    empty, filled = pd.read_parquet(tmp_path / "empty" / name), pd.read_parquet(output / name)
    assert len(empty) == 0
    assert empty.dtypes.equals(filled.dtypes)
    assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/empty/{name}/*.parquet'").fetchall() == [(0,)]
    assert pl.read_parquet(tmp_path / "empty" / name).schema == pl.read_parquet(output / name).schema


def test_files_say_what_tables_and_columns_mean(output):
    schema = pq.read_schema(next((output / "claims").glob("*.parquet")))
    assert b"one effect quantity" in schema.metadata[b"description"]
    assert schema.field("sentence_start").metadata[b"unit"] == b"code points"
    assert b"DOI" in schema.field("doi").metadata[b"description"]


def test_files_are_zstd_with_dictionaries_where_values_repeat(output):
    columns = pq.read_metadata(next((output / "claims").glob("*.parquet"))).row_group(0)
    named = {columns.column(i).path_in_schema: columns.column(i) for i in range(columns.num_columns)}
    assert {c.compression for c in named.values()} == {"ZSTD"}
    assert named["claim_type"].has_dictionary_page
    assert not named["sentence"].has_dictionary_page


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (claim("a", source_year=99999), "claims.source_year"),
        (claim("a", sentence="\ud800"), "claims.sentence"),
        (claim("a", sentence=None), "claims.sentence: null where a value is due"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_the_name_of_its_column(row, message):
    with pytest.raises(TableError, match=message):
        table.to_arrow("claims", [row])


# --- writing ---------------------------------------------------------------------------------------------------


def test_a_batch_is_one_file_in_each_table(tmp_path):
    with table.Writer(tmp_path) as writer:
        writer.commit([batch("a", 2), batch("b", 0)])
        writer.commit([batch("c")])
    names = [{p.name for p in (tmp_path / name).iterdir()} for name in table.TABLES]
    assert len(names[0]) == 2
    assert names[0] == names[1] == names[2]
    assert claim_ids(tmp_path) == ["a-0", "a-1", "c-0"]


def test_a_changed_article_is_replaced_in_its_own_file_and_no_other_is_touched(tmp_path):
    with table.Writer(tmp_path) as writer:
        writer.commit([batch("a", 2), batch("b")])
        writer.commit([batch("c")])
        before, home = state(tmp_path), writer.ledger["a"].file
        writer.commit([batch("a", 1, content_sha256="new")])
        after = state(tmp_path)
        assert writer.ledger["a"].content_sha256 == "new"
        assert writer.ledger["b"].file == home
    assert before.keys() == after.keys()
    assert {p.name for p in before if before[p] != after[p]} == {home}
    assert claim_ids(tmp_path) == ["a-0", "b-0", "c-0"]


def test_new_changed_and_removed_articles_in_one_commit(tmp_path):
    with table.Writer(tmp_path) as writer:
        writer.commit([batch("a"), batch("b"), batch("c")])
        writer.commit([batch("b", 2), batch("d")], remove=["a", "unknown"])
        assert sorted(writer.ledger) == ["b", "c", "d"]
    assert claim_ids(tmp_path) == ["b-0", "b-1", "c-0", "d-0"]


def test_the_ledger_is_read_back(tmp_path):
    with table.Writer(tmp_path) as writer:
        writer.commit([batch("a", 3, status="quarantined", reason="empty file", extractor_version="9")])
        written = dict(writer.ledger)
    with table.Writer(tmp_path) as writer:
        assert writer.ledger == written
        assert writer.ledger["a"].reason == "empty file"
        assert writer.ledger["a"].version == ("9", "", "", SCHEMA_VERSION)


class Killed(BaseException):
    """Stands for the end of the process: the writer has no handler that would clean up after it."""


@pytest.mark.parametrize("stage", range(8))
def test_a_writer_that_dies_leaves_a_change_done_or_not_done_after_the_next_opening(tmp_path, monkeypatch, stage):
    with table.Writer(tmp_path) as writer:
        writer.commit([batch("a"), batch("b"), batch("c")])
    renames = itertools.count()
    rename = Path.rename

    def dying(path, target):
        if next(renames) == stage:
            raise Killed
        return rename(path, target)

    with monkeypatch.context() as patch, contextlib.suppress(Killed), table.Writer(tmp_path) as writer:
        patch.setattr(Path, "rename", dying)
        writer.commit([batch("b", 2), batch("z")], remove=["c"])
    with table.Writer(tmp_path) as writer:
        ids = set(writer.ledger)
    done = stage > 0  # the first rename marks the change ready
    assert ids == ({"a", "b", "z"} if done else {"a", "b", "c"})
    assert claim_ids(tmp_path) == (["a-0", "b-0", "b-1", "z-0"] if done else ["a-0", "b-0", "c-0"])
    assert not list((tmp_path / ".staging").iterdir())


HOLD = """
import sys
from pathlib import Path
from claimx import table
with table.Writer(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("end", ["close", "kill"])
def test_a_second_process_is_refused_while_the_first_writes_and_let_in_after_it(tmp_path, end):
    command = [sys.executable, "-c", HOLD, tmp_path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout.readline() == "open\n"
        with pytest.raises(LockedError, match="another run is writing this table"), table.Writer(tmp_path):
            pass
        if end == "kill":
            first.kill()
        first.communicate()
    with table.Writer(tmp_path) as writer:
        assert writer.ledger == {}


def test_an_output_that_cannot_be_a_folder_is_a_table_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(TableError, match="file"), table.Writer(tmp_path / "file"):
        pass
