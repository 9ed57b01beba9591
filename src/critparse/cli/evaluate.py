"""`critparse evaluate`: measured quality against gold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from critparse.cli.console import out, with_progress
from critparse.knowledge import load
from critparse.pipeline import parse
from critparse.score import ComparisonScore, read_gold, score_comparisons
from critparse.score.comparisons import LEVELS, OUTCOMES

app = typer.Typer(no_args_is_help=True, help="Measure quality against gold.")


@app.command()
def comparisons(
    gold: Annotated[Path, typer.Argument(help="Gold comparisons by source line (corpora/lct/*.jsonl).")],
    errors: Annotated[int, typer.Option(help="List so many errors of each kind.")] = 0,
    by_subject: Annotated[bool, typer.Option("--by-subject", help="Recall by the gold type of the subject.")] = False,  # noqa: FBT002
) -> None:
    """Score the comparisons found: value, unit and subject, each with precision, recall and F1.

    Errors are listed as missed, wrong value, wrong unit, wrong subject, and surplus.
    """
    knowledge = load()
    documents = read_gold(gold)
    pairs = ((d, parse(d.text, name=d.name, knowledge=knowledge)) for d in with_progress(documents, label="parsing"))
    _report(score_comparisons(pairs, knowledge), errors=errors, by_subject=by_subject)


def _report(score: ComparisonScore, *, errors: int, by_subject: bool) -> None:
    console = out()
    console.print(f"gold {score.gold}  predicted {score.predicted}")
    table = Table("", "precision", "recall", "F1", box=None)
    for level in LEVELS:
        table.add_row(level, *(f"{figure:.3f}" for figure in score.figures(level)))
    console.print(table)
    if by_subject:
        table = Table("subject", "gold", *LEVELS, box=None)
        for kind, counts in sorted(score.by_subject.items(), key=lambda item: -item[1]["gold"]):
            table.add_row(kind, str(counts["gold"]), *(f"{counts[level] / counts['gold']:.2f}" for level in LEVELS))
        console.print(table)
    for outcome in OUTCOMES:
        listed = [f for f in score.faults if f.outcome == outcome]
        console.print(f"{outcome}: {len(listed)}")
        for fault in listed[:errors]:
            console.print(f"  {fault.doc} | {fault.shown}", markup=False)
