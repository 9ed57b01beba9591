"""Diagnostics as records for programs."""

from __future__ import annotations

from typing import Any

from critparse.check.report.checked import Checked
from critparse.source import CODES


def records(checked: Checked) -> list[dict[str, Any]]:
    """One record a diagnostic; offsets count characters from 0, lines and columns from 1, ends are excluded."""
    found = []
    for d, criterion in zip(checked.diagnostics, checked.criteria, strict=True):
        start, end = checked.place(d.span.start), checked.place(d.span.end)
        fix = d.fix and {
            "start": d.fix.span.start, "end": d.fix.span.end, "replacement": d.fix.replacement, "safe": d.fix.safe,
        }  # fmt: skip
        found.append(
            {
                "file": checked.path, "document": checked.name, "criterion": criterion,
                "code": d.code, "name": CODES[d.code], "severity": d.severity, "message": d.message,
                "start": d.span.start, "end": d.span.end, "line": start.line, "column": start.column,
                "end_line": end.line, "end_column": end.column, "fix": fix,
            }
        )  # fmt: skip
    return found
