"""U001: a bound that no living patient's value could reach, and the unit that would fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from critparse.check.page import Page, unit_span
from critparse.check.rule import Finding, Rule
from critparse.errors import UnitError
from critparse.expression import Measurement, walk
from critparse.interpret import Criterion, FoundComparison
from critparse.knowledge import Knowledge, MeasurementEntry
from critparse.source import Fix
from critparse.units import UnitConverter

_COUNT = "10*"
_PLAIN = re.compile(r"[A-Za-z0-9*/%.]+")
_MICRO = re.compile(r"(?<![A-Za-z])u(?=[A-Za-z])")
_LEAST_COUNT = Decimal("0.00003")


def implausible_values(criterion: Criterion, knowledge: Knowledge, units: UnitConverter, text: str = "") -> Iterator[Finding]:
    """Report values outside the plausible range of their measurement, the first of each comparison and subject.

    With the document's `text` a finding has a fix where a unit would fit.
    """
    if not criterion.comparisons:
        return
    read = {node.analyte for node in walk(criterion.expression) if isinstance(node, Measurement)}
    for comparison in criterion.comparisons:
        if not comparison.unit or comparison.restates:
            continue
        for subject in comparison.subjects:
            entry = knowledge.named(subject.name) if subject.name in read else None
            if isinstance(entry, MeasurementEntry):
                outside = (v for v in comparison.values if plausible(v, comparison.unit, entry, units) is False)
                yield from (_finding(v, comparison, entry, units, text) for v in list(outside)[:1])


def plausible(value: Decimal, unit: str, entry: MeasurementEntry, units: UnitConverter) -> bool | None:
    """Whether the value lies in the entry's range; None where the unit cannot be converted."""
    try:
        canonical = units.to_canonical(value, unit, entry.analyte_units)
    except UnitError:
        return None
    return lowest(entry) <= canonical <= entry.range[1] or canonical == entry.range[0]


def lowest(entry: MeasurementEntry) -> Decimal:
    """The least plausible value; of cell counts, of which a patient can have none, the least that anybody asks for."""
    low, high = entry.range
    return high * _LEAST_COUNT if low == 0 and entry.unit.startswith(_COUNT) else low


def _finding(value: Decimal, comparison: FoundComparison, entry: MeasurementEntry, units: UnitConverter, text: str) -> Finding:
    low, high = lowest(entry), entry.range[1]
    side = "above" if units.to_canonical(value, comparison.unit, entry.analyte_units) > high else "below"
    better = [unit for unit in (entry.unit, *entry.units) if unit != comparison.unit and plausible(value, unit, entry, units)]
    closest = max(better, key=lambda unit: SequenceMatcher(None, comparison.unit, unit).ratio(), default="")
    would_fit = f"; {value} {closest} would fit" if closest else ""
    plausibly = f"({low.normalize():f} to {high} {entry.unit})"
    message = f"{value} {comparison.unit} of {entry.name} is {side} what is plausible {plausibly}{would_fit}"
    return Finding(comparison.span, message, _fix(comparison, closest, text) if text else None)


def _fix(comparison: FoundComparison, unit: str, text: str) -> Fix | None:
    """The unit that would fit in place of the one that stands there."""
    span = unit_span(comparison, text)
    if span == comparison.span or not unit or not _PLAIN.fullmatch(unit):
        return None
    return Fix(span=span, replacement=_MICRO.sub("µ", unit.replace("10*", "x 10^")), safe=False)


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    yield from implausible_values(criterion, page.knowledge, page.units, page.source.text)


RULE = Rule(
    code="U001",
    severity="warning",
    summary="A value lies outside what any living patient has.",
    why="""Mostly the unit is wrong: mmol/L for µmol/L, cells/mL for cells/µL, mg for µg. As written the criterion
includes everybody or nobody. The message names the unit in which the value would be plausible.""",
    example="Exclusion criteria:\n- Serum creatinine above 120 mmol/L",
    instead="Exclusion criteria:\n- Serum creatinine above 120 µmol/L",
    limits="""The plausible range of each measurement stands in its entry in `grammars/lexicon/`. Nothing is said of a
value without a unit, or in a unit that cannot be converted; nor of a change or a tolerance.""",
    fix="Unsafe: writes the unit that would fit.",
    criterion=_check,
)
