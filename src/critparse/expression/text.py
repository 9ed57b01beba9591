"""The one-line text form of an expression, and reading it back. The syntax stands in `grammars/syntax/expression.lark`."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from importlib.resources import files

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, VisitError

from critparse.errors import ExpressionError
from critparse.expression.bounds import Bound, End, Interval, Level, Levels, Quantity, TimesReference
from critparse.expression.nodes import Age, All, Any, Expression, Judgement, Measurement, Not, Occurrence, Qualifier, Sex, Unparsed

_BARE_NAME = re.compile(r"[A-Za-z0-9_+][A-Za-z0-9_+/-]*")
_DOMAINS = ("condition", "drug", "procedure", "device", "observation", "allergy")
_KEYWORDS = frozenset({"all", "any", "not", "unparsed", "judgement", "sex", "age", "in", *_DOMAINS})
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
        case Measurement():
            return f"{_name(expression.analyte)} {_bound(expression.bound)}{_qualified(expression)}"
        case Age():
            return f"age {_bound(expression.bound)}"
        case Sex():
            return f"sex = {expression.value}"
        case Occurrence():
            return f"{expression.domain} {_quoted(expression.concept)}{_qualified(expression)}"
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


def _qualified(node: Occurrence | Measurement) -> str:
    said = [f"{q.kind} = {_value_of(q)}" for q in node.qualifiers]
    if isinstance(node, Occurrence) and node.dose:
        said.insert(0, f"dose {_bound(node.dose)}")
    return f" ({', '.join(said)})" if said else ""


def _value_of(qualifier: Qualifier) -> str:
    plain = _BARE_NAME.fullmatch(qualifier.value) and not qualifier.value[0].isdigit()
    return qualifier.value if plain else _quoted(qualifier.value)


def _name(name: str) -> str:
    plain = _BARE_NAME.fullmatch(name) and name not in _KEYWORDS and not _NUMERIC.fullmatch(name)
    return name if plain else _quoted(name)


def _decimal(value: Decimal) -> str:
    return format(value, "f")


def _amount(value: Quantity | TimesReference | Level) -> str:
    match value:
        case Quantity():
            return f"{_decimal(value.value)} {value.unit}".rstrip()
        case TimesReference():
            return f"{_decimal(value.factor)} x {value.reference}"
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


def _tail(value: Quantity | TimesReference | Level) -> str | None:
    match value:
        case Quantity():
            return value.unit
        case TimesReference():
            return f"x {value.reference}"
        case Level():
            return None


def _number(value: Quantity | TimesReference | Level) -> str:
    return _amount(value).split(" ", 1)[0]


_Tail = tuple[str, str]


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

    def occurrence(self, domain: Token, concept: Token, *said: Qualifier | Interval) -> Occurrence:
        qualifiers = tuple(q for q in said if isinstance(q, Qualifier))
        dose = next((b for b in said if isinstance(b, Interval)), None)
        return Occurrence(domain=str(domain), concept=json.loads(concept), qualifiers=qualifiers, dose=dose)  # type: ignore[arg-type]

    def dose(self, _keyword: Token, bound: Interval) -> Interval:
        return bound

    def qualifier(self, kind: Token, value: Token) -> Qualifier:
        return Qualifier(kind=str(kind), value=json.loads(value) if value.type == "STRING" else str(value))

    def sex(self, _keyword: Token, value: Token) -> Sex:
        return Sex(value=str(value))  # type: ignore[arg-type]

    def age(self, _keyword: Token, bound: Interval) -> Age:
        return Age(bound=bound)

    def name(self, name: Token) -> str:
        return str(json.loads(name)) if name.type == "STRING" else str(name)

    def measurement(self, name: str, bound: Bound, *said: Qualifier) -> Measurement:
        return Measurement(analyte=name, bound=bound, qualifiers=said)

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

    def levels(self, _in: Token, *names: str) -> Levels:
        return Levels(names=names)

    def one_sided(self, comparator: Token, value: Quantity | TimesReference | Level | Decimal) -> Bound:
        if isinstance(value, Decimal):
            value = Quantity(value=value)
        if comparator == "=" and isinstance(value, Level):
            return Levels(names=(value.name,))
        end = End(value=value, inclusive="=" in comparator)
        return Interval(
            low=end if ">" in comparator or comparator == "=" else None,
            high=end if "<" in comparator or comparator == "=" else None,
        )

    def interval(self, _in: Token, opening: str, low: Decimal, high: Decimal, closing: str, tail: _Tail | None = None) -> Interval:
        return Interval(
            low=End(value=_value(low, tail), inclusive=opening == "["),
            high=End(value=_value(high, tail), inclusive=closing == "]"),
        )

    def mixed_interval(
        self,
        _in: Token,
        opening: str,
        low: Quantity | TimesReference | Level | Decimal,
        high: Quantity | TimesReference | Level | Decimal,
        closing: str,
    ) -> Interval:
        ends = [Quantity(value=v) if isinstance(v, Decimal) else v for v in (low, high)]
        return Interval(low=End(value=ends[0], inclusive=opening == "["), high=End(value=ends[1], inclusive=closing == "]"))


def _value(number: Decimal, tail: _Tail | None) -> Quantity | TimesReference:
    if tail and tail[0] == "reference":
        return TimesReference(factor=number, reference=tail[1])  # type: ignore[arg-type]
    return Quantity(value=number, unit=tail[1] if tail else "")
