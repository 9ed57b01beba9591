"""Counts and rates said in words → `count` and `dose` of an occurrence."""

from __future__ import annotations

from bisect import bisect_left

from critparse.expression import Occurrence, Qualifier
from critparse.interpret.classes import PREPOSITIONS
from critparse.interpret.comparison import Comparison
from critparse.interpret.leaf import interval
from critparse.interpret.productions import TIME_UNITS
from critparse.interpret.reading import Reading

_APART = PREPOSITIONS | {"stop", "semicolon", "with", "sign", "number"}
"""What parts a count from the thing: "two of the following", "more than 2 cycles of chemotherapy"."""


def with_counts(reading: Reading, node: Occurrence) -> Occurrence:
    """The node with the counts among its qualifiers as intervals: "at least two" prior regimens."""
    for q in node.qualifiers:
        c = _comparison(reading, q)
        if c is None or c.bare or c.approximate or c.levels or c.unknown_unit or c.direction or c.equals_sign:
            continue
        field = "dose" if q.kind == "text" and _is_rate(c.unit) else ""
        if q.kind == "count" and not c.unit and _right_before(reading, c, node):
            field = "count"
        if field and getattr(node, field) is None:
            others = tuple(other for other in node.qualifiers if other is not q)
            node = node.model_copy(update={field: interval(c, c.unit), "qualifiers": others})
    return node


def _is_rate(unit: str) -> bool:
    """Whether a unit says how much of something is taken in a time: "{drinks}/d"."""
    what, _, per = unit.rpartition("/")
    return what.startswith("{") and per in TIME_UNITS


def _right_before(reading: Reading, c: Comparison, node: Occurrence) -> bool:
    """Whether nothing but words that describe the thing stand between a count and it."""
    named = bisect_left(reading.starts, node.spans[0].start) if node.spans else -1
    return c.stop <= named and not any(m.token_class in _APART for m in reading.mentions[c.stop : named])


def _comparison(reading: Reading, qualifier: Qualifier) -> Comparison | None:
    """The comparison that a qualifier's words are, and nothing beside it."""
    if qualifier.span is None or qualifier.kind not in ("count", "text"):
        return None
    first = bisect_left(reading.starts, qualifier.span.start)
    stop = bisect_left(reading.starts, qualifier.span.end)
    if first >= stop or reading.owner[first] < 0:
        return None
    c = reading.attached[reading.owner[first]].comparison
    return c if (c.first, c.stop) == (first, stop) else None
