"""The one table of custom attributes (``._.``) that the pipeline sets.

Records are stored as plain dicts in ``Doc.user_data`` and read back as records, so that a ``Doc`` still goes through
``DocBin``, ``to_bytes`` and ``nlp.pipe(n_process=2)``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from spacy.tokens import Doc, Span

from claimx.annotate.reader import Reading
from claimx.records import Attribution, Citation, Effect, Pico, Quantity

SPAN_RECORDS: dict[str, type] = {
    "quantity": Quantity,  # doc.spans["quantities"]
    "effect": Effect,  # doc.spans["effects"]
    "reading": Reading,  # doc.spans["effects"]
    "pico": Pico,  # doc.spans["effects"]
    "attribution": Attribution,  # doc.spans["effects"]
    "citation": Citation,  # doc.spans["citations"]
    "source": Attribution,  # doc.spans["sources"]: a mention on its own, scope and citation unset
}


def _key(name: str, span: Span) -> tuple[str, str, int, int]:
    return ("claimx", name, span.start_char, span.end_char)


def _user_data(span: Span) -> dict[Any, Any]:
    return cast("dict[Any, Any]", span.doc.user_data)  # spaCy's stub knows keys of type str only


def _get(name: str, record: type, span: Span) -> Any:
    data = _user_data(span).get(_key(name, span))
    return None if data is None else from_plain(record, data)


def _set(name: str, span: Span, value: Any) -> None:
    _user_data(span)[_key(name, span)] = None if value is None else to_plain(value)


def to_plain(value: Any) -> Any:
    """The dict of a record, records within it included: `dataclasses.asdict` without its copies of plain values."""
    if not dataclasses.is_dataclass(value):
        return value
    return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}


def from_plain(record: type, data: dict[str, Any]) -> Any:
    """Make a record of the dict that `to_plain` made of it (lists, as msgpack returns them, to tuples)."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    if isinstance(values.get("citation"), dict):
        values["citation"] = from_plain(Citation, values["citation"])
    return record(**values)


def register() -> None:
    """Declare every extension; calling it again changes nothing."""
    for name, record in SPAN_RECORDS.items():
        getter: Callable[[Span], Any] = partial(_get, name, record)
        setter: Callable[[Span, Any], None] = partial(_set, name)
        Span.set_extension(name, getter=getter, setter=setter, force=True)
    # what the reader knew of the article beyond its text (see annotate/layout.py); None for bare text
    Doc.set_extension("layout", default=None, force=True)
