"""The whole run in plain Python: find articles, read, annotate, extract, write.

``find_inputs -> read_file -> annotate -> extract -> rows -> Writer.commit``; whatever goes wrong with one article
quarantines that article and no other. `claimx.extractor` does one article, `Run` all of them into an output folder.
"""

from __future__ import annotations

import dataclasses
import logging
import multiprocessing
import multiprocessing.connection
import os
import secrets
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from claimx import ingest, table
from claimx.errors import ClaimxError
from claimx.extractor import Extractor, File, Outcome, relative_path, sha256_of
from claimx.settings import Settings

log = logging.getLogger("claimx")


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
            entry = done.get((relative_path(file), sha256_of(file[0])))
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
