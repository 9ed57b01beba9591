"""The text form reads back to the same tree."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critparse.errors import ExpressionError
from critparse.expression import (
    Age,
    All,
    Ambiguous,
    Any,
    AtLeast,
    Bound,
    Change,
    Cohort,
    End,
    Expression,
    Extreme,
    Interval,
    Judgement,
    Level,
    Levels,
    Measurement,
    Not,
    Occurrence,
    Permitted,
    Qualifier,
    Quantity,
    Ratio,
    Relation,
    Sex,
    TimesReference,
    Timing,
    Unparsed,
    Value,
    When,
    read,
    without_source,
    write,
)

UNITS = [
    "", "%", "%{predicted}", "g/dL", "10*9/L", "mL/min/{1.73_m2}", "mm[Hg]", "g/(24.h)", "[IU]/L", "/mm3", "[beth'U]", "x",
    "{half_life}", "a", "mg/kg/d", "in", "d",
]  # fmt: skip
WORDS = ["age", "all", "at", "before", "count", "dose", "drug", "except", "first", "in", "last", "longest", "not", "onset", "sex",
    "ULN", "value", "within", "x", "5-HIAA", "12", "-3", "1.5", "+", "_", "1+", "2019", "2019-04", "now", "first dose", "very high"]  # fmt: skip
numbers = st.decimals(min_value=-1000, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
units = st.sampled_from(UNITS)
names = st.sampled_from(WORDS) | st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
quantities = st.builds(Quantity, value=numbers, unit=units)
extremes = st.builds(
    Extreme, which=st.sampled_from(["longest", "shortest"]), of=st.lists(quantities, min_size=2, max_size=3).map(tuple)
)
end_values = st.one_of(
    quantities,
    st.builds(TimesReference, factor=numbers, reference=st.sampled_from(["ULN", "LLN", "baseline"])),
    extremes,
    st.builds(Level, name=names),
)


@st.composite
def intervals(draw: st.DrawFn, *, values: st.SearchStrategy = end_values) -> Interval:
    ends = st.builds(End, value=values, inclusive=st.booleans())
    low = draw(st.none() | ends)
    if low is None:
        return Interval(high=draw(ends))
    like_low = ends.map(lambda end: end.model_copy(update={"value": _with_tail(end.value, low.value)}))
    return Interval(low=low, high=draw(st.one_of(st.none(), st.just(low), ends, like_low)))


def _with_tail(value, other):
    """The value in the unit, or by the reference, of the other one."""
    match value, other:
        case Quantity(), Quantity():
            return value.model_copy(update={"unit": other.unit})
        case TimesReference(), TimesReference():
            return value.model_copy(update={"reference": other.reference})
        case _:
            return value


def is_told_apart(levels: Levels) -> bool:
    """A single level that is a number is written as the number: what it means is the same."""
    return len(levels.names) > 1 or not levels.names[0].removeprefix("-").replace(".", "", 1).isdigit()


durations = intervals(values=quantities | extremes)
bounds: st.SearchStrategy[Bound] = st.one_of(
    intervals(),
    st.lists(names, min_size=1, max_size=4).map(lambda names: Levels(names=tuple(names))).filter(is_told_apart),
)
qualifiers = st.lists(
    st.builds(
        Qualifier,
        kind=st.sampled_from(["course", "text", "time", "count", "except", "dose", "occasions", "in", "x", "not", "within"]),
        value=names,
    ),
    max_size=3,
).map(tuple)


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def timings(events: st.SearchStrategy[Occurrence]) -> st.SearchStrategy[Timing]:
    shape = {
        "relation": st.sampled_from(["before", "after", "during", "at", "around"]),
        "within": maybe(durations),
        "which": st.sampled_from(["any", "first", "last"]),
    }
    return st.builds(Timing, **shape, anchor=names) | st.builds(Timing, **shape, event=events)


def occurring(inner: st.SearchStrategy[Occurrence] | None = None) -> st.SearchStrategy[Occurrence]:
    return st.builds(
        Occurrence,
        domain=st.sampled_from(["condition", "drug", "procedure", "device", "observation", "allergy"]),
        concept=names,
        qualifiers=qualifiers,
        dose=maybe(durations),
        count=maybe(intervals()),
        duration=maybe(durations),
        onset_age=maybe(durations),
        timing=st.none() if inner is None else maybe(timings(inner)),
        except_=st.just(()) if inner is None else st.lists(inner, max_size=2).map(tuple),
    )


occurrences = occurring(occurring() | occurring(occurring()))
times = timings(occurrences)
derived = st.one_of(
    st.builds(Value, analyte=names, factor=numbers),
    st.builds(Ratio, over=names, under=names),
    st.builds(Change, analyte=names, direction=st.sampled_from(["increase", "decrease", "change"])),
)
LEAVES: dict[type, st.SearchStrategy[Expression]] = {
    Measurement: st.builds(
        Measurement,
        analyte=names,
        bound=bounds,
        qualifiers=qualifiers,
        timing=maybe(times),
        occasions=maybe(intervals()),
        apart=maybe(durations),
    ),
    Relation: st.builds(
        Relation,
        left=derived,
        operator=st.sampled_from(["<", "<=", ">", ">=", "="]),
        right=quantities | st.builds(Value, analyte=names, factor=numbers),
        timing=maybe(times),
    ),
    Age: st.builds(Age, bound=durations),
    Sex: st.builds(Sex, value=st.sampled_from(["female", "male"])),
    Occurrence: occurrences,
    Cohort: st.builds(Cohort, name=names),
    Judgement: st.builds(Judgement, text=names),
    Unparsed: st.builds(Unparsed, text=names),
}


def connected(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    one, two = (st.lists(inner, min_size=n, max_size=3).map(tuple) for n in (1, 2))
    return st.one_of(
        st.builds(All, of=one),
        st.builds(Any, of=one),
        st.builds(Not, of=inner),
        st.builds(Permitted, of=inner),
        st.builds(AtLeast, n=st.integers(1, 20), of=one),
        st.builds(When, condition=inner, then=inner),
        st.builds(Ambiguous, readings=two),
    )


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
@settings(deadline=None)
@given(data=st.data())
def test_leaf_reads_back(kind: type, data: st.DataObject) -> None:
    expression = data.draw(LEAVES[kind])
    assert read(write(expression)) == expression


@st.composite
def leaves(draw: st.DrawFn) -> Expression:
    return draw(LEAVES[draw(st.sampled_from(list(LEAVES)))])


@settings(deadline=None)
@given(st.recursive(leaves(), connected, max_leaves=6))
def test_text_form_reads_back(expression: Expression) -> None:
    assert read(write(expression)) == expression


@pytest.mark.parametrize(
    "text",
    [
        'condition "myocardial infarction" within [0, 6] mo before randomisation',
        'condition "x" (count >= 2, course = history) except(condition "y", condition "z" within > 5 a before now)',
        'condition "a" after procedure "surgery" (course = recent)',
        'condition "a" after (procedure "surgery" within [0, 3] mo before now) except(condition "b")',
        'condition "a" (onset < 16 a) before "2019"',
        'drug "a" last within >= 3 mo before "first dose"',
        'drug "a" within [0 d; longest(5 {half_life}, 30 d)] before now',
        'drug "a" within <= longest(5 {half_life}, 30 d) before now',
        'drug "a" (dose > 10 mg/d, duration >= 8 wk) during study',
        '"systolic blood pressure" > 140 mm[Hg] (occasions >= 2, apart >= 1 wk, position = "at rest")',
        "platelets < 80 10*9/L before 2019-04",
        "ECOG in {0, 1} at screening",
        '"IPSS-R risk" >= "very high"',
        '"IPSS-R risk" = "very high"',
        "stage in [I; III)",
        "at_least(2, age >= 18 a, sex = male)",
        "when(sex = male, QTcF > 450 ms)",
        'ambiguous(cohort "B", not(judgement("fit")))',
        'permitted(drug "a")',
        "value(AST) > 2 x value(ALT) at screening",
        "ratio(AST, ALT) > 2",
        'decrease("body weight") > 10 % within [0, 1] a before now',
    ],
)
def test_text_form(text: str) -> None:
    assert write(read(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ALT",
        "ALT >",
        "all(",
        "all()",
        "ALT in [1 U/L",
        'unparsed("a',
        "sex = other",
        "ALT > 1 U/L AST > 2 U/L",
        ")",
        "at_least(0, age > 1 a)",
        "at_least(1.5, age > 1 a)",
        "ambiguous(age > 1 a)",
        "when(age > 1 a)",
        'drug "a" (occasions > 2)',
        "ALT > 1 U/L (dose > 2 mg)",
        "age = II",
        "value(ALT) > II",
        "longest(1 d)",
        "ALT > 1 U/L before",
        'drug "a" except(age > 1 a)',
    ],
)
def test_what_is_no_text_form_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match="not an expression"):
        read(text)


def test_inclusivity_is_kept() -> None:
    for text in (
        "ALT > 1 U/L",
        "ALT >= 1 U/L",
        "ALT < 1 U/L",
        "ALT <= 1 U/L",
        "ALT in (1, 2] U/L",
        "ALT in [1, 2) U/L",
        "ALT = 1 U/L",
    ):
        assert write(read(text)) == text


def test_numbers_are_numbers_in_json() -> None:
    dumped = read("ALT in [0.5, 3] x ULN").model_dump(mode="json")
    assert dumped["bound"]["low"]["value"]["factor"] == 0.5
    assert dumped["bound"]["high"]["value"]["factor"] == 3
    assert isinstance(dumped["bound"]["high"]["value"]["factor"], int)


def test_names_and_texts_of_any_characters() -> None:
    for name in ("a b", "in", "age", "12", 'say "x"', "β", "a\\b", "x)"):
        expression = Measurement(analyte=name, bound=Interval(low=End(value=Quantity(value=Decimal(1)), inclusive=True)))
        assert read(write(expression)) == expression


def test_source_is_left_out() -> None:
    node = Unparsed(text="a", reason="because", spans=((0, 1),))
    assert without_source(node) == Unparsed(text="a")
