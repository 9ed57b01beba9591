"""`critparse parse` and `critparse explain`."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from critparse.cli.console import Failed, fail, note, out, with_progress
from critparse.errors import CritparseError, SourceError
from critparse.export import COLUMNS, comparison_rows, protocol_tree, table_rows, text_lines
from critparse.interpret import Protocol
from critparse.interpret.explain import Explanation, explain_criterion
from critparse.knowledge import load
from critparse.pipeline import parse_criterion, parse_files, parse_source
from critparse.source import find, read_text
from critparse.source.encoding import decode

PARSE_EXAMPLES = """
**Examples**

    critparse parse examples/NCT00962923.txt
    critparse parse -c "DLCO<45% of predicted"
    critparse parse --format comparisons protocols/ > comparisons.jsonl
    curl -s https://clinicaltrials.gov/api/v2/studies/NCT00962923 | critparse parse -
"""
EXPLAIN_EXAMPLES = """
**Examples**

    critparse explain -c "VC or DLCO below 70% predicted"
    critparse explain examples/NCT00962923.txt --criterion I4
"""


class Format(str, Enum):
    """What `parse` prints."""

    tree = "tree"
    json = "json"
    jsonl = "jsonl"
    text = "text"
    csv = "csv"
    comparisons = "comparisons"


Inputs = Annotated[list[str] | None, typer.Argument(help="Files, folders, globs, or - for standard input.", show_default=False)]
CriterionText = Annotated[str | None, typer.Option("-c", "--criterion-text", help="One criterion, given here.", show_default=False)]
Overlay = Annotated[list[Path] | None, typer.Option("--grammars", help="A folder laid over the shipped grammars.", show_default=False)]


def parse(
    inputs: Inputs = None,
    criterion: CriterionText = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="What to print.")] = Format.tree,
    grammars: Overlay = None,
) -> None:
    """Turn criteria text into typed constraints.

    Reads plain criteria, trial pages copied from the web, HTML, and ClinicalTrials.gov API v2 JSON.
    Exit status 2 when some input could not be used; the others are still done.
    """
    failures: list[CritparseError] = []
    protocols = _protocols(inputs or [], criterion, tuple(grammars or ()), failures)
    _WRITERS[form](protocols)
    if failures:
        raise typer.Exit(Failed.STATUS)


def _protocols(
    inputs: list[str], criterion: str | None, overlays: tuple[Path, ...], failures: list[CritparseError]
) -> Iterator[Protocol]:
    knowledge = load(*overlays)
    if criterion is not None:
        yield parse_criterion(criterion, knowledge=knowledge)
    if not inputs and criterion is None:
        raise SourceError("nothing to parse", hint="name files or folders, or - for standard input, or give -c TEXT")
    if "-" in inputs:
        try:
            text = decode(sys.stdin.buffer.read(), where="standard input")
            for source in read_text(text, "stdin", "", knowledge.page, where="standard input"):
                if isinstance(source, CritparseError):
                    _failed(source, failures)
                else:
                    yield parse_source(source, knowledge=knowledge)
        except CritparseError as error:
            _failed(error, failures)
    files, skipped, missing = find([i for i in inputs if i != "-"])
    for error in missing:
        _failed(error, failures)
    if skipped:
        kinds = ", ".join(sorted({s.suffix or s.name for s in skipped}))
        note(f"skipped {len(skipped)} file{'s' if len(skipped) > 1 else ''} of other kinds ({kinds})")
    for path in with_progress(files, label="parsing"):
        for protocol in parse_files([path], knowledge=knowledge):
            if isinstance(protocol, CritparseError):
                _failed(protocol, failures)
            else:
                yield protocol


def _failed(error: CritparseError, failures: list[CritparseError]) -> None:
    failures.append(error)
    fail(error)


def _tree(protocols: Iterable[Protocol]) -> None:
    console = out()
    for n, protocol in enumerate(protocols):
        if n:
            console.print()
        console.print(protocol_tree(protocol))


def _json(protocols: Iterable[Protocol]) -> None:
    typer.echo("[", nl=False)
    for n, protocol in enumerate(protocols):
        typer.echo(",\n" if n else "\n", nl=False)
        typer.echo(protocol.model_dump_json(indent=2), nl=False)
    typer.echo("\n]")


def _jsonl(protocols: Iterable[Protocol]) -> None:
    for protocol in protocols:
        typer.echo(protocol.model_dump_json())


def _text(protocols: Iterable[Protocol]) -> None:
    for protocol in protocols:
        for line in text_lines(protocol):
            typer.echo(line)


def _csv(protocols: Iterable[Protocol]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for protocol in protocols:
        writer.writerows(table_rows(protocol))


def _comparisons(protocols: Iterable[Protocol]) -> None:
    for protocol in protocols:
        for row in comparison_rows(protocol):
            typer.echo(json.dumps(row, ensure_ascii=False))


_WRITERS = {
    Format.tree: _tree, Format.json: _json, Format.jsonl: _jsonl, Format.text: _text, Format.csv: _csv,
    Format.comparisons: _comparisons,
}  # fmt: skip


def explain(
    path: Annotated[str | None, typer.Argument(help="A file, or - for standard input.", show_default=False)] = None,
    criterion: CriterionText = None,
    wanted: Annotated[str | None, typer.Option("--criterion", help="Only this criterion (I2, E1.3).", show_default=False)] = None,
    grammars: Overlay = None,
) -> None:
    """Show how criteria were read: mentions, token classes, the rules that fired, and the tree."""
    failures: list[CritparseError] = []
    overlays = tuple(grammars or ())
    knowledge = load(*overlays)
    console = out()
    shown = 0
    for protocol in _protocols([path] if path else [], criterion, overlays, failures):
        for c in protocol.walk():
            if wanted is None or c.id == wanted:
                _print_explanation(console, explain_criterion(c, knowledge))
                shown += 1
    if not failures and not shown and wanted:
        raise SourceError(f"no criterion {wanted}", hint="ids are shown by critparse parse")
    if failures:
        raise typer.Exit(Failed.STATUS)


def _print_explanation(console: Console, explanation: Explanation) -> None:
    from rich.table import Table
    from rich.text import Text

    console.print(Text(f"{explanation.criterion.id}  {explanation.criterion.text}", style="bold"))
    table = Table("characters", "text", "token class", "meaning", box=None, pad_edge=False, header_style="dim")
    for m in explanation.mentions:
        table.add_row(f"{m.span.start}-{m.span.end}", m.text, m.token_class, m.meaning)
    console.print(table)
    for step in explanation.steps:
        line = Text(f"rule {step.rule}", style="cyan")
        line.append(f"  {step.text!r}  ->  {step.comparison}", style="default")
        line.append(f"  of {step.subject}" if step.subject else "  of nothing found", style="default")
        console.print(line)
    console.print(Text(f"tree  {explanation.expression}\n", style="green"))
