"""Bytes → text, by byte order mark, UTF-8, or detection; refused where no encoding fits."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from critparse.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SAMPLE = 200_000


def decode(data: bytes, *, where: str) -> str:
    """The text of a file.

    Raises `SourceError` for binary data and for bytes that no encoding reads.

    >>> decode("≥ 18".encode("utf-16"), where="a.txt")
    '≥ 18'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise _refused(where, f"marked as {encoding} but byte {error.start} does not fit") from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _detected(data, error, where)
    if "\x00" in text:
        raise _refused(where, "it holds NUL bytes: a binary file, or UTF-16 without a byte order mark")
    return text


def _detected(data: bytes, error: UnicodeDecodeError, where: str) -> str:
    if b"\x00" in data[:_SAMPLE]:
        raise _refused(where, "it is a binary file")
    best = from_bytes(data[:_SAMPLE], cp_isolation=["cp1252", "iso-8859-1", "mac_roman", "cp1250", "cp1251", "gb18030", "shift_jis", "euc_kr", "big5"]).best()
    if best is None:
        raise _refused(where, f"not UTF-8 (byte {error.start}), and no other encoding fits")
    try:
        return data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        raise _refused(where, f"not UTF-8 (byte {error.start}), and not {best.encoding} throughout") from None


def _refused(where: str, why: str) -> SourceError:
    return SourceError(f"encoding not recognised: {why}", where=where, hint="save the file as UTF-8")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises `SourceError` where it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise SourceError(reason, where=str(path), hint="check the path and its permissions") from None
