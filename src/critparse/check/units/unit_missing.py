"""U004: no unit where several are in use."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.check.units.unit_of_other_dimension import measured
from critparse.check.units.value_implausible import plausible
from critparse.errors import UnitError
from critparse.interpret import Criterion
from critparse.knowledge import MeasurementEntry
from critparse.units import UnitConverter

_SAME = Decimal("0.001")


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    for comparison in criterion.comparisons:
        entry = measured(comparison, page.knowledge)
        if (
            entry is None
            or entry.name == "age"
            or comparison.unit
            or comparison.unit_text
            or comparison.restates
            or not entry.units
        ):
            continue
        if comparison.operator == "=":
            continue
        after = page.source.text[comparison.span.end : comparison.span.end + 2]
        if after.strip()[:1].isalnum() or after[:1] in ("-", "–", "/", ",", "^", "%"):
            continue
        fitting = _fitting(comparison.values[0], entry, page.units)
        if len(fitting) > 1:
            yield Finding(comparison.span, f"no unit: {entry.name} is reported in {' and in '.join(fitting)}, and either would fit")


def _fitting(value: Decimal, entry: MeasurementEntry, units: UnitConverter) -> list[str]:
    """Units in which the value is plausible and that differ in size; of those alike the first."""
    fitting: list[tuple[str, Decimal]] = []
    for unit in (entry.unit, *entry.units):
        if not plausible(value, unit, entry, units):
            continue
        try:
            size = units.to_canonical(Decimal(1), unit, entry.analyte_units)
        except UnitError:
            continue
        if all(abs(size - other) > _SAME * max(abs(size), abs(other)) for _, other in fitting):
            fitting.append((unit, size))
    return [unit for unit, _ in fitting]


RULE = Rule(
    code="U004",
    severity="warning",
    summary="A value has no unit, and several are in use in which it is plausible.",
    why="`Hemoglobin > 9` is 9 g/dL at one site and 9 mmol/L (14.5 g/dL) at another, and both send patients.",
    example="Inclusion criteria:\n- Hemoglobin > 9",
    instead="Inclusion criteria:\n- Hemoglobin > 9 g/dL",
    limits="Where one unit alone makes the value plausible (platelets > 100,000), nothing is reported.",
    criterion=_check,
)
