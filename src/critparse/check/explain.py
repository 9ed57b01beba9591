"""A rule's page: what `critparse check --explain` prints and `docs/rules/` holds."""

from __future__ import annotations

from critparse.check.rule import Rule

FAMILIES = {
    "C": "text", "U": "units", "L": "logic", "T": "time", "A": "abbreviations", "M": "measurability", "S": "structure",
}  # fmt: skip
"""The first letter of a code → what its family is about."""


def page(rule: Rule) -> str:
    """The rule's documentation as Markdown.

    >>> from critparse.check import RULES
    >>> page(RULES[0]).splitlines()[0]
    '# C001 garbled-comparison-sign'
    """
    parts = [
        f"# {rule.code} {rule.name}",
        f"Family: {FAMILIES[rule.code[0]]}. Severity: {rule.severity}. {_visits(rule)}",
        rule.summary,
        f"## Why\n\n{rule.why}",
        f"## Example\n\n```text\n{rule.example}\n```",
        f"## Write instead\n\n```text\n{rule.instead}\n```",
    ]
    if rule.limits:
        parts.append(f"## Not reported\n\n{rule.limits}")
    if rule.fix:
        parts.append(f"## Fix\n\n{rule.fix}")
    return "\n\n".join(parts) + "\n"


def index(rules: tuple[Rule, ...]) -> str:
    """The list of all rules as Markdown."""
    rows = [f"| [{r.code}]({r.code}.md) | {r.name} | {r.severity} | {r.summary} |" for r in rules]
    head = "# Rules of `critparse check`\n\nWritten by `tools/write_rules.py` from the rules themselves.\n"
    return "\n".join((head, "| code | name | severity | reports |", "|---|---|---|---|", *rows)) + "\n"


def _visits(rule: Rule) -> str:
    if rule.criterion and rule.protocol:
        return "Looks at each criterion, and at the protocol as a whole."
    if rule.criterion:
        return "Looks at each criterion."
    return "Looks at the protocol as a whole." if rule.protocol else "Reported while the text is read."
