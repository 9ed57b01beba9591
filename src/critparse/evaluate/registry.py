"""The registry's structured fields as criteria of their own."""

from __future__ import annotations

from decimal import Decimal

from critparse.evaluate.evidence import Answer
from critparse.evaluate.facts import Facts
from critparse.evaluate.leaf import Ask, answered
from critparse.evaluate.outcome import UNKNOWN, YES
from critparse.evaluate.question import Question
from critparse.evaluate.tree import prepare
from critparse.expression import Age, End, Interval, Quantity, Sex
from critparse.source import Metadata

_SICK = "no healthy volunteers"


def registry_asks(metadata: Metadata, question: Question) -> list[Ask]:
    """What the registry asks of a patient outside the criteria's text: ages, sex, and that patients are no volunteers."""
    asks: list[Ask] = []
    if metadata.minimum_age:
        asks.append(prepare(Age(bound=Interval(low=_age(metadata.minimum_age))), question))
    if metadata.maximum_age:
        asks.append(prepare(Age(bound=Interval(high=_age(metadata.maximum_age))), question))
    if metadata.sex in ("female", "male"):
        asks.append(prepare(Sex(value=metadata.sex), question))
    if metadata.healthy_volunteers is False:
        asks.append(_is_patient)
    return asks


def _age(age: tuple[Decimal, str]) -> End:
    value, unit = age
    return End(value=Quantity(value=value, unit=unit), inclusive=True)


def _is_patient(facts: Facts) -> Answer:
    """Whoever has a condition is no healthy volunteer; that a condition is on no record shows nothing."""
    for one in facts.all_events:
        event = one.event
        if event.domain == "condition" and not event.relative and event.confirmed and not event.planned and one.counts == YES:
            return answered(_SICK, YES, data=(one.datum(),))
    return answered(_SICK, UNKNOWN, needs="person", reason="no condition is on record")
