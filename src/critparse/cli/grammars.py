"""`critparse grammars`: the language and clinical data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from critparse.cli.console import fail, put
from critparse.grammar_check import check_grammars
from critparse.knowledge import shipped

app = typer.Typer(no_args_is_help=True, help="Language and clinical data.")


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]", help="A folder laid over the shipped grammars; the shipped ones when left out.", show_default=False
        ),
    ] = None,
) -> None:
    """Validate a folder of grammars: schema, units, spellings, and the examples and rejects of every entry.

    Exit status 1 when something is wrong.
    """
    faults, entries = check_grammars(folder)
    for fault in faults:
        fail(fault)
    found = f"{len(faults) or 'no'} fault{'' if len(faults) == 1 else 's'}"
    put(f"{folder or shipped()}: {entries} entr{'y' if entries == 1 else 'ies'}, {found}")
    if faults:
        raise typer.Exit(1)
