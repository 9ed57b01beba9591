"""U001 value-implausible: a bound that no living patient's value could reach, and the unit that would fit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from critparse.errors import UnitError
from critparse.interpret import Criterion, FoundComparison
from critparse.knowledge import Knowledge, MeasurementEntry
from critparse.source import Diagnostic
from critparse.units import UnitConverter


def value_implausible(criterion: Criterion, knowledge: Knowledge, units: UnitConverter) -> Iterator[Diagnostic]:
    """Report values outside the plausible range of their measurement."""
    for comparison in criterion.comparisons:
        if not comparison.unit or comparison.restates:
            continue
        for subject in comparison.subjects:
            entry = knowledge.named(subject.name) if subject.name else None
            if isinstance(entry, MeasurementEntry):
                yield from _finding(comparison, entry, units)


def _finding(c: FoundComparison, entry: MeasurementEntry, units: UnitConverter) -> Iterator[Diagnostic]:
    for value in c.values:
        canonical = _canonical(value, c.unit, entry, units)
        if canonical is None or _plausible(canonical, entry):
            continue
        side = "above" if canonical > entry.range[1] else "below"
        better = [u for u in (entry.unit, *entry.units) if u != c.unit and _fits(value, u, entry, units)]
        would_fit = f"; {value} {better[0]} would fit" if better else ""
        low, high = entry.range
        yield Diagnostic(
            code="U001", severity="warning", span=c.span,
            message=f"{value} {c.unit} of {entry.name} is {side} what is plausible ({low} to {high} {entry.unit}){would_fit}",
        )  # fmt: skip
        return


def _canonical(value: Decimal, unit: str, entry: MeasurementEntry, units: UnitConverter) -> Decimal | None:
    try:
        return units.to_canonical(value, unit, entry.analyte_units)
    except UnitError:
        return None


def _plausible(canonical: Decimal, entry: MeasurementEntry) -> bool:
    return entry.range[0] <= canonical <= entry.range[1]


def _fits(value: Decimal, unit: str, entry: MeasurementEntry, units: UnitConverter) -> bool:
    canonical = _canonical(value, unit, entry, units)
    return canonical is not None and _plausible(canonical, entry)
