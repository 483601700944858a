"""Addresses of articles."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def canonical_url(url: str | None) -> str | None:
    """An absolute http(s) address with lower-case host and without fragment, else ``None``."""
    try:
        parts = urlsplit((url or "").strip())
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))
    except ValueError:
        return None
