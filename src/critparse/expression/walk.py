"""Walking and rewriting expression trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

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

_INNER = frozenset({All, Any, AtLeast, Not, Permitted, When, Ambiguous})
"""The nodes that have parts. Most nodes have none, and are told by one look; `isinstance` is slow on pydantic's classes."""


def children(expression: Expression) -> tuple[Expression, ...]:
    """The direct parts of a node; empty for a leaf."""
    if type(expression) not in _INNER:
        return ()
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
    """The tree with `change` applied to every node, leaves first; what it does not change stays the same object."""
    parts = children(expression)
    return change(with_children(expression, [transform(part, change) for part in parts]) if parts else expression)


def with_children(expression: Expression, parts: Sequence[Expression]) -> Expression:
    """The node with other direct parts, as many as `children` gives; the very same node where they are the same."""
    if all(new is old for new, old in zip(parts, children(expression), strict=True)):
        return expression
    match expression:
        case All() | Any() | AtLeast():
            return expression.model_copy(update={"of": tuple(parts)})
        case Not() | Permitted():
            return expression.model_copy(update={"of": parts[0]})
        case When():
            return expression.model_copy(update={"condition": parts[0], "then": parts[1]})
        case Ambiguous():
            return expression.model_copy(update={"readings": tuple(parts)})
        case _:
            return expression


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
