"""Diagnostics as GitHub's workflow commands, which annotate a pull request."""

from __future__ import annotations

from critparse.check.report.checked import Checked
from critparse.source import CODES

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def github(checked: Checked) -> list[str]:
    """One line a diagnostic.

    >>> from critparse.source import Diagnostic, Span
    >>> found = Diagnostic(code="C009", severity="warning", span=Span(4, 7), message="100% sure")
    >>> github(Checked("a.txt", "", "ALT 1,5", (found,), ("I1",)))[0]
    '::warning file=a.txt,line=1,col=5,endLine=1,endColumn=8,title=C009 decimal-comma::100%25 sure'
    """
    lines = []
    for d in checked.diagnostics:
        start, end = checked.place(d.span.start), checked.place(d.span.end)
        where = f"line={start.line},col={start.column},endLine={end.line},endColumn={end.column}"
        title = _property(f"{d.code} {CODES[d.code]}")
        lines.append(f"::{_LEVELS[d.severity]} file={_property(checked.path)},{where},title={title}::{_data(d.message)}")
    return lines


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
