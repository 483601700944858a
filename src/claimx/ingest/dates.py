"""Publication dates as articles print them -> UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_EARLIEST = datetime(1700, 1, 1, tzinfo=UTC)
_LATEST_YEAR = 2100
_DASHED_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d{2})-(\d{2})(?:-(\d{2}))?")


def parse_date(stated: object) -> datetime | None:
    """Read a stated date; ``None`` for what is none, or has no year and day of its own.

    A date without a time zone is taken as UTC; one without a time as midnight. Nothing is guessed: relative dates
    ("yesterday") and bare months give ``None``.
    """
    if isinstance(stated, datetime):
        return _utc(stated)
    if isinstance(stated, date):
        return _utc(datetime(stated.year, stated.month, stated.day))
    if not isinstance(stated, str) or not (text := stated.strip()) or len(text) > 80:
        return None
    text = _DASHED_TIME.sub(lambda m: f"{m[1]}T{m[2]}:{m[3]}:{m[4] or '00'}", text)
    try:
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        pass
    if not re.search(r"(?:1[789]|20)\d\d", text):
        return None
    try:
        import dateparser  # slow to import, and most pages give ISO dates

        parsed = dateparser.parse(
            text,
            languages=["en"],
            settings={"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "DATE_ORDER": "MDY"},
        )
    except (ValueError, OverflowError, RecursionError):
        return None
    return _utc(parsed) if parsed else None


def _utc(moment: datetime) -> datetime | None:
    try:
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return aware if aware >= _EARLIEST and aware.year < _LATEST_YEAR else None
