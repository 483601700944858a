"""One article from its file to its rows: read, annotate, extract, and the same for a text, without a table."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import os
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from claimx import __version__, annotate, ingest
from claimx.errors import ClaimxWarning, IngestError, SkippedError
from claimx.extract import extract as extract_claims
from claimx.records import SCHEMA_VERSION, Article, ArticleRow, ArticleStatus, Claim, ReferenceRow

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from claimx import table

# `claimx.table` is imported where rows are made: what only prints claims starts without pyarrow.

log = logging.getLogger("claimx")

T = TypeVar("T")

File = tuple[Path, Path]
"""A file and the root that its path is given relative to."""


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

        path, sha256 = relative_path(file), sha256_of(file[0])
        row = ArticleRow(
            article_id=ingest.article_id(f"local:{path}"),
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


def sha256_of(path: Path) -> str:
    """Hash of a file, hexadecimal; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
