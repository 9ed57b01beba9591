"""Everything that can be wrong with a folder of grammars, found in one run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from critparse.errors import CritparseError, ExpressionError, KnowledgeError, UnitError
from critparse.expression import Expression, Measurement, Occurrence, read, walk, without_source, write
from critparse.extract import tokenize
from critparse.interpret import parser
from critparse.knowledge import (
    CONCEPT_FOLDERS,
    ConceptEntry,
    Entry,
    Knowledge,
    MeasurementEntry,
    PhraseEntry,
    faults,
    load,
    shipped,
)
from critparse.knowledge.icd10cm import is_code
from critparse.pipeline import parse_criterion
from critparse.units import UnitConverter, is_ucum


class Place(NamedTuple):
    """An entry's folder below `grammars/`, its id, and the file that it was read from."""

    folder: str
    entry_id: str
    file: str

    def __str__(self) -> str:
        return f"{self.file} [{self.entry_id}]"


def check_grammars(folder: Path | None = None) -> tuple[list[KnowledgeError], int]:
    """The faults of a folder laid over the shipped grammars (or of those themselves), and how many entries it has."""
    found = faults(folder or shipped())
    if found:
        return found, 0
    knowledge = load(folder) if folder else load()
    own = places(knowledge, folder)
    try:
        parser(knowledge)
    except CritparseError as error:
        return [KnowledgeError(error.what, where=error.where, hint=error.hint)], len(own)
    files = {place.file for place in own}
    found += (fault for fault, owners in _clashes(knowledge) if any(owner.file in files for owner in owners))
    for place in own:
        found += entry_faults(place, knowledge)
    return found, len(own)


def places(knowledge: Knowledge, folder: Path | None = None) -> list[Place]:
    """Where the entries stand; with `folder`, those that were read from it."""
    found = [Place(*key, file) for key, file in knowledge.origins.items()]
    return [p for p in found if folder is None or Path(p.file).is_relative_to(folder)]


def entry_faults(place: Place, knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """What is wrong with one entry: its units, and how its own examples and rejects are read."""
    if place.folder in CONCEPT_FOLDERS:
        yield from _concept_faults(knowledge.concepts[place.entry_id], place, knowledge)
        return
    entry = _entry(knowledge, place)
    if isinstance(entry, MeasurementEntry):
        yield from _unit_faults(entry, place, UnitConverter(knowledge.incommensurable))
        if entry.change_of and not isinstance(knowledge.named(entry.change_of.name), MeasurementEntry):
            message = f'"{entry.change_of.name}" is no measurement of the lexicon'
            yield KnowledgeError(message, where=str(place), hint="write the preferred name in change_of")
    if entry is not None:
        yield from _example_faults(entry, place, knowledge)
    elif place.folder == "units" and not is_ucum(place.entry_id):
        yield _not_ucum(place.entry_id, place)


def _entry(knowledge: Knowledge, place: Place) -> Entry | PhraseEntry | None:
    match place.folder:
        case "lexicon/measurements":
            return knowledge.measurements[place.entry_id]
        case "lexicon/scales":
            return knowledge.scales[place.entry_id]
        case "phrases":
            return knowledge.phrases[place.entry_id]
        case _:
            return None


def _clashes(knowledge: Knowledge) -> Iterator[tuple[KnowledgeError, list[Place]]]:
    """The same spelling or name in two entries, with the entries."""
    owners: dict[str, list[Place]] = defaultdict(list)
    for place in places(knowledge):
        if place.folder in ("lexicon/measurements", "lexicon/scales"):
            for spelling in _spellings(knowledge.entry(place.entry_id)):
                owners[spelling].append(place)
        elif place.folder in CONCEPT_FOLDERS:
            for spelling in _spellings(knowledge.concepts[place.entry_id]):
                owners[spelling].append(place)
        elif place.folder == "units":
            unit = knowledge.units[place.entry_id]
            for spelling in {f"unit {s.lower()}" for s in unit.any} | {f"unit {s}" for s in unit.exact}:
                owners[spelling].append(place)
    for spelling, own in owners.items():
        if len(own) > 1 and not _value_and_concept(own):
            yield KnowledgeError(f'"{spelling}" stands also in {own[1]}', where=str(own[0]), hint="keep it in one entry"), own


def _value_and_concept(own: list[Place]) -> bool:
    """Whether one spelling is a measurement or scale and a concept, which is told by whether a bound stands beside it."""
    values = [place for place in own if place.folder in ("lexicon/measurements", "lexicon/scales")]
    return len(own) == 2 and len(values) == 1


def _spellings(entry: Entry | ConceptEntry) -> set[str]:
    """The spellings of an entry as they are matched: hyphens, white space and, except for `exact`, capitals aside."""
    loose = {" ".join(t.key for t in tokenize(s) if t.key not in "-'") for s in (*entry.aliases, entry.name)}
    exact = {" ".join(t.text for t in tokenize(s) if t.key not in "-'") for s in entry.exact}
    return loose | {f"{spelling} (in these capitals)" for spelling in exact}


def _concept_faults(entry: ConceptEntry, place: Place, knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """What is wrong with a concept: ids and codes that do not exist, examples in which it is not found."""
    for other in (*entry.broader, *entry.members):
        known = knowledge.concepts.get(other)
        if known is None or known.domain != entry.domain:
            yield KnowledgeError(f'"{other}" is no {entry.domain} of the lexicon', where=str(place), hint="correct the id")
    for code in entry.icd10cm:
        if not is_code(code):
            yield KnowledgeError(f"{code} is not in ICD-10-CM", where=str(place), hint="see grammars/codes/icd10cm.tsv.gz")
    for text, wanted in (*((t, True) for t in entry.examples), *((t, False) for t in entry.rejects)):
        parsed = _only(text, knowledge)
        if wanted != any(isinstance(node, Occurrence) and node.concept_id == entry.id for node in walk(parsed)):
            what = "is not found in" if wanted else "must not be found in"
            yield KnowledgeError(f"{what} {text!r}, which reads as {write(parsed)}", where=str(place))


def _unit_faults(entry: MeasurementEntry, place: Place, converter: UnitConverter) -> Iterator[KnowledgeError]:
    units = (entry.unit, *entry.units, *entry.conversions, *(u for units in entry.loinc.values() for u in units))
    yield from (_not_ucum(unit, place) for unit in dict.fromkeys(units) if not is_ucum(unit))
    for unit in entry.conversions:
        try:
            converter.to_canonical(entry.range[1], unit, entry.analyte_units)
        except UnitError as error:
            yield KnowledgeError(str(error), where=str(place))


def _not_ucum(unit: str, place: Place) -> KnowledgeError:
    return KnowledgeError(f"{unit!r} is not a UCUM unit", where=str(place), hint="see https://ucum.org")


def _example_faults(entry: Entry | PhraseEntry, place: Place, knowledge: Knowledge) -> Iterator[KnowledgeError]:
    for text, wanted in entry.examples.items():
        try:
            expected = write(read(wanted))
        except ExpressionError as error:
            yield KnowledgeError(f"example {text!r}: {error}", where=str(place))
            continue
        got = write(without_source(_only(text, knowledge)))
        if got != expected:
            yield KnowledgeError(f"example {text!r} reads as {got}, not as {expected}", where=str(place))
    name = entry.id if isinstance(entry, PhraseEntry) else entry.name
    for text in entry.rejects:
        parsed = _only(text, knowledge)
        if any(isinstance(node, Measurement) and node.analyte == name for node in walk(parsed)):
            yield KnowledgeError(f"{text!r} must not be read as it, but is: {write(parsed)}", where=str(place))


def _only(text: str, knowledge: Knowledge) -> Expression:
    """What a criterion says."""
    return parse_criterion(text, knowledge=knowledge, model=None).criteria[0].expression
