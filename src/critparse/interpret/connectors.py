"""Connectors between the parts of a sentence: what each means, and in which order they bind."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from critparse.expression import Age, Expression, Interval, Measurement, Quantity
from critparse.interpret.reading import Operator, Reading, joined
from critparse.source import Diagnostic

_LEVELS: dict[str, tuple[int, Operator | None]] = {
    "stop": (0, None),
    "semicolon": (0, None),
    "comma": (1, None),
    "plus": (2, "all"),
    "but": (2, "all"),
    "or": (3, "any"),
    "and": (4, "all"),
    "with": (5, "all"),
    "and_or": (6, "any"),
}
"""Token class → how tightly it binds, and what it means; None where the section decides."""
_OR, AND, _WITH, _AND_OR = 3, 4, 5, 6
_PLUS = 2
_INNERMOST = 7


class Connector(NamedTuple):
    """What stands between two parts of a sentence."""

    level: int
    operator: Operator | None
    listed: bool
    """Whether a comma or semicolon stands in it."""
    at: int
    opens: bool = False
    """Whether a list in its own words opens behind it: "and either A or B"."""
    union: bool = False
    """Whether "and" joins kinds of patients: "pregnant and lactating women" are both kinds."""
    people: bool = False
    """Whether other patients are spoken of behind it: "men with A or women with B"."""


def connector(reading: Reading, pending: Sequence[int]) -> Connector:
    """One connector of all that stands between two segments: ", and" is an "and" of a list."""
    classes = [reading.mentions[i].token_class for i in pending if reading.mentions[i].token_class in _LEVELS] or ["comma"]
    listed = any(c in ("comma", "semicolon", "stop") for c in classes)
    words = [c for c in classes if c not in ("comma", "semicolon", "stop")]
    if words:
        level, operator = min(_LEVELS[w] for w in words) if len(words) > 1 else _LEVELS[words[-1]]
        return Connector(level, operator, listed, pending[-1])
    level, operator = min(_LEVELS[c] for c in classes)
    return Connector(level, operator, listed, pending[-1])


def adjunct(c: Connector) -> Connector:
    """The comma before an adjunct: it belongs to what stands before it, whatever list it stands in."""
    return c._replace(level=max(level for level, _ in _LEVELS.values()), operator="all") if c.operator is None else c


def resolved(reading: Reading, connectors: list[Connector]) -> list[Connector]:
    """Give each comma the meaning of the "and" or "or" that ends its list, else that of its section."""
    default: Operator = "all" if reading.kind == "inclusion" else "any"
    out = list(connectors)
    for i in range(len(out) - 1, -1, -1):
        c = out[i]
        if c.operator is not None:
            continue
        following = out[i + 1] if i + 1 < len(out) else None
        if following and following.level in (_OR, AND, _AND_OR) and c.level > 0:
            out[i] = c._replace(level=following.level, operator=following.operator)
        else:
            out[i] = c._replace(operator=default)
    out = _apart(_under_with(out))
    if reading.kind == "negated":
        return [c._replace(level=_OR, operator="any") if c.level == AND else c for c in out]
    return _exclusion_lists(reading, out) if reading.kind == "exclusion" else out


def _under_with(connectors: list[Connector]) -> list[Connector]:
    """ "PCI with bivalirudin or heparin": what "with" opens holds the alternatives behind it, up to a comma."""
    out = list(connectors)
    inside = False
    for i, c in enumerate(out):
        if c.level == _WITH or c.opens:
            inside = True
        elif c.listed or c.people or c.level < _OR:
            inside = False
        elif inside and c.level == _OR:
            out[i] = c._replace(level=_INNERMOST)
    return out


def _apart(connectors: list[Connector]) -> list[Connector]:
    """ "A or B, and C": the comma parts what the other connector joins."""
    out = list(connectors)
    for i, (before, c) in enumerate(pairwise(connectors), start=1):
        if before.level == _OR and not before.listed and c.level == AND and c.listed:
            out[i] = c._replace(level=_PLUS)
    return out


def other_precedence(connectors: list[Connector]) -> list[Connector] | None:
    """The connectors with "or" before "and" where "A or B and C" leaves open which binds first; None where nothing does."""
    for i, (here, following) in enumerate(pairwise(connectors)):
        if here.level == _OR and following.level == AND and not here.listed and not following.listed:
            return [*connectors[:i], here._replace(level=_INNERMOST), *connectors[i + 1 :]]
    return None


def _exclusion_lists(reading: Reading, connectors: list[Connector]) -> list[Connector]:
    """Under an exclusion a list of three or more is a disjunction even with "and"; a bare "A and B" is ambiguous."""
    out = list(connectors)
    i = 0
    while i < len(out):
        j = i
        while j < len(out) and out[j].level == AND:
            j += 1
        if j - i >= 2 and any(c.listed for c in out[i:j]):
            out[i:j] = [c._replace(level=_OR, operator="any") for c in out[i:j]]
        elif j - i == 1 and out[i].union:
            out[i] = out[i]._replace(level=_OR, operator="any")
        elif j - i >= 1:
            m = reading.mentions[out[i].at]
            reading.diagnostics.append(
                Diagnostic(
                    code="L002",
                    severity="note",
                    span=reading.original(m.start, m.end),
                    message='"and" between two exclusions: read as both together; "or" may be meant',
                )
            )
        i = max(j, i + 1)
    return out


def without_contradiction(reading: Reading, nodes: list[Expression], connectors: list[Connector]) -> list[Connector]:
    """ "BMI < 18 and > 35" can never hold as written: the "and" between bounds that exclude each other is an "or"."""
    out = list(connectors)
    for i, c in enumerate(out):
        if c.operator == "all" and exclude_each_other(nodes[i], nodes[i + 1]):
            out[i] = c._replace(operator="any")
            m = reading.mentions[c.at]
            span = reading.original(m.start, m.end)
            message = 'the two bounds exclude each other: read as "or"'
            reading.diagnostics.append(Diagnostic(code="L002", severity="warning", span=span, message=message))
    return out


def exclude_each_other(left: Expression, right: Expression) -> bool:
    """Whether two one-sided bounds on the same thing in the same unit leave no value."""
    if type(left) is not type(right) or not isinstance(left, Age | Measurement) or not isinstance(right, Age | Measurement):
        return False
    if getattr(left, "analyte", "") != getattr(right, "analyte", ""):
        return False
    a, b = left.bound, right.bound
    if not isinstance(a, Interval) or not isinstance(b, Interval) or (a.low and a.high) or (b.low and b.high):
        return False
    high, low = (a.high, b.low) if a.high else (b.high, a.low)
    if high is None or low is None or not isinstance(high.value, Quantity) or not isinstance(low.value, Quantity):
        return False
    return high.value.unit == low.value.unit and high.value.value < low.value.value


def fold(reading: Reading, nodes: list[Expression], connectors: list[Connector]) -> Expression:
    """One expression of parts and the connectors between them, the loosest last."""
    if len(nodes) == 1:
        return nodes[0]
    loosest = min(c.level for c in connectors)
    operators = {c.operator for c in connectors if c.level == loosest}
    operator: Operator = "any" if "any" in operators else "all"
    groups: list[tuple[list[Expression], list[Connector]]] = [([nodes[0]], [])]
    for node, c in zip(nodes[1:], connectors, strict=True):
        if c.level == loosest and c.operator == operator:
            groups.append(([node], []))
        else:
            groups[-1][0].append(node)
            groups[-1][1].append(c)
    if len(groups) == 1:
        return nodes[0]
    whole = joined(reading, [fold(reading, g, c) for g, c in groups], operator)
    assert whole is not None
    return whole
