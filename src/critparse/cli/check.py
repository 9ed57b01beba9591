"""`critparse check`: what is wrong or unclear in criteria text."""

from __future__ import annotations

import difflib
import json
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import critparse
from critparse.check import Rule, lint
from critparse.check.config import find_config
from critparse.check.explain import page
from critparse.check.fixes import fixed
from critparse.check.ignores import ENDING, Ignore, criterion_ids, read_ignores, without_ignored
from critparse.check.report import Checked, excerpt, github, records, sarif
from critparse.check.selection import rule_named, selected
from critparse.cli.console import FAILED, fail, note, put, terminal, with_progress
from critparse.cli.inputs import CriterionText, Overlay, OwnVocabulary, WithoutModel, grammars_with
from critparse.errors import CritparseError, SourceError
from critparse.interpret import Protocol
from critparse.knowledge import Knowledge
from critparse.pipeline import Model, parse_sources
from critparse.source import SourceText, find, read_text
from critparse.source.encoding import decode, read_bytes

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
_STDIN = "<stdin>"
_CRITERION = "<criterion>"
_MOST_ROUNDS = 10
_GRAVITY: dict[str, int] = {"note": 0, "warning": 1, "error": 2}
_STYLES = {"plain": "", "place": "bold", "faint": "dim", "error": "bold red", "warning": "bold yellow", "note": "cyan"}


class Output(StrEnum):
    """How diagnostics are shown."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"


class FailOn(StrEnum):
    """From which severity on the exit status is 1."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


class Change(StrEnum):
    """What is done with fixes."""

    nothing = "nothing"
    write = "write"
    show = "show"


@dataclass(frozen=True)
class _Run:
    """What holds for all documents of a run."""

    knowledge: Knowledge
    model: Model
    rules: tuple[Rule, ...]
    change: Change
    unsafe: bool


@dataclass(frozen=True)
class _Input:
    """One document before it is parsed."""

    path: str
    content: str
    """Everything that the file holds."""
    file: Path | None
    """Where fixes are written; None for standard input."""
    source: SourceText | CritparseError
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True)
class _Outcome:
    """One document after it was checked; `text` is as fixed."""

    checked: Checked
    before: str
    made: int


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
    run = _Run(knowledge, None if no_model else "shipped", rules, change, unsafe)
    failed = False
    outcomes: list[_Outcome] = []
    streamed = form is Output.text
    for result in _outcomes(_inputs(inputs or [], criterion, stdin_filename, knowledge), run):
        if isinstance(result, CritparseError):
            failed = True
            fail(result)
            continue
        outcomes.append(result)
        if diff:
            _put_diff(result)
        elif streamed:
            _put_excerpts(result, to_stderr=fix and result.checked.path in (stdin_filename, _STDIN))
    if not diff:
        _put_report(outcomes, form, rules)
    least = fail_on or (FailOn(config.fail_on) if config.fail_on else FailOn.warning)
    if failed:
        raise typer.Exit(FAILED)
    if _is_failure(outcomes, least, diff=diff):
        raise typer.Exit(_FOUND)


def _inputs(places: list[str], criterion: str | None, stdin_name: str | None, knowledge: Knowledge) -> Iterator[_Input]:
    if criterion is not None:
        yield from _documents(criterion.encode("utf-8", "surrogateescape"), _CRITERION, None, knowledge)
    if "-" in places:
        yield from _documents(sys.stdin.buffer.read(), stdin_name or _STDIN, None, knowledge)
    files, skipped, missing = find([place for place in places if place != "-"])
    yield from (_Input("", "", None, error) for error in missing)
    others = [path for path in skipped if not path.name.endswith(ENDING)]
    if others:
        note(f"skipped {len(others)} file{'s' if len(others) > 1 else ''} of other kinds")
    for file in with_progress(files, label="checking"):
        try:
            content = read_bytes(file)
        except CritparseError as error:
            yield _Input(str(file), "", file, error)
        else:
            yield from _documents(content, str(file), file, knowledge)


def _documents(content: bytes, path: str, file: Path | None, knowledge: Knowledge) -> Iterator[_Input]:
    """The documents of one file; what cannot be used comes as an error."""
    try:
        text = decode(content, where=path)
        named = file or (Path(path) if path not in (_STDIN, _CRITERION) else None)
        ignores = _ignores(named) if named else ()
        ending = named.suffix.lower() if named else ""
        for source in read_text(text, named.stem if named else "stdin", ending, knowledge.page, where=path):
            yield _Input(path, text, file if text.encode("utf-8") == content else None, source, ignores)
    except CritparseError as error:
        yield _Input(path, "", file, error)


def _ignores(file: Path) -> tuple[Ignore, ...]:
    sidecar = file.with_name(file.name + ENDING)
    if not sidecar.is_file():
        return ()
    return read_ignores(decode(read_bytes(sidecar), where=str(sidecar)), str(sidecar))


def _outcomes(documents: Iterator[_Input], run: _Run) -> Iterator[_Outcome | CritparseError]:
    """The documents as they are checked; the parser reads ahead, so they wait in a queue."""
    waiting: deque[_Input] = deque()

    def sources() -> Iterator[SourceText | CritparseError]:
        for document in documents:
            waiting.append(document)
            yield document.source

    for protocol in parse_sources(sources(), knowledge=run.knowledge, model=run.model):
        document = waiting.popleft()
        if isinstance(protocol, CritparseError) or isinstance(document.source, CritparseError):
            yield protocol if isinstance(protocol, CritparseError) else SourceError("cannot be read", where=document.path)
            continue
        try:
            yield _checked(document, document.source, protocol, run)
        except CritparseError as error:
            yield error


def _checked(document: _Input, source: SourceText, protocol: Protocol, run: _Run) -> _Outcome:
    """One document with its diagnostics, fixed where that is asked for."""
    whole = source.text == document.content
    diagnostics, unused = without_ignored(lint(source, protocol, run.knowledge, run.rules), document.ignores, protocol, source.text)
    for ignore in unused:
        shown = " ".join(part for part in (ignore.code, ignore.criterion, ignore.text) if part)
        note(f"{document.path}{ENDING}: {shown} applies to nothing")
    before, made = source.text, 0
    while run.change is not Change.nothing and whole and made < _MOST_ROUNDS:
        text, count = fixed(source.text, diagnostics, unsafe=run.unsafe)
        if not count:
            break
        made += 1
        source, protocol = _reread(text, source, run)
        diagnostics, _ = without_ignored(lint(source, protocol, run.knowledge, run.rules), document.ignores, protocol, text)
    if made and run.change is Change.write and document.path not in (_STDIN, _CRITERION):
        _write(document, source.text)
    checked = Checked(
        document.path,
        "" if whole else source.name,
        source.text,
        diagnostics,
        tuple(criterion_ids(protocol, (d.span for d in diagnostics))),
    )
    return _Outcome(checked, before, made)


def _reread(text: str, source: SourceText, run: _Run) -> tuple[SourceText, Protocol]:
    """The fixed text, read anew."""
    again = next(s for s in read_text(text, source.name, ".txt", run.knowledge.page) if isinstance(s, SourceText))
    (protocol,) = parse_sources([again], knowledge=run.knowledge, model=run.model)
    if isinstance(protocol, CritparseError):
        raise protocol
    return again, protocol


def _write(document: _Input, text: str) -> None:
    if document.file is None:
        return
    try:
        document.file.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", where=document.path) from None


def _put_diff(outcome: _Outcome) -> None:
    path = outcome.checked.path
    lines = difflib.unified_diff(
        outcome.before.splitlines(keepends=True), outcome.checked.text.splitlines(keepends=True), path, f"{path} (fixed)"
    )
    for line in lines:
        put(line.rstrip("\r\n"))


def _put_excerpts(outcome: _Outcome, *, to_stderr: bool) -> None:
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


def _put_report(outcomes: Sequence[_Outcome], form: Output, rules: Sequence[Rule]) -> None:
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


def _summarise(outcomes: Sequence[_Outcome]) -> None:
    """One line on standard error: how many of each severity, and how many can be fixed."""
    found = [d for outcome in outcomes for d in outcome.checked.diagnostics]
    counts = [(n, word) for word in ("error", "warning", "note") if (n := sum(d.severity == word for d in found))]
    said = ", ".join(f"{n} {word}{'s' if n > 1 else ''}" for n, word in counts) or "nothing found"
    safe = sum(bool(d.fix and d.fix.safe) for d in found)
    unsafe = sum(bool(d.fix and not d.fix.safe) for d in found)
    fixable = [f"{safe} with --fix"] * bool(safe) + [f"{unsafe} with --unsafe-fixes"] * bool(unsafe)
    note(f"{said}{'; can be fixed: ' if fixable else ''}{', '.join(fixable)}")


def _is_failure(outcomes: Sequence[_Outcome], least: FailOn, *, diff: bool) -> bool:
    if diff:
        return any(outcome.made for outcome in outcomes)
    if least is FailOn.never:
        return False
    floor = _GRAVITY[least]
    return any(_GRAVITY[d.severity] >= floor for outcome in outcomes for d in outcome.checked.diagnostics)
