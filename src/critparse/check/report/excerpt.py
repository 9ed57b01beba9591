"""A diagnostic for a person: where, what, and the line with a mark under the place."""

from __future__ import annotations

import unicodedata
from typing import Literal, NamedTuple

from critparse.check.report.checked import Checked
from critparse.source import Diagnostic

Role = Literal["plain", "place", "faint", "error", "warning", "note"]
_WIDTH = 100
_BEFORE = 40


class Piece(NamedTuple):
    """Text in one style."""

    text: str
    role: Role = "plain"


Line = tuple[Piece, ...]


def excerpt(checked: Checked, diagnostic: Diagnostic) -> list[Line]:
    """The lines to show.

    >>> from critparse.source import Span
    >>> found = Diagnostic(code="C009", severity="warning", span=Span(4, 7), message="has a decimal comma")
    >>> for line in excerpt(Checked("a.txt", "", "ALT 1,5", (found,), ("I1",)), found):
    ...     print("".join(piece.text for piece in line))
    a.txt:1:5: C009 warning: has a decimal comma
      1 | ALT 1,5
        |     ^^^
    """
    span = diagnostic.span
    place = checked.place(span.start)
    head = (
        Piece(f"{checked.label}:{place.line}:{place.column}: ", "place"),
        Piece(f"{diagnostic.code} {diagnostic.severity}", diagnostic.severity),
        Piece(f": {diagnostic.message}"),
    )
    line = checked.line(place.line)
    start = place.column - 1
    end = max(start + 1, min(len(line), start + span.end - span.start))
    first = 0 if len(line) <= _WIDTH else max(0, min(start - _BEFORE, len(line) - _WIDTH))
    last = min(len(line), first + _WIDTH)
    shown = _visible(line[first:last])
    before = "…" if first else ""
    after = "…" if last < len(line) else ""
    indent = _width(before + shown[: start - first])
    carets = _width(shown[start - first : end - first]) or 1
    number = f"{place.line:>3} | "
    return [
        head,
        (Piece(number, "faint"), Piece(f"{before}{shown}{after}")),
        (Piece(f"{' ' * (len(number) - 2)}| ", "faint"), Piece(f"{' ' * indent}{'^' * carets}", diagnostic.severity)),
    ]


def _visible(text: str) -> str:
    """The text with what a terminal would not show as one sign replaced, one for one."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def _width(text: str) -> int:
    """Cells of a terminal that the text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
