"""The command line.

Exit status: 0 done; 1 finished, but more than the allowed share of the articles was quarantined; 2 usage error;
3 fatal failure. An error is one line on standard error; a traceback comes only with ``--debug``.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from claimx import __version__
from claimx.errors import ClaimxError, IngestError, SkippedError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from claimx.pipeline import Run
    from claimx.settings import Settings

# What a command needs is imported in it: `claimx --help` answers at once.

app = typer.Typer(
    name="claimx",
    help="Quantitative efficacy claims with their sources, from health articles to a Parquet table.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks and what the run does.")]
Model = Annotated[str | None, typer.Option(help="Installed spaCy model to build on, such as en_core_sci_md.")]


def main() -> None:
    """Entry point of ``claimx``."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line and return its exit status; errors are printed, not raised."""
    try:
        return app(list(arguments), prog_name="claimx", standalone_mode=False) or 0
    except (KeyboardInterrupt, typer.Abort):
        return _fail("interrupted; what is written stays, run again to go on from there", 130)
    except SystemExit:  # Typer's answer when the reader of our output is gone
        return 141
    except IngestError as error:
        return _fail(str(error), 1)
    except UsageError as error:
        return _fail(str(error), 2)
    except ClaimxError as error:
        return _fail(str(error), 3)
    except OSError as error:
        return _fail(f"{error.filename or type(error).__name__}: {error.strerror or error}", 3)
    except Exception as error:
        if hasattr(error, "format_message"):  # Typer's own errors: a wrong option, a missing argument
            return _fail(f"{error.format_message()} (see claimx --help)", 2)
        return _fail(f"{type(error).__name__}: {error}", 3)


def _fail(message: str, status: int) -> int:
    from claimx.show import clean

    if "--debug" in sys.argv:
        traceback.print_exc()
    print(f"claimx: {' '.join(clean(message).split())}", file=sys.stderr)
    return status


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"claimx {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _claimx(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def extract(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT...", help="Files, folders, glob patterns, or - for standard input.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Folder of the tables: claims/, articles/, …")
    ] = None,
    format: Annotated[
        Literal["jsonl", "table"] | None, typer.Option(help="Print the claims instead (table without --output).")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that read articles.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Articles written together.")] = None,
    max_quarantined: Annotated[
        float | None, typer.Option(help="Share of quarantined articles from which on the exit status is 1.")
    ] = None,
    model: Model = None,
    debug: Debug = False,
) -> int:
    """Extract the claims of articles, into tables or onto the screen."""
    from claimx import settings

    if output and format:
        raise UsageError("--output and --format exclude each other")
    with _with_standard_input(inputs) as given, _logging(debug) as console:
        chosen = settings.load(
            input=given,
            output=output,
            workers=workers,
            batch_size=batch_size,
            max_quarantined=max_quarantined,
            model=model,
        )
        return _write(chosen, console) if output else _print(chosen, format or "table")


def _print(settings: Settings, format: str) -> int:
    """Print the claims of each article as it is done; one that cannot be read is named on standard error."""
    from rich.console import Console

    from claimx import ingest, show
    from claimx.extractor import Extractor, log, one_line

    files = ingest.find_inputs(settings.input)
    extractor = Extractor(settings.model, max_bytes=settings.max_bytes)
    claims, quarantined = [], 0
    for file in files:
        try:
            found = extractor.extract(extractor.read(file))[1]
        except IngestError as error:
            log.warning("%s: %s", _name(file[0]), one_line(error))
            quarantined += not isinstance(error, SkippedError)
            continue
        if format == "jsonl":
            for claim in found:
                print(show.jsonl(claim))
        claims += found
    if format == "table":
        console = Console(highlight=False, emoji=False)
        if not console.is_terminal:
            console.width = max(console.width, 100)
        console.print(show.table(claims) if claims else "no claims")
    return int(quarantined > settings.max_quarantined * len(files))


def _write(settings: Settings, console: Console) -> int:
    from claimx import show
    from claimx.pipeline import Run

    with Run(settings) as run:
        _run_batches(run, console)
    print(show.summary(run.counts, settings.output))
    return run.counts.exit_status(settings.max_quarantined)


def _run_batches(run: Run, console: Console) -> None:
    """Extract every batch, with a progress bar on a terminal and a line a batch elsewhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    total = sum(map(len, run.batches))
    shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*shown, console=console, disable=not console.is_terminal, transient=True) as progress:
        bar = progress.add_task("articles", total=total)
        done = 0
        for batch in run.batches:
            run.extract_batch(batch, advance=lambda: progress.advance(bar))
            done += len(batch)
            if not console.is_terminal:
                print(f"claimx: {done}/{total} articles, {run.counts.claims} claims", file=sys.stderr)


@app.command()
def show(
    file: Annotated[str, typer.Argument(metavar="FILE", help="One article, or - for standard input.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="OUT", help="Write a page instead; - for standard output.")
    ] = None,
    model: Model = None,
    debug: Debug = False,
) -> int:
    """Show an article with its claims, sources and citations highlighted."""
    from rich.console import Console

    from claimx import ingest, settings
    from claimx import show as view
    from claimx.extractor import Extractor, one_line

    with _with_standard_input([file]) as given, _logging(debug):
        chosen = settings.load(model=model)
        found = ingest.find_inputs(given)
        if len(found) != 1:
            raise UsageError(f"{file}: holds {len(found)} articles, and one can be shown")
        extractor = Extractor(chosen.model, max_bytes=chosen.max_bytes)
        try:
            article = extractor.read(found[0])
            doc, claims = extractor.extract(article)
        except IngestError as error:
            raise IngestError(f"{file}: {one_line(error)}") from error
    if html is None:
        Console(highlight=False, emoji=False).print(view.highlighted(article, doc, claims))
    elif str(html) == "-":
        print(view.page(article, doc, claims))
    else:
        html.write_text(view.page(article, doc, claims), encoding="utf-8")
    return 0


@app.command()
def doctor() -> int:
    """Check that Python, the libraries and the files of the trained pipeline are whole."""
    from claimx import doctor as check

    findings = list(check.examine())
    for finding in findings:
        print(f"{'ok  ' if finding.fine else 'BAD '} {finding.what}: {finding.detail}")
    return 0 if all(f.fine for f in findings) else 3


_STANDARD_INPUT = "claimx-stdin-"


def _name(path: Path) -> str:
    return "standard input" if path.parent.name.startswith(_STANDARD_INPUT) else str(path)


@contextmanager
def _with_standard_input(inputs: Sequence[str]) -> Iterator[list[str]]:
    """The inputs, ``-`` replaced by a file of what comes on standard input, named after its content."""
    if "-" not in inputs:
        yield list(inputs)
        return
    with tempfile.TemporaryDirectory(prefix=_STANDARD_INPUT) as folder:
        from claimx import settings

        data = sys.stdin.buffer.read(settings.load().max_bytes + 1)
        file = Path(folder, f"stdin-{hashlib.sha256(data).hexdigest()[:12]}{_suffix(data)}")
        file.write_bytes(data)
        yield [str(file) if i == "-" else i for i in inputs]


def _suffix(data: bytes) -> str:
    """Suffix of the format that some bytes look like."""
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return ".pdf"
    if not head.startswith(b"<"):
        return ".txt"
    return ".xml" if b"<article" in head and b"<html" not in head else ".html"


@contextmanager
def _logging(debug: bool) -> Iterator[Console]:
    """Send log lines to standard error as ``claimx: …``, past a progress bar if there is one."""
    from rich.console import Console
    from rich.text import Text

    from claimx.show import clean

    console = Console(stderr=True, highlight=False, emoji=False)

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            console.print(Text(f"claimx: {clean(self.format(record))}"), soft_wrap=True)

    log, handler = logging.getLogger("claimx"), Lines()
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG if debug else logging.WARNING)
    try:
        yield console
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
