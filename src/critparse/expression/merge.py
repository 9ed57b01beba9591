"""Several bounds of one value made one."""

from __future__ import annotations

from collections.abc import Callable

from critparse.expression.bounds import Interval
from critparse.expression.intervals import intersection, union
from critparse.expression.nodes import Age, All, Any, Expression, Measurement
from critparse.expression.walk import transform, without_source

_Join = Callable[[Interval, Interval], Interval | None]


def merge_bounds(expression: Expression) -> Expression:
    """Bounds of one value in an `All` as what lies in all of them, in an `Any` as what lies in any; redundant ones go.

    The value is one where all but the bound is the same: analyte, timing, qualifiers; the unit too, as nothing is converted.
    Bounds that contradict each other stay apart, as do those in an `Any` with a gap between them. The merged node
    stands where the first one stood and keeps the spans of all.
    Of a value that the record gives as a range ("<5"), a merged `Any` can tell what its parts could not.

    >>> from critparse.expression import read, write
    >>> write(merge_bounds(read("all(Hb >= 9 g/dL, age > 17 a, Hb < 12 g/dL)")))
    'all(Hb in [9, 12) g/dL, age > 17 a)'
    """
    return transform(expression, _merged)


def _merged(node: Expression) -> Expression:
    if not isinstance(node, All | Any):
        return node
    values: dict[object, list[Expression]] = {}
    for place, part in enumerate(node.of):
        values.setdefault(_value(part) or place, []).append(part)
    if len(values) == len(node.of):
        return node
    join = intersection if isinstance(node, All) else union
    parts = tuple(part for alike in values.values() for part in _joined(alike, join))
    return parts[0] if len(parts) == 1 else node.model_copy(update={"of": parts})


def _value(part: Expression) -> Expression | None:
    """What is bounded, if it is one value: the node without its bound."""
    if isinstance(part, Age) or (isinstance(part, Measurement) and not part.occasions and not part.apart):
        return without_source(part).model_copy(update={"bound": None}) if isinstance(part.bound, Interval) else None
    return None


def _joined(parts: list[Expression], join: _Join) -> list[Expression]:
    kept: list[Expression] = []
    for part in parts:
        joined, at, place = part, 0, len(kept)
        while at < len(kept):
            both = _pair(kept[at], joined, join)
            if both is None:
                at += 1
            else:
                del kept[at]
                joined, at, place = both, 0, min(place, at)
        kept.insert(place, joined)
    return kept


def _pair(one: Expression, other: Expression, join: _Join) -> Expression | None:
    spans = (*one.spans, *other.spans)
    match one, other:
        case Age(), Age():
            bound = join(one.bound, other.bound)
            return one.model_copy(update={"bound": bound, "spans": spans}) if bound else None
        case Measurement(bound=Interval() as a), Measurement(bound=Interval() as b):
            bound = join(a, b)
            repaired = one.repaired or other.repaired
            return one.model_copy(update={"bound": bound, "spans": spans, "repaired": repaired}) if bound else None
        case _:
            return None
