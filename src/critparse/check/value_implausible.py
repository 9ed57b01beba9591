"""U001 value-implausible: a bound that no living patient's value could reach, and the unit that would fit.

"serum creatinine above 120 mmol/L" asks for what never occurs; 120 µmol/L is meant, and the criterion as written
excludes nobody. The plausible range stands in the measurement's entry in `grammars/lexicon/`. Nothing is said of a
value without a unit, or in a unit that cannot be converted: there is nothing to compare; nor of one that made no
node, such as a change or a tolerance.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from critparse.errors import UnitError
from critparse.expression import Measurement, walk
from critparse.interpret import Criterion, FoundComparison
from critparse.knowledge import Knowledge, MeasurementEntry
from critparse.source import Diagnostic
from critparse.units import UnitConverter


def value_implausible(criterion: Criterion, knowledge: Knowledge, units: UnitConverter) -> Iterator[Diagnostic]:
    """Report values outside the plausible range of their measurement, the first of each comparison and subject."""
    read = {node.analyte for node in walk(criterion.expression) if isinstance(node, Measurement)}
    for comparison in criterion.comparisons:
        if not comparison.unit or comparison.restates:
            continue
        for subject in comparison.subjects:
            entry = knowledge.named(subject.name) if subject.name in read else None
            if isinstance(entry, MeasurementEntry):
                outside = (v for v in comparison.values if _is_plausible(v, comparison.unit, entry, units) is False)
                yield from (_finding(v, comparison, entry, units) for v in list(outside)[:1])


def _finding(value: Decimal, comparison: FoundComparison, entry: MeasurementEntry, units: UnitConverter) -> Diagnostic:
    low, high = entry.range
    side = "above" if units.to_canonical(value, comparison.unit, entry.analyte_units) > high else "below"
    better = [unit for unit in (entry.unit, *entry.units) if unit != comparison.unit and _is_plausible(value, unit, entry, units)]
    closest = max(better, key=lambda unit: SequenceMatcher(None, comparison.unit, unit).ratio(), default="")
    would_fit = f"; {value} {closest} would fit" if closest else ""
    return Diagnostic(
        code="U001",
        severity="warning",
        span=comparison.span,
        message=f"{value} {comparison.unit} of {entry.name} is {side} what is plausible ({low} to {high} {entry.unit}){would_fit}",
    )


def _is_plausible(value: Decimal, unit: str, entry: MeasurementEntry, units: UnitConverter) -> bool | None:
    """Whether the value lies in the entry's range; None where the unit cannot be converted."""
    try:
        canonical = units.to_canonical(value, unit, entry.analyte_units)
    except UnitError:
        return None
    return entry.range[0] <= canonical <= entry.range[1]
