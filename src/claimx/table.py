"""Rows <-> Parquet: the three tables of one output folder, their schema, and the one writer.

::

    <output>/articles/      one row an article; also the ledger of what has been done
    <output>/references/    one row an entry of an article's reference list
    <output>/claims/        one row an effect quantity
    <output>/.staging/      changes on their way in; outside the tables, so that no reader's glob meets them
    <output>/.lock          held (kernel ``flock``) by the one writer

A batch of new articles is one file of the same name in each folder; a changed article is rewritten in the file that
holds it. Every change is staged in full, flushed to disk and marked ready by one rename; only then are its files
renamed into the tables, ``articles/`` last. A writer that finds a ready change of a killed run finishes it, and drops
an unready one, so a run either has written a batch in all three tables or in none.
"""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import json
import os
import shutil
import types
import typing
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from claimx.errors import LockedError, TableError
from claimx.records import ArticleRow, Claim, Provenance, ReferenceRow, columns

if TYPE_CHECKING:
    import pandas as pd

# In the order of writing: the ledger comes last.
TABLES: dict[str, type] = {"claims": Claim, "references": ReferenceRow, "articles": ArticleRow}

# Type of a field in `claimx.records` -> its Arrow type, and its names in the pandas metadata of the file.
_TYPES: dict[Any, tuple[pa.DataType, str, str]] = {
    str: (pa.string(), "unicode", "str"),
    bool: (pa.bool_(), "bool", "boolean"),
    int: (pa.int32(), "int32", "Int32"),
    "int16": (pa.int16(), "int16", "Int16"),
    float: (pa.float64(), "float64", "float64"),
    "float32": (pa.float32(), "float32", "float32"),
    datetime: (pa.timestamp("us", tz="UTC"), "datetimetz", "datetime64[us]"),
}
# Columns that hold few different values beside those declared as a Literal.
_LOW_CARDINALITY = {f.name for f in dataclasses.fields(Provenance)} | {
    "article_id", "article_path", "article_url", "article_title", "publisher", "content_sha256", "language", "unit",
    "effect_measure", "section_heading", "study_design", "flags", "reason",
}  # fmt: skip


# --- schema ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """One column as declared in `claimx.records`. ``values`` lists what may stand in it; empty if anything may."""

    name: str
    type: pa.DataType
    nullable: bool
    doc: str
    unit: str | None
    values: tuple[str, ...]
    pandas: dict[str, Any]


def describe(table: str) -> list[Column]:
    """Columns of a table, in order."""
    hints = typing.get_type_hints(TABLES[table], include_extras=True)
    return [_column(f, hints[f.name]) for f in columns(TABLES[table])]


def _column(f: dataclasses.Field[Any], hint: Any) -> Column:
    is_union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    (kind,) = (o for o in (typing.get_args(hint) if is_union else (hint,)) if o is not types.NoneType)
    values: tuple[str, ...] = ()
    if typing.get_origin(kind) is Literal:
        kind, values = str, typing.get_args(kind)
    elif typing.get_origin(kind) is typing.Annotated:
        kind = kind.__metadata__[0]
    arrow, pandas_type, numpy_type = _TYPES[kind]
    pandas = {
        "name": f.name,
        "field_name": f.name,
        "pandas_type": pandas_type,
        "numpy_type": numpy_type,
        "metadata": {"timezone": "UTC"} if kind is datetime else None,
    }
    return Column(f.name, arrow, is_union, f.metadata["doc"], f.metadata["unit"], values, pandas)


def schema(table: str) -> pa.Schema:
    """Declared Arrow schema of a table, with descriptions, units and the pandas types in its metadata."""
    described = describe(table)
    fields = [
        pa.field(c.name, c.type, c.nullable, {"description": c.doc, **({"unit": c.unit} if c.unit else {})})
        for c in described
    ]
    pandas = {"index_columns": [], "column_indexes": [], "columns": [c.pandas for c in described]}
    doc = (TABLES[table].__doc__ or "").strip()
    return pa.schema(fields, metadata={"description": doc, "pandas": json.dumps(pandas)})


SCHEMAS = {name: schema(name) for name in TABLES}
_DICTIONARY = {name: [c.name for c in describe(name) if c.values or c.name in _LOW_CARDINALITY] for name in TABLES}


# --- rows ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one article (or of several) as Arrow tables, checked against the schemas; cheap to hand to a process."""

    claims: pa.Table
    references: pa.Table
    articles: pa.Table


def batch(article: ArticleRow, references: Sequence[ReferenceRow] = (), claims: Sequence[Claim] = ()) -> Batch:
    """Turn the rows of one article into a `Batch`.

    Raises:
        TableError: a value does not fit its column; the message names the column.
    """
    return Batch(to_arrow("claims", claims), to_arrow("references", references), to_arrow("articles", [article]))


def to_arrow(table: str, rows: Sequence[Any]) -> pa.Table:
    """Rows -> Arrow, in the declared schema.

    Raises:
        TableError: a value does not fit its column; the message names the column.
    """
    arrays = []
    for f in SCHEMAS[table]:
        try:
            array = pa.array([getattr(row, f.name) for row in rows], type=f.type)
        except (pa.ArrowException, UnicodeError, OverflowError) as error:
            raise TableError(f"{table}.{f.name}: {error}".replace("\n", " ")) from error
        if array.null_count and not f.nullable:
            raise TableError(f"{table}.{f.name}: null where a value is due")
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=SCHEMAS[table])


def to_rows(table: str, data: pa.Table) -> list[Any]:
    """Arrow -> rows, the inverse of `to_arrow`."""
    return [TABLES[table](**row) for row in data.to_pylist()]


# --- reading ---------------------------------------------------------------------------------------------------


def read_claims(path: str | Path) -> pd.DataFrame:
    """Read the claims table.

    Args:
        path: the output folder of a run, or the ``claims`` folder in it.

    Returns:
        A frame with every column of the table, in order: text as ``str``, integers as ``Int16``/``Int32``, truth
        values as ``boolean`` (all nullable), numbers as ``float64`` (``confidence``: ``float32``), times as
        ``datetime64[us, UTC]``.

    Raises:
        TableError: there is no such table, or it cannot be read.
    """
    return _read(path, "claims")


def read_articles(path: str | Path) -> pd.DataFrame:
    """Read the articles table; arguments, types and errors as in `read_claims`."""
    return _read(path, "articles")


def read_references(path: str | Path) -> pd.DataFrame:
    """Read the references table; arguments, types and errors as in `read_claims`."""
    return _read(path, "references")


def _read(path: str | Path, table: str) -> pd.DataFrame:
    folder = Path(path)
    folder = folder if folder.name == table and not (folder / table).is_dir() else folder / table
    if not folder.is_dir():
        raise TableError(f"{path}: no {table} table here; make one with: claimx extract INPUT --output {path}")
    frame: pd.DataFrame = _load(sorted(folder.glob("*.parquet")), table).to_pandas()
    return frame


def _load(files: Sequence[Path], table: str, names: list[str] | None = None) -> pa.Table:
    """Read files of one table in the declared schema (columns that an older file lacks are null)."""
    if not files:
        return SCHEMAS[table].empty_table()
    try:
        source = ds.dataset([str(f) for f in files], schema=SCHEMAS[table], format="parquet")
        return source.to_table(columns=names)
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{files[0].parent}: cannot be read: {error}".replace("\n", " ")) from error


# --- writing ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger knows of one article. ``version`` is the extractor, model and schema that made its rows."""

    article_id: str
    article_path: str
    content_sha256: str
    status: str
    reason: str | None
    n_claims: int
    n_references: int
    version: tuple[str | int, ...]
    file: str


_VERSION_COLUMNS = ["extractor_version", "model_name", "model_version", "schema_version"]
_LEDGER_COLUMNS = ["article_id", "article_path", "content_sha256", "status", "reason", "n_claims", "n_references"]


class Writer:
    """The one writer of an output folder, while it is open. ``ledger`` has every article in the table, by its id.

    Raises:
        LockedError: another run is writing this table.
        TableError: the folder cannot be made, read or written.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self._staging = output / ".staging"
        self.ledger: dict[str, Entry] = {}

    def __enter__(self) -> Writer:
        """Lock the folder, finish what a killed run left ready, and read the ledger."""
        with _table_errors(self.output):
            for folder in (*TABLES, ".staging"):
                (self.output / folder).mkdir(parents=True, exist_ok=True)
            # Not inherited by child processes (PEP 446): the lock ends with this process, however it ends.
            self._lock = os.open(self.output / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(self._lock)
                raise LockedError(f"{self.output}: another run is writing this table") from None
            try:
                self._recover()
                for file in sorted((self.output / "articles").glob("*.parquet")):
                    self._read_ledger(file.name)
            except BaseException:
                os.close(self._lock)
                raise
        return self

    def __exit__(self, *error: object) -> None:
        """Release the lock."""
        os.close(self._lock)

    def commit(self, rows: Sequence[Batch], remove: Iterable[str] = ()) -> None:
        """Write articles, in all three tables or, if the process dies first, in none.

        Args:
            rows: one `Batch` an article; an article that the table has already is replaced where it stands.
            remove: ids of articles to take out of the tables.
        """
        by_id = {b.articles["article_id"][0].as_py(): b for b in rows}
        new = [i for i in by_id if i not in self.ledger]
        changes: dict[str, list[str]] = {}  # file -> ids that leave it or are replaced in it
        for article_id in {**dict.fromkeys(remove), **by_id}:
            if article_id in self.ledger:
                changes.setdefault(self.ledger[article_id].file, []).append(article_id)
        with _table_errors(self.output):
            change = self._staging / "change.tmp"
            change.mkdir()
            for file, ids in changes.items():
                self._stage(change, file, ids, [by_id[i] for i in ids if i in by_id])
            if new or not rows:
                changes[_file_name(new)] = new
                self._stage(change, _file_name(new), (), [by_id[i] for i in new])
            _sync(change)
            change.rename(self._staging / "change.ready")
            _sync(self._staging)
            self._recover()
            for file, ids in changes.items():
                for article_id in ids:
                    self.ledger.pop(article_id, None)
                self._read_ledger(file)

    def finish(self) -> None:
        """Give an output folder that has no article yet its empty tables."""
        if not any((self.output / "articles").glob("*.parquet")):
            self.commit([])

    def _stage(self, change: Path, file: str, leaving: Sequence[str], rows: list[Batch]) -> None:
        """Write the next state of one file of each table into the change."""
        for table in TABLES:
            parts = [getattr(b, table) for b in rows]
            if (old := self.output / table / file).exists():
                kept = _load([old], table)
                parts.insert(0, kept.filter(pc.invert(pc.is_in(kept["article_id"], pa.array(leaving, pa.string())))))
            data = pa.concat_tables([SCHEMAS[table].empty_table(), *parts]).replace_schema_metadata(
                SCHEMAS[table].metadata
            )
            staged = change / f"{table}.{file}"
            with staged.open("wb") as out:
                pq.write_table(data, out, compression="zstd", use_dictionary=_DICTIONARY[table])
                out.flush()
                os.fsync(out.fileno())

    def _recover(self) -> None:
        """Rename the files of a ready change into the tables, the ledger's last; drop a change that never got ready."""
        shutil.rmtree(self._staging / "change.tmp", ignore_errors=True)
        ready = self._staging / "change.ready"
        if not ready.exists():
            return
        for table in TABLES:
            for staged in sorted(ready.glob(f"{table}.*")):
                staged.rename(self.output / table / staged.name.removeprefix(f"{table}."))
            _sync(self.output / table)
        ready.rmdir()

    def _read_ledger(self, file: str) -> None:
        data = _load([self.output / "articles" / file], "articles", [*_LEDGER_COLUMNS, *_VERSION_COLUMNS])
        for row in data.to_pylist():
            version = tuple(row.pop(c) for c in _VERSION_COLUMNS)
            self.ledger[row["article_id"]] = Entry(**row, version=version, file=file)


def _file_name(article_ids: Iterable[str]) -> str:
    """Name of the file that holds these articles first; the same articles give the same name."""
    return f"part-{hashlib.sha256(chr(10).join(article_ids).encode()).hexdigest()[:16]}.parquet"


def _sync(folder: Path) -> None:
    """Flush a folder's entries to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _table_errors(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TableError(f"{error.filename or output}: {error.strerror or error}") from error
