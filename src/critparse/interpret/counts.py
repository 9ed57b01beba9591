"""Counts and rates said in words → `count` and `dose` of an occurrence."""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal

from critparse.expression import End, Interval, Occurrence, Qualifier, Quantity
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
        if q.kind == "count" and node.count is None and (number := _number(reading, q)) is not None:
            at_least = Interval(low=End(value=Quantity(value=number), inclusive=True))
            others = tuple(other for other in node.qualifiers if other is not q)
            node = node.model_copy(update={"count": at_least, "qualifiers": others})
            continue
        c = _comparison(reading, q)
        if c is None or c.bare or c.approximate or c.levels or c.unknown_unit or c.direction or c.equals_sign:
            continue
        field = "dose" if q.kind == "text" and _is_rate(c.unit) else ""
        if q.kind == "count" and "/" not in c.unit and _right_before(reading, c, node):
            field = "count"
        if field and getattr(node, field) is None:
            others = tuple(other for other in node.qualifiers if other is not q)
            node = node.model_copy(update={field: interval(c, "" if field == "count" else c.unit), "qualifiers": others})
    return node


def _number(reading: Reading, qualifier: Qualifier) -> Decimal | None:
    """The number that a count is with no comparator: "one relapse" is at least one."""
    if qualifier.span is None:
        return None
    first = bisect_left(reading.starts, qualifier.span.start)
    if bisect_left(reading.starts, qualifier.span.end) != first + 1:
        return None
    quantity = reading.mentions[first].quantity
    return quantity.value if quantity is not None and quantity.unit == "" and quantity.value >= 1 else None


def _is_rate(unit: str) -> bool:
    """Whether a unit says how much of something is taken in a time: "{drinks}/d"."""
    what, _, per = unit.rpartition("/")
    return what.startswith("{") and per in TIME_UNITS


def _right_before(reading: Reading, c: Comparison, node: Occurrence) -> bool:
    """Whether nothing but words that describe the thing stand between a count and it."""
    named = bisect_left(reading.starts, node.spans[0].start) if node.spans else -1
    apart = _APART - {"of"} if c.unit else _APART  # "3 episodes of hypoglycemia"
    return c.stop <= named and not any(m.token_class in apart for m in reading.mentions[c.stop : named])


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
