"""`critparse grammars`: the language and clinical data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from critparse.cli.console import fail, out
from critparse.errors import KnowledgeError
from critparse.grammar_check import check_grammars
from critparse.knowledge import shipped

app = typer.Typer(no_args_is_help=True, help="Language and clinical data.")

@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="A folder laid over the shipped grammars; the shipped ones when left out.", show_default=False)] = None,
) -> None:
    """Validate a folder of grammars: schema, units, spellings, and the examples and rejects of every entry.

    Exit status 1 when something is wrong.
    """
    if folder is not None and not folder.is_dir():
        raise KnowledgeError("no such folder", where=str(folder), hint="give a folder like grammars/")
    faults, entries = check_grammars(folder)
    for fault in faults:
        fail(fault)
    out().print(f"{entries} entries in {folder or shipped()}: {len(faults)} faults" if faults else f"{entries} entries: no faults")
    if faults:
        raise typer.Exit(1)

__all__ = ["Failed", "app"]
