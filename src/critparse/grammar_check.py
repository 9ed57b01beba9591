"""Everything that can be wrong with a folder of grammars, found in one run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from critparse.errors import ExpressionError, KnowledgeError, UnitError
from critparse.expression import Measurement, read, walk, without_source, write
from critparse.extract import tokenize
from critparse.interpret import Protocol
from critparse.knowledge import Entry, Knowledge, MeasurementEntry, PhraseEntry, faults, load, shipped
from critparse.pipeline import parse_criterion
from critparse.units import UnitConverter, is_ucum


def check_grammars(folder: Path | None = None) -> tuple[list[KnowledgeError], int]:
    """The faults of a folder laid over the shipped grammars (or of those themselves), and how many entries it has."""
    found = faults(folder or shipped())
    if found:
        return found, 0
    knowledge = load(folder) if folder else load()
    own = [
        (place, entry_id)
        for (place, entry_id), origin in knowledge.origins.items()
        if folder is None or Path(origin).is_relative_to(folder)
    ]
    found += _clashes(knowledge)
    converter = UnitConverter(knowledge.incommensurable)
    for place, entry_id in own:
        origin = f"{knowledge.origins[place, entry_id]} [{entry_id}]"
        entry = _entry(knowledge, place, entry_id)
        if isinstance(entry, MeasurementEntry):
            found += _unit_faults(entry, origin, converter)
        if entry is not None:
            found += _example_faults(entry, origin, knowledge)
    return found, len(own)


def _entry(knowledge: Knowledge, place: str, entry_id: str) -> Entry | PhraseEntry | None:
    tables = {
        "lexicon/measurements": knowledge.measurements, "lexicon/scales": knowledge.scales, "phrases": knowledge.phrases,
    }  # fmt: skip
    return tables[place].get(entry_id) if place in tables else None  # type: ignore[attr-defined, no-any-return]


def _clashes(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """The same spelling in two entries."""
    owners: dict[tuple[str, ...], list[str]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    for place, table in (("lexicon/measurements", knowledge.measurements), ("lexicon/scales", knowledge.scales)):
        for entry in table.values():  # type: ignore[attr-defined]
            origin = f"{knowledge.origins[place, entry.id]} [{entry.id}]"
            names[entry.name].append(origin)
            for spelling in entry.aliases:
                owners[tuple(t.key for t in tokenize(spelling) if t.key not in "-'")].append(origin)
            for spelling in entry.exact:
                owners["=", *(t.text for t in tokenize(spelling) if t.key not in "-'")].append(origin)
    for key, origins in (*owners.items(), *((tuple([n]), o) for n, o in names.items())):
        if len(set(origins)) > 1:
            spelling = " ".join(k for k in key if k != "=")
            yield KnowledgeError(f'"{spelling}" stands also in {origins[1]}', where=origins[0], hint="keep it in one entry")


def _unit_faults(entry: MeasurementEntry, origin: str, converter: UnitConverter) -> Iterator[KnowledgeError]:
    for unit in (entry.unit, *entry.units, *entry.conversions, *(u for units in entry.loinc.values() for u in units)):
        if not is_ucum(unit):
            yield KnowledgeError(f"{unit!r} is not a UCUM unit", where=origin, hint="see https://ucum.org")
    for unit in entry.conversions:
        try:
            converter.to_canonical(entry.range[1], unit, entry.analyte_units)
        except UnitError as error:
            yield KnowledgeError(str(error), where=origin)


def _example_faults(entry: Entry | PhraseEntry, origin: str, knowledge: Knowledge) -> Iterator[KnowledgeError]:
    for text, wanted in entry.examples.items():
        try:
            expected = write(read(wanted))
        except ExpressionError as error:
            yield KnowledgeError(f"example {text!r}: {error}", where=origin)
            continue
        got = write(without_source(_only(parse_criterion(text, knowledge=knowledge))))
        if got != expected:
            yield KnowledgeError(f"example {text!r} reads as {got}, not as {expected}", where=origin)
    name = getattr(entry, "name", None)
    for text in entry.rejects:
        parsed = _only(parse_criterion(text, knowledge=knowledge))
        if any(isinstance(node, Measurement) and node.analyte == name for node in walk(parsed)):
            yield KnowledgeError(f"{text!r} must not be read as it, but is: {write(parsed)}", where=origin)


def _only(protocol: Protocol):  # type: ignore[no-untyped-def]
    return protocol.criteria[0].expression
