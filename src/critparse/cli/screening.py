"""`critparse screen`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from critparse.cli.console import FAILED, fail, note
from critparse.cli.inputs import Inputs, Overlay, OwnVocabulary, WithoutModel, grammars_with
from critparse.cli.verdicts import VERDICT_FORMATS_HELP, VerdictFormat, print_explanation, print_verdicts
from critparse.errors import CritparseError, SourceError
from critparse.evaluate import PatientVerdict, Question, screening
from critparse.expression import Quantity
from critparse.interpret import Protocol
from critparse.interpret.productions import TIME_UNITS
from critparse.knowledge import Knowledge
from critparse.patient.mapping import unmapped
from critparse.patient.model import Coding
from critparse.patient.read import read_patients

_ANCHOR = "anchor"
"""The token class of the phrases that are anchors."""
EXAMPLES = """
**Examples**

    critparse screen examples/NCT00962923.txt --patients examples/patients --as-of 2024-06-30
    critparse screen protocol.txt --patients export/ --as-of 2024-06-30 --format json > verdicts.json
    critparse screen protocol.txt --patients p7.json --as-of 2024-06-30 --explain p7
    critparse screen protocol.txt --patients p7.json --as-of 2024-06-30 --anchor randomisation=2024-07-15
"""


def screen(
    protocol: Annotated[str, typer.Argument(metavar="PROTOCOL", help="The criteria: a file, or - for standard input.")],
    patients: Annotated[
        Path, typer.Option(metavar="PATH", help="FHIR R4: a Bundle, NDJSON of Bundles, a bulk export, or a folder of them.")
    ],
    as_of: Annotated[datetime, typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="The day on which patients are screened.")],
    form: Annotated[VerdictFormat, typer.Option("--format", "-f", help=VERDICT_FORMATS_HELP)] = VerdictFormat.table,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="ID", help="Show one patient with all evidence.", show_default=False)
    ] = None,
    anchor: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=DATE", help="A day of the study (randomisation=2024-07-15).", show_default=False),
    ] = None,
    cohort: Annotated[
        str | None, typer.Option(metavar="NAME", help="Screen for this cohort; without it for all.", show_default=False)
    ] = None,
    lookback: Annotated[
        str | None,
        typer.Option(
            metavar="DURATION",
            help='How old a measured value may be where its criterion does not say ("6 mo").',
            show_default=False,
        ),
    ] = None,
    absent_is_unknown: Annotated[
        bool, typer.Option("--absent-is-unknown", help="What is not on record is unknown, not absent.")
    ] = False,
    report_unmapped: Annotated[
        bool, typer.Option("--report-unmapped", help="List the codes on record that no concept claims, on standard error.")
    ] = False,
    grammars: Overlay = None,
    vocabulary: OwnVocabulary = None,
    no_model: WithoutModel = False,
) -> None:
    """Say for each patient and criterion: met, not met or unknown, with the evidence.

    Exit status 2 when some patient or record could not be read; the others are still screened.
    """
    knowledge = grammars_with(grammars, vocabulary)
    day = as_of.date()
    question = Question(
        knowledge, day, dict(_anchor(given, knowledge) for given in anchor or ()), absent_is_unknown=absent_is_unknown,
        lookback=_duration(lookback) if lookback else None, cohort=cohort,
    )  # fmt: skip
    criteria = _protocol(protocol, knowledge, no_model=no_model)
    run = _Run(criteria, question, patients, report_unmapped=report_unmapped, only=explain)
    if explain is None:
        print_verdicts(criteria, day, run, form)
    elif not print_explanation(criteria, run):
        raise SourceError(f"no patient {explain}", where=str(patients), hint="ids are those of the Patient resources")
    for coding, n in sorted(run.unmapped.items(), key=lambda item: -item[1]):
        note(f"not mapped: {coding.system or 'no system'} {coding.code or 'no code'} {coding.display} ({n} records)")
    if run.failed:
        raise typer.Exit(FAILED)


class _Run:
    """The verdicts of a run, one by one; what cannot be read is reported at once, and the rest is still done."""

    def __init__(self, protocol: Protocol, question: Question, path: Path, *, report_unmapped: bool, only: str | None) -> None:
        self._judge = screening(protocol, question)
        self._knowledge, self._path, self._report, self._only = question.knowledge, path, report_unmapped, only
        self.failed = False
        self.unmapped: Counter[Coding] = Counter()

    def __iter__(self) -> Iterator[PatientVerdict]:
        for found in read_patients(self._path):
            if isinstance(found, CritparseError):
                self._fail(found)
                continue
            for fault in found.faults:
                self._fail(fault)
            if self._only is not None and found.patient.id != self._only:
                continue
            if self._report:
                self.unmapped.update(unmapped(found.patient, self._knowledge))
            yield self._judge(found.patient)

    def _fail(self, error: CritparseError) -> None:
        self.failed = True
        fail(error)


def _protocol(place: str, knowledge: Knowledge, *, no_model: bool) -> Protocol:
    """The protocol at a place; of several documents, the first."""
    inputs = Inputs([place], None, knowledge, None if no_model else "shipped")
    for found in inputs:
        return found
    inputs.exit()
    raise SourceError("no criteria", where=place)


def _anchor(given: str, knowledge: Knowledge) -> tuple[str, date]:
    name, _, day = (part.strip() for part in given.partition("="))
    try:
        found = name, date.fromisoformat(day)
    except ValueError:
        raise CritparseError(f"not an anchor: {given!r}", hint="write it as randomisation=2024-07-15") from None
    known = {str(entry.value) for entry in knowledge.phrases.values() if entry.token_class == _ANCHOR}
    if name.casefold() not in {one.casefold() for one in known}:
        raise CritparseError(f"no anchor is called {name!r}", hint="names are the values in grammars/phrases/anchors.toml")
    return found


def _duration(given: str) -> Quantity:
    number, _, unit = given.strip().partition(" ")
    try:
        value = Quantity(value=number, unit=unit.strip())  # type: ignore[arg-type]
    except ValueError:
        value = None
    if value is None or value.value <= 0 or value.unit not in TIME_UNITS:
        raise CritparseError(f"not a duration: {given!r}", hint='write it as "6 mo", with the unit d, wk, mo or a')
    return value
