"""Bytes -> str: the encodings that articles come in, and what is not text at all."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from claimx.errors import IngestError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ["cp1252", "mac_roman", "utf_16_le", "utf_16_be"]  # of English articles
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_SAMPLE = 64 * 1024  # bytes that the encoding is guessed from
_MAX_CONTROL_SHARE = 0.01
_MAX_DAMAGE_SHARE = 0.1  # damaged characters per multi-byte character for a text to pass as damaged UTF-8


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode an article.

    Args:
        data: its bytes.
        declared: the encoding that the document declares, tried where the bytes are not UTF-8.

    Returns:
        The text with ``\\n`` line ends, without control characters other than line break and tab.

    Raises:
        IngestError: empty, binary, or in no encoding that reads as text.
    """
    if not data.strip(b"\x00 \t\r\n\x0c"):
        raise IngestError("empty file")
    text = _by_mark(data) or _strict(data, "utf-8") or _strict(data, declared) or _damaged_utf8(data) or _guessed(data)
    control = len(_CONTROL.findall(text))
    if control > _MAX_CONTROL_SHARE * len(text):
        raise IngestError("binary data, not text")
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n"))
    return text.replace("\x0b", "\n").replace("\x0c", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise IngestError(f"cannot be decoded as {encoding}, which its byte order mark names") from None
    return None


def _strict(data: bytes, encoding: str | None) -> str | None:
    # the HTML standard: what calls itself Latin-1 is Windows-1252
    name = "cp1252" if encoding and encoding.lower() in ("iso-8859-1", "latin-1", "latin1", "ascii") else encoding
    try:
        return data.decode(name) if name else None
    except (UnicodeError, LookupError, ValueError):
        return None


def _damaged_utf8(data: bytes) -> str | None:
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    multibyte = sum(c > "\x7f" for c in text) - damaged
    return text if damaged <= _MAX_DAMAGE_SHARE * multibyte else None


def _guessed(data: bytes) -> str:
    if b"\x00" in data[:_SAMPLE] and not _looks_utf16(data[:_SAMPLE]):
        raise IngestError("binary data, not text")
    best = from_bytes(data[:_SAMPLE], cp_isolation=_CANDIDATES).best()
    if best is None:
        raise IngestError("cannot be decoded: no known text encoding fits")
    return data.decode(best.encoding, errors="replace")


def _looks_utf16(data: bytes) -> bool:
    even, odd = data[0::2].count(0), data[1::2].count(0)
    return max(even, odd) > 0.3 * len(data) / 2 and min(even, odd) < 0.05 * len(data) / 2
