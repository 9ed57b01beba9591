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
    "C005": "mixed-comparison-sign",
    "C006": "escaped-markup",
    "C007": "odd-sign",
    "C008": "number-split",
    "C009": "decimal-comma",
    "C010": "list-mark-in-text",
    "C011": "comparison-missing",
    "C012": "than-missing",
    "C013": "word-repeated",
    "C014": "bracket-unclosed",
    "U001": "value-implausible",
    "U002": "unit-unknown",
    "U003": "unit-of-other-dimension",
    "U004": "unit-missing",
    "U005": "unit-ambiguous",
    "U006": "units-mixed",
    "U007": "restatement-disagrees",
    "L001": "bounds-reversed",
    "L002": "and-or-ambiguous",
    "L003": "scope-ambiguous",
    "L004": "inclusion-excluded",
    "L005": "bound-redundant",
    "L006": "boundary-undecided",
    "L007": "registry-disagrees",
    "L008": "alternatives-flat",
    "L009": "double-negation",
    "L010": "bounds-contradict",
    "T001": "window-without-anchor",
    "T002": "time-vague",
    "T003": "history-without-limit",
    "T004": "windows-contradict",
    "T005": "time-unit-missing",
    "A001": "abbreviation-undefined",
    "A002": "abbreviation-defined-twice",
    "A003": "abbreviation-unused",
    "M001": "scale-unnamed",
    "M002": "level-outside-scale",
    "M003": "reference-missing",
    "M004": "subjective-without-judge",
    "M005": "specimen-missing",
    "S001": "heading-missing",
    "S002": "wrong-heading",
    "S003": "section-empty",
    "S004": "criterion-repeated",
    "S005": "several-in-one",
}
"""Code → name of every diagnostic, by family: C text, U units, L logic, T time, A abbreviations, M measurability, S structure.

`critparse.check.rules` has a rule, with its documentation, for each.
"""


class Fix(BaseModel):
    """A replacement that would cure what a diagnostic reports; a safe one leaves the meaning as it was."""

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
