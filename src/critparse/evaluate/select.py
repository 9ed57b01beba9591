"""Which results count: those in the window, and of these the newest or the first."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from critparse.evaluate.amounts import PREDICTED, recorded_unit
from critparse.evaluate.facts import Measured, surely_counts, usable
from critparse.evaluate.outcome import NO, YES, Outcome, all_of
from critparse.evaluate.question import Question
from critparse.evaluate.window import Window, any_holds
from critparse.knowledge import Entry, MeasurementEntry
from critparse.patient.model import Result


class Selected(NamedTuple):
    """The results of which one counts; partial dates may leave open which."""

    results: tuple[Measured, ...]
    sure: bool
    """Whether some of them is in the window without doubt."""


def in_window(found: list[Measured], windows: tuple[Window, ...], as_of: date) -> list[tuple[Measured, Outcome]]:
    """The usable results that lie or may lie in the windows, newest first, with whether they do."""
    placed = [(m, all_of((any_holds(windows, m.when), surely_counts(m.when, as_of)))) for m in newest_first(found)]
    return [(m, outcome) for m, outcome in placed if outcome != NO]


def newest(found: list[Measured], windows: tuple[Window, ...], as_of: date) -> Selected:
    """The results in the windows of which one is the newest."""
    kept: list[Measured] = []
    cutoff = date.min
    for m in newest_first(found):
        if m.when.last < cutoff:
            break
        outcome = all_of((any_holds(windows, m.when), surely_counts(m.when, as_of)))
        if outcome != NO:
            kept.append(m)
        if outcome == YES:
            cutoff = max(cutoff, m.when.first)
    return Selected(tuple(kept), cutoff > date.min)


def first(found: list[Measured], windows: tuple[Window, ...], as_of: date) -> Selected:
    """The results in the windows of which one is the oldest."""
    placed = in_window(found, windows, as_of)
    cutoff = min((m.when.last for m, outcome in placed if outcome == YES), default=date.max)
    return Selected(tuple(m for m, _ in placed if m.when.first <= cutoff), cutoff < date.max)


def newest_first(found: list[Measured]) -> list[Measured]:
    """The usable results in descending order of the last day on which they may have been taken."""
    return sorted(usable(found), key=lambda m: m.when.last, reverse=True)


def of_variant(found: list[Measured], entry: Entry, question: Question, *, predicted: bool) -> list[Measured]:
    """The results that are percent of predicted, or those that are not; the two never meet."""
    if not isinstance(entry, MeasurementEntry) or not (predicted or any(PREDICTED in unit for unit in entry.units)):
        return found
    return [m for m in found if _is_predicted(m.result, entry, question) == predicted]


def _is_predicted(result: Result, entry: MeasurementEntry, question: Question) -> bool:
    unit = recorded_unit(result, result.value, entry, question) if result.value else None
    return unit is not None and PREDICTED in unit
