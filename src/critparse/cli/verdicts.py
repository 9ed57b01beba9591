"""What `critparse screen` prints: one function a format, and one patient with all evidence."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

import typer

from critparse.cli.console import put
from critparse.evaluate import CriterionVerdict, Evidence, PatientVerdict
from critparse.interpret import Protocol


class VerdictFormat(StrEnum):
    """The formats by name."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


VERDICT_FORMATS_HELP = (
    "table: for people (✓ passed, ✗ failed, ? unknown). json: one object with all patients. jsonl: one patient a line. "
    "csv: one patient a row."
)
_MARKS = {True: ("✓", typer.colors.GREEN), False: ("✗", typer.colors.RED), None: ("?", typer.colors.YELLOW)}
_COLOURS = {"eligible": typer.colors.GREEN, "ineligible": typer.colors.RED, "undetermined": typer.colors.YELLOW}
_LONGEST_ID = 36


def print_verdicts(protocol: Protocol, as_of: date, verdicts: Iterable[PatientVerdict], form: VerdictFormat) -> None:
    """Print the verdicts as they come."""
    _WRITERS[form](protocol, as_of, verdicts)


def print_explanation(protocol: Protocol, verdicts: Iterable[PatientVerdict]) -> bool:
    """Print patients with every criterion and what its verdict rests on; whether there was one."""
    texts = {c.id: " ".join(c.text.split()) for c in protocol.criteria}
    any_shown = False
    for verdict in verdicts:
        if any_shown:
            put()
        any_shown = True
        put(f"{verdict.id}  {_coloured(verdict.verdict, _COLOURS[verdict.verdict])}  {verdict.summary}")
        for criterion in (*verdict.registry, *verdict.criteria):
            mark, colour = _MARKS[criterion.passes]
            text = texts.get(criterion.id, "")
            put(f"{_coloured(mark, colour)} {criterion.id}  {criterion.kind} {criterion.verdict}{f'  {text}' if text else ''}")
            for evidence in criterion.evidence:
                put(f"    {'  '.join(_said(evidence))}")
    return any_shown


def _said(evidence: Evidence) -> Iterator[str]:
    """The parts of the line that says what a leaf rests on."""
    yield f"{evidence.outcome}:"
    yield evidence.leaf
    for datum in evidence.data:
        where = ", ".join(part for part in (datum.record, datum.date, datum.mapping) if part)
        yield f"{datum.value or 'on record'} ({where})"
    if evidence.compared:
        yield f"compared as {evidence.compared}"
    for part in (evidence.conversion, evidence.derived, evidence.reason):
        if part:
            yield part
    if evidence.warning:
        yield f"warning: {evidence.warning}"
    if evidence.needs:
        yield f"needs {evidence.needs}"


def _table(protocol: Protocol, as_of: date, verdicts: Iterable[PatientVerdict]) -> None:
    ids: Sequence[str] | None = None
    found: Counter[str] = Counter()
    for verdict in verdicts:
        criteria = (*verdict.registry, *verdict.criteria)
        if ids is None:
            ids = [c.id for c in criteria]
            put(f"{protocol.name}, as of {as_of}")
            put(f"{'patient'.ljust(_LONGEST_ID)}  {'verdict'.ljust(12)}  {'  '.join(ids)}")
        found[verdict.verdict] += 1
        put(
            f"{verdict.id.ljust(_LONGEST_ID)}  {_coloured(verdict.verdict.ljust(12), _COLOURS[verdict.verdict])}  "
            f"{'  '.join(map(_cell, criteria))}".rstrip()
        )
    total = sum(found.values())
    counts = ", ".join(f"{found[name]} {name}" for name in _COLOURS if found[name])
    put(f"{total or 'no'} patient{'' if total == 1 else 's'}{f': {counts}' if counts else ''}  (✓ passed, ✗ failed, ? unknown)")


def _cell(criterion: CriterionVerdict) -> str:
    mark, colour = _MARKS[criterion.passes]
    return _coloured(mark, colour) + " " * (len(criterion.id) - 1)


def _coloured(text: str, colour: str) -> str:
    return typer.style(text, fg=colour) if sys.stdout.isatty() else text


def _json(protocol: Protocol, as_of: date, verdicts: Iterable[PatientVerdict]) -> None:
    sys.stdout.write(f'{{"protocol": {_dumped(protocol.name)}, "as_of": "{as_of}", "patients": [')
    between = "\n"
    for verdict in verdicts:
        sys.stdout.write(between + _dumped(verdict.as_json()))
        between = ",\n"
    put("\n]}")


def _jsonl(protocol: Protocol, as_of: date, verdicts: Iterable[PatientVerdict]) -> None:
    for verdict in verdicts:
        put(_dumped({"protocol": protocol.name, "as_of": str(as_of), **verdict.as_json()}))


def _csv(_protocol: Protocol, _as_of: date, verdicts: Iterable[PatientVerdict]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    ids: list[str] = []
    for verdict in verdicts:
        criteria = {c.id: c.verdict for c in (*verdict.registry, *verdict.criteria)}
        if not ids:
            ids = list(criteria)
            writer.writerow(["patient", "verdict", "summary", *ids])
        writer.writerow([verdict.id, verdict.verdict, verdict.summary, *(criteria.get(i, "") for i in ids)])


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_WRITERS: dict[VerdictFormat, Callable[[Protocol, date, Iterable[PatientVerdict]], None]] = {
    VerdictFormat.table: _table, VerdictFormat.json: _json, VerdictFormat.jsonl: _jsonl, VerdictFormat.csv: _csv,
}  # fmt: skip
