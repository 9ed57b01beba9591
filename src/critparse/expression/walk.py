"""Walking and rewriting expression trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from critparse.expression.nodes import (
    All,
    Ambiguous,
    Any,
    AtLeast,
    Expression,
    Measurement,
    Not,
    Occurrence,
    Permitted,
    Relation,
    When,
)


def children(expression: Expression) -> tuple[Expression, ...]:
    """The direct parts of a node; empty for a leaf."""
    match expression:
        case All() | Any() | AtLeast():
            return expression.of
        case Not() | Permitted():
            return (expression.of,)
        case When():
            return (expression.condition, expression.then)
        case Ambiguous():
            return expression.readings
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """The node and everything below it, parents first.

    >>> from critparse.expression import read
    >>> [node.kind for node in walk(read("any(ALT > 3 x ULN, not(age < 18 a))"))]
    ['any', 'measurement', 'not', 'age']
    """
    stack = [expression]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def transform(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The tree with `change` applied to every node, leaves first."""
    match expression:
        case All() | Any() | AtLeast():
            expression = expression.model_copy(update={"of": tuple(transform(e, change) for e in expression.of)})
        case Not() | Permitted():
            expression = expression.model_copy(update={"of": transform(expression.of, change)})
        case When():
            parts = {"condition": transform(expression.condition, change), "then": transform(expression.then, change)}
            expression = expression.model_copy(update=parts)
        case Ambiguous():
            readings = tuple(transform(e, change) for e in expression.readings)
            expression = expression.model_copy(update={"readings": readings})
    return change(expression)


def without_source(expression: Expression) -> Expression:
    """The bare meaning: no spans, no rules, no marks of repair, no reasons. What the text form can say.

    >>> from critparse.expression import read, write
    >>> write(without_source(read("ALT > 3 x ULN")))
    'ALT > 3 x ULN'
    """

    def bare(node: Expression) -> Expression:
        drop: dict[str, object] = {"spans": (), "rule": None, "repaired": False, "reason": "", "defines": ""}
        if isinstance(node, Occurrence | Measurement | Relation):
            drop["qualifiers"] = tuple(q.model_copy(update={"span": None}) for q in node.qualifiers)
        if isinstance(node, Occurrence | Measurement | Relation) and node.timing:
            event = node.timing.event
            bare_event = bare(event) if event else None
            drop["timing"] = node.timing.model_copy(update={"span": None, "event": bare_event})
        if isinstance(node, Occurrence):
            drop |= {"codes": (), "concept_id": "", "source": "lexicon", "except_": tuple(bare(e) for e in node.except_)}
        return node.model_copy(update={k: v for k, v in drop.items() if k in type(node).model_fields})

    return transform(expression, bare)
