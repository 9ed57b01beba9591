"""What `critparse check` prints."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Sequence
from enum import StrEnum

import typer

import critparse
from critparse.check import Rule
from critparse.check.report import excerpt, github, records, sarif
from critparse.cli.checking import Outcome
from critparse.cli.console import note, put, terminal

_STYLES = {"plain": "", "place": "bold", "faint": "dim", "error": "bold red", "warning": "bold yellow", "note": "cyan"}


class Output(StrEnum):
    """How diagnostics are shown."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"


def put_diff(outcome: Outcome) -> None:
    """What the fixes change, as a unified diff."""
    path = outcome.checked.path
    lines = difflib.unified_diff(
        outcome.before.splitlines(keepends=True), outcome.checked.text.splitlines(keepends=True), path, f"{path} (fixed)"
    )
    for line in lines:
        put(line.rstrip("\r\n"))


def put_excerpts(outcome: Outcome, *, to_stderr: bool) -> None:
    """Each finding with its line and marks; beside them, where they go to standard error, the text itself."""
    for diagnostic in outcome.checked.diagnostics:
        for line in excerpt(outcome.checked, diagnostic):
            if to_stderr:
                typer.echo("".join(piece.text for piece in line), err=True)
            elif sys.stdout.isatty():
                from rich.text import Text

                terminal().print(Text.assemble(*((piece.text, _STYLES[piece.role]) for piece in line)), soft_wrap=True)
            else:
                put("".join(piece.text for piece in line).rstrip())
    if to_stderr:
        sys.stdout.write(outcome.checked.text)


def put_report(outcomes: Sequence[Outcome], form: Output, rules: Sequence[Rule]) -> None:
    """The findings of all documents for programs; for people a summary."""
    documents = [outcome.checked for outcome in outcomes]
    if form is Output.json:
        put(json.dumps([record for checked in documents for record in records(checked)], indent=2, ensure_ascii=False))
    elif form is Output.sarif:
        put(json.dumps(sarif(documents, rules, critparse.__version__), indent=2, ensure_ascii=False))
    elif form is Output.github:
        for checked in documents:
            for line in github(checked):
                put(line)
    else:
        _summarise(outcomes)


def _summarise(outcomes: Sequence[Outcome]) -> None:
    """One line on standard error: how many of each severity, and how many can be fixed."""
    found = [d for outcome in outcomes for d in outcome.checked.diagnostics]
    counts = [(n, word) for word in ("error", "warning", "note") if (n := sum(d.severity == word for d in found))]
    said = ", ".join(f"{n} {word}{'s' if n > 1 else ''}" for n, word in counts) or "nothing found"
    safe = sum(bool(d.fix and d.fix.safe) for d in found)
    unsafe = sum(bool(d.fix and not d.fix.safe) for d in found)
    fixable = [f"{safe} with --fix"] * bool(safe) + [f"{unsafe} with --unsafe-fixes"] * bool(unsafe)
    note(f"{said}{'; can be fixed: ' if fixable else ''}{', '.join(fixable)}")
