"""Diagnostics as SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from critparse.check.explain import page
from critparse.check.report.checked import Checked
from critparse.check.rule import Rule
from critparse.source import Diagnostic, Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(documents: Sequence[Checked], rules: Sequence[Rule], version: str) -> dict[str, Any]:
    """One run of the tool over the documents, as a JSON object; offsets count characters."""
    places = {rule.code: n for n, rule in enumerate(rules)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "critparse", "version": version, "rules": [_rule(rule) for rule in rules]}},
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": {"uri": _uri(c)}, "encoding": "utf-8"} for c in documents],
                "results": [
                    _result(c, n, d, criterion, places[d.code])
                    for n, c in enumerate(documents)
                    for d, criterion in zip(c.diagnostics, c.criteria, strict=True)
                ],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": " ".join(rule.why.split())},
        "help": {"text": page(rule), "markdown": page(rule)},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(checked: Checked, index: int, d: Diagnostic, criterion: str, rule_index: int) -> dict[str, Any]:
    artifact = {"uri": _uri(checked), "index": index}
    start, end = checked.place(d.span.start), checked.place(d.span.end)
    region = {
        "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
        **_characters(d.span), "snippet": {"text": d.span.of(checked.text)},
    }  # fmt: skip
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    if criterion:
        location["logicalLocations"] = [{"name": criterion, "kind": "criterion"}]
    result: dict[str, Any] = {
        "ruleId": d.code, "ruleIndex": rule_index, "level": d.severity, "message": {"text": d.message}, "locations": [location],
    }  # fmt: skip
    if d.fix:
        replacement = {"deletedRegion": _characters(d.fix.span), "insertedContent": {"text": d.fix.replacement}}
        change = {"artifactLocation": artifact, "replacements": [replacement]}
        safety = "safe" if d.fix.safe else "unsafe: look at it"
        result["fixes"] = [{"description": {"text": safety}, "artifactChanges": [change]}]
    return result


def _characters(span: Span) -> dict[str, int]:
    return {"charOffset": span.start, "charLength": span.end - span.start}


def _uri(checked: Checked) -> str:
    """The document's path as a relative URI; a document inside a file is its fragment."""
    path = quote(checked.path.replace("\\", "/"))
    return f"{path}#{quote(checked.name)}" if checked.name else path
