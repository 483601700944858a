"""The whole run in plain Python: find articles, read, annotate, extract, write.

``find_inputs -> read_file -> annotate -> extract_claims -> rows -> Writer.commit``; whatever goes wrong with one
article quarantines that article and no other. `Run` is the batch run into an output folder, `Extractor` the same work
for one article, without a table.
"""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import multiprocessing
import multiprocessing.connection
import os
import secrets
import signal
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from claimx import __version__, annotate, ingest
from claimx.errors import ClaimxError, ClaimxWarning, IngestError, SkippedError
from claimx.extract import extract as extract_claims
from claimx.records import SCHEMA_VERSION, Article, ArticleRow, ArticleStatus, Claim, ReferenceRow
from claimx.settings import Settings

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from claimx import table

# `claimx.table` is imported where rows are written: what only prints claims starts without pyarrow.

log = logging.getLogger("claimx")

T = TypeVar("T")

File = tuple[Path, Path]
"""A file and the root that its path is given relative to."""


# --- one article -----------------------------------------------------------------------------------------------


class Extractor:
    """File or text -> claims. The model is loaded once a process."""

    def __init__(self, model: str | None = None, *, run_id: str = "", max_bytes: int = ingest.MAX_BYTES) -> None:
        self.nlp = load(model)
        self._max_bytes = max_bytes
        self.provenance: dict[str, Any] = {
            "extractor_version": extractor_version(),
            "model_name": f"{self.nlp.meta['lang']}_{self.nlp.meta['name']}",
            "model_version": self.nlp.meta["version"],
            "run_id": run_id,
            "schema_version": SCHEMA_VERSION,
        }

    @property
    def version(self) -> tuple[str | int, ...]:
        """What, beside an article's bytes, decides its rows; in the order of `claimx.table.Entry.version`."""
        p = self.provenance
        return p["extractor_version"], p["model_name"], p["model_version"], p["schema_version"]

    def read(self, file: File) -> Article:
        """Read an article; raises IngestError (SkippedError) as `claimx.ingest.read_file`, whatever goes wrong."""
        return _or_ingest_error(lambda: ingest.read_file(*file, limit=self._max_bytes))

    def extract(self, article: Article) -> tuple[Doc, list[Claim]]:
        """Annotate an article and extract its claims; raises IngestError, whatever goes wrong."""
        return _or_ingest_error(lambda: self._extract(article))

    def _extract(self, article: Article) -> tuple[Doc, list[Claim]]:
        with warnings.catch_warnings():
            # the abbreviation detector's matcher has no pattern until it meets a document with abbreviations
            warnings.filterwarnings("ignore", message=r"\[W036\]")
            # one article at a time: an error in nlp.pipe would take the articles after it along
            ((doc, _),) = annotate.annotate(self.nlp, [article])
        now = datetime.now(UTC)
        claims = extract_claims(doc, article)
        return doc, [dataclasses.replace(c, **self.provenance, extracted_at=now) for c in claims]

    def outcome(self, file: File) -> Outcome:
        """Read and extract an article and turn it into rows; never raises over the article."""
        path = relative_path(file)
        try:
            article = self.read(file)
            _, claims = self.extract(article)
            rows = _or_ingest_error(lambda: self._rows(article, claims))
            return Outcome(article.article_id, path, article.content_sha256, "ok", None, rows)
        except IngestError as error:
            log.debug("%s", path, exc_info=True)
            status: ArticleStatus = "skipped" if isinstance(error, SkippedError) else "quarantined"
            return self._left_out(file, status, one_line(error))

    def _rows(self, article: Article, claims: list[Claim]) -> table.Batch:
        from claimx import table

        cited = Counter(i for c in claims if c.reference_indexes for i in set(c.reference_indexes.split(";")))
        references = [
            ReferenceRow(
                article_id=article.article_id,
                content_sha256=article.content_sha256,
                reference_index=r.index,
                reference_text=r.text,
                n_citations=cited[str(r.index)],
                **{name: getattr(r, name) for name in _REFERENCE_PARTS},
            )
            for r in article.references
        ]
        row = ArticleRow(
            article_id=article.article_id,
            article_path=article.path,
            article_url=article.url,
            article_title=article.title,
            publisher=article.publisher,
            article_authors=article.authors,
            published_at=article.published_at,
            retrieved_at=article.retrieved_at,
            language=article.language,
            content_sha256=article.content_sha256,
            text=article.text,
            n_claims=len(claims),
            n_references=len(references),
            extracted_at=datetime.now(UTC),
            **self.provenance,
        )
        return table.batch(row, references, claims)

    def _left_out(self, file: File, status: ArticleStatus, reason: str) -> Outcome:
        from claimx import table

        path, sha256 = relative_path(file), _sha256(file[0])
        row = ArticleRow(
            article_id=hashlib.sha256(f"local:{path}".encode()).hexdigest()[:20],
            article_path=path,
            content_sha256=sha256,
            status=status,
            reason=reason,
            extracted_at=datetime.now(UTC),
            **self.provenance,
        )
        return Outcome(row.article_id, path, sha256, status, reason, table.batch(row))


_REFERENCE_PARTS = ("label", "authors", "year", "title", "journal", "volume", "pages", "doi", "pmid", "pmcid", "url")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    article_id: str
    path: str
    content_sha256: str
    status: ArticleStatus
    reason: str | None
    rows: table.Batch


@cache
def extractor_version() -> str:
    """Version of claimx and, after the ``+``, a hash of the code and vocabulary that decide what a row says.

    Without the hash, rows that an edited working copy should make anew would pass for done.
    """
    package = Path(__file__).parent
    parts = [package / f"{name}.py" for name in ("records", "extract", "link", "check")]
    parts += [p for name in ("ingest", "annotate") for p in (package / name).rglob("*") if p.is_file()]
    digest = hashlib.sha256()
    for part in sorted(p for p in parts if p.parent.name != "__pycache__"):
        digest.update(part.relative_to(package).as_posix().encode() + b"\0" + part.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:8]}"


@cache
def load(model: str | None = None) -> Language:
    """Load the pipeline (`claimx.annotate.load`) once a process."""
    return annotate.load(model)


def extract_text(text: str) -> list[Claim]:
    """Claims of one text, taken to be plain text in English."""
    return Extractor().extract(ingest.read_text(text))[1]


def extract_files(paths: Iterable[str | Path], *, model: str | None = None) -> list[Claim]:
    """Claims of many articles.

    Args:
        paths: files, folders and glob patterns.
        model: as in `claimx.load`.

    Raises:
        UsageError: a path does not exist.

    Warns:
        ClaimxWarning: an article cannot be read; it is left out.
    """
    extractor = Extractor(model)
    claims: list[Claim] = []
    for file in ingest.find_inputs(paths):
        try:
            claims += extractor.extract(extractor.read(file))[1]
        except IngestError as error:
            warnings.warn(f"{file[0]}: {one_line(error)}", ClaimxWarning, stacklevel=2)
    return claims


def relative_path(file: File) -> str:
    """Path of a file as the tables give it: relative to its root, bytes that are no UTF-8 escaped."""
    path, root = file
    relative: PurePath = path.relative_to(root) if path.is_relative_to(root) else PurePath(path.name)
    return os.fsencode(relative.as_posix()).decode(errors="backslashreplace")


def one_line(error: BaseException, limit: int = 300) -> str:
    """Message of an error, on one line of printable characters."""
    text = " ".join(str(error).split())
    return "".join(c if c.isprintable() else "?" for c in text)[:limit]


def _or_ingest_error(work: Callable[[], T]) -> T:
    """Do some work on one article; any error that is no IngestError becomes one."""
    try:
        return work()
    except IngestError:
        raise
    except Exception as error:
        raise IngestError(f"{type(error).__name__}: {one_line(error)}") from error


def _sha256(path: Path) -> str:
    """Hash of a file, hexadecimal; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


# --- a run -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles of the input are in which state, with their rows.

    ``unchanged`` counts those of them that the table held already, ``duplicates`` files that hold an article which an
    earlier file of the input holds too, and which are left out.
    """

    ok: int = 0
    quarantined: int = 0
    skipped: int = 0
    unchanged: int = 0
    duplicates: int = 0
    claims: int = 0
    references: int = 0

    @property
    def articles(self) -> int:
        """Articles of the input, each counted once."""
        return self.ok + self.quarantined + self.skipped

    def __add__(self, other: Counts) -> Counts:
        """Sum, state by state."""
        return Counts(*(a + b for a, b in zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True)))

    def exit_status(self, max_quarantined: float) -> int:
        """1 if more than the allowed share of the articles is quarantined, else 0."""
        return int(self.quarantined > max_quarantined * self.articles)


class Run:
    """One run over the inputs of some settings, into their output folder; a context manager.

    ``batches`` lists the files that have something new, ``counts`` what is known so far. Call `extract_batch` with
    each batch, in order; what the calls before an interruption have written stays, and a later run goes on from there.

    Raises:
        UsageError: an input does not exist, or the model is not installed.
        TableError: the output folder cannot be written, or another run holds it (LockedError).
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self.counts = Counts()
        self.batches: list[list[Path]] = []
        self._stack = ExitStack()
        self._seen: set[str] = set()  # ids of the articles met in this run

    def __enter__(self) -> Run:
        """Find the inputs, lock the table, and see which files have something new."""
        from claimx import table

        files = ingest.find_inputs(self.settings.input)
        extractor = Extractor(self.settings.model, run_id=self.run_id, max_bytes=self.settings.max_bytes)
        with self._stack:
            self._writer = self._stack.enter_context(table.Writer(self.settings.output))
            self._version = extractor.version
            todo = self._plan(files)
            self._outcomes = iter(self._start(extractor, todo))
            self._stack = self._stack.pop_all()
        size = self.settings.batch_size
        self.batches = [[path for path, _ in todo[i : i + size]] for i in range(0, len(todo), size)]
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        """Stop the workers and release the table."""
        with self._stack:
            if kind is None:
                self._writer.finish()

    def _plan(self, files: list[File]) -> list[File]:
        """Files whose rows are not in the table yet; the others are counted as unchanged.

        Quarantined files are tried again: the reason may have been the machine's, not theirs.
        """
        ledger = self._writer.ledger.values()
        done = {
            (e.article_path, e.content_sha256): e
            for e in ledger
            if e.version == self._version and e.status != "quarantined"
        }
        self._at_path: dict[str, list[str]] = {}
        for known in ledger:
            self._at_path.setdefault(known.article_path, []).append(known.article_id)
        todo: list[File] = []
        for file in files:
            entry = done.get((relative_path(file), _sha256(file[0])))
            if entry is None:
                todo.append(file)
            else:
                self._seen.add(entry.article_id)
                self.counts += Counts(
                    **{entry.status: 1}, unchanged=1, claims=entry.n_claims, references=entry.n_references
                )
        return todo

    def _start(self, extractor: Extractor, todo: list[File]) -> Iterable[Outcome]:
        """Outcomes in the order of the files, whichever process makes them: the table does not depend on timing."""
        workers = min(self.settings.workers, len(todo))
        if workers <= 1:
            return map(extractor.outcome, todo)
        # spawn: a forked worker would inherit threads' locks and the lock of the table
        pool = ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start_worker,
            initargs=(self.settings.model, self.run_id, self.settings.max_bytes),
        )
        self._stack.callback(pool.shutdown, cancel_futures=True)
        return pool.map(_work, todo, chunksize=max(1, min(8, len(todo) // (4 * workers))))

    def extract_batch(self, paths: list[Path], advance: Callable[[], object] = lambda: None) -> Counts:
        """Extract the next batch and write it.

        Args:
            paths: the batch, as in ``batches``.
            advance: called after each article.

        Raises:
            TableError: the batch cannot be written.
            ClaimxError: a worker process died.
        """
        counts = Counts()
        rows: list[table.Batch] = []
        stale: set[str] = set()
        for outcome in self._next(len(paths)):
            advance()
            if outcome.article_id in self._seen:
                log.warning("%s: left out: the same article as an earlier file", outcome.path)
                counts += Counts(duplicates=1)
                continue
            self._seen.add(outcome.article_id)
            if outcome.reason:
                log.warning("%s: %s: %s", outcome.path, outcome.status, outcome.reason)
            n_claims, n_references = outcome.rows.claims.num_rows, outcome.rows.references.num_rows
            known = self._is_known(outcome)
            counts += Counts(**{outcome.status: 1}, unchanged=int(known), claims=n_claims, references=n_references)
            if not known:
                stale.update(self._superseded(outcome))
                rows.append(outcome.rows)
        if rows:
            self._writer.commit(rows, stale)
        self.counts += counts
        return counts

    def _next(self, number: int) -> Iterator[Outcome]:
        try:
            yield from islice(self._outcomes, number)
        except BrokenProcessPool as error:
            raise ClaimxError("a worker process died (out of memory?); run again to go on from here") from error

    def _is_known(self, outcome: Outcome) -> bool:
        """Whether the table says just this of the article already."""
        entry = self._writer.ledger.get(outcome.article_id)
        if entry is None or entry.version != self._version:
            return False
        said = (entry.article_path, entry.content_sha256, entry.status, entry.reason)
        return said == (outcome.path, outcome.content_sha256, outcome.status, outcome.reason)

    def _superseded(self, outcome: Outcome) -> Iterator[str]:
        """Ids of rows that a file has left behind when it turned unreadable (or readable).

        Only then: files of one path in two input folders may be two articles.
        """
        for article_id in self._at_path.get(outcome.path, ()):
            entry = self._writer.ledger.get(article_id)
            if (
                entry
                and article_id not in self._seen
                and "ok" in (entry.status, outcome.status)
                and entry.status != outcome.status
            ):
                yield article_id


# --- worker processes ------------------------------------------------------------------------------------------

_extractor: Extractor


def _start_worker(model: str | None, run_id: str, max_bytes: int) -> None:
    global _extractor
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _extractor = Extractor(model, run_id=run_id, max_bytes=max_bytes)


def _die_with_parent() -> None:
    """End this worker when its parent is killed; it would wait for work forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _work(file: File) -> Outcome:
    return _extractor.outcome(file)
