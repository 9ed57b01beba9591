"""The text form reads back to the same tree."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critparse.errors import ExpressionError
from critparse.expression import (
    Age,
    All,
    Any,
    Bound,
    End,
    Expression,
    Interval,
    Level,
    Levels,
    Measurement,
    Not,
    Quantity,
    Sex,
    TimesReference,
    Unparsed,
    read,
    simplify,
    walk,
    without_source,
    write,
)

UNITS = ["", "%", "%{predicted}", "g/dL", "10*9/L", "mL/min/{1.73_m2}", "mm[Hg]", "g/(24.h)", "[IU]/L", "/mm3", "[beth'U]", "x"]
numbers = st.decimals(min_value=-1000, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
levels = st.sampled_from(["0", "1", "I", "IIIB", "C", "0.5", "F2", "1+"])


@st.composite
def intervals(draw: st.DrawFn, *, kinds: tuple[str, ...] = ("quantity", "times", "level")) -> Interval:
    kind = draw(st.sampled_from(kinds))
    unit = draw(st.sampled_from(UNITS))
    reference = draw(st.sampled_from(["ULN", "LLN", "baseline"]))

    def end() -> End:
        value: Quantity | TimesReference | Level
        if kind == "quantity":
            value = Quantity(value=draw(numbers), unit=unit)
        elif kind == "times":
            value = TimesReference(factor=draw(numbers), reference=reference)
        else:
            value = Level(name=draw(st.sampled_from(["III", "B", "IVA"])))
        return End(value=value, inclusive=draw(st.booleans()))

    sides = draw(st.sampled_from(["low", "high"] if kind == "level" else ["low", "high", "both"]))
    return Interval(low=end() if sides != "high" else None, high=end() if sides != "low" else None)


bounds: st.SearchStrategy[Bound] = st.one_of(
    intervals(), st.lists(levels, min_size=2, max_size=4).map(lambda names: Levels(names=tuple(names)))
)
leaves: st.SearchStrategy[Expression] = st.one_of(
    st.builds(Measurement, analyte=names, bound=bounds),
    st.builds(Age, bound=intervals(kinds=("quantity",))),
    st.builds(Sex, value=st.sampled_from(["female", "male"])),
    st.builds(Unparsed, text=names),
)
expressions: st.SearchStrategy[Expression] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda of: All(of=tuple(of))),
        st.lists(inner, min_size=1, max_size=3).map(lambda of: Any(of=tuple(of))),
        inner.map(lambda of: Not(of=of)),
    ),
    max_leaves=8,
)


@given(expressions)
def test_text_form_reads_back(expression: Expression) -> None:
    assert read(write(expression)) == expression


@given(expressions)
def test_simplifying_twice_changes_nothing_more(expression: Expression) -> None:
    once = simplify(expression)
    assert simplify(once) == once


@given(expressions)
def test_simplifying_keeps_the_leaves(expression: Expression) -> None:
    def kept(e: Expression) -> set[str]:
        return {write(n) for n in walk(e) if not isinstance(n, All | Any | Not)}

    assert kept(simplify(expression)) == kept(expression)


@pytest.mark.parametrize(
    ("text", "simplest"),
    [
        ("all(ALT > 1 U/L)", "ALT > 1 U/L"),
        ("all(all(ALT > 1 U/L, AST > 1 U/L), Hb < 9 g/dL)", "all(ALT > 1 U/L, AST > 1 U/L, Hb < 9 g/dL)"),
        ("any(all(ALT > 1 U/L), any(AST > 1 U/L, ALT > 1 U/L))", "any(ALT > 1 U/L, AST > 1 U/L)"),
        ("all(any(ALT > 1 U/L, AST > 1 U/L), Hb < 9 g/dL)", "all(any(ALT > 1 U/L, AST > 1 U/L), Hb < 9 g/dL)"),
        ("not(all(ALT > 1 U/L))", "not(ALT > 1 U/L)"),
    ],
)
def test_simplify(text: str, simplest: str) -> None:
    assert write(simplify(read(text))) == simplest


@pytest.mark.parametrize(
    "text", ["", "ALT", "ALT >", "all(", "all()", "ALT in [1 U/L", 'unparsed("a', "sex = other", "ALT > 1 U/L AST > 2 U/L", ")"]
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
