"""Writes the fixes of diagnostics into a text."""

from __future__ import annotations

from collections.abc import Iterable

from critparse.source import Diagnostic


def fixed(text: str, diagnostics: Iterable[Diagnostic], *, unsafe: bool = False) -> tuple[str, int]:
    """The text with every fix that overlaps none before it, and how many were made; unsafe ones only if asked for.

    >>> from critparse.source import Fix, Span
    >>> sign = Fix(span=Span(4, 7), replacement="≥", safe=True)
    >>> fixed("ANC =/> 1", [Diagnostic(code="C005", severity="note", span=Span(4, 7), message="", fix=sign)])
    ('ANC ≥ 1', 1)
    """
    fixes = sorted((d.fix for d in diagnostics if d.fix and (d.fix.safe or unsafe)), key=lambda fix: fix.span)
    parts, at, made = [], 0, 0
    for fix in fixes:
        if fix.span.start >= at and (made == 0 or fix.span.start > at or fix.span.end > fix.span.start):
            parts += [text[at : fix.span.start], fix.replacement]
            at = fix.span.end
            made += 1
    return "".join((*parts, text[at:])), made
