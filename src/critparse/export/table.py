"""One row a criterion, for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator

from critparse.expression import Occurrence, Unparsed, walk, write
from critparse.interpret import Protocol
from critparse.interpret.explain import shown_codes

COLUMNS = (
    "doc",
    "criterion",
    "kind",
    "cohort",
    "role",
    "start",
    "end",
    "coverage",
    "expression",
    "concepts",
    "unparsed",
    "diagnostics",
    "text",
)
"""The columns of `table_rows`, in order."""


def table_rows(protocol: Protocol) -> Iterator[tuple[str, ...]]:
    """Rows of text cells, in the order of `COLUMNS`.

    >>> from critparse import parse
    >>> [row[8] for row in table_rows(parse("DLCO<45% of predicted"))]
    ['DLCO < 45 %{predicted}']
    """
    for c in protocol.walk():
        unparsed = "; ".join(n.text for n in walk(c.expression) if isinstance(n, Unparsed))
        concepts = "; ".join(_concept(n) for n in walk(c.expression) if isinstance(n, Occurrence))
        diagnostics = "; ".join(f"{d.code} {d.message}" for d in c.diagnostics)
        yield (
            protocol.name,
            c.id,
            c.kind,
            c.cohort or "",
            c.role,
            str(c.span.start),
            str(c.span.end),
            f"{c.coverage:.2f}",
            write(c.expression),
            concepts,
            unparsed,
            diagnostics,
            c.text,
        )


def _concept(node: Occurrence) -> str:
    """An occurrence with its codes and where it stands."""
    codes = f" [{shown_codes(node.codes)}]" if node.codes else ""
    places = ", ".join(f"{s.start}-{s.end}" for s in node.spans)
    return f"{node.domain} {node.concept}{codes} @{places}"
