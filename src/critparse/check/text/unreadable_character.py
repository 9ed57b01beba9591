"""C003: a character that no encoding could read."""

from __future__ import annotations

from critparse.check.rule import Rule

RULE = Rule(
    code="C003",
    severity="warning",
    summary="A character could not be read (U+FFFD).",
    why="""The file was saved in an encoding that does not know the sign, mostly ≤ or ≥. What stood there cannot be
told from the file. The first such character of a document is reported.""",
    example="Inclusion criteria:\n- Age \ufffd 18 years",
    instead="Inclusion criteria:\n- Age ≥ 18 years",
)
