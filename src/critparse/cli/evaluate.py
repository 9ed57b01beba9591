"""`critparse evaluate`: measured quality against gold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from critparse.cli.console import put, put_columns, with_progress
from critparse.cli.inputs import grammars_with
from critparse.pipeline import parse
from critparse.score import LEVELS, OUTCOMES, ComparisonScore, read_gold, score_comparisons

app = typer.Typer(no_args_is_help=True, help="Measure quality against gold.")


@app.command()
def comparisons(
    gold: Annotated[Path, typer.Argument(help="Gold comparisons by source line, as JSON lines (corpora/lct/*.jsonl).")],
    errors: Annotated[int, typer.Option(min=0, help="List so many errors of each kind.")] = 0,
    by_subject: Annotated[bool, typer.Option("--by-subject", help="Recall by the gold type of the subject.")] = False,
) -> None:
    """Score the comparisons found: value, unit and subject, each with precision, recall and F1.

    Errors are listed as missed, wrong value, wrong unit, wrong subject, and surplus.
    """
    knowledge = grammars_with(None)
    documents = with_progress(read_gold(gold), label="parsing")
    score = score_comparisons(((d, parse(d.text, name=d.name, knowledge=knowledge)) for d in documents), knowledge)
    _print_figures(score)
    if by_subject:
        _print_by_subject(score)
    _print_faults(score, errors)


def _print_figures(score: ComparisonScore) -> None:
    put(f"gold {score.gold}  predicted {score.predicted}")
    rows = [(level, *(f"{figure:.3f}" for figure in score.figures(level))) for level in LEVELS]
    put_columns([("", "precision", "recall", "F1"), *rows])


def _print_by_subject(score: ComparisonScore) -> None:
    ordered = sorted(score.by_subject.items(), key=lambda item: (-item[1]["gold"], item[0]))
    rows = [(kind, str(n["gold"]), *(f"{n[level] / n['gold']:.2f}" for level in LEVELS)) for kind, n in ordered]
    put_columns([("subject", "gold", *LEVELS), *rows])


def _print_faults(score: ComparisonScore, most: int) -> None:
    for outcome in OUTCOMES:
        listed = [fault for fault in score.faults if fault.outcome == outcome]
        put(f"{outcome}: {len(listed)}")
        for fault in listed[:most]:
            put(f"  {fault.doc} | {' '.join(fault.shown.split())}")
