"""`Measurement`: the newest usable value in the window against the bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from critparse.evaluate.amounts import PREDICTED, Compared, compare, is_plausible
from critparse.evaluate.days import on
from critparse.evaluate.derived import derive
from critparse.evaluate.evidence import Answer
from critparse.evaluate.facts import Facts, Measured
from critparse.evaluate.leaf import Ask, always_unknown, answered, not_shown
from critparse.evaluate.occurrence import Placement
from critparse.evaluate.outcome import NO, UNKNOWN, YES, all_of, either, is_settled
from critparse.evaluate.question import Question
from critparse.evaluate.scales import compare_level
from critparse.evaluate.select import Selected, first, in_window, newest, of_variant
from critparse.evaluate.window import Window, lookback, windows
from critparse.expression import Bound, End, Interval, Levels, Measurement, Quantity, Timing, write
from critparse.knowledge import Entry, MeasurementEntry
from critparse.patient.model import Result

_PURE = "1"
_REPAIRED = "the text is garbled here and was mended: read the criterion"
_TWICE = Interval(low=End(value=Quantity(value=Decimal(2)), inclusive=True))


@dataclass(frozen=True, eq=False)
class _Prepared:
    """A measurement made ready to be asked of many patients."""

    node: Measurement
    entry: Entry
    question: Question

    @cached_property
    def predicted(self) -> bool:
        """Whether percent of predicted is asked."""
        return any(PREDICTED in quantity.unit for quantity in _quantities(self.node.bound))

    @property
    def warning(self) -> str:
        """What a reader should look at although there is an answer."""
        return _REPAIRED if self.node.repaired else ""

    @cached_property
    def placement(self) -> Placement | None:
        """Its timing made ready."""
        return Placement(self.node.timing, self.question) if self.node.timing else None

    def windows(self, facts: Facts) -> tuple[Window, ...] | None:
        """The days in which values count; None where they cannot be placed for a patient."""
        if self.placement is None:
            return lookback(self.question)
        return self.placement.value_windows(facts)

    def compare(self, result: Result) -> Compared:
        """One result against the bound."""
        if isinstance(self.entry, MeasurementEntry):
            bound = self.node.bound
            if isinstance(bound, Levels):
                return Compared(UNKNOWN, reason=f"{self.entry.name} has no levels")
            return compare(result, bound, self.entry, self.question)
        return compare_level(result, self.node.bound, self.entry)


def measurement(node: Measurement, question: Question) -> Ask:
    """Whether a value of a patient lies within the bound."""
    leaf = write(node)
    entry = question.entry(node.analyte)
    if entry is None:
        return always_unknown(leaf, needs="parser", reason="the lexicon has no such measurement")
    fault = _fault(node.bound, entry, question)
    if fault:
        return always_unknown(leaf, needs="parser", reason=fault)
    unread = not_shown(node.qualifiers)
    if unread:
        return always_unknown(leaf, needs="person", reason=unread)
    prepared = _Prepared(node, entry, question)
    answer: Callable[[_Prepared, str, Facts], Answer] = _once
    if node.occasions or node.apart:
        answer = _repeatedly
    return lambda facts: answer(prepared, leaf, facts)


def _once(prepared: _Prepared, leaf: str, facts: Facts) -> Answer:
    """The value that counts lies within the bound."""
    found = of_variant(facts.results(prepared.entry.id), prepared.entry, facts.question, predicted=prepared.predicted)
    placed = prepared.windows(facts)
    if placed is None:
        return answered(leaf, UNKNOWN, reason="the day from which time is counted is not known", warning=prepared.warning)
    is_first = prepared.node.timing is not None and prepared.node.timing.which == "first"
    select = first if is_first else newest
    chosen = select(found, placed, facts.question.as_of)
    return _of_chosen(prepared, leaf, chosen) if chosen.results else _derived(prepared, leaf, facts, placed)


def _of_chosen(prepared: _Prepared, leaf: str, chosen: Selected) -> Answer:
    compared = [prepared.compare(measured.result) for measured in chosen.results]
    outcome = either(one.outcome for one in compared)
    shown = next((one for one in compared if not is_settled(one.outcome)), compared[0])
    reason = shown.reason
    if is_settled(outcome) and not chosen.sure:
        outcome, reason = UNKNOWN, "the record's date leaves open whether it lies in the time that is asked about"
    elif outcome == UNKNOWN and not reason:
        reason = "the values that may be the newest differ" if len(compared) > 1 else "the record leaves the value open"
    data = tuple(measured.datum() for measured in chosen.results)
    return answered(
        leaf, outcome, data=data, compared=shown.compared, conversion=shown.conversion, reason=reason, warning=prepared.warning
    )  # fmt: skip


def _derived(prepared: _Prepared, leaf: str, facts: Facts, placed: tuple[Window, ...]) -> Answer:
    """The value follows from others, where there is a formula and no value on record."""
    derived = None if prepared.predicted else derive(prepared.entry.id, facts, placed)
    if derived is None or isinstance(derived, str):
        on_record = bool(facts.results(prepared.entry.id))
        missing = "no usable value of this kind and time on record" if on_record else "no value on record"
        return answered(leaf, UNKNOWN, reason="; ".join(filter(None, (missing, derived))), warning=prepared.warning)
    compared = prepared.compare(derived.result)
    return answered(
        leaf, compared.outcome, data=derived.data, compared=compared.compared, conversion=compared.conversion,
        derived=derived.formula, reason=compared.reason, warning=prepared.warning,
    )  # fmt: skip


def _repeatedly(prepared: _Prepared, leaf: str, facts: Facts) -> Answer:
    """Values on as many days as are asked, as far apart as is asked, lie within the bound."""
    node, as_of = prepared.node, facts.question.as_of
    found = of_variant(facts.results(prepared.entry.id), prepared.entry, facts.question, predicted=prepared.predicted)
    placed = prepared.windows(facts)
    if placed is None:
        return answered(leaf, UNKNOWN, reason="the day from which time is counted is not known", warning=prepared.warning)
    results = [
        (measured, all_of((prepared.compare(measured.result).outcome, counts)))
        for measured, counts in in_window(found, placed, as_of)
    ]
    needed = _needed(node.occasions)
    if needed is None:
        return answered(leaf, UNKNOWN, needs="parser", reason="the number of occasions cannot be read", warning=prepared.warning)
    surely = _longest_row([m for m, outcome in results if outcome == YES and _is_exact(m)], node.apart)
    maybe = _longest_row([m for m, outcome in results if outcome != NO], node.apart)
    measured_often = _longest_row([m for m, _ in results], node.apart)
    data = tuple(measured.datum() for measured, outcome in results if outcome != NO)
    if surely >= needed:
        return answered(leaf, YES, data=data, reason=f"{surely} such values", warning=prepared.warning)
    if maybe < needed <= measured_often:
        return answered(leaf, NO, data=data, reason=f"{maybe} such values of {len(results)}", warning=prepared.warning)
    return answered(
        leaf, UNKNOWN, data=data, reason="too few values on record, or their dates are not known exactly", warning=prepared.warning
    )


def _needed(occasions: Interval | None) -> Decimal | None:
    """How many occasions are asked at least; None where the number cannot be read."""
    end = (occasions or _TWICE).low
    value = end.value if end else None
    if end is None or not isinstance(value, Quantity) or value.unit:
        return None
    return value.value if end.inclusive else value.value + 1


def _longest_row(found: Iterable[Measured], apart: Interval | None) -> int:
    """How many of the results follow each other, each at an allowed distance from the one before; a day counts once."""
    days = sorted({measured.when.first for measured in found})
    best: list[int] = []
    for n, day in enumerate(days):
        before = (best[k] for k in range(n) if _is_apart(days[k], day, apart))
        best.append(1 + max(before, default=0))
    return max(best, default=0)


def _is_apart(earlier: date, later: date, apart: Interval | None) -> bool:
    if apart is None:
        return True
    found = windows(Timing(relation="after", within=apart), on(earlier), on(earlier))
    return found is not None and found[0].holds(on(later)) == YES


def _is_exact(measured: Measured) -> bool:
    return measured.when.first == measured.when.last


def _fault(bound: Bound, entry: Entry, question: Question) -> str:
    """Why no value can be compared with a bound; empty where values can."""
    for quantity in _quantities(bound):
        if isinstance(entry, MeasurementEntry):
            if not quantity.unit and entry.unit != _PURE:
                return "the bound has no unit"
            if is_plausible(quantity.value, quantity.unit or _PURE, entry, question) is False:
                low, high = entry.range
                return f"the bound is not plausible: {entry.name} lies between {low} and {high} {entry.unit}"
        elif entry.range and not entry.levels and not entry.range[0] <= quantity.value <= entry.range[1]:
            return f"the bound is not plausible: {entry.name} lies between {entry.range[0]} and {entry.range[1]}"
    return ""


def _quantities(bound: Bound) -> list[Quantity]:
    ends = [bound.low, bound.high] if isinstance(bound, Interval) else []
    return [end.value for end in ends if end and isinstance(end.value, Quantity)]
