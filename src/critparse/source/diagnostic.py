"""What is said about the text itself: a code, a place and a message. Any room may emit one."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from critparse.source.span import Span

Severity = Literal["error", "warning", "note"]

CODES: dict[str, str] = {
    "C001": "garbled-comparison-sign",
    "C002": "lost-superscript",
    "C003": "unreadable-character",
    "C004": "thousands-point",
    "U001": "value-implausible",
    "U002": "unit-unknown",
    "L001": "bounds-reversed",
    "L002": "and-or-ambiguous",
    "S001": "heading-missing",
}
"""Code → name of every diagnostic, by family: C text, U units, L logic, S structure."""


class Fix(BaseModel):
    """A replacement that would cure what a diagnostic reports."""

    model_config = ConfigDict(frozen=True)

    span: Span
    replacement: str
    safe: bool


class Diagnostic(BaseModel):
    """A finding about a stretch of the original text."""

    model_config = ConfigDict(frozen=True)

    code: str
    severity: Severity
    span: Span
    message: str
    fix: Fix | None = None
