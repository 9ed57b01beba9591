"""Bytes → text, by byte order mark, UTF-8, or detection; refused where no encoding fits."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from critparse.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SAMPLE = 200_000
_WESTERN = "cp1252"
_OTHERS = ["cp1252", "iso-8859-1", "mac_roman", "cp1250", "cp1251", "gb18030", "shift_jis", "euc_kr", "big5"]
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LONGEST_WESTERN_RUN = 1.5


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
    encoding = _WESTERN if _is_western(data[:_SAMPLE]) else _best(data[:_SAMPLE])
    if encoding is None:
        raise _refused(where, f"not UTF-8 (byte {error.start}), and no other encoding fits")
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise _refused(where, f"not UTF-8 (byte {error.start}), and not {encoding} throughout") from None


def _is_western(sample: bytes) -> bool:
    """Whether the signs outside ASCII stand alone, as in "80 000/mm³" or "naïve"; other scripts come in runs."""
    runs = [len(run) for run in _HIGH_RUN.findall(sample)]
    if not runs or sum(runs) > len(runs) * _LONGEST_WESTERN_RUN:
        return False
    try:
        sample.decode(_WESTERN)
    except UnicodeDecodeError:
        return False
    return True


def _best(sample: bytes) -> str | None:
    best = from_bytes(sample, cp_isolation=_OTHERS).best()
    return best.encoding if best else None


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
