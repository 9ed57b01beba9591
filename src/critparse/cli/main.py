"""`critparse`: the commands, thin over the library."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

import critparse
from critparse.cli import evaluate, grammars, parsing
from critparse.cli.console import Failed, fail
from critparse.errors import CritparseError

app = typer.Typer(
    name="critparse", no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Free-text eligibility criteria → typed, unit-aware constraints.",
)  # fmt: skip
app.add_typer(grammars.app, name="grammars")
app.add_typer(evaluate.app, name="evaluate")
app.command("parse", epilog=parsing.PARSE_EXAMPLES)(parsing.parse)
app.command("explain", epilog=parsing.EXPLAIN_EXAMPLES)(parsing.explain)

@app.command()
def schema() -> None:
    """Print the JSON Schema of a parsed protocol."""
    typer.echo(json.dumps(critparse.Protocol.model_json_schema(), indent=2, ensure_ascii=False))

def _version(asked: bool) -> None:  # noqa: FBT001  typer passes it by position
    if asked:
        typer.echo(f"critparse {critparse.__version__}")
        raise typer.Exit

@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,  # noqa: FBT002
) -> None:
    pass

def run() -> None:
    """The entry point: errors of the library become one line and exit status 2."""
    try:
        app()
    except CritparseError as error:
        fail(error)
        sys.exit(Failed.STATUS)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)

__all__ = ["Path", "app", "run"]
