"""The one-line text form of an expression, and reading it back. The syntax stands in `grammars/syntax/expression.lark`."""

from __future__ import annotations

import json
import re
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
    Qualifier,
    Ratio,
    Relation,
    Sex,
    Timing,
    Unparsed,
    Value,
    When,
)

_BARE_NAME = re.compile(r"[A-Za-z0-9_+][A-Za-z0-9_+/-]*")
_DOMAINS = ("condition", "drug", "procedure", "device", "observation", "allergy")
_OF_OCCURRENCES = {"dose": "dose", "count": "count", "duration": "duration", "onset": "onset_age"}
"""The word of the text form that says a bound of an occurrence → the field that holds it."""
_OF_MEASUREMENTS = {"occasions": "occasions", "apart": "apart"}
_RELATIONS = frozenset({"before", "after", "during", "at", "around", "within", "first", "last"})
_CALLS = frozenset({
    "all", "any", "not", "at_least", "when", "ambiguous", "unparsed", "judgement", "value", "ratio", "increase", "decrease",
    "change", "except", "longest", "shortest",
})  # fmt: skip
_KEYWORDS = _CALLS | _RELATIONS | frozenset({"sex", "age", "in", "cohort", *_DOMAINS})
_NUMERIC = re.compile(r"-?\d+(\.\d+)?")


def write(expression: Expression) -> str:
    """The text form of an expression.

    >>> write(Any(of=(Unparsed(text="cystitis"), read("platelets < 80 10*9/L"))))
    'any(unparsed("cystitis"), platelets < 80 10*9/L)'
    """
    match expression:
        case All() | Any():
            return f"{expression.kind}({', '.join(write(e) for e in expression.of)})"
        case Not():
            return f"not({write(expression.of)})"
        case AtLeast():
            return f"at_least({expression.n}, {', '.join(write(e) for e in expression.of)})"
        case When():
            return f"when({write(expression.condition)}, {write(expression.then)})"
        case Ambiguous():
            return f"ambiguous({', '.join(write(e) for e in expression.readings)})"
        case Measurement():
            return f"{_name(expression.analyte)} {_bound(expression.bound)}{_said(expression)}{_timed(expression.timing)}"
        case Relation():
            right = expression.right
            compared = _derived(right) if isinstance(right, Value) else _amount(right)
            return f"{_derived(expression.left)} {expression.operator} {compared}{_timed(expression.timing)}"
        case Age():
            return f"age {_bound(expression.bound)}"
        case Sex():
            return f"sex = {expression.value}"
        case Occurrence():
            taken_out = f" except({', '.join(write(e) for e in expression.except_)})" if expression.except_ else ""
            return f"{_named(expression)}{_timed(expression.timing)}{taken_out}"
        case Cohort():
            return f"cohort {_quoted(expression.name)}"
        case Judgement() | Unparsed():
            return f"{expression.kind}({_quoted(expression.text)})"


def read(text: str) -> Expression:
    """The expression that a text form writes.

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


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _named(node: Occurrence) -> str:
    return f"{node.domain} {_quoted(node.concept)}{_said(node)}"


def _said(node: Occurrence | Measurement) -> str:
    names = _OF_OCCURRENCES if isinstance(node, Occurrence) else _OF_MEASUREMENTS
    bounds = ((word, getattr(node, field)) for word, field in names.items())
    said = [f"{word} {_bound(bound)}" for word, bound in bounds if bound is not None]
    said += [f"{q.kind} = {_value_of(q)}" for q in node.qualifiers]
    return f" ({', '.join(said)})" if said else ""


def _timed(timing: Timing | None) -> str:
    if timing is None:
        return ""
    which = "" if timing.which == "any" else f" {timing.which}"
    within = f" within {_bound(timing.within).removeprefix('in ')}" if timing.within else ""
    anchor = _named(timing.event) if timing.event else _name(timing.anchor)
    return f"{which}{within} {timing.relation} {anchor}"


def _derived(value: Value | Ratio | Change) -> str:
    match value:
        case Value():
            factor = "" if value.factor == 1 else f"{_decimal(value.factor)} x "
            return f"{factor}value({_name(value.analyte)})"
        case Ratio():
            return f"ratio({_name(value.over)}, {_name(value.under)})"
        case Change():
            return f"{value.direction}({_name(value.analyte)})"


def _value_of(qualifier: Qualifier) -> str:
    plain = _BARE_NAME.fullmatch(qualifier.value) and not qualifier.value[0].isdigit()
    return qualifier.value if plain else _quoted(qualifier.value)


def _name(name: str) -> str:
    plain = _BARE_NAME.fullmatch(name) and name not in _KEYWORDS and not _NUMERIC.fullmatch(name)
    return name if plain else _quoted(name)


def _decimal(value: Decimal) -> str:
    return format(value, "f")


_EndValue = Quantity | TimesReference | Extreme | Level


def _amount(value: _EndValue) -> str:
    match value:
        case Quantity():
            return f"{_decimal(value.value)} {value.unit}".rstrip()
        case TimesReference():
            return f"{_decimal(value.factor)} x {value.reference}"
        case Extreme():
            return f"{value.which}({', '.join(_amount(q) for q in value.of)})"
        case Level():
            return value.name


def _bound(bound: Bound) -> str:
    if isinstance(bound, Levels):
        return f"= {bound.names[0]}" if len(bound.names) == 1 else f"in {{{', '.join(bound.names)}}}"
    low, high = bound.low, bound.high
    if low and high:
        if low == high and low.inclusive:
            return f"= {_amount(low.value)}"
        opening, closing = "[" if low.inclusive else "(", "]" if high.inclusive else ")"
        if _tail(low.value) is not None and _tail(low.value) == _tail(high.value):
            return f"in {opening}{_number(low.value)}, {_number(high.value)}{closing} {_tail(high.value)}".rstrip()
        return f"in {opening}{_amount(low.value)}; {_amount(high.value)}{closing}"
    if low:
        return f"{'>=' if low.inclusive else '>'} {_amount(low.value)}"
    assert high is not None
    return f"{'<=' if high.inclusive else '<'} {_amount(high.value)}"


def _tail(value: _EndValue) -> str | None:
    match value:
        case Quantity():
            return value.unit
        case TimesReference():
            return f"x {value.reference}"
        case Extreme() | Level():
            return None


def _number(value: _EndValue) -> str:
    return _amount(value).split(" ", 1)[0]


_Tail = tuple[str, str]


class _Bounded(NamedTuple):
    """A bound in brackets and the word that says of what."""

    word: str
    bound: Interval


def _fields(said: Sequence[Qualifier | _Bounded], names: dict[str, str]) -> dict[str, object]:
    bounds: dict[str, object] = {names[b.word]: b.bound for b in said if isinstance(b, _Bounded)}
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

    def not_(self, _keyword: Token, part: Expression) -> Not:
        return Not(of=part)

    def unparsed(self, _keyword: Token, text: Token) -> Unparsed:
        return Unparsed(text=json.loads(text))

    def judgement(self, _keyword: Token, text: Token) -> Judgement:
        return Judgement(text=json.loads(text))

    def at_least(self, _keyword: Token, n: Decimal, *parts: Expression) -> AtLeast:
        return AtLeast(n=int(n), of=parts)

    def when(self, _keyword: Token, condition: Expression, then: Expression) -> When:
        return When(condition=condition, then=then)

    def ambiguous(self, _keyword: Token, *readings: Expression) -> Ambiguous:
        return Ambiguous(readings=readings)

    def cohort(self, _keyword: Token, name: Token) -> Cohort:
        return Cohort(name=json.loads(name))

    def named(self, domain: Token, concept: Token, *said: Qualifier | _Bounded) -> Occurrence:
        return Occurrence(domain=str(domain), concept=json.loads(concept), **_fields(said, _OF_OCCURRENCES))  # type: ignore[arg-type]

    def occurrence(self, named: Occurrence, timing: Timing | None, taken_out: tuple[Occurrence, ...] | None) -> Occurrence:
        return named.model_copy(update={"timing": timing, "except_": taken_out or ()})

    def except_(self, _keyword: Token, *taken_out: Occurrence) -> tuple[Occurrence, ...]:
        return taken_out

    def bounded(self, keyword: Token, bound: Interval) -> _Bounded:
        return _Bounded(str(keyword), bound)

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

    def relation(
        self, left: Value | Ratio | Change, operator: Token, right: Value | Quantity | Decimal, timing: Timing | None
    ) -> Relation:
        compared = Quantity(value=right) if isinstance(right, Decimal) else right
        return Relation(left=left, operator=str(operator), right=compared, timing=timing)  # type: ignore[arg-type]

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

    def measured(self, name: str, bound: Bound, *said: Qualifier | _Bounded) -> Measurement:
        return Measurement(analyte=name, bound=bound, **_fields(said, _OF_MEASUREMENTS))  # type: ignore[arg-type]

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

    def level_end(self, name: Token) -> Level:
        return Level(name=str(name))

    def level(self, name: Token) -> str:
        return str(name)

    def levels(self, *names: str) -> Levels:
        return Levels(names=names)

    def one_sided(self, comparator: Token, value: _EndValue | Decimal) -> Bound:
        if isinstance(value, Decimal):
            value = Quantity(value=value)
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

    def mixed_interval(
        self,
        opening: str,
        low: _EndValue | Decimal,
        high: _EndValue | Decimal,
        closing: str,
    ) -> Interval:
        ends = [Quantity(value=v) if isinstance(v, Decimal) else v for v in (low, high)]
        return Interval(low=End(value=ends[0], inclusive=opening == "["), high=End(value=ends[1], inclusive=closing == "]"))


def _value(number: Decimal, tail: _Tail | None) -> Quantity | TimesReference:
    if tail and tail[0] == "reference":
        return TimesReference(factor=number, reference=tail[1])  # type: ignore[arg-type]
    return Quantity(value=number, unit=tail[1] if tail else "")
