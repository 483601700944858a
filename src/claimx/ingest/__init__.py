"""bytes -> Article: the readers of the input formats, and the files to read.

A format is one module with ``SUFFIXES``, ``accepts`` and ``read``, and one line in `READERS`.
"""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Protocol

from claimx.errors import IngestError, SkippedError, UsageError
from claimx.ingest import html, jats, markdown, text
from claimx.ingest.addresses import canonical_url
from claimx.ingest.draft import Draft, lay_out
from claimx.ingest.language import language_of
from claimx.ingest.references import parse_reference
from claimx.records import Article

MAX_BYTES = 20_000_000
_HEAD = 2048  # bytes that a reader may look at before it accepts


class Reader(Protocol):
    """What a format's module offers."""

    SUFFIXES: tuple[str, ...]

    def accepts(self, path: PurePath, head: bytes) -> bool:
        """Whether this reader reads the file, by its name and first bytes."""
        ...

    def read(self, data: bytes, path: PurePath) -> Draft:
        """Read the file; raises IngestError."""
        ...


READERS: tuple[Reader, ...] = (jats, html, markdown, text)
"""In order; the first that accepts a file reads it."""


def read_file(path: Path, root: Path, *, source: str = "local", limit: int = MAX_BYTES) -> Article:
    """Read one article.

    Args:
        path: the file.
        root: folder that ``Article.path`` is relative to.
        source: name of the collection, part of the article's id where the article gives no address.
        limit: size from which on a file is refused, in bytes.

    Raises:
        IngestError: the file cannot be read as an article; ``str(error)`` is the one-line reason.
        SkippedError: it can be read, but is not in English.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise IngestError(f"too large: {size:,} bytes, limit {limit:,}")
        data = path.read_bytes()
    except OSError as error:
        raise IngestError(f"cannot be opened: {error.strerror or type(error).__name__}") from error
    relative = path.relative_to(root) if path.is_relative_to(root) else PurePath(path.name)
    return read_bytes(data, relative, source=source)


def read_bytes(data: bytes, path: PurePath, *, source: str = "local") -> Article:
    """Read the bytes of one article; ``path`` is relative to the input root. Raises as `read_file`."""
    if not data.strip():
        raise IngestError("empty file")
    reader = next((r for r in READERS if r.accepts(path, data[:_HEAD])), None)
    if reader is None:
        raise IngestError(f"unsupported format '{path.suffix}'")
    article = _article(reader.read(data, path), path, hashlib.sha256(data).hexdigest(), source)
    if not any(c.isalpha() for c in article.text):
        raise IngestError("no readable text")
    if article.language != "en":
        raise SkippedError(f"not in English: language '{article.language}'")
    return article


def read_text(content: str, *, path: str = "text.txt") -> Article:
    """Read a text in memory: Markdown if ``path`` says so, else plain text. It is taken to be English."""
    name = PurePath(path)
    draft = (markdown if name.suffix.lower() in markdown.SUFFIXES else text).read_str(content)
    digest = hashlib.sha256(content.encode("utf-8", errors="replace")).hexdigest()
    return _article(draft, name, digest, "local", language="en")


def find_inputs(inputs: Iterable[str | Path]) -> list[tuple[Path, Path]]:
    """Find the files to read.

    Args:
        inputs: files (of any kind: a reader decides), folders (searched for supported formats, hidden files left
            out) and glob patterns.

    Returns:
        Pairs of a file and the root that its path is given relative to; each file once, in order.

    Raises:
        UsageError: an input does not exist or matches nothing.
    """
    found: dict[Path, Path] = {}
    for given in inputs:
        path = Path(given)
        if path.is_dir():
            pairs = [(p, path) for p in _files_below(path)]
        elif path.exists():
            pairs = [(path, path.parent)]
        else:
            matches = sorted(Path(m) for m in glob.iglob(str(given), recursive=True))  # noqa: PTH207 - patterns may be absolute
            if not matches:
                raise UsageError(f"{given}: no such file or folder")
            base = _fixed_part(path)
            pairs = [(p, base) for match in matches for p in (_files_below(match) if match.is_dir() else [match])]
        for file, root in pairs:
            found.setdefault(file, root)
    return list(found.items())


def _files_below(folder: Path) -> list[Path]:
    suffixes = {suffix for reader in READERS for suffix in reader.SUFFIXES}
    return sorted(
        p
        for p in folder.rglob("*")
        if p.suffix.lower() in suffixes
        and not any(part.startswith(".") for part in p.relative_to(folder).parts)
        and p.is_file()
    )


def _fixed_part(pattern: Path) -> Path:
    parts = pattern.parts
    magic = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts) - 1)
    return Path(*parts[:magic])


def article_id(locator: str) -> str:
    """Id of an article: hash of its canonical address, else of ``source:path``, the path relative to the input root."""
    return hashlib.sha256(locator.encode()).hexdigest()[:20]


def _article(draft: Draft, path: PurePath, sha256: str, source: str, language: str | None = None) -> Article:
    laid_out, blocks, links = lay_out(draft.blocks)
    cited = frozenset(link.url[1:] for link in links if link.url.startswith("#"))
    meta = draft.meta
    url = canonical_url(meta.url)
    title = meta.title or next((laid_out[b.start : b.end] for b in blocks if b.kind == "title"), None)
    return Article(
        article_id=article_id(url or f"{source}:{path.as_posix()}"),
        path=path.as_posix(),
        content_sha256=sha256,
        text=laid_out,
        blocks=blocks,
        links=links,
        references=tuple(parse_reference(e, n, cited) for n, e in enumerate(draft.entries, 1)),
        url=url,
        title=title,
        publisher=meta.publisher,
        authors=meta.authors,
        published_at=meta.published_at,
        language=language or language_of(laid_out),
        is_research=meta.is_research,
    )
