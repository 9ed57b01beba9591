"""U003: a unit that cannot measure what it stands with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from critparse.check.page import Page, unit_span
from critparse.check.rule import Finding, Rule
from critparse.check.units.value_implausible import plausible
from critparse.interpret import Criterion, FoundComparison
from critparse.knowledge import Knowledge, MeasurementEntry

_RELATIVE = ("%", "{ULN}", "{LLN}", "{baseline}", "%{predicted}", "{score}")
_OF_DOSES = re.compile(r"/(?:d|wk|h|kg)(?![A-Za-z])")
_SHORTEST = 2
_TIMES = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})


def measured(comparison: FoundComparison, knowledge: Knowledge) -> MeasurementEntry | None:
    """The one measurement that a comparison is about, or None."""
    if len(comparison.subjects) != 1:
        return None
    entry = knowledge.named(comparison.subjects[0].name)
    return entry if isinstance(entry, MeasurementEntry) else None


def _check(criterion: Criterion, page: Page) -> Iterator[Finding]:
    text = page.source.text
    for comparison in criterion.comparisons:
        entry = measured(comparison, page.knowledge)
        unit = comparison.unit
        if (
            entry is None
            or len(comparison.unit_text) < _SHORTEST
            or "{" in entry.unit
            or not unit
            or unit in _RELATIVE
            or unit in _TIMES
            or entry.unit == "1"
        ):
            continue
        named = comparison.subjects[0].span
        if not 0 <= comparison.span.start - named.end <= 3 or unit in (entry.unit, *entry.units):
            continue
        if _is_dose(unit, entry):
            continue
        if plausible(comparison.values[0], unit, entry, page.units) is None:
            usual = " or ".join((entry.unit, *entry.units)[:3])
            message = f"{entry.name} is not measured in {comparison.unit_text}: {usual} would fit"
            yield Finding(unit_span(comparison, text), message)


def _is_dose(unit: str, entry: MeasurementEntry) -> bool:
    """Whether the unit is of what is given ("10 U/d", "5 mg/kg") or counted, where the analyte's own are not."""
    of_rate = any(own.startswith(f"{unit}/") for own in (entry.unit, *entry.units))
    return of_rate or "{" in unit or bool(_OF_DOSES.search(unit) and not _OF_DOSES.search(entry.unit))


RULE = Rule(
    code="U003",
    severity="error",
    summary="A unit cannot measure what it stands with.",
    why="A haemoglobin in mmHg, a weight in cm: unit or name is wrong, and the criterion cannot be evaluated at all.",
    example="Inclusion criteria:\n- Hemoglobin > 9 mmHg",
    instead="Inclusion criteria:\n- Hemoglobin > 9 g/dL",
    limits="""Percent, multiples of a limit of normal and spans of time are never reported, nor a value that does not
stand right behind its measurement.""",
    criterion=_check,
)
