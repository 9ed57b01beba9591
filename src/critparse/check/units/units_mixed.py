"""U006: two units for one analyte in one protocol."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from critparse.check.page import Page, unit_span
from critparse.check.rule import Finding, Rule
from critparse.check.units.unit_of_other_dimension import measured
from critparse.errors import UnitError
from critparse.units import AnalyteUnits, UnitConverter


def _check(page: Page) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for criterion in page.criteria:
        restated = {i for i, c in enumerate(criterion.comparisons) if c.restates}
        for i, comparison in enumerate(criterion.comparisons):
            entry = measured(comparison, page.knowledge)
            if (
                entry is None
                or entry.name == "age"
                or "%" in comparison.unit
                or not comparison.unit_text
                or not comparison.unit
                or i in restated
                or i + 1 in restated
            ):
                continue
            before = first.setdefault(entry.name, comparison.unit)
            if before != comparison.unit and _differ(before, comparison.unit, entry.analyte_units, page.units):
                message = f"{entry.name} is in {comparison.unit} here and in {before} before"
                yield Finding(unit_span(comparison, page.source.text), message)


def _differ(one: str, other: str, analyte: AnalyteUnits, units: UnitConverter) -> bool:
    """Whether both units measure the analyte and are of different size; 10*9/L and 10*3/uL are not."""
    try:
        a, b = (units.to_canonical(Decimal(1), unit, analyte) for unit in (one, other))
    except UnitError:
        return False
    return abs(a - b) > Decimal("0.001") * max(abs(a), abs(b))


RULE = Rule(
    code="U006",
    severity="note",
    summary="One analyte is written in two units in one protocol.",
    why="Bounds in different units are hard to compare by eye, and one of the units is often a slip.",
    example="Inclusion criteria:\n- Hemoglobin > 9 g/dL\nExclusion criteria:\n- Hemoglobin > 180 g/L",
    instead="Inclusion criteria:\n- Hemoglobin > 9 g/dL\nExclusion criteria:\n- Hemoglobin > 18 g/dL",
    limits="""A value restated in brackets is no second unit, nor are percent, units of age, or two spellings of one
size (10⁹/L and 10³/µL).""",
    protocol=_check,
)
