"""Write the pages of the documentation that are generated: the data dictionary, from the schema of the tables."""

from __future__ import annotations

import sys
from pathlib import Path

from claimx import table

PAGE = Path(__file__).with_name("data-dictionary.md")
JOIN = "Joins to the other tables on `article_id` and `content_sha256`."


def data_dictionary() -> str:
    """The page, as Markdown."""
    parts = [
        "# Data dictionary",
        "",
        "Generated from `claimx.records` by `make docs`; the same descriptions stand in the metadata of the Parquet",
        "files. `?` marks a column that may be null. pandas reads integers as nullable `Int16` or `Int32`, and truth",
        "values as `boolean`.",
    ]
    for name in ("articles", "references", "claims"):
        doc = " ".join((table.TABLES[name].__doc__ or "").replace("``", "`").split())
        parts += [
            "",
            f"## `{name}/`",
            "",
            f"{doc} {JOIN}",
            "",
            "| column | type | meaning |",
            "| --- | --- | --- |",
        ]
        parts += [row(column) for column in table.describe(name)]
    return "\n".join(parts) + "\n"


def row(column: table.Column) -> str:
    """One column as a row of the page's table."""
    unit = f" Unit: {column.unit}." if column.unit else ""
    values = f" One of: {', '.join(f'`{v}`' for v in column.values)}." if column.values else ""
    return f"| `{column.name}` | {column.type}{'?' if column.nullable else ''} | {column.doc}{unit}{values} |"


if __name__ == "__main__":
    PAGE.write_text(data_dictionary(), encoding="utf-8")
    print(f"wrote {PAGE.name}", file=sys.stderr)
