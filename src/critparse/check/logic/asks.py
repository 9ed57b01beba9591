"""What every included patient must have, and what excludes: bounds that can be compared with each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from critparse.check.page import Page
from critparse.errors import UnitError
from critparse.expression import Age, All, Any, Expression, Interval, Measurement, Occurrence, Quantity, Sex, TimesReference
from critparse.expression.bounds import End
from critparse.interpret import Criterion
from critparse.knowledge import MeasurementEntry
from critparse.source import Span
from critparse.units import AnalyteUnits

Asked = tuple[Criterion, Expression]
"""A leaf of an expression, and the criterion that it is of."""


class Edge(NamedTuple):
    """One end of a bound in the canonical unit."""

    value: Decimal
    inclusive: bool


class Ask(NamedTuple):
    """A bound that a criterion asks for, in the canonical unit of what is measured."""

    criterion: Criterion
    span: Span
    about: str
    """What is measured, with the kind of value: only asks about the same can be compared."""
    name: str
    low: Edge | None
    high: Edge | None
    shown: str


@lru_cache(maxsize=1)
def required(page: Page) -> tuple[Asked, ...]:
    """Leaves that every included patient must meet; none where several lists include, each perhaps for other people."""
    return tuple((c, leaf) for c in _tops(page, "inclusion") for leaf in _leaves(c.expression, All))


@lru_cache(maxsize=1)
def excluding(page: Page) -> tuple[Asked, ...]:
    """Leaves each of which excludes alone; none where several lists exclude."""
    return tuple((c, leaf) for c in _tops(page, "exclusion") for leaf in _leaves(c.expression, Any))


def bounds(page: Page, leaves: Sequence[Asked]) -> list[Ask]:
    """The bounds among the leaves."""
    return [ask for criterion, leaf in leaves if (ask := _ask(page, criterion, leaf)) is not None]


def disjoint(one: Ask, other: Ask) -> bool:
    """Whether no value lies in both."""
    return _below(one.high, other.low) or _below(other.high, one.low)


def contains(outer: Ask, inner: Ask) -> bool:
    """Whether every value of the inner bound lies in the outer one."""
    return _reaches(outer.low, inner.low, -1) and _reaches(outer.high, inner.high, 1)


def _tops(page: Page, kind: str) -> Iterator[Criterion]:
    if sum(opened.kind == kind for opened in page.lists) > 1:
        return
    for criterion in page.protocol.criteria:
        if criterion.kind == kind and criterion.role != "note" and criterion.cohort is None and _is_understood(criterion):
            yield criterion


def _is_understood(criterion: Criterion) -> bool:
    """Whether every word was understood: of a sentence that is read in part, no bound is sure to hold for everybody."""
    return all(c.coverage == 1 for c in criterion.walk())


def _leaves(node: Expression, joint: type[All | Any]) -> Iterator[Expression]:
    if isinstance(node, joint):
        for part in node.of:
            yield from _leaves(part, joint)
    else:
        yield node


def _ask(page: Page, criterion: Criterion, leaf: Expression) -> Ask | None:
    if isinstance(leaf, Age):
        interval, about, name, analyte = leaf.bound, "age", "age", AnalyteUnits("a")
    elif isinstance(leaf, Measurement) and isinstance(leaf.bound, Interval) and not leaf.qualifiers and leaf.timing is None:
        entry = page.knowledge.named(leaf.analyte)
        analyte = entry.analyte_units if isinstance(entry, MeasurementEntry) else AnalyteUnits("")
        interval, about, name = leaf.bound, leaf.analyte, leaf.analyte
        if leaf.occasions is not None or leaf.repaired:
            return None
    else:
        return None
    kinds = {_kind(end) for end in (interval.low, interval.high) if end is not None}
    if len(kinds) != 1 or not leaf.spans:
        return None
    (kind,) = kinds
    try:
        low, high = (_edge(end, analyte, page) for end in (interval.low, interval.high))
    except UnitError:
        return None
    if low and high and low.value == high.value:
        return None
    span = Span(min(s.start for s in leaf.spans), max(s.end for s in leaf.spans))
    return Ask(criterion, span, f"{about} {kind}", name, low, high, " ".join(span.of(page.source.text).split()))


def _kind(end: End) -> str:
    """Values of different kinds are never compared: multiples of ULN, percent of predicted, and plain quantities."""
    value = end.value
    if isinstance(value, Quantity):
        return value.unit if value.unit in ("", "%", "%{predicted}") else "quantity"
    return value.reference if isinstance(value, TimesReference) else value.kind


def _edge(end: End | None, analyte: AnalyteUnits, page: Page) -> Edge | None:
    if end is None:
        return None
    value = end.value
    if isinstance(value, TimesReference):
        return Edge(value.factor, end.inclusive)
    if not isinstance(value, Quantity):
        raise UnitError("not a quantity")
    if value.unit in ("", "%", "%{predicted}") or value.unit == analyte.canonical:
        return Edge(value.value, end.inclusive)
    return Edge(page.units.to_canonical(value.value, value.unit, analyte), end.inclusive)


def _below(high: Edge | None, low: Edge | None) -> bool:
    if high is None or low is None:
        return False
    return high.value < low.value or (high.value == low.value and not (high.inclusive and low.inclusive))


def _reaches(outer: Edge | None, inner: Edge | None, direction: int) -> bool:
    """Whether the outer end lies at least as far in a direction as the inner one."""
    if outer is None:
        return True
    if inner is None:
        return False
    difference = (outer.value - inner.value) * direction
    return difference > 0 or (difference == 0 and (outer.inclusive or not inner.inclusive))


def plain_occurrence(leaf: Expression) -> Occurrence | None:
    """The occurrence that a leaf is, where nothing narrows it."""
    if not isinstance(leaf, Occurrence) or not leaf.concept_id:
        return None
    narrowed = leaf.qualifiers or leaf.except_ or leaf.timing or leaf.dose or leaf.count or leaf.duration or leaf.onset_age
    return None if narrowed else leaf


def required_sexes(page: Page) -> list[tuple[Criterion, Sex]]:
    """The sexes that inclusion criteria ask for."""
    return [(c, leaf) for c, leaf in required(page) if isinstance(leaf, Sex)]
