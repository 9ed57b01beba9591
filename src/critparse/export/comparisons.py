"""One row for each comparison and subject, also where the tree is still `Unparsed` around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from critparse.interpret import ComparedSubject, Criterion, FoundComparison, Protocol


def comparison_rows(protocol: Protocol) -> Iterator[dict[str, Any]]:
    """JSON-ready rows in order of text.

    >>> from critparse import parse
    >>> [row["subject_name"] for row in comparison_rows(parse("AST and ALT ≤ 2.5 x ULN"))]
    ['AST', 'ALT']
    """
    for criterion in protocol.walk():
        for comparison in criterion.comparisons:
            for subject in comparison.subjects or (None,):
                yield _row(protocol, criterion, comparison, subject)


def _row(protocol: Protocol, criterion: Criterion, comparison: FoundComparison, subject: ComparedSubject | None) -> dict[str, Any]:
    numbers = comparison.model_dump(mode="json", include={"values", "low", "high"})
    return {
        "doc": protocol.name,
        "criterion": criterion.id,
        "kind": criterion.kind,
        "start": comparison.span.start,
        "end": comparison.span.end,
        "operator": comparison.operator,
        "values": numbers["values"],
        "value_text": comparison.value_text,
        "low": numbers["low"],
        "low_inclusive": comparison.low_inclusive,
        "high": numbers["high"],
        "high_inclusive": comparison.high_inclusive,
        "unit": comparison.unit,
        "unit_text": comparison.unit_text,
        "subject": subject.text if subject else "",
        "subject_start": subject.span.start if subject else None,
        "subject_end": subject.span.end if subject else None,
        "subject_name": subject.name if subject else "",
        "subject_code": subject.code if subject else "",
        "restates": comparison.restates,
    }
