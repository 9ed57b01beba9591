"""Each pass writes what its table says, and says the same of every patient as the tree that it was given."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critparse.expression import (
    Age,
    All,
    Ambiguous,
    Any,
    AtLeast,
    Expression,
    Interval,
    Measurement,
    Not,
    Permitted,
    Sex,
    When,
    children,
    drop_duplicates,
    flatten,
    merge_bounds,
    push_negation_inward,
    read,
    simplify,
    transform,
    walk,
    write,
)
from critparse.source import Span

FLATTEN = [
    ("all(age > 1 a)", "age > 1 a"),
    ("all(all(age > 1 a, sex = male), Hb < 9 g/dL)", "all(age > 1 a, sex = male, Hb < 9 g/dL)"),
    ("any(all(age > 1 a), any(sex = male, age > 1 a))", "any(age > 1 a, sex = male, age > 1 a)"),
    ("all(any(age > 1 a, sex = male), Hb < 9 g/dL)", "all(any(age > 1 a, sex = male), Hb < 9 g/dL)"),
    ("all(age > 1 a, any(all(sex = male, Hb < 9 g/dL)))", "all(age > 1 a, sex = male, Hb < 9 g/dL)"),
    ("not(all(age > 1 a))", "not(age > 1 a)"),
    ("at_least(2, any(age > 1 a, any(sex = male, Hb < 9 g/dL)))", "at_least(2, any(age > 1 a, sex = male, Hb < 9 g/dL))"),
    ("at_least(1, age > 1 a)", "at_least(1, age > 1 a)"),
    ("when(all(sex = male), all(age > 1 a))", "when(sex = male, age > 1 a)"),
    ("ambiguous(any(sex = male), age > 1 a)", "ambiguous(sex = male, age > 1 a)"),
]
DROP_DUPLICATES = [
    ("any(age > 1 a, sex = male, age > 1 a)", "any(age > 1 a, sex = male)"),
    ("all(age > 1 a, age > 1 a)", "age > 1 a"),
    ("all(age > 1 a, age > 1 mo)", "all(age > 1 a, age > 1 mo)"),
    ('any(condition "a", condition "a" (course = history))', 'any(condition "a", condition "a" (course = history))'),
    ('any(condition "a", drug "a", condition "a")', 'any(condition "a", drug "a")'),
    ("all(any(age > 1 a, age > 1 a), age > 1 a)", "age > 1 a"),
    ('at_least(2, condition "a", condition "a")', 'at_least(2, condition "a", condition "a")'),
    ("ambiguous(age > 1 a, age > 1 a)", "ambiguous(age > 1 a, age > 1 a)"),
    ('any(unparsed("a"), unparsed("a"))', 'unparsed("a")'),
]
SIMPLIFY = [
    ("all(all(ALT > 1 U/L, AST > 1 U/L), ALT > 1 U/L)", "all(ALT > 1 U/L, AST > 1 U/L)"),
    ("any(all(ALT > 1 U/L), any(AST > 1 U/L, ALT > 1 U/L))", "any(ALT > 1 U/L, AST > 1 U/L)"),
    ("all(any(ALT > 1 U/L, ALT > 1 U/L), AST > 1 U/L)", "all(ALT > 1 U/L, AST > 1 U/L)"),
    ("all(any(all(sex = male, age > 1 a), all(sex = male, age > 1 a)), age > 1 a)", "all(sex = male, age > 1 a)"),
]
PUSH_NEGATION_INWARD = [
    ("not(not(sex = male))", "sex = male"),
    ("not(not(not(sex = male)))", "not(sex = male)"),
    ('not(any(sex = male, condition "a"))', 'all(not(sex = male), not(condition "a"))'),
    ('not(all(sex = male, not(condition "a")))', 'any(not(sex = male), condition "a")'),
    ("not(age >= 18 a)", "age < 18 a"),
    ("not(age > 18 a)", "age <= 18 a"),
    ("not(Hb < 9 g/dL)", "Hb >= 9 g/dL"),
    ("not(Hb <= 9 g/dL)", "Hb > 9 g/dL"),
    ("not(ALT > 3 x ULN)", "ALT <= 3 x ULN"),
    ("not(creatinine > 2 x baseline)", "creatinine <= 2 x baseline"),
    ('not("NYHA class" >= III)', '"NYHA class" < III'),
    ("not(Hb < 9 g/dL within [0, 14] d before screening)", "Hb >= 9 g/dL within [0, 14] d before screening"),
    ("not(age in [18, 65] a)", "not(age in [18, 65] a)"),
    ("not(age = 18 a)", "not(age = 18 a)"),
    ("not(ECOG in {0, 1})", "not(ECOG in {0, 1})"),
    ("not(SBP > 140 mm[Hg] (occasions >= 2))", "not(SBP > 140 mm[Hg] (occasions >= 2))"),
    ("not(glucose > 7 mmol/L (state = fasting))", "not(glucose > 7 mmol/L (state = fasting))"),
    ('not(Hb < 9 g/dL after procedure "surgery")', 'not(Hb < 9 g/dL after procedure "surgery")'),
    ("not(value(AST) > value(ALT))", "not(value(AST) > value(ALT))"),
    ('not(condition "a" within [0, 6] mo before now)', 'not(condition "a" within [0, 6] mo before now)'),
    ('not(unparsed("a"))', 'not(unparsed("a"))'),
    ('not(judgement("a"))', 'not(judgement("a"))'),
    ('not(cohort "B")', 'not(cohort "B")'),
    ("not(when(not(not(sex = male)), age < 18 a))", "when(sex = male, age >= 18 a)"),
    ("not(when(not(age < 18 a), sex = male))", "when(age >= 18 a, not(sex = male))"),
    ("not(ambiguous(age < 18 a, sex = male))", "ambiguous(age >= 18 a, not(sex = male))"),
    ("not(at_least(2, not(age < 18 a), sex = male))", "not(at_least(2, age >= 18 a, sex = male))"),
    ("not(not(at_least(1, age < 18 a)))", "at_least(1, age < 18 a)"),
    ('not(any(permitted(drug "a"), sex = male))', 'all(permitted(drug "a"), not(sex = male))'),
    ("all(age > 1 a, not(sex = male))", "all(age > 1 a, not(sex = male))"),
]
MERGE_BOUNDS = [
    ("all(Hb >= 9 g/dL, Hb < 12 g/dL)", "Hb in [9, 12) g/dL"),
    ("all(Hb >= 9 g/dL, sex = male, Hb < 12 g/dL)", "all(Hb in [9, 12) g/dL, sex = male)"),
    ("all(age > 18 a, age >= 18 a)", "age > 18 a"),
    ("all(age in [18, 65] a, age in (12, 65) a)", "age in [18, 65) a"),
    ("all(age <= 18 a, age >= 18 a)", "age = 18 a"),
    ("all(age < 18 a, age >= 18 a)", "all(age < 18 a, age >= 18 a)"),
    ("all(age > 65 a, age < 18 a, age > 70 a)", "all(age > 70 a, age < 18 a)"),
    ("all(age in [65, 18] a, age > 20 a)", "all(age in [65, 18] a, age > 20 a)"),
    ("any(age < 18 a, age < 12 a)", "age < 18 a"),
    ("any(age < 18 a, age > 65 a)", "any(age < 18 a, age > 65 a)"),
    ("any(age < 18 a, age >= 18 a)", "any(age < 18 a, age >= 18 a)"),
    ("any(age in [0, 2] a, age in [4, 6] a, age in (1, 5) a)", "age in [0, 6] a"),
    ("any(age in [0, 2) a, age in [2, 6] a)", "age in [0, 6] a"),
    ("any(age in [0, 2) a, age in (2, 6] a)", "any(age in [0, 2) a, age in (2, 6] a)"),
    ("all(ALT > 1 x ULN, ALT <= 3 x ULN)", "ALT in (1, 3] x ULN"),
    ("all(ALT > 1 x ULN, ALT <= 3 x LLN)", "all(ALT > 1 x ULN, ALT <= 3 x LLN)"),
    ("all(T > 1 x baseline, T > 2 x baseline)", "all(T > 1 x baseline, T > 2 x baseline)"),
    ("all(Hb >= 9 g/dL, Hb < 120 g/L)", "all(Hb >= 9 g/dL, Hb < 120 g/L)"),
    ("all(Hb >= 9 g/dL, Hb < 12)", "all(Hb >= 9 g/dL, Hb < 12)"),
    ("all(Hb >= 9 g/dL, HbF < 12 g/dL)", "all(Hb >= 9 g/dL, HbF < 12 g/dL)"),
    ("all(Hb >= 9 g/dL at screening, Hb < 12 g/dL)", "all(Hb >= 9 g/dL at screening, Hb < 12 g/dL)"),
    ("all(Hb >= 9 g/dL at screening, Hb < 12 g/dL at screening)", "Hb in [9, 12) g/dL at screening"),
    ("all(x > 1 g (state = fasting), x < 2 g)", "all(x > 1 g (state = fasting), x < 2 g)"),
    ("all(x > 1 g (state = fasting), x < 2 g (state = fasting))", "x in (1, 2) g (state = fasting)"),
    ("all(x > 1 g (occasions >= 2), x < 2 g (occasions >= 2))", "all(x > 1 g (occasions >= 2), x < 2 g (occasions >= 2))"),
    ("all(NYHA >= II, NYHA <= III)", "all(NYHA >= II, NYHA <= III)"),
    ("any(ECOG in {0, 1}, ECOG in {1, 2})", "any(ECOG in {0, 1}, ECOG in {1, 2})"),
    ("not(all(Hb >= 9 g/dL, Hb < 12 g/dL))", "not(Hb in [9, 12) g/dL)"),
    ("all(any(age < 12 a, age < 18 a), age > 1 a)", "age in (1, 18) a"),
    ("at_least(2, age > 1 a, age > 2 a)", "at_least(2, age > 1 a, age > 2 a)"),
]
TABLES: dict[Callable[[Expression], Expression], list[tuple[str, str]]] = {
    flatten: FLATTEN,
    drop_duplicates: DROP_DUPLICATES,
    simplify: SIMPLIFY,
    push_negation_inward: PUSH_NEGATION_INWARD,
    merge_bounds: MERGE_BOUNDS,
}
PAIRS = [pytest.param(run, *pair, id=f"{run.__name__}: {pair[0]}") for run, pairs in TABLES.items() for pair in pairs]
passes = pytest.mark.parametrize("run", TABLES, ids=lambda run: run.__name__)


@pytest.mark.parametrize(("run", "text", "simplest"), PAIRS)
def test_pair(run: Callable[[Expression], Expression], text: str, simplest: str) -> None:
    assert write(run(read(text))) == simplest


Outcome = str | None
"""yes, no, or None: not asked."""
UNKNOWN = frozenset({"yes", "no"})
KNOWN = (frozenset({"yes"}), frozenset({"no"}))


class Patient(NamedTuple):
    """What each leaf without a bound answers, and the values that may be the patient's, of each thing that is bounded."""

    answers: Mapping[str, frozenset[Outcome]]
    values: Mapping[str, frozenset[Fraction] | None]


def outcomes(node: Expression, patient: Patient) -> frozenset[Outcome]:
    """What the node may come to, each part taken by itself, as Kleene does."""

    def of(parts: Iterable[Expression], judge: Callable[[list[str]], bool]) -> frozenset[Outcome]:
        found: set[Outcome] = set()
        for combination in product(*(outcomes(part, patient) for part in parts)):
            asked = [outcome for outcome in combination if outcome]
            found.add(said(judge(asked)) if asked else None)
        return frozenset(found)

    match node:
        case All():
            return of(node.of, lambda asked: "no" not in asked)
        case Any():
            return of(node.of, lambda asked: "yes" in asked)
        case AtLeast():
            return of(node.of, lambda asked: asked.count("yes") >= node.n)
        case Not():
            return of([node.of], lambda asked: "no" in asked)
        case Permitted():
            return frozenset({None})
        case When():
            condition = outcomes(node.condition, patient)
            not_asked = condition - {"yes"}
            return (outcomes(node.then, patient) if "yes" in condition else frozenset()) | ({None} if not_asked else frozenset())
        case Ambiguous():
            return frozenset().union(*(outcomes(reading, patient) for reading in node.readings))
        case Age(bound=Interval()) | Measurement(bound=Interval(), occasions=None):
            values = patient.values[write(node.model_copy(update={"bound": ANY_BOUND[tail(node)]}))]
            return UNKNOWN if values is None else frozenset(said(lies_in(value, node.bound)) for value in values)
        case _:
            return patient.answers[write(node)]


def said(holds: bool) -> str:
    return "yes" if holds else "no"


def tail(node: Age | Measurement) -> str:
    end = node.bound.low or node.bound.high
    return end.value.unit if end.value.kind == "quantity" else end.value.reference


def lies_in(value: Fraction, bound: Interval) -> bool:
    def number(end):
        return Fraction(end.value.value if end.value.kind == "quantity" else end.value.factor)

    low, high = bound.low, bound.high
    above = low is None or value > number(low) or (low.inclusive and value == number(low))
    below = high is None or value < number(high) or (high.inclusive and value == number(high))
    return above and below


ANY_BOUND = {
    tail(node): node.bound for node in (read(t) for t in ("x > 0", "x > 0 a", "x > 0 g", "x > 0 x ULN", "x > 0 x baseline"))
}
BOUNDED = [
    "age {} a", "Hb {} g", "Hb {} x ULN", "Hb {} x baseline", "Hb {} g at screening", "ECOG {}", "Hb {} g (state = fasting)",
    'Hb {} g after procedure "p"',
]  # fmt: skip
PLAIN = [
    "sex = male", 'condition "a"', 'condition "a" (course = history)', 'unparsed("a")', 'judgement("a")', 'cohort "B"',
    "ECOG in {0, 1}", "ratio(AST, ALT) > 2", "Hb > 2 g (occasions >= 2)", "Hb > 3 g (occasions >= 2)",
]  # fmt: skip
numbers = st.integers(0, 4)
one_sided = st.builds("{} {{}}".format, st.sampled_from(["<", "<=", ">", ">="])).flatmap(lambda sign: numbers.map(sign.format))
two_sided = st.builds("in {}{}, {}{}".format, st.sampled_from("[("), numbers, numbers, st.sampled_from("])"))


@cache
def bounded(template: str, bound: str) -> Expression:
    """An interval of multiples writes its unit behind the bracket: "in [1, 2] x ULN"."""
    return read(template.format(bound))


either = one_sided | two_sided


@st.composite
def bounded_twice(draw: st.DrawFn) -> Expression:
    """Bounds of one thing or of two, which random leaves seldom are."""
    templates = st.sampled_from(draw(st.lists(st.sampled_from(BOUNDED), min_size=1, max_size=2)))
    bounds = draw(st.lists(st.builds(bounded, templates, either), min_size=2, max_size=4))
    return draw(st.sampled_from([All, Any]))(of=tuple(bounds))


leaves = st.builds(bounded, st.sampled_from(BOUNDED), either) | st.sampled_from([read(text) for text in PLAIN])


def connected(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    some = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(All, of=some),
        st.builds(Any, of=some),
        st.builds(Not, of=inner),
        st.builds(When, condition=inner, then=inner),
        st.builds(AtLeast, n=st.integers(1, 3), of=some),
        st.builds(Ambiguous, readings=st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Permitted, of=inner),
    )


expressions = bounded_twice() | st.recursive(leaves | bounded_twice(), connected, max_leaves=10)
value = st.integers(-1, 10).map(lambda half: Fraction(half, 2))
ranges = st.tuples(value, value).map(
    lambda ends: frozenset(Fraction(n, 2) for n in range(int(min(ends) * 2), int(max(ends) * 2) + 1))
)


def patients(values: st.SearchStrategy[frozenset[Fraction]]) -> st.SearchStrategy[Patient]:
    things = [write(node.model_copy(update={"bound": ANY_BOUND[tail(node)]})) for node in (bounded(t, "> 0") for t in BOUNDED)]
    return st.builds(
        Patient,
        answers=st.fixed_dictionaries({leaf: st.sampled_from([*KNOWN, UNKNOWN]) for leaf in PLAIN}),
        values=st.fixed_dictionaries({thing: st.none() | values for thing in things}),
    )


of_one_value = patients(value.map(lambda v: frozenset({v})))
of_ranges = patients(ranges)


@passes
@settings(deadline=None)
@given(expression=expressions, patient=of_one_value)
def test_means_the_same(run: Callable[[Expression], Expression], expression: Expression, patient: Patient) -> None:
    assert outcomes(run(expression), patient) == outcomes(expression, patient)


@pytest.mark.parametrize("run", [run for run in TABLES if run is not merge_bounds], ids=lambda run: run.__name__)
@settings(deadline=None)
@given(expression=expressions, patient=of_ranges)
def test_means_the_same_of_values_on_record_as_ranges(
    run: Callable[[Expression], Expression], expression: Expression, patient: Patient
) -> None:
    assert outcomes(run(expression), patient) == outcomes(expression, patient)


@settings(deadline=None)
@given(expression=expressions, patient=of_ranges)
def test_merged_bounds_may_tell_more_of_a_range_and_nothing_else(expression: Expression, patient: Patient) -> None:
    assert outcomes(merge_bounds(expression), patient) <= outcomes(expression, patient)


@settings(deadline=None)
@given(bounds=st.lists(either, min_size=1, max_size=4), patient=of_ranges)
def test_merged_bounds_of_an_all_tell_the_same_of_a_range(bounds: list[str], patient: Patient) -> None:
    expression = All(of=tuple(bounded("age {} a", bound) for bound in bounds))
    assert outcomes(merge_bounds(expression), patient) == outcomes(expression, patient)


@passes
@settings(deadline=None)
@given(expression=expressions)
def test_twice_changes_nothing_more(run: Callable[[Expression], Expression], expression: Expression) -> None:
    once = run(expression)
    assert run(once) == once


@settings(deadline=None)
@given(expression=expressions)
def test_negation_stands_at_leaves_and_counts_only(expression: Expression) -> None:
    """What is permitted asks nothing, whatever it says: there the negation may stay where it is."""
    asked = transform(push_negation_inward(expression), lambda node: Sex(value="male") if isinstance(node, Permitted) else node)
    negated = [node.of for node in walk(asked) if isinstance(node, Not)]
    assert not any(isinstance(node, All | Any | Not | When | Ambiguous | Permitted) for node in negated)


@settings(deadline=None)
@given(expression=expressions)
def test_flattening_and_dropping_duplicates_keep_the_leaves(expression: Expression) -> None:
    def kept(e: Expression) -> set[str]:
        return {write(node) for node in walk(e) if not children(node)}

    for run in (flatten, drop_duplicates, simplify):
        assert kept(run(expression)) == kept(expression)


def with_spans(expression: Expression) -> Expression:
    """Every node in a place of its own."""
    places = iter(range(100))
    return transform(expression, lambda node: node.model_copy(update={"spans": (Span(place := next(places), place + 1),)}))


@pytest.mark.parametrize(
    ("run", "text", "spans"),
    [
        (merge_bounds, "all(Hb >= 9 g/dL, Hb < 12 g/dL)", [(0, 1), (1, 2)]),
        (push_negation_inward, "not(age > 1 a)", [(0, 1), (1, 2)]),
        (push_negation_inward, "not(not(sex = male))", [(0, 1), (2, 3), (1, 2)]),
        (push_negation_inward, "not(sex = male)", [(1, 2)]),
    ],
)
def test_spans_are_kept(run: Callable[[Expression], Expression], text: str, spans: list[tuple[int, int]]) -> None:
    assert list(run(with_spans(read(text))).spans) == spans


def test_what_was_mended_stays_marked() -> None:
    sound, mended = read("Hb >= 9 g/dL"), read("Hb < 12 g/dL").model_copy(update={"repaired": True})
    assert merge_bounds(All(of=(sound, mended))).repaired
    assert push_negation_inward(Not(of=mended)).repaired
