"""Where the command line writes: results on standard output, everything else on standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")
FAILED = 2
"""Exit status when some input could not be used."""
_MANY = 20


def speak_utf8() -> None:
    """Write UTF-8 wherever the output goes, and what cannot be encoded as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="backslashreplace")


def close_quietly() -> None:
    """Nobody reads on: what is still to be written goes nowhere, so that nothing complains at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@cache
def terminal() -> Console:
    """The terminal on standard output, shared by results and progress bar; rich is loaded only here."""
    from rich.console import Console

    return Console(highlight=False)


def put(line: str = "") -> None:
    """One line of results."""
    sys.stdout.write(f"{line}\n")


def put_columns(rows: Sequence[Sequence[str]], *, indent: str = "") -> None:
    """Rows of cells, each column as wide as its longest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        put((indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip())


def fail(error: object) -> None:
    """One line on standard error."""
    _say("error: ", typer.colors.RED, str(error))


def note(message: str) -> None:
    """One line on standard error that is no error."""
    _say("note: ", typer.colors.CYAN, message)


def _say(label: str, colour: str, message: str) -> None:
    line = typer.style(label, fg=colour, bold=True) + " ".join(message.split())
    typer.echo(line, err=True, color=False if "NO_COLOR" in os.environ else None)


def with_progress(items: Sequence[T], *, label: str) -> Iterable[T]:
    """The items, with a progress bar when they are many and standard error is a terminal."""
    return _tracked(items, label) if len(items) >= _MANY and sys.stderr.isatty() else items


def _tracked(items: Sequence[T], label: str) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # Rich sends standard output through the bar's console; that must not happen when it is a file.
    shared = sys.stdout.isatty()
    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=terminal() if shared else Console(stderr=True), redirect_stdout=shared, transient=True,
    )  # fmt: skip
    with progress:
        yield from progress.track(items, total=len(items), description=label)
