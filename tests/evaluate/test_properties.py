"""What holds of every expression and record: nothing that is settled rests on what is not known."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from critparse.evaluate import Question, evaluate, screening
from critparse.evaluate.outcome import NO, NOT_ASKED, YES, is_settled, named
from critparse.expression import All, Ambiguous, Any, AtLeast, Expression, Not, Sex, When, children, read, write
from critparse.interpret import Criterion, Protocol
from critparse.knowledge import load
from critparse.patient.model import Amount, Event, Moment, Patient, Result
from critparse.source import Span

TODAY = date(2024, 5, 1)
TRUE, FALSE = Sex(value="female"), Sex(value="male")
WOMAN = Patient("w", sex="female")
EXAMPLES = int(os.environ.get("CRITPARSE_EXAMPLES", "60"))
MANY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

LEAVES = [
    "hemoglobin >= 12 g/dL", "hemoglobin < 100 g/L", "hemoglobin in [8, 14] g/dL within [0, 6] mo before now", "ALT <= 3 x ULN",
    "creatinine <= 110 umol/L", "eGFR >= 60 mL/min/{1.73_m2}", "BMI in [18.5, 30] kg/m2", "ECOG in {0, 1}", "ECOG <= 2",
    '"NYHA class" >= II', "FEV1 < 50 %{predicted}", "hemoglobin > 10 g/dL (occasions >= 2, apart >= 1 wk)", "age >= 18 a",
    "age in [40, 60] a", "age < 30 mo", "sex = female", 'condition "hypertension"', 'condition "hypertension" (course = history)',
    'condition "stroke" within [0, 6] mo before now', 'condition "stroke" (count >= 2)', 'condition "stroke" (count <= 1) within < 1 a before now',
    'condition "malignancy" within [0, 5] a before now', 'condition "malignancy" except(condition "basal cell carcinoma")',
    'condition "asthma" (severity = mild)', 'condition "asthma" (treatment = uncontrolled)', 'condition "type 2 diabetes mellitus" (onset < 40 a)',
    'drug "warfarin"', 'drug "anticoagulant" within [0, 7] d before now', 'drug "warfarin" last within >= 2 mo before now',
    'drug "warfarin" (duration >= 8 wk)', 'drug "warfarin" within <= longest(5 {half_life}, 3 d) before now', 'drug "warfarin" (dose > 5 mg/d)',
    'procedure "surgery" (modality = planned)', 'condition "stroke" after procedure "surgery"', 'allergy "penicillin"',
    "value(AST) > value(ALT)", "increase(hemoglobin) >= 1 g/dL within [0, 12] mo before now", "ratio(AST, ALT) > 1",
    'cohort "A"', 'judgement("willing")', 'unparsed("moonstruck")', 'condition "blue fever"',
]  # fmt: skip

EXACT = st.dates(date(2018, 1, 1), date(2024, 8, 1))


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    first = draw(EXACT)
    return Moment(first, first + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 27, 30, 200, 365]))))


@st.composite
def results(draw: st.DrawFn) -> Result:
    name, values, units = draw(
        st.sampled_from([
            ("hemoglobin", ["7", "8", "10", "12", "14", "1200"], ["g/dL"]), ("hemoglobin", ["80", "100", "120"], ["g/L"]),
            ("ALT", ["20", "80", "200"], ["U/L", "ukat/L", "furlong"]), ("AST", ["20", "80", "200"], ["U/L", ""]),
            ("creatinine", ["0.5", "1.2", "110"], ["mg/dL", "umol/L"]), ("weight", ["60", "90"], ["kg", "[lb_av]"]), ("height", ["1.7", "170"], ["m", "cm"]),
            ("ECOG", ["0", "1", "3"], ["", "{score}", "kg"]), ("NYHA class", ["1", "2"], [""]), ("FEV1", ["40", "2"], ["%{predicted}", "L", "%"]),
        ])
    )  # fmt: skip
    unit = draw(st.sampled_from(units))
    high = Amount(Decimal(40), draw(st.sampled_from([unit, "U/L"]))) if draw(st.booleans()) else None
    return Result(
        id=f"Observation/{draw(st.integers(0, 10**6))}",
        codings=(),
        text=name,
        when=draw(st.none() | moments()),
        value=draw(st.none() | st.sampled_from(values).map(lambda v: Amount(Decimal(v), unit))),
        comparator=draw(st.sampled_from(["", "", "", "<", "<=", ">=", ">"])),
        high=high,
    )


@st.composite
def events(draw: st.DrawFn) -> Event:
    domain, name = draw(
        st.sampled_from([
            ("condition", "hypertension"), ("condition", "stroke"), ("condition", "stroke"), ("condition", "malignancy"), ("condition", "basal cell carcinoma"),
            ("condition", "asthma"), ("condition", "type 2 diabetes mellitus"), ("condition", "diabetes mellitus"), ("drug", "warfarin"), ("drug", "warfarin"),
            ("procedure", "surgery"), ("allergy", "amoxicillin"), ("condition", "History of stroke"),
        ])
    )  # fmt: skip
    onset = draw(st.none() | moments())
    abatement = draw(st.none() | moments()) if onset else None
    if onset and abatement and abatement.first < onset.last:
        abatement = Moment(onset.last, max(onset.last, abatement.last))
    return Event(
        id=f"Record/{draw(st.integers(0, 10**6))}",
        domain=domain,  # type: ignore[arg-type]
        codings=(),
        text=name,
        onset=onset,
        abatement=abatement,
        ended=abatement is not None or draw(st.booleans()),
        confirmed=draw(st.sampled_from([True, True, False])),
        planned=draw(st.sampled_from([False, False, False, True])),
        relative=draw(st.sampled_from(["", "", "", "mother"])),
        dose=draw(st.none() | st.just(Amount(Decimal(10), "mg/d"))),
        severity=draw(st.sampled_from(["", "mild", "severe"])),
    )


PATIENTS = st.builds(
    Patient,
    id=st.just("p"),
    birth=st.none() | st.dates(date(1950, 1, 1), date(2022, 1, 1)).map(lambda d: Moment(d, d + timedelta(days=364))),
    sex=st.sampled_from(["female", "male", None]),
    results=st.lists(results(), max_size=6).map(tuple),
    events=st.lists(events(), max_size=5).map(tuple),
)
QUESTIONS = st.builds(
    lambda open_world: Question(load(), TODAY, absent_is_unknown=open_world), st.sampled_from([False, False, True])
)
EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    st.sampled_from(LEAVES).map(read),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda of: All(of=tuple(of))),
        st.lists(inner, min_size=1, max_size=3).map(lambda of: Any(of=tuple(of))),
        inner.map(lambda of: Not(of=of)),
        st.builds(lambda n, of: AtLeast(n=n, of=tuple(of)), st.integers(1, 3), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda condition, then: When(condition=condition, then=then), inner, inner),
        st.lists(inner, min_size=2, max_size=2).map(lambda of: Ambiguous(readings=tuple(of))),
    ),
    max_leaves=6,
)


def completions(expression: Expression, patient: Patient, question: Question) -> list[Expression]:
    """The expression with every leaf that is not known made yes and made no, and one reading chosen; all ways of it."""
    match expression:
        case All() | Any() | AtLeast():
            ways = product(*(completions(part, patient, question) for part in expression.of))
            return [expression.model_copy(update={"of": way}) for way in ways]
        case Not():
            return [Not(of=part) for part in completions(expression.of, patient, question)]
        case When():
            ways = product(*(completions(part, patient, question) for part in children(expression)))
            return [When(condition=condition, then=then) for condition, then in ways]
        case Ambiguous():
            return [way for reading in expression.readings for way in completions(reading, patient, question)]
        case leaf:
            outcome = evaluate(leaf, patient, question).outcome
            return [TRUE] * bool(outcome & YES) + [FALSE] * bool(outcome & NO)


def met(expression: Expression) -> int:
    return evaluate(expression, WOMAN, Question(load(), TODAY)).outcome


@MANY
@given(EXPRESSIONS, PATIENTS, QUESTIONS)
def test_an_outcome_is_what_every_completion_gives(expression: Expression, patient: Patient, question: Question) -> None:
    ways = completions(expression, patient, question)
    if len(ways) <= 4096:
        found = 0
        for way in ways:
            found |= met(way)
        assert evaluate(expression, patient, question).outcome == found, write(expression)


@MANY
@given(st.lists(st.tuples(st.sampled_from(["inclusion", "exclusion"]), EXPRESSIONS), max_size=4), PATIENTS, QUESTIONS)
def test_no_eligible_rests_on_an_unknown_leaf(asked: list[tuple[str, Expression]], patient: Patient, question: Question) -> None:
    criteria = tuple(
        Criterion(id=f"X{n}", kind=kind, span=Span(start=0, end=1), text="", expression=expression, coverage=1)  # type: ignore[arg-type]
        for n, (kind, expression) in enumerate(asked)
    )
    verdict = screening(Protocol(name="p", criteria=criteria), question)(patient)
    for criterion, (kind, expression) in zip(verdict.criteria, asked, strict=True):
        ways = completions(expression, patient, question)
        if len(ways) <= 1024:
            passes = {met(way) != NO if kind == "inclusion" else met(way) != YES for way in ways}
            assert (criterion.passes is None) == (len(passes) == 2)
            if verdict.verdict == "eligible":
                assert passes == {True}
    if verdict.verdict == "eligible":
        assert not any(criterion.open for criterion in verdict.criteria)


@MANY
@given(EXPRESSIONS, PATIENTS, QUESTIONS)
def test_what_is_open_is_a_leaf_that_is_not_known(expression: Expression, patient: Patient, question: Question) -> None:
    answer = evaluate(expression, patient, question)
    assert bool(answer.open) != is_settled(answer.outcome)
    assert all(one.reason for one in answer.evidence if one.outcome == "unknown"), answer


# -- knowing a date or a value more precisely never turns a settled answer round

DAY = st.integers(min_value=0, max_value=365)


def exactly(moment: Moment | None, by: int) -> Moment | None:
    if moment is None:
        return None
    day = min(moment.first + timedelta(days=by), moment.last)
    return Moment(day, day)


def sharpened(patient: Patient, by: list[int]) -> Patient:
    """One of the patients that the record may be of: each partial date made a day, each "<5" a number."""
    shifts = iter(by * 20)
    found = []
    for event in patient.events:
        onset, abatement = exactly(event.onset, next(shifts)), exactly(event.abatement, next(shifts))
        found.append(replace(event, onset=onset, abatement=abatement))
    values = []
    for result in patient.results:
        value = result.value
        if value and result.comparator:
            step = {"<": "-0.1", "<=": "0", ">": "0.1", ">=": "0"}[result.comparator]
            value = value._replace(value=value.value + Decimal(step))
        values.append(replace(result, when=exactly(result.when, next(shifts)), value=value, comparator=""))
    return replace(patient, birth=exactly(patient.birth, next(shifts)), events=tuple(found), results=tuple(values))


@settings(max_examples=4 * EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.sampled_from(LEAVES).map(read), PATIENTS, QUESTIONS, st.lists(DAY, min_size=3, max_size=8))
def test_a_settled_answer_stands_when_dates_become_known(
    expression: Expression, patient: Patient, question: Question, by: list[int]
) -> None:
    before = evaluate(expression, patient, question)
    after = evaluate(expression, sharpened(patient, by), question)
    if is_settled(before.outcome):
        assert after.outcome == before.outcome or is_implausible(after), (
            write(expression),
            named(before.outcome),
            named(after.outcome),
        )


def is_implausible(answer: object) -> bool:
    """A number made up for the test may leave the plausible range, which is unknown by rule."""
    return "not plausible" in str(answer)


@MANY
@given(EXPRESSIONS, PATIENTS)
def test_the_open_world_only_takes_answers_back(expression: Expression, patient: Patient) -> None:
    closed, opened = (evaluate(expression, patient, Question(load(), TODAY, absent_is_unknown=o)).outcome for o in (False, True))
    assert closed & ~opened == 0
    assert opened & ~(YES | NO | NOT_ASKED) == 0
