"""An expression made ready to be asked of patients, node by node."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from critparse.evaluate.evidence import Answer, Open
from critparse.evaluate.facts import Facts
from critparse.evaluate.leaf import Ask, always_unknown
from critparse.evaluate.measurement import measurement
from critparse.evaluate.occurrence import occurrence
from critparse.evaluate.outcome import NOT_ASKED, YES, Outcome, all_of, any_of, at_least, either, is_settled, negated, when
from critparse.evaluate.person import age, cohort, sex
from critparse.evaluate.question import Question
from critparse.evaluate.relation import relation
from critparse.expression import (
    Age,
    All,
    Ambiguous,
    Any,
    AtLeast,
    Cohort,
    Expression,
    Judgement,
    Measurement,
    Not,
    Occurrence,
    Permitted,
    Relation,
    Sex,
    Unparsed,
    When,
    write,
)
from critparse.patient.model import Patient

_Combine = Callable[[Sequence[Outcome]], Outcome]


def evaluate(expression: Expression, patient: Patient, question: Question) -> Answer:
    """What an expression comes to on one patient; see `prepare` for many patients."""
    return prepare(expression, question)(Facts(patient, question))


def prepare(expression: Expression, question: Question) -> Ask:
    """An expression made ready to be asked of many patients.

    >>> from datetime import date
    >>> from critparse.evaluate.outcome import named
    >>> from critparse.expression import read
    >>> from critparse.knowledge import load
    >>> question = Question(load(), date(2024, 5, 1))
    >>> ask = prepare(read("any(sex = female, age >= 18 a)"), question)
    >>> named(ask(Facts(Patient("p0", sex="female"), question)).outcome)
    'yes'
    """
    match expression:
        case All():
            return _combined(expression.of, all_of, question)
        case Any():
            return _combined(expression.of, any_of, question)
        case AtLeast():
            n = expression.n
            return _combined(expression.of, lambda parts: at_least(n, parts), question)
        case Not():
            return _combined((expression.of,), lambda parts: negated(parts[0]), question)
        case When():
            return _asked_of_some(prepare(expression.condition, question), prepare(expression.then, question))
        case Ambiguous():
            return _ambiguous(expression, question)
        case Permitted():
            return _permitted(prepare(expression.of, question))
        case _:
            return _leaf(expression, question)


def _leaf(expression: Expression, question: Question) -> Ask:
    match expression:
        case Measurement():
            return measurement(expression, question)
        case Relation():
            return relation(expression, question)
        case Occurrence():
            return occurrence(expression, question)
        case Age():
            return age(expression, question)
        case Sex():
            return sex(expression)
        case Cohort():
            return cohort(expression, question)
        case Judgement():
            return always_unknown(write(expression), needs="person", reason="only a person can answer it")
        case Unparsed():
            return always_unknown(write(expression), needs="parser", reason=expression.reason or "the text was not understood")
        case _:
            return always_unknown(write(expression), needs="parser", reason="this kind of expression is not evaluated")


def _combined(parts: tuple[Expression, ...], combine: _Combine, question: Question) -> Ask:
    asks = [prepare(part, question) for part in parts]

    def ask(facts: Facts) -> Answer:
        answers = [ask(facts) for ask in asks]
        outcome = combine([answer.outcome for answer in answers])
        return _with_open(outcome, answers)

    return ask


def _with_open(outcome: Outcome, answers: Sequence[Answer], *own: Open) -> Answer:
    """An answer from those of its parts; where it is settled, nothing is open, whatever is in the parts."""
    evidence = tuple(evidence for answer in answers for evidence in answer.evidence)
    if is_settled(outcome):
        return Answer(outcome, evidence)
    return Answer(outcome, evidence, (*own, *(one for answer in answers for one in answer.open)))


def _asked_of_some(condition: Ask, then: Ask) -> Ask:
    def ask(facts: Facts) -> Answer:
        of_condition = condition(facts)
        if not of_condition.outcome & YES:
            return Answer(NOT_ASKED, of_condition.evidence)
        of_then = then(facts)
        return _with_open(when(of_condition.outcome, of_then.outcome), (of_condition, of_then))

    return ask


def _ambiguous(expression: Ambiguous, question: Question) -> Ask:
    asks = [prepare(reading, question) for reading in expression.readings]
    readings_differ = Open("parser", write(expression), "the readings of the text differ on this patient")

    def ask(facts: Facts) -> Answer:
        answers = [ask(facts) for ask in asks]
        outcomes = [answer.outcome for answer in answers]
        differ = len(set(outcomes)) > 1 and any(map(is_settled, outcomes))
        return _with_open(either(outcomes), answers, *((readings_differ,) if differ else ()))

    return ask


def _permitted(inner: Ask) -> Ask:
    return lambda facts: Answer(NOT_ASKED, inner(facts).evidence)
