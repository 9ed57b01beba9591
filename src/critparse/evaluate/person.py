"""`Age`, `Sex` and `Cohort`: what is known of the patient as a person, and of the screening."""

from __future__ import annotations

from critparse.evaluate.ages import age_within
from critparse.evaluate.days import completed, is_duration, on, shown
from critparse.evaluate.evidence import Answer, Datum
from critparse.evaluate.facts import Facts
from critparse.evaluate.leaf import Ask, answered
from critparse.evaluate.outcome import UNKNOWN, known
from critparse.evaluate.question import Question
from critparse.expression import Age, Cohort, Quantity, Sex, write


def age(node: Age, question: Question) -> Ask:
    """Whether the age on the as-of date, derived from the birth date, lies within a bound."""
    leaf = write(node)
    ends = [end.value for end in (node.bound.low, node.bound.high) if end]
    unit = next((value.unit for value in ends if isinstance(value, Quantity) and is_duration(value.unit)), "")

    def ask(facts: Facts) -> Answer:
        birth = facts.patient.birth
        if birth is None or birth.first > question.as_of:
            return answered(leaf, UNKNOWN, reason="no birth date on record" if birth is None else "born after the as-of date")
        outcome = age_within(node.bound, birth, on(question.as_of))
        data = (Datum(facts.patient.id, shown(birth), "birth date"),)
        if not unit:
            return answered(leaf, UNKNOWN, needs="parser", data=data, reason="the bound has no unit of time")
        ages = sorted({completed(unit, day, question.as_of) for day in reversed(birth)})
        reason = "the birth date is not known exactly" if outcome == UNKNOWN else ""
        derived = "completed time since the birth date"
        return answered(leaf, outcome, data=data, compared=f"{'-'.join(map(str, ages))} {unit}", derived=derived, reason=reason)

    return ask


def sex(node: Sex) -> Ask:
    """Whether the administrative sex on record is the one that is asked."""
    leaf = write(node)

    def ask(facts: Facts) -> Answer:
        recorded = facts.patient.sex
        if recorded is None:
            return answered(leaf, UNKNOWN, reason="no sex on record")
        return answered(leaf, known(recorded == node.value), data=(Datum(facts.patient.id, value=recorded),))

    return ask


def cohort(node: Cohort, question: Question) -> Ask:
    """Whether the patient is screened for a cohort."""
    leaf = write(node)
    if question.cohort is None:
        unknown = answered(leaf, UNKNOWN, reason="for which cohort the patient is screened is not said")
        return lambda _facts: unknown
    answer = answered(leaf, known(question.cohort.casefold() == node.name.casefold()), reason=f"screened for {question.cohort}")
    return lambda _facts: answer
