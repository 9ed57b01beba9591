"""The readable tree of a protocol: what each criterion says, where, how much was understood, and what was not.

The tree is plain values, so that a terminal and a file show the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from critparse.expression import All, Any, Expression, Not, Occurrence, Unparsed, children, write
from critparse.interpret import Criterion, Protocol
from critparse.interpret.explain import shown_codes
from critparse.source import Diagnostic, Metadata

Role = Literal["plain", "strong", "faint", "understood", "partly", "nothing", "logic", "error", "warning", "note"]
"""What a piece of a label is, for those who can show colours."""


class Piece(NamedTuple):
    """A stretch of a label."""

    text: str
    role: Role = "plain"


class Node(NamedTuple):
    """A line of the tree and what stands below it."""

    label: tuple[Piece, ...]
    children: tuple[Node, ...] = ()


_HEADS = {"all": "all of", "any": "any of", "not": "not"}
_UNITS = {"a": "years", "mo": "months", "wk": "weeks", "d": "days"}
_ALMOST_ALL = 0.99
_MOST_OF_CODES = 48


def protocol_tree(protocol: Protocol) -> list[Node]:
    """The roots: the document, its groups of criteria, and a summary.

    >>> from critparse import parse
    >>> [root.label[0].text for root in protocol_tree(parse("Inclusion Criteria: DLCO<45% of predicted", name="a"))]
    ['a', 'Inclusion criteria', '1 criterion, 1 comparison, 100% of the text understood, no diagnostics']
    """
    return [_document(protocol), *_groups(protocol), Node((Piece(_summary(protocol), "faint"),))]


def tree_lines(roots: Sequence[Node]) -> Iterator[str]:
    """The tree as lines of text, roots apart by an empty line.

    >>> for line in tree_lines([Node((Piece("a"),), (Node((Piece("b"),)), Node((Piece("c"),))))]):
    ...     print(line)
    a
    ├── b
    └── c
    """
    for n, root in enumerate(roots):
        if n:
            yield ""
        yield _line(root)
        yield from _below(root, "")


def _below(node: Node, prefix: str) -> Iterator[str]:
    for n, child in enumerate(node.children, start=1):
        last = n == len(node.children)
        yield f"{prefix}{'└── ' if last else '├── '}{_line(child)}"
        yield from _below(child, prefix + ("    " if last else "│   "))


def _line(node: Node) -> str:
    return "".join(piece.text for piece in node.label).rstrip()


def _document(protocol: Protocol) -> Node:
    title = protocol.metadata.title
    label = (Piece(_one_line(protocol.name), "strong"), *((Piece(f"  {_one_line(title)}"),) if title else ()))
    fields = _fields(protocol.metadata)
    about = (Node((Piece(fields, "faint"),)),) if fields else ()
    return Node(label, (*about, *map(_diagnostic, protocol.diagnostics)))


def _fields(metadata: Metadata) -> str:
    low, high = (f"{age[0]} {_UNITS.get(age[1], age[1])}" if age else "" for age in (metadata.minimum_age, metadata.maximum_age))
    ages = f"ages {low} to {high}" if low and high else f"ages from {low}" if low else f"ages to {high}" if high else ""
    healthy = {True: "healthy volunteers", False: "no healthy volunteers", None: ""}[metadata.healthy_volunteers]
    sex = f"sex {metadata.sex}" if metadata.sex else ""
    return _one_line(" · ".join(f for f in (", ".join(metadata.conditions), ages, sex, healthy) if f))


def _groups(protocol: Protocol) -> Iterator[Node]:
    """Runs of criteria of one kind and cohort, in order of text."""
    run: list[Criterion] = []
    for criterion in protocol.criteria:
        if run and _group(criterion) != _group(run[0]):
            yield _group_node(run)
            run = []
        run.append(criterion)
    if run:
        yield _group_node(run)


def _group(criterion: Criterion) -> tuple[str, str | None]:
    return criterion.kind, criterion.cohort


def _group_node(run: Sequence[Criterion]) -> Node:
    kind, cohort = _group(run[0])
    label = f"{kind.capitalize()} criteria{f' ({_one_line(cohort)})' if cohort else ''}"
    return Node((Piece(label, "strong"),), tuple(_criterion(c) for c in run))


def _criterion(criterion: Criterion) -> Node:
    label = (
        Piece(criterion.id, "strong"), Piece(f" {criterion.coverage:.0%} ", _coverage_role(criterion.coverage)),
        Piece(_one_line(criterion.text)),
    )  # fmt: skip
    below: list[Node] = []
    if criterion.role == "note":
        below.append(Node((Piece("note, not evaluated", "faint"),)))
    elif not criterion.children:
        below.append(_expression(criterion.expression))
    below += map(_diagnostic, criterion.diagnostics)
    if criterion.children:
        below.append(Node((Piece(_together(criterion.expression), "logic"),), tuple(map(_criterion, criterion.children))))
    return Node(label, tuple(below))


def _together(expression: Expression) -> str:
    """How a header reads the items under it."""
    if isinstance(expression, Unparsed):
        return f"not understood: {expression.reason}"
    return _HEADS.get(expression.kind, "defined by")


def _expression(expression: Expression) -> Node:
    if isinstance(expression, All | Any | Not):
        return Node((Piece(_HEADS[expression.kind], "logic"),), tuple(map(_expression, children(expression))))
    if isinstance(expression, Unparsed):
        said = [Piece("? ", "warning"), Piece(_one_line(expression.text), "partly"), Piece(f"  {expression.reason}", "faint")]
    else:
        said = [Piece(write(expression), "understood")]
        if getattr(expression, "repaired", False):
            said.append(Piece("  repaired", "warning"))
        if isinstance(expression, Occurrence) and expression.codes:
            said.append(Piece(f"  {_few(shown_codes(expression.codes))}", "faint"))
    places = ", ".join(f"{s.start}-{s.end}" for s in expression.spans)
    return Node((*said, *((Piece(f"  [{places}]", "faint"),) if places else ())))


def _few(codes: str) -> str:
    """Codes cut to a length that a line can hold; JSON has them all."""
    return codes if len(codes) <= _MOST_OF_CODES else codes[:_MOST_OF_CODES].rsplit(" ", 1)[0] + " …"


def _diagnostic(diagnostic: Diagnostic) -> Node:
    return Node((Piece(f"{diagnostic.code} ", diagnostic.severity), Piece(_one_line(diagnostic.message))))


def _summary(protocol: Protocol) -> str:
    criteria = list(protocol.walk())
    diagnostics = sum(len(c.diagnostics) for c in criteria) + len(protocol.diagnostics)
    return ", ".join((
        _count(len(criteria), "criterion", "criteria"),
        _count(sum(len(c.comparisons) for c in criteria), "comparison", "comparisons"),
        f"{protocol.coverage:.0%} of the text understood" + (" (? marks the rest)" if protocol.coverage < 1 else ""),
        _count(diagnostics, "diagnostic", "diagnostics"),
    ))  # fmt: skip


def _count(n: int, one: str, many: str) -> str:
    return f"{n or 'no'} {one if n == 1 else many}"


def _coverage_role(coverage: float) -> Role:
    return "understood" if coverage > _ALMOST_ALL else "partly" if coverage > 0 else "nothing"


def _one_line(text: str) -> str:
    return " ".join(text.split())
