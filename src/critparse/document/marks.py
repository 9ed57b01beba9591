"""List marks: bullets and numbering of every kind."""

from __future__ import annotations

import re
from typing import NamedTuple

_MARK = re.compile(
    r"""
    (?P<space> [ ]{0,200})
    (?P<bullets> (?: [-•*●○▪■□◦‣⁃►➢➤✓✔▸◆◇§] [ ]* )* )
    (?P<label> (?:
        (?P<number>
            \( [ ]? \d{1,3} [ ]? \) | \[ \d{1,3} \]
          | \d{1,3} (?: \.\d{1,2} ){1,3} [.)] (?=[ ]+[^\d\s]) | \d{1,3} (?: \.\d{1,2} ){2,3} (?=[ ]+[^\d\s])
          | \d{1,3} \.\d{1,2} (?=[ ]+(?-i:(?!(?:Gy|Bq|Ci|Sv|Pa|Hz)\b)[A-Z][a-z]))
          | \d{1,3} [ ]? [.)] (?!\d) | \d{1,2} [ ]? - [ ]? (?-i:(?=[A-Z])) | \# \d{1,3} [.:)]? (?=[ ])
        )
      | (?P<roman>  \(?(?: ix | iv | v?i{2,3} | vi | xi{1,3} | i | v | x ) [.)] (?=[ ]) )
      | (?P<letter> \(?[a-z] [.)] (?=[ ]) )
      | (?P<circle> (?-i:o) (?=[ ]+(?-i:[A-Z≥≤<>])) )
    ) )? [ ]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ROMANS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12, "xiii": 13,
}  # fmt: skip
_LETTERS_OF_ROMANS = {1: 9, 5: 22, 10: 24}
_RULE = " -*_=~#"


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
    signs = not m["label"] and m["bullets"].strip() in ("-", "*") and text[end - 1] in "-*"
    if signs and (text[end : end + 1].isdigit() or text[end : end + 1] in ("*", "-")):
        return None
    indent = len(m["space"])
    label = m["label"] or ""
    if m["number"]:
        digits = re.findall(r"\d+", label)
        return Mark(indent, re.sub(r"\d+", "1", label).replace(" ", ""), int(digits[-1]), end)
    if m["roman"] or m["letter"]:
        sign = label.strip("().")
        form, ordinal = ("i", _ROMANS.get(sign.lower())) if m["roman"] else ("a", ord(sign.lower()) - ord("a") + 1)
        return Mark(indent, label.replace(sign, form.upper() if sign.isupper() else form), ordinal, end)
    return Mark(indent, label or m["bullets"].strip()[:1], None, end)


def as_letter(mark: Mark) -> Mark | None:
    """The reading as a letter of a mark that was read as a Roman numeral, or None: the "i." after "h.".

    >>> as_letter(Mark(0, "i.", 1, 3))
    Mark(indent=0, style='a.', ordinal=9, end=3)
    """
    place = _LETTERS_OF_ROMANS.get(mark.ordinal or 0)
    if place is None or mark.style.strip("().") not in ("i", "I"):
        return None
    return mark._replace(style=mark.style.replace("i", "a").replace("I", "A"), ordinal=place)


def is_only_mark(text: str, start: int, end: int, mark: Mark | None) -> bool:
    """Whether a line holds a list mark or a rule ("-----") and nothing else."""
    if mark:
        return mark.end >= end
    return all(c in _RULE for c in text[start : min(end, start + 2)]) and not text[start:end].strip(_RULE)
