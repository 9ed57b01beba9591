"""List marks: bullets and numbering of every kind."""

from __future__ import annotations

import re
from typing import NamedTuple

_MARK = re.compile(
    r"""
    (?P<space> [ ]{0,200})
    (?P<bullets> (?: [-•*●○▪■□◦‣⁃►➢➤✓✔▸◆◇§] [ ]* )* )
    (?P<label> (?:
        (?P<number> \( [ ]? \d{1,3} [ ]? \) | \[ \d{1,3} \] | \d{1,3} (?: \.\d{1,2} ){1,3} [.)]? (?=[ ]+[^\d\s]) | \d{1,3} [ ]? [.)] (?!\d) | \d{1,2}[ ]?-[ ]?(?-i:(?=[A-Z])) | \#\d{1,3}[.:)]? (?=[ ]) )
      | (?P<roman>  \(?(?: ix | iv | v?i{2,3} | vi | xi{1,3} | i | v | x ) [.)] (?=[ ]) )
      | (?P<letter> \(?[a-z] [.)] (?=[ ]) )
      | (?P<circle> (?-i:o) (?=[ ]+(?-i:[A-Z≥≤<>])) )
    ) )? [ ]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12, "xiii": 13}


class Mark(NamedTuple):
    """A list mark: its indent, its style ("-", "1.", "(a)") and its place in the numbering."""

    indent: int
    style: str
    ordinal: int | None
    end: int


def mark_at(text: str, start: int, stop: int) -> Mark | None:
    """The list mark at the beginning of a line, or None.

    >>> mark_at("  (4) HIV", 0, 9)
    Mark(indent=2, style='(1)', ordinal=4, end=6)
    >>> mark_at("-5 mg", 0, 5) is None
    True
    """
    m = _MARK.match(text, start, stop)
    if not m or not (m["bullets"] or m["label"]):
        return None
    end = m.end()
    if not m["label"] and m["bullets"].strip() in ("-", "*") and end == m.end("bullets") and text[end - 1 : end] in "-*":
        if text[end : end + 1].isdigit() or text[end : end + 1] in ("", "\n", "*", "-"):
            return None
    indent = len(m["space"])
    label = m["label"] or ""
    if m["number"]:
        digits = re.findall(r"\d+", label)
        return Mark(indent, re.sub(r"\d+", "1", label).replace(" ", ""), int(digits[-1]), end)
    if m["roman"]:
        return Mark(indent, label.lower().replace(label.strip("().").lower(), "i"), _ROMANS.get(label.strip("().").lower()), end)
    if m["letter"]:
        letter = label.strip("().").lower()
        return Mark(indent, label.lower().replace(letter, "a"), ord(letter) - 96, end)
    return Mark(indent, label or m["bullets"].strip()[:1], None, end)
