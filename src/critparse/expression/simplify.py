"""Simpler trees that say the same: each pass is a pure function from expression to expression."""

from __future__ import annotations

from critparse.expression.nodes import All, Any, Expression, Judgement, Measurement, Occurrence, Unparsed
from critparse.expression.walk import transform, without_source


def simplify(expression: Expression) -> Expression:
    """Nested `All` and `Any` flattened and duplicate parts dropped, in one walk.

    >>> from critparse.expression import read, write
    >>> write(simplify(read("all(all(ALT > 1 U/L, AST > 1 U/L), ALT > 1 U/L)")))
    'all(ALT > 1 U/L, AST > 1 U/L)'
    """
    return transform(expression, lambda node: _distinct(_flat(node)))


def flatten(expression: Expression) -> Expression:
    """`All` inside `All` and `Any` inside `Any` taken into the outer one; of a single part only the part is left.

    >>> from critparse.expression import read, write
    >>> write(flatten(read("all(all(age > 1 a, sex = male), any(age > 3 a))")))
    'all(age > 1 a, sex = male, age > 3 a)'
    """
    return transform(expression, _flat)


def drop_duplicates(expression: Expression) -> Expression:
    """The first of parts of an `All` or `Any` that say the same, wherever in the text they say it.

    >>> from critparse.expression import read, write
    >>> write(drop_duplicates(read("any(age > 1 a, sex = male, age > 1 a)")))
    'any(age > 1 a, sex = male)'
    """
    return transform(expression, _distinct)


def _flat(node: Expression) -> Expression:
    if not isinstance(node, All | Any):
        return node
    if len(node.of) == 1:
        return node.of[0]
    if not any(type(part) is type(node) for part in node.of):
        return node
    parts = (inner for part in node.of for inner in (part.of if isinstance(part, type(node)) else (part,)))
    return node.model_copy(update={"of": tuple(parts)})


def _distinct(node: Expression) -> Expression:
    if not isinstance(node, All | Any) or len({_about(part) for part in node.of}) == len(node.of):
        return node
    kept: dict[str, Expression] = {}
    for part in node.of:
        kept.setdefault(without_source(part).model_dump_json(), part)
    parts = tuple(kept.values())
    return parts[0] if len(parts) == 1 else node.model_copy(update={"of": parts})


def _about(node: Expression) -> object:
    """What parts that say the same have in common, told fast."""
    match node:
        case Measurement():
            return node.analyte, node.bound
        case Occurrence():
            return node.domain, node.concept
        case Unparsed() | Judgement():
            return node.kind, node.text
        case _:
            return node.kind
