"""`critparse check`: what is wrong or unclear in criteria text."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from critparse.check.config import find_config
from critparse.check.explain import page
from critparse.check.selection import rule_named, selected
from critparse.cli.checking import STDIN, Change, Outcome, Run, documents, outcomes_of
from critparse.cli.console import FAILED, fail, put
from critparse.cli.findings import Output, put_diff, put_excerpts, put_report
from critparse.cli.inputs import CriterionText, Overlay, OwnVocabulary, WithoutModel, grammars_with
from critparse.errors import CritparseError, SourceError

EXAMPLES = """
**Examples**

    critparse check examples/NCT00962923.txt
    critparse check protocols/ --select C,U --fail-on error
    critparse check protocol.txt --diff
    critparse check protocol.txt --fix --unsafe-fixes
    critparse check --explain U001
    cat protocol.txt | critparse check - --stdin-filename protocol.txt --format json
"""
_FOUND = 1
_GRAVITY: dict[str, int] = {"note": 0, "warning": 1, "error": 2}


class FailOn(StrEnum):
    """From which severity on the exit status is 1."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


def check(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PROTOCOL]...", help="Files, folders, globs, or - for standard input.", show_default=False),
    ] = None,
    criterion: CriterionText = None,
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Only these codes or families (C,U001).", show_default=False)
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Not these codes or families.", show_default=False)
    ] = None,
    form: Annotated[Output, typer.Option("--format", "-f", help="How diagnostics are shown.")] = Output.text,
    fix: Annotated[bool, typer.Option("--fix", help="Write the safe fixes; standard input comes out fixed.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would write, and write nothing.")] = False,
    unsafe: Annotated[bool, typer.Option("--unsafe-fixes", help="Fixes that may change the meaning, too.")] = False,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(help="Exit with 1 from this severity on; warning if nothing says otherwise.", show_default=False),
    ] = None,
    explain: Annotated[str | None, typer.Option(metavar="CODE", help="Print a rule's page and stop.", show_default=False)] = None,
    stdin_filename: Annotated[
        str | None, typer.Option(metavar="PATH", help="The name under which standard input is reported.", show_default=False)
    ] = None,
    grammars: Overlay = None,
    vocabulary: OwnVocabulary = None,
    no_model: WithoutModel = False,
) -> None:
    """Find what is wrong or unclear in eligibility criteria.

    Exit status 1 when something is found at or above --fail-on, 2 when some input could not be used; the others are still done.
    Settings come from critparse.toml or [tool.critparse] in pyproject.toml; accepted findings from FILE.critparse-ignore.
    """
    if explain is not None:
        put(page(rule_named(explain)).rstrip("\n"))
        return
    if not inputs and criterion is None:
        raise SourceError("nothing to check", hint="name files or folders, or - for standard input, or give -c TEXT")
    config = find_config(Path.cwd())
    rules = selected(select or config.select, ignore or config.ignore)
    change = Change.show if diff else Change.write if fix else Change.nothing
    knowledge = grammars_with(grammars, vocabulary)
    run = Run(knowledge, None if no_model else "shipped", rules, change, unsafe)
    failed = False
    outcomes: list[Outcome] = []
    streamed = form is Output.text
    for result in outcomes_of(documents(inputs or [], criterion, stdin_filename, knowledge), run):
        if isinstance(result, CritparseError):
            failed = True
            fail(result)
            continue
        outcomes.append(result)
        if diff:
            put_diff(result)
        elif streamed:
            put_excerpts(result, to_stderr=fix and result.checked.path in (stdin_filename, STDIN))
    if not diff:
        put_report(outcomes, form, rules)
    least = fail_on or (FailOn(config.fail_on) if config.fail_on else FailOn.warning)
    if failed:
        raise typer.Exit(FAILED)
    if _is_failure(outcomes, least, diff=diff):
        raise typer.Exit(_FOUND)


def _is_failure(outcomes: Sequence[Outcome], least: FailOn, *, diff: bool) -> bool:
    if diff:
        return any(outcome.made for outcome in outcomes)
    if least is FailOn.never:
        return False
    floor = _GRAVITY[least]
    return any(_GRAVITY[d.severity] >= floor for outcome in outcomes for d in outcome.checked.diagnostics)
