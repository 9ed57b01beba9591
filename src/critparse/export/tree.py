"""The readable tree of a protocol: what each criterion says, where, how much was understood, and what was not."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from critparse.expression import All, Any, Expression, Not, Unparsed, children, write
from critparse.interpret import Criterion, Protocol
from critparse.source import Diagnostic, Metadata

_SEVERITY_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_HEADS = {"all": "all of", "any": "any of", "not": "not"}


def protocol_tree(protocol: Protocol) -> RenderableType:
    """The tree, to be printed on a rich console."""
    parts: list[RenderableType] = [_title(protocol)]
    group: tuple[str, str | None] | None = None
    for criterion in protocol.criteria:
        if (criterion.kind, criterion.cohort) != group:
            group = (criterion.kind, criterion.cohort)
            cohort = f" ({criterion.cohort})" if criterion.cohort else ""
            parts.append(Text(f"\n{criterion.kind.capitalize()} criteria{cohort}", style="bold"))
        parts.append(Padding(_criterion(criterion), (0, 0, 0, 2)))
    parts += [_diagnostic(d) for d in protocol.diagnostics]
    parts.append(_summary(protocol))
    return Group(*parts)


def _title(protocol: Protocol) -> Text:
    text = Text(protocol.name, style="bold")
    if protocol.metadata.title:
        text.append(f"  {protocol.metadata.title}", style="not bold")
    fields = _fields(protocol.metadata)
    if fields:
        text.append(f"\n{fields}", style="not bold dim")
    return text


def _fields(metadata: Metadata) -> str:
    low, high = ("".join((str(a[0]), " ", a[1])) if a else "" for a in (metadata.minimum_age, metadata.maximum_age))
    ages = f"ages {low} to {high}" if low and high else f"ages from {low}" if low else f"ages to {high}" if high else ""
    healthy = {True: "healthy volunteers", False: "no healthy volunteers", None: ""}[metadata.healthy_volunteers]
    sex = f"sex {metadata.sex}" if metadata.sex else ""
    return " · ".join(f for f in (", ".join(metadata.conditions), ages, sex, healthy) if f)


def _criterion(criterion: Criterion) -> Tree:
    head = Text(criterion.id, style="bold")
    head.append(f" {criterion.coverage:4.0%} ", style=_coverage_style(criterion.coverage))
    head.append(" ".join(criterion.text.split()), style="not bold")
    tree = Tree(head, guide_style="dim")
    if criterion.role == "note":
        tree.add(Text("note, not evaluated", style="dim"))
    elif not criterion.children:
        _add(tree, criterion.expression)
    for diagnostic in criterion.diagnostics:
        tree.add(_diagnostic(diagnostic))
    if criterion.children:
        node = tree.add(Text(_together(criterion), style="magenta"))
        for child in criterion.children:
            node.add(_criterion(child))
    return tree


def _together(criterion: Criterion) -> str:
    """How a header reads the items under it."""
    expression = criterion.expression
    if isinstance(expression, Unparsed):
        return f"not understood: {expression.reason}"
    return _HEADS.get(expression.kind, "defined by")


def _add(tree: Tree, expression: Expression) -> None:
    if isinstance(expression, All | Any | Not):
        node = tree.add(Text(_HEADS[expression.kind], style="magenta"))
        for part in children(expression):
            _add(node, part)
        return
    if isinstance(expression, Unparsed):
        leaf = Text("? ", style="bold yellow")
        leaf.append(" ".join(expression.text.split()), style="yellow")
        leaf.append(f"  {expression.reason}", style="dim")
    else:
        leaf = Text(write(expression), style="green")
        if getattr(expression, "repaired", False):
            leaf.append("  repaired", style="yellow")
    places = ", ".join(f"{s.start}-{s.end}" for s in expression.spans)
    leaf.append(f"  [{places}]" if places else "", style="dim")
    tree.add(leaf)


def _diagnostic(diagnostic: Diagnostic) -> Text:
    text = Text(f"{diagnostic.code} ", style=_SEVERITY_STYLES[diagnostic.severity])
    return text.append(diagnostic.message, style="not bold")


def _summary(protocol: Protocol) -> Text:
    criteria = list(protocol.walk())
    found = sum(len(c.comparisons) for c in criteria)
    diagnostics = sum(len(c.diagnostics) for c in criteria) + len(protocol.diagnostics)
    text = Text(
        f"\n{len(criteria)} criteria, {found} comparisons, {protocol.coverage:.0%} of the text understood, "
        f"{diagnostics} diagnostic{'' if diagnostics == 1 else 's'}; ? marks what was not understood",
        style="dim",
    )
    return text


def _coverage_style(coverage: float) -> str:
    return "green" if coverage > 0.99 else "yellow" if coverage > 0 else "red"  # noqa: PLR2004
