"""Reading the text form of an expression back. Its syntax stands in `grammars/syntax/expression.lark`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, VisitError

from critparse.errors import ExpressionError
from critparse.expression.bounds import Bound, End, Extreme, Interval, Level, Levels, Quantity, TimesReference
from critparse.expression.nodes import (
    Age,
    All,
    Ambiguous,
    Any,
    AtLeast,
    Change,
    Cohort,
    Expression,
    Judgement,
    Measurement,
    Not,
    Occurrence,
    Permitted,
    Qualifier,
    Ratio,
    Relation,
    Sex,
    Timing,
    Unparsed,
    Value,
    When,
)
from critparse.expression.write import BOUND_WORDS


def read(text: str) -> Expression:
    """The expression of a text form, the inverse of `write`.

    Raises `ExpressionError` where the text is not a text form.

    >>> read("age >= 18 a").bound.low.inclusive
    True
    """
    try:
        return _ToNodes().transform(_parser().parse(text))
    except UnexpectedInput as error:
        raise ExpressionError(
            f"not an expression: {error.get_context(text).strip()!r}", where=f"character {error.pos_in_stream}"
        ) from None
    except VisitError as error:
        raise ExpressionError(f"not an expression: {error.orig_exc}") from None


@cache
def _parser() -> Lark:
    grammar = (files("critparse") / "grammars" / "syntax" / "expression.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=True)


_EndValue = Quantity | TimesReference | Extreme | Level
_Tail = tuple[str, str]


class _Bounded(NamedTuple):
    """A bound in brackets and the field that holds it."""

    field: str
    bound: Interval


def _fields(said: Sequence[Qualifier | _Bounded]) -> dict[str, object]:
    bounds: dict[str, object] = {b.field: b.bound for b in said if isinstance(b, _Bounded)}
    return {"qualifiers": tuple(q for q in said if isinstance(q, Qualifier)), **bounds}


@v_args(inline=True)
class _ToNodes(Transformer[Token, Expression]):
    """One method a rule of the grammar."""

    def start(self, expression: Expression) -> Expression:
        return expression

    def all(self, _keyword: Token, *parts: Expression) -> All:
        return All(of=parts)

    def any(self, _keyword: Token, *parts: Expression) -> Any:
        return Any(of=parts)

    def permitted(self, _keyword: Token, part: Expression) -> Permitted:
        return Permitted(of=part)

    def not_(self, _keyword: Token, part: Expression) -> Not:
        return Not(of=part)

    def unparsed(self, _keyword: Token, text: Token) -> Unparsed:
        return Unparsed(text=json.loads(text))

    def judgement(self, _keyword: Token, text: Token) -> Judgement:
        return Judgement(text=json.loads(text))

    def at_least(self, _keyword: Token, n: Decimal, *parts: Expression) -> AtLeast:
        return AtLeast(n=n, of=parts)  # type: ignore[arg-type]

    def when(self, _keyword: Token, condition: Expression, then: Expression) -> When:
        return When(condition=condition, then=then)

    def ambiguous(self, _keyword: Token, *readings: Expression) -> Ambiguous:
        return Ambiguous(readings=readings)

    def cohort(self, _keyword: Token, name: Token) -> Cohort:
        return Cohort(name=json.loads(name))

    def named(self, domain: Token, concept: Token, *said: Qualifier | _Bounded) -> Occurrence:
        return Occurrence(domain=str(domain), concept=json.loads(concept), **_fields(said))  # type: ignore[arg-type]

    def occurrence(self, named: Occurrence, timing: Timing | None, taken_out: tuple[Occurrence, ...] | None) -> Occurrence:
        return named.model_copy(update={"timing": timing, "except_": taken_out or ()})

    def except_(self, _keyword: Token, *taken_out: Occurrence) -> tuple[Occurrence, ...]:
        return taken_out

    def bounded(self, keyword: Token, bound: Interval) -> _Bounded:
        return _Bounded(BOUND_WORDS[str(keyword)], bound)

    def timing(self, which: Token | None, within: Interval | None, relation: Token, anchor: str | Occurrence) -> Timing:
        place = {"event": anchor} if isinstance(anchor, Occurrence) else {"anchor": anchor}
        return Timing(relation=str(relation), within=within, which=str(which) if which else "any", **place)  # type: ignore[arg-type]

    def window(self, _keyword: Token, bound: Interval) -> Interval:
        return bound

    def value(self, _keyword: Token, name: str) -> Value:
        return Value(analyte=name)

    def times_value(self, factor: Decimal, _times: Token, _keyword: Token, name: str) -> Value:
        return Value(analyte=name, factor=factor)

    def ratio(self, _keyword: Token, over: str, under: str) -> Ratio:
        return Ratio(over=over, under=under)

    def change(self, direction: Token, name: str) -> Change:
        return Change(analyte=name, direction=str(direction))  # type: ignore[arg-type]

    def compared(self, left: Value | Ratio | Change, operator: Token, right: Value | Quantity, *said: Qualifier) -> Relation:
        return Relation(left=left, operator=str(operator), right=right, qualifiers=said)  # type: ignore[arg-type]

    def relation(self, compared: Relation, timing: Timing | None) -> Relation:
        return compared.model_copy(update={"timing": timing})

    def extreme(self, which: Token, *of: Quantity) -> Extreme:
        return Extreme(which=str(which), of=of)  # type: ignore[arg-type]

    def qualifier(self, kind: Token, value: Token) -> Qualifier:
        return Qualifier(kind=str(kind), value=json.loads(value) if value.type == "STRING" else str(value))

    def sex(self, _keyword: Token, value: Token) -> Sex:
        return Sex(value=str(value))  # type: ignore[arg-type]

    def age(self, _keyword: Token, bound: Interval) -> Age:
        return Age(bound=bound)

    def name(self, name: Token) -> str:
        return str(json.loads(name)) if name.type == "STRING" else str(name)

    level = name

    def measured(self, name: str, bound: Bound, *said: Qualifier | _Bounded) -> Measurement:
        return Measurement(analyte=name, bound=bound, **_fields(said))  # type: ignore[arg-type]

    def measurement(self, measured: Measurement, timing: Timing | None) -> Measurement:
        return measured.model_copy(update={"timing": timing})

    def opening(self, bracket: Token) -> str:
        return str(bracket)

    closing = opening

    def number(self, number: Token) -> Decimal:
        return Decimal(number)

    def unit(self, unit: Token) -> _Tail:
        return "unit", str(unit)

    def multiple(self, _times: Token, reference: Token) -> _Tail:
        return "reference", str(reference)

    def amount(self, number: Decimal, tail: _Tail | None = None) -> Quantity | TimesReference:
        return _value(number, tail)

    def level_end(self, name: str) -> Level:
        return Level(name=name)

    def levels(self, *names: str) -> Levels:
        return Levels(names=names)

    def one_sided(self, comparator: Token, value: _EndValue) -> Bound:
        if comparator == "=" and isinstance(value, Level):
            return Levels(names=(value.name,))
        end = End(value=value, inclusive="=" in comparator)
        return Interval(
            low=end if ">" in comparator or comparator == "=" else None,
            high=end if "<" in comparator or comparator == "=" else None,
        )

    def interval(self, opening: str, low: Decimal, high: Decimal, closing: str, tail: _Tail | None = None) -> Interval:
        return Interval(
            low=End(value=_value(low, tail), inclusive=opening == "["),
            high=End(value=_value(high, tail), inclusive=closing == "]"),
        )

    def mixed_interval(self, opening: str, low: _EndValue, high: _EndValue, closing: str) -> Interval:
        return Interval(low=End(value=low, inclusive=opening == "["), high=End(value=high, inclusive=closing == "]"))


def _value(number: Decimal, tail: _Tail | None) -> Quantity | TimesReference:
    if tail and tail[0] == "reference":
        return TimesReference(factor=number, reference=tail[1])  # type: ignore[arg-type]
    return Quantity(value=number, unit=tail[1] if tail else "")
