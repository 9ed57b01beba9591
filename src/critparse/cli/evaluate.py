"""`critparse evaluate`: measured quality against gold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from critparse.cli.console import put, put_columns, with_progress
from critparse.cli.inputs import WithoutModel, grammars_with
from critparse.interpret import Protocol
from critparse.interpret.relations import relate
from critparse.pipeline import Model, parse
from critparse.score import (
    CODED_LABELS,
    ENTITY_LABELS,
    ENTITY_OUTCOMES,
    LEVELS,
    OUTCOMES,
    RELATION_KINDS,
    RELATION_OUTCOMES,
    SHAPES,
    ComparisonScore,
    EntityScore,
    Fault,
    RelationScore,
    Tally,
    read_chia,
    read_gold,
    read_texts,
    score_codes,
    score_comparisons,
    score_coverage,
    score_entities,
    score_relations,
)

app = typer.Typer(no_args_is_help=True, help="Measure quality against gold.")


@app.command()
def comparisons(
    gold: Annotated[Path, typer.Argument(help="Gold comparisons by source line, as JSON lines (corpora/lct/*.jsonl).")],
    errors: Annotated[int, typer.Option(min=0, help="List so many errors of each kind.")] = 0,
    by_subject: Annotated[bool, typer.Option("--by-subject", help="Recall by the gold type of the subject.")] = False,
    no_model: WithoutModel = False,
) -> None:
    """Score the comparisons found: value, unit and subject, each with precision, recall and F1.

    Errors are listed as missed, wrong value, wrong unit, wrong subject, and surplus.
    """
    knowledge = grammars_with(None)
    model: Model = None if no_model else "shipped"
    documents = with_progress(read_gold(gold), label="parsing")
    score = score_comparisons(((d, parse(d.text, name=d.name, knowledge=knowledge, model=model)) for d in documents), knowledge)
    _print_figures(score)
    if by_subject:
        _print_by_subject(score)
    _print_faults(score.faults, OUTCOMES, errors)


@app.command()
def entities(
    gold: Annotated[Path, typer.Argument(help="Gold entities by document, as JSON lines (corpora/chia/*.jsonl).")],
    errors: Annotated[int, typer.Option(min=0, help="List so many errors of each kind.")] = 0,
) -> None:
    """Score the entities found: label and extent, strict and relaxed, each with precision, recall and F1.

    The eleven main labels count, over whole documents, each entity once, nested and overlapping ones like any other.
    Strict: the same label and exactly the same fragments, so that of a discontinuous entity every fragment must be right.
    Relaxed: the same label and a character in common, a partial match as good as an exact one, partners one to one and as many
    as possible. "Contiguous" and "discontinuous" compare gold and predictions of one and of several fragments, each with its
    like, strictly.

    Errors are listed as missed, wrong boundary, wrong label, and surplus.
    """
    knowledge = grammars_with(None)
    documents = with_progress(read_chia(gold), label="parsing")
    score = score_entities((d, _found_entities(parse(d.text, name=d.name, knowledge=knowledge))) for d in documents)
    _print_entities(score)
    _print_faults(score.faults, ENTITY_OUTCOMES, errors)


@app.command()
def relations(
    gold: Annotated[Path, typer.Argument(help="Gold entities and relations by document, as JSON lines (corpora/chia/*.jsonl).")],
    errors: Annotated[int, typer.Option(min=0, help="List so many errors of each kind.")] = 0,
) -> None:
    """Score the relations found between the gold entities, which are given: precision, recall and F1 of each kind.

    A relation is right when its kind, head and tail are. An entity annotated twice is one; partial matches cannot arise, and
    discontinuous and nested entities count like any other. OR counts in pairs: every two members of a list.

    Errors are listed as wrong head, missed, and surplus.
    """
    documents = with_progress(read_chia(gold), label="relating")
    score = score_relations((d, relate(d.text, d.entities)) for d in documents)
    _print_relations(score)
    _print_faults(score.faults, RELATION_OUTCOMES, errors)


@app.command()
def coverage(
    documents: Annotated[Path, typer.Argument(help="Documents as JSON lines with `text` and `doc` (corpora/*/*.jsonl).")],
    stretches: Annotated[int, typer.Option(min=0, help="List so many of the stretches left unparsed.")] = 0,
    no_model: WithoutModel = False,
) -> None:
    """Share of the criteria in which every stretch that carries meaning was understood.

    A criterion counts when its tree holds no `unparsed`; a header counts by its own words, a note not at all.
    """
    knowledge = grammars_with(None)
    model: Model = None if no_model else "shipped"
    read = with_progress(read_texts(documents), label="parsing")
    score = score_coverage(parse(text, name=name, knowledge=knowledge, model=model) for name, text in read)
    put(f"criteria {score.criteria}  covered {score.covered}  share {score.share:.3f}")
    put_columns([("left unparsed because", "stretches"), *((reason, str(n)) for reason, n in score.reasons.most_common())])
    for name, reason, text in score.stretches[:stretches]:
        put(f"  {name} | {reason} | {' '.join(text.split())}")


@app.command()
def codes(
    gold: Annotated[Path, typer.Argument(help="Gold entities by document, as JSON lines (corpora/chia/*.jsonl).")],
    uncoded: Annotated[int, typer.Option(min=0, help="List so many of the mentions without a code.")] = 0,
) -> None:
    """Share of the gold condition and drug mentions that get a code.

    A mention has one where a coded entity or node shares a character with it; whether the code is right is not measured.
    """
    knowledge = grammars_with(None)
    documents = with_progress(read_chia(gold), label="parsing")
    score = score_codes((d, parse(d.text, name=d.name, knowledge=knowledge)) for d in documents)
    rows = [(label, score.gold[label], score.coded[label]) for label in CODED_LABELS]
    rows.insert(0, ("all", score.gold.total(), score.coded.total()))
    put_columns([("", "gold", "coded", "share"), *((n, str(g), str(c), f"{c / max(1, g):.3f}") for n, g, c in rows)])
    for name, label, words in score.uncoded[:uncoded]:
        put(f"  {name} | {label} | {' '.join(words.split())}")


def _found_entities(protocol: Protocol) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    return [(e.label, tuple((span.start, span.end) for span in e.spans)) for c in protocol.walk() for e in c.entities]


def _print_entities(score: EntityScore) -> None:
    rows = [("all", score.micro(strict=True), score.micro(strict=False))]
    rows += [(label, score.strict[label], score.relaxed[label]) for label in ENTITY_LABELS]
    shapes = [(shape, score.shapes[shape]) for shape in SHAPES]
    put_columns(
        [
            ("", "gold", "predicted", "strict P", "R", "F1", "relaxed P", "R", "F1"),
            *((name, str(s.gold), str(s.predicted), *_shown(s), *_shown(r)) for name, s, r in rows),
            *((shape, str(s.gold), str(s.predicted), *_shown(s), "", "", "") for shape, s in shapes),
        ]
    )


def _print_relations(score: RelationScore) -> None:
    rows = [(kind, str(t.gold), str(t.predicted), *_shown(t)) for kind, t in ((k, score.kinds[k]) for k in RELATION_KINDS)]
    put_columns([("", "gold", "predicted", "precision", "recall", "F1"), *rows])


def _shown(tally: Tally) -> Sequence[str]:
    return [f"{figure:.3f}" for figure in tally.figures()]


def _print_figures(score: ComparisonScore) -> None:
    put(f"gold {score.gold}  predicted {score.predicted}")
    rows = [(level, *(f"{figure:.3f}" for figure in score.figures(level))) for level in LEVELS]
    put_columns([("", "precision", "recall", "F1"), *rows])


def _print_by_subject(score: ComparisonScore) -> None:
    ordered = sorted(score.by_subject.items(), key=lambda item: (-item[1]["gold"], item[0]))
    rows = [(kind, str(n["gold"]), *(f"{n[level] / n['gold']:.2f}" for level in LEVELS)) for kind, n in ordered]
    put_columns([("subject", "gold", *LEVELS), *rows])


def _print_faults(faults: Sequence[Fault], outcomes: Sequence[str], most: int) -> None:
    by_outcome = {outcome: [fault for fault in faults if fault.outcome == outcome] for outcome in outcomes}
    for outcome, listed in by_outcome.items():
        put(f"{outcome}: {len(listed)}")
        for fault in listed[:most]:
            put(f"  {fault.doc} | {' '.join(fault.shown.split())}")
