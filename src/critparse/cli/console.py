"""Where the command line writes: results on standard output, everything else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

T = TypeVar("T")
_MANY = 20


class Failed:
    """What the exit status says: some input could not be used."""

    STATUS = 2


def out() -> Console:
    """Standard output: coloured on a terminal only; lines are not broken elsewhere."""
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    return console


def fail(error: Exception) -> None:
    """One line on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text.assemble(("error: ", "bold red"), str(error)))


def note(message: str) -> None:
    """One line on standard error that is no error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text.assemble(("note: ", "cyan"), message))


def with_progress(items: Iterable[T], *, label: str) -> Iterator[T]:
    """The items, with a progress bar on standard error when it is a terminal and they are many."""
    total = len(items) if isinstance(items, Sized) else None
    if not sys.stderr.isatty() or (total is not None and total < _MANY):
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(items, total=total, description=label)
