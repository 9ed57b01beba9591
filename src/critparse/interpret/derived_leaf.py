"""A comparison of values that follow from others → `Relation`, or None where that is not certain."""

from __future__ import annotations

from decimal import Decimal

from critparse.expression import All, Change, Expression, Quantity, Ratio, Relation, Value
from critparse.interpret.comparison import Comparison
from critparse.interpret.leaf import fits
from critparse.interpret.subject import Direction, Subject
from critparse.knowledge import Entry, MeasurementEntry
from critparse.source import Span
from critparse.units import UnitConverter

_REFERENCES = frozenset({"{ULN}", "{LLN}", "{baseline}"})
_OF_BASELINE = "%{baseline}"
_PURE = frozenset({"", "%"})
_Left = Value | Ratio | Change


def is_derived(c: Comparison, subject: Subject) -> bool:
    """Whether a comparison is not of a measured value with a bound."""
    return c.against is not None or subject.under is not None or _change(subject) is not None


def derived_leaf(c: Comparison, subject: Subject, spans: tuple[Span, ...], units: UnitConverter) -> Expression | None:
    """The node for one subject of such a comparison; None where subject, unit and value do not fit each other."""
    if c.approximate or c.unknown_unit or c.bare or c.equals_sign or c.direction or c.levels or len(c.values) > 2:
        return None
    left = _left(c, subject, units)
    if left is None:
        return None
    ends = [(">=" if c.low_inclusive else ">", c.low), ("<=" if c.high_inclusive else "<", c.high)]
    if c.operator == "=":
        ends = [("=", c.low)]
    bounds = [(operator, end) for operator, end in ends if end is not None]
    if isinstance(left, Change) and any(end < 0 for _, end in bounds):
        return None
    nodes = [
        Relation(left=left, operator=operator, right=_right(c, end), spans=spans, rule=c.rule)  # type: ignore[arg-type]
        for operator, end in bounds
    ]
    return nodes[0] if len(nodes) == 1 else All(of=tuple(nodes))


def _left(c: Comparison, subject: Subject, units: UnitConverter) -> _Left | None:
    entry, change = subject.entry, _change(subject)
    if not isinstance(entry, MeasurementEntry):
        return None
    if c.against is not None:
        return Value(analyte=entry.name) if change is None and subject.under is None else None
    if subject.under is not None:
        return Ratio(over=entry.name, under=subject.under.name) if c.unit in _PURE and change is None else None
    if change is None or not _measures_change(c.unit, entry, units):
        return None
    return Change(analyte=change[0], direction=change[1])


def _change(subject: Subject) -> tuple[str, Direction] | None:
    """What changed and how: by the words beside it, or by its own name ("weight loss")."""
    entry: Entry | None = subject.entry
    own = entry.change_of if isinstance(entry, MeasurementEntry) else None
    if own is not None:
        return (own.name, own.direction) if subject.change is None else None
    return (entry.name, subject.change) if entry is not None and subject.change else None


def _measures_change(unit: str, entry: MeasurementEntry, units: UnitConverter) -> bool:
    return unit in ("%", _OF_BASELINE) or (unit not in _REFERENCES and fits(unit, entry, units))


def _right(c: Comparison, end: Decimal) -> Value | Quantity:
    if c.against is not None:
        return Value(analyte=c.against.name, factor=end)
    return Quantity(value=end, unit="%" if c.unit == _OF_BASELINE else c.unit)
