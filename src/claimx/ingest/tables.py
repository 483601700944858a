"""Tables of HTML and JATS (one table model) -> rows on a grid, each with the header cells above its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from claimx.ingest.draft import Run, fold

Cells = list[list[Run]]
_MAX_SPAN = 50


def local(element: etree._Element | None) -> str:
    """Name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2].lower() if element is not None and isinstance(element.tag, str) else ""


def rows_of(
    table: etree._Element, runs_of: Callable[[etree._Element], list[Run]]
) -> Iterator[tuple[etree._Element, Cells, tuple[str, ...]]]:
    """Rows of a table's body: the row element, its cells, the header cells in the same order.

    Header rows are those in ``thead``, or the first rows if all their cells are ``th``; several are joined column by
    column. A cell that spans rows is repeated in each of them; one that spans columns is followed by empty cells
    (in a header, repeated), so that cells and header stay aligned.

    Args:
        table: the ``table`` element.
        runs_of: gives the inline runs of a cell.
    """
    header: list[str] = []
    spans: dict[int, tuple[int, str]] = {}  # column -> rows still to fill, text of the cell that spans them
    body_begun = False
    for row in table.iter():
        if local(row) != "tr":
            continue
        in_head = local(row.getparent()) == "thead"
        is_header = not body_begun and (in_head or {local(c) for c in row if local(c)} == {"th"})
        cells = _cells(row, spans, runs_of, repeat=is_header)
        texts = [fold("".join(run.text for run in cell)) for cell in cells]
        if not any(texts):
            continue
        if is_header:
            width = max(len(header), len(texts))
            pairs = zip(header + [""] * (width - len(header)), texts + [""] * (width - len(texts)), strict=True)
            header = [above if above == below else f"{above} {below}".strip() for above, below in pairs]
            continue
        body_begun = True
        yield row, cells, tuple(header)


def _cells(
    row: etree._Element,
    spans: dict[int, tuple[int, str]],
    runs_of: Callable[[etree._Element], list[Run]],
    *,
    repeat: bool,
) -> Cells:
    cells: Cells = []

    def fill() -> None:
        while (left := spans.get(len(cells))) and left[0] > 0:
            spans[len(cells)] = (left[0] - 1, left[1])
            cells.append([Run(left[1])])

    for cell in row:
        if local(cell) not in ("td", "th"):
            continue
        fill()
        runs = runs_of(cell)
        text = fold("".join(run.text for run in runs))
        rows = _span(cell.get("rowspan"))
        for column in range(_span(cell.get("colspan"))):
            spans[len(cells)] = (rows - 1, text if repeat or not column else "")
            cells.append(runs if not column else [Run(text)] if repeat else [])
    fill()
    return cells


def _span(number: str | None) -> int:
    return min(int(number), _MAX_SPAN) if number and re.fullmatch(r"[1-9]\d{0,5}", number.strip()) else 1
