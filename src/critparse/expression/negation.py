"""Negation moved from the outside of a tree to its leaves."""

from __future__ import annotations

from critparse.expression.bounds import Interval
from critparse.expression.intervals import complement
from critparse.expression.nodes import Age, All, Ambiguous, Any, AtLeast, Expression, Measurement, Not, Permitted, When
from critparse.source import Span


def push_negation_inward(expression: Expression) -> Expression:
    """The same said with every `Not` as near to the leaves as meaning allows, and bounds turned round where they can be.

    What cannot be turned round stays under its `Not`: a count of parts, a bound with two ends, levels, and all that is
    absent rather than unknown where the record has nothing. The spans of a `Not` go to the leaves that it reaches.

    >>> from critparse.expression import read, write
    >>> write(push_negation_inward(read('not(any(platelets < 80 10*9/L, condition "stroke"))')))
    'all(platelets >= 80 10*9/L, not(condition "stroke"))'
    """
    return _pushed(expression, negated=False, said=())


def _pushed(node: Expression, *, negated: bool, said: tuple[Span, ...]) -> Expression:
    """The node or its negation, where `said` are the spans of the `Not`s above it."""
    match node:
        case Not():
            return _pushed(node.of, negated=not negated, said=(*said, *node.spans))
        case All() | Any():
            parts = tuple(_pushed(part, negated=negated, said=said) for part in node.of)
            if not negated:
                return node.model_copy(update={"of": parts})
            return Any(of=parts, spans=node.spans) if isinstance(node, All) else All(of=parts, spans=node.spans)
        case When():
            condition = push_negation_inward(node.condition)
            return node.model_copy(update={"condition": condition, "then": _pushed(node.then, negated=negated, said=said)})
        case Ambiguous():
            return node.model_copy(update={"readings": tuple(_pushed(e, negated=negated, said=said) for e in node.readings)})
        case AtLeast():
            node = node.model_copy(update={"of": tuple(push_negation_inward(part) for part in node.of)})
    outside = _outside(node) if negated else node
    if outside is None:
        return Not(of=node, spans=said)
    return outside.model_copy(update={"spans": (*outside.spans, *said)}) if said else outside


def _outside(node: Expression) -> Expression | None:
    """What holds where the node does not, and is unknown or not asked where the node is; None where only a `Not` says it."""
    if isinstance(node, Permitted):
        return node
    if not isinstance(node, Age | Measurement) or not isinstance(node.bound, Interval) or not _is_one_value(node):
        return None
    bound = complement(node.bound)
    return node.model_copy(update={"bound": bound}) if bound else None


def _is_one_value(node: Age | Measurement) -> bool:
    """Whether one value answers: not repeated ones, nor one with a quality or around an event that may not be there."""
    if isinstance(node, Age):
        return True
    around_event = node.timing is not None and node.timing.event is not None
    return not (node.occasions or node.apart or node.qualifiers or around_event)
