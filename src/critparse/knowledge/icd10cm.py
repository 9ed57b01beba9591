"""ICD-10-CM as `grammars/codes/icd10cm.tsv.gz` holds it: which codes there are, what they mean, what stands below them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_CATEGORY = 3
"""Characters of a category ("E11")."""
_LONGEST = 7
"""Characters of the longest code, without its dot."""


class Row(NamedTuple):
    """A chapter, block, category or code of the tabular list."""

    code: str
    """With its dot ("E11.9"); of a chapter or block its range of categories ("I20-I25")."""
    sevenths: str
    """The characters that may stand seventh after the code."""
    description: str
    terms: tuple[str, ...]
    """Inclusion terms: other names of what the code holds."""


def rows() -> Iterator[Row]:
    """All rows in the order of the tabular list, without the codes that only add a seventh character to another.

    >>> next(rows()).code
    'A00-B99'
    """
    return map(_row, _lines().values())


@cache
def _lines() -> dict[str, str]:
    """Code or range → its line of the file; a line is taken apart when it is asked for, since few are."""
    packed = (files("critparse") / "grammars" / "codes" / "icd10cm.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    return {line[: line.index("\t")]: line for line in lines if not line.startswith("#")}


def _row(line: str) -> Row:
    code, sevenths, description, terms = line.split("\t")
    return Row(code, sevenths, description, tuple(terms.split("|")) if terms else ())


def description(code: str) -> str | None:
    """What a code, category, block or chapter stands for, or None if there is no such code.

    A code with a seventh character is described as the code that it extends.

    >>> description("E11.9")
    'Type 2 diabetes mellitus without complications'
    >>> description("I20-I25"), description("E99.9")
    ('Ischemic heart diseases', None)
    """
    line = _lines().get(code)
    row = _row(line) if line else _extended(code)
    return row.description if row else None


def is_code(code: str) -> bool:
    """Whether this is a code, with its dot, or a range of two categories in their order.

    >>> is_code("S52.501A"), is_code("E08-E13"), is_code("E13-E08"), is_code("E99")
    (True, True, False, False)
    """
    if code in _lines():
        return True
    first, dash, last = code.partition("-")
    if not dash:
        return _extended(code) is not None
    places = _places()
    return first in places and last in places and places[first] <= places[last]


def covers(codes: Iterable[str], code: str) -> bool:
    """Whether some of the codes, categories and ranges is `code` or stands above it; dots may be left out.

    >>> covers(["E11"], "E11.65"), covers(["E11"], "E10.9"), covers(["C00-C96"], "C7A.1"), covers(["E11.9"], "E11")
    (True, False, True, False)
    """
    first, _, last = _plain(code).partition("-")
    return any(_covers(above, first, last or first) for above in codes)


def _covers(above: str, first: str, last: str) -> bool:
    start, _, end = _plain(above).partition("-")
    if not end:
        return first.startswith(start) and last.startswith(start)
    return _place(start) <= _place(first) and _place(last) <= _place(end)


def _plain(code: str) -> str:
    return code.replace(".", "").upper()


@cache
def _places() -> dict[str, int]:
    """Category → its place in the tabular list, which is not that of the alphabet: C7A stands before C76."""
    return {code: place for place, code in enumerate(code for code in _lines() if len(code) == _CATEGORY)}


def _place(code: str) -> float:
    """The place of a code's category; a category that this release does not have stands after the one before it."""
    category = code[:_CATEGORY]
    place = _places().get(category)
    if place is not None:
        return place
    return max((p for known, p in _places().items() if known < category), default=-1) + 0.5


def _extended(code: str) -> Row | None:
    """The row that a code extends by its seventh character, with X where characters are missing ("W19.XXXA")."""
    if len(code) != _LONGEST + 1 or code[_CATEGORY] != ".":
        return None
    stem = code[:-1]
    while stem not in _lines():
        if not stem.endswith(("X", ".")):
            return None
        stem = stem[:-1]
    row = _row(_lines()[stem])
    return row if code[-1] in row.sevenths else None
