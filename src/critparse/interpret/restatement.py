"""Comparisons that ask for nothing: values given twice ("1.8 mmol/L (70 mg/dL)"), and the extent of a scale."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from critparse.errors import UnitError
from critparse.extract.mention import Mention
from critparse.interpret.subject import Attached
from critparse.knowledge import MeasurementEntry, ScaleEntry
from critparse.units import AnalyteUnits, UnitConverter

_TOLERANCE = Decimal("0.15")


def restatements(attached: Sequence[Attached], mentions: Sequence[Mention], units: UnitConverter) -> frozenset[int]:
    """Indices of comparisons that only repeat the one before in another unit."""
    return frozenset(i for i in range(1, len(attached)) if _repeats(attached[i - 1], attached[i], mentions, units))


def scale_extents(attached: Sequence[Attached]) -> frozenset[int]:
    """Indices of comparisons that say how far a scale reaches, and ask for nothing."""
    return frozenset(i for i, a in enumerate(attached) if _describes_scale(a))


def _describes_scale(a: Attached) -> bool:
    """ "UAS7 (range 0-42)" says what the scale is, not what is asked."""
    c = a.comparison
    entry = a.subjects[0].entry if a.subjects else None
    return isinstance(entry, ScaleEntry) and c.operator == "between" and entry.range is not None and c.values == entry.range


def _repeats(first: Attached, second: Attached, mentions: Sequence[Mention], units: UnitConverter) -> bool:
    a, b = first.comparison, second.comparison
    between = [m.token_class for m in mentions[a.stop : b.first]]
    if not a.unit or not b.unit or a.unit == b.unit or len(a.values) != len(b.values):
        return False
    if between not in (["open_bracket"], ["slash"], ["open_bracket", "sign"], ["or"]) or (between == ["or"] and not b.bare):
        return False
    if not b.bare and b.operator != a.operator:
        return False
    entry = first.subjects[0].entry if first.subjects else None
    analyte = entry.analyte_units if isinstance(entry, MeasurementEntry) else AnalyteUnits(a.unit)
    try:
        pairs = [
            (units.to_canonical(x, a.unit, analyte), units.to_canonical(y, b.unit, analyte))
            for x, y in zip(a.values, b.values, strict=True)
        ]
    except UnitError:
        return isinstance(entry, MeasurementEntry) and {a.unit, b.unit} <= {entry.unit, *entry.units}
    return all(abs(x - y) <= _TOLERANCE * max(abs(x), abs(y)) for x, y in pairs)
