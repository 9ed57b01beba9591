"""Bytes of JSON → values with numbers as written; what cannot be read is one clear error."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from critparse.errors import SourceError

_HALVES = ("\\ud", "\\uD")
"""Begin what may be half of a character, which cannot be written to any output."""
_HINT = "correct the file or export it again"


def load_json(data: bytes, where: str) -> Any:
    """The value of a JSON text in UTF-8, numbers as `Decimal`; a number that no computer holds (NaN, 1e9999…) is None.

    Raises `SourceError`, which never quotes the text: it may be about a patient.

    >>> load_json(b'{"value": 7.10, "code": NaN}', "a.json")
    {'value': Decimal('7.10'), 'code': None}
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"not UTF-8 text (byte {error.start})", where=where, hint="give FHIR R4 as JSON in UTF-8") from None
    try:
        try:
            value = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
        except InvalidOperation:
            value = json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_no_number)
        return _mended(value) if any(half in text for half in _HALVES) else value
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: {_fault(error, text)}", where=where, hint=_HINT) from None
    except RecursionError:
        raise SourceError("not FHIR: nested too deeply", where=where, hint=_HINT) from None


def _fault(error: json.JSONDecodeError, text: str) -> str:
    if not text.strip():
        return "it is empty"
    place = f"line {error.lineno}, column {error.colno}"
    return f"it breaks off at {place}" if error.pos >= len(text.rstrip()) or "Unterminated" in error.msg else f"fault at {place}"


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _no_number(_: str) -> None:
    return None


def _mended(value: Any) -> Any:
    """The value with a replacement character for each half of one."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value
