"""`critparse parse` and `critparse explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from critparse.cli.console import put, put_columns
from critparse.cli.formats import FORMATS_HELP, Format, print_protocols
from critparse.cli.inputs import CriterionText, Inputs, Overlay, OwnVocabulary, WithoutModel, grammars_with
from critparse.errors import SourceError
from critparse.interpret.explain import Explanation, explain_criterion

PARSE_EXAMPLES = """
**Examples**

    critparse parse examples/NCT00962923.txt
    critparse parse -c "DLCO<45% of predicted"
    critparse parse "protocols/*.json" --format json > protocols.json
    critparse parse protocols/ --format comparisons > comparisons.jsonl
    critparse parse protocols/ --vocabulary omop/ --vocabulary umls.jsonl.gz
    cat criteria.txt | critparse parse -
"""
EXPLAIN_EXAMPLES = """
**Examples**

    critparse explain -c "VC or DLCO below 70% predicted"
    critparse explain examples/NCT00962923.txt --criterion I4
"""
Places = Annotated[
    list[str] | None,
    typer.Argument(metavar="[INPUT]...", help="Files, folders, globs, or - for standard input.", show_default=False),
]


def parse(
    inputs: Places = None,
    criterion: CriterionText = None,
    form: Annotated[Format, typer.Option("--format", "-f", help=FORMATS_HELP)] = Format.tree,
    grammars: Overlay = None,
    vocabulary: OwnVocabulary = None,
    no_model: WithoutModel = False,
) -> None:
    """Turn criteria text into typed constraints.

    Reads plain criteria, trial pages copied from the web, HTML, and ClinicalTrials.gov API v2 JSON.
    Exit status 2 when some input could not be used; the others are still done.
    """
    protocols = Inputs(inputs or [], criterion, grammars_with(grammars, vocabulary), None if no_model else "shipped")
    print_protocols(protocols, form)
    protocols.exit()


def explain(
    path: Annotated[
        str | None, typer.Argument(metavar="[INPUT]", help="A file, or - for standard input.", show_default=False)
    ] = None,
    criterion: CriterionText = None,
    wanted: Annotated[
        str | None, typer.Option("--criterion", metavar="ID", help="Only this criterion (I2, E1.3).", show_default=False)
    ] = None,
    grammars: Overlay = None,
    vocabulary: OwnVocabulary = None,
    no_model: WithoutModel = False,
) -> None:
    """Show how criteria were read: mentions, token classes, the rules that fired, and the tree."""
    knowledge = grammars_with(grammars, vocabulary)
    protocols = Inputs([path] if path else [], criterion, knowledge, None if no_model else "shipped")
    shown = 0
    for found in (c for protocol in protocols for c in protocol.walk() if wanted in (None, c.id)):
        if shown:
            put()
        _print_explanation(explain_criterion(found, knowledge))
        shown += 1
    protocols.exit()
    if wanted and not shown:
        raise SourceError(f"no criterion {wanted}", hint="critparse parse shows the ids")


def _print_explanation(explanation: Explanation) -> None:
    put(f"{explanation.criterion.id}  {' '.join(explanation.criterion.text.split())}")
    mentions = [(f"{m.span.start}-{m.span.end}", m.text, m.token_class, m.meaning) for m in explanation.mentions]
    put_columns([("characters", "text", "token class", "meaning"), *mentions])
    for step in explanation.steps:
        put(f"rule {step.rule}  {step.text!r}  ->  {step.comparison}  of {step.subject or 'nothing found'}")
    for o in explanation.occurrences:
        said = "".join(f"  {part}" for part in (o.qualifiers and f"({o.qualifiers})", o.codes, f"by the {o.source}") if part)
        put(f"{o.concept}  {o.span.start}-{o.span.end}{said}")
    if explanation.entities:
        put("entities  " + "; ".join(f"{label}: {text}" for label, text in explanation.entities))
    put(f"tree  {explanation.expression}")
