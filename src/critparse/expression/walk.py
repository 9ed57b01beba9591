"""Walking and rewriting expression trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from critparse.expression.nodes import All, Any, Expression, Judgement, Measurement, Not, Occurrence, Unparsed


def children(expression: Expression) -> tuple[Expression, ...]:
    """The direct parts of a node; empty for a leaf."""
    if isinstance(expression, All | Any):
        return expression.of
    if isinstance(expression, Not):
        return (expression.of,)
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
    if isinstance(expression, All | Any):
        expression = expression.model_copy(update={"of": tuple(transform(e, change) for e in expression.of)})
    elif isinstance(expression, Not):
        expression = expression.model_copy(update={"of": transform(expression.of, change)})
    return change(expression)


def without_source(expression: Expression) -> Expression:
    """The bare meaning: no spans, no rules, no marks of repair, no reasons. What the text form can say.

    >>> from critparse.expression import read, write
    >>> write(without_source(read("ALT > 3 x ULN")))
    'ALT > 3 x ULN'
    """

    def bare(node: Expression) -> Expression:
        drop: dict[str, object] = {"spans": (), "rule": None, "repaired": False, "reason": ""}
        if isinstance(node, Occurrence | Measurement):
            drop["qualifiers"] = tuple(q.model_copy(update={"span": None}) for q in node.qualifiers)
        if isinstance(node, Occurrence):
            drop |= {"codes": (), "concept_id": "", "source": "lexicon"}
        return node.model_copy(update={k: v for k, v in drop.items() if k in type(node).model_fields})

    return transform(expression, bare)


def simplify(expression: Expression) -> Expression:
    """Flatten nested `All` and `Any` and drop duplicate parts; meaning is kept.

    >>> from critparse.expression import read, write
    >>> write(simplify(read("all(all(ALT > 1 U/L, AST > 1 U/L), ALT > 1 U/L)")))
    'all(ALT > 1 U/L, AST > 1 U/L)'
    """
    return transform(expression, _flat)


def _flat(node: Expression) -> Expression:
    if not isinstance(node, All | Any):
        return node
    parts = [inner for part in node.of for inner in (part.of if type(part) is type(node) else (part,))]
    if len({_about(part) for part in parts}) < len(parts):
        kept: dict[str, Expression] = {}
        for part in parts:
            kept.setdefault(without_source(part).model_dump_json(), part)
        parts = list(kept.values())
    return parts[0] if len(parts) == 1 else node.model_copy(update={"of": tuple(parts)})


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
