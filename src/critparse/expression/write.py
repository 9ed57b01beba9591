"""The one-line text form of an expression. Its syntax stands in `grammars/syntax/expression.lark`."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from critparse.expression.bounds import Bound, Extreme, Level, Levels, Quantity, TimesReference
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

BOUND_WORDS = {
    "dose": "dose", "count": "count", "duration": "duration", "onset": "onset_age", "occasions": "occasions", "apart": "apart",
}  # fmt: skip
"""The word of the text form that says a bound in brackets → the field of the node that holds it."""

_BARE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+/-]*")
_BARE_VALUE = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]*")
_NUMERIC = re.compile(r"-?\d+(\.\d+)?")
_KEYWORDS = frozenset({
    "all", "any", "not", "at_least", "when", "permitted", "ambiguous", "unparsed", "judgement", "value", "ratio", "increase",
    "decrease", "change", "except", "longest", "shortest", "before", "after", "during", "at", "around", "within", "first",
    "last", "sex", "age", "in", "cohort", "condition", "drug", "procedure", "device", "observation", "allergy",
})  # fmt: skip
"""Names that are quoted."""


def write(expression: Expression) -> str:
    """The text form of an expression.

    >>> write(Any(of=(Unparsed(text="cystitis"), Sex(value="male"))))
    'any(unparsed("cystitis"), sex = male)'
    """
    match expression:
        case All() | Any():
            return f"{expression.kind}({', '.join(write(e) for e in expression.of)})"
        case Not() | Permitted():
            return f"{expression.kind}({write(expression.of)})"
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
            return f"{_derived(expression.left)} {expression.operator} {compared}{_said(expression)}{_timed(expression.timing)}"
        case Age():
            return f"age {_bound(expression.bound)}"
        case Sex():
            return f"sex = {expression.value}"
        case Occurrence():
            return _occurrence(expression)
        case Cohort():
            return f"cohort {_quoted(expression.name)}"
        case Judgement() | Unparsed():
            return f"{expression.kind}({_quoted(expression.text)})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _occurrence(node: Occurrence) -> str:
    taken_out = f" except({', '.join(_occurrence(e) for e in node.except_)})" if node.except_ else ""
    return f"{node.domain} {_quoted(node.concept)}{_said(node)}{_timed(node.timing)}{taken_out}"


def _said(node: Occurrence | Measurement | Relation) -> str:
    bounds = ((word, getattr(node, field, None)) for word, field in BOUND_WORDS.items())
    said = [f"{word} {_bound(bound)}" for word, bound in bounds if bound is not None]
    said += [f"{q.kind} = {_value_of(q)}" for q in node.qualifiers]
    return f" ({', '.join(said)})" if said else ""


def _timed(timing: Timing | None) -> str:
    if timing is None:
        return ""
    which = "" if timing.which == "any" else f" {timing.which}"
    within = f" within {_bound(timing.within).removeprefix('in ')}" if timing.within else ""
    return f"{which}{within} {timing.relation} {_event(timing.event) if timing.event else _name(timing.anchor)}"


def _event(event: Occurrence) -> str:
    return f"({_occurrence(event)})" if event.timing or event.except_ else _occurrence(event)


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
    return qualifier.value if _BARE_VALUE.fullmatch(qualifier.value) else _quoted(qualifier.value)


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
            return value.name if _BARE_NAME.fullmatch(value.name) and not _NUMERIC.fullmatch(value.name) else _quoted(value.name)


def _level(name: str) -> str:
    return name if _BARE_NAME.fullmatch(name) or _NUMERIC.fullmatch(name) else _quoted(name)


def _bound(bound: Bound) -> str:
    if isinstance(bound, Levels):
        return f"= {_level(bound.names[0])}" if len(bound.names) == 1 else f"in {{{', '.join(map(_level, bound.names))}}}"
    low, high = bound.low, bound.high
    if low and high:
        if low == high and low.inclusive and not isinstance(low.value, Level):
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
