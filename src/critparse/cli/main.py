"""`critparse`: the commands, thin over the library."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

import critparse
from critparse.cli import check, evaluate, grammars, parsing, screening
from critparse.cli.console import FAILED, close_quietly, fail, put, speak_utf8
from critparse.errors import CritparseError

_INTERRUPTED = 130

app = typer.Typer(
    name="critparse", no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Free-text eligibility criteria → typed, unit-aware constraints.",
)  # fmt: skip
app.add_typer(grammars.app, name="grammars")
app.add_typer(evaluate.app, name="evaluate")
app.command("check", epilog=check.EXAMPLES)(check.check)
app.command("parse", epilog=parsing.PARSE_EXAMPLES)(parsing.parse)
app.command("screen", epilog=screening.EXAMPLES)(screening.screen)
app.command("explain", epilog=parsing.EXPLAIN_EXAMPLES)(parsing.explain)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a parsed protocol."""
    put(json.dumps(critparse.Protocol.model_json_schema(mode="serialization"), indent=2, ensure_ascii=False))


def _version(asked: bool) -> None:
    if asked:
        put(f"critparse {critparse.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    pass


def run() -> None:
    """The entry point: whatever cannot be used becomes one line and exit status 2."""
    speak_utf8()
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        close_quietly()
        status = 1
    except CritparseError as error:
        fail(error)
        status = FAILED
    except typer.TyperException as error:
        _wrong_usage(error)
        status = FAILED
    except (KeyboardInterrupt, typer.Abort):
        status = _INTERRUPTED
    sys.exit(status)


def _wrong_usage(error: typer.TyperException) -> None:
    """Say what is wrong with the command line; without a message its help was shown already."""
    message = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    if message:
        fail(f"{message} (see {context.command_path if context else 'critparse'} --help)")
