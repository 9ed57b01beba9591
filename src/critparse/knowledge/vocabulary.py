"""A user's own vocabulary: scispaCy's knowledge-base format, or a folder of OMOP vocabulary tables."""

from __future__ import annotations

import csv
import gzip
import json
import re
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from critparse.errors import KnowledgeError
from critparse.knowledge.concepts import Domain

_UMLS = re.compile(r"C\d{7}")
_CURIE = re.compile(r"([A-Za-z][\w.]*):(\S+)")
_TAGS = frozenset(
    (
        "clinical drug",
        "disorder",
        "event",
        "finding",
        "medicinal product",
        "morphologic abnormality",
        "observable entity",
        "organism",
        "person",
        "physical object",
        "procedure",
        "product",
        "qualifier value",
        "regime/therapy",
        "situation",
        "substance",
    )
)
"""What SNOMED CT's full names say in parentheses of the kind of concept."""
_SHORT, _ACRONYM = 3, 6
"""Characters of a phrase that is matched only in its own capitals; of one that has nothing but capitals."""
_ENGLISH = "4180186"
_MAPS_TO = "Maps to"
_DOMAINS: Mapping[str, Domain] = {
    "Condition": "condition",
    "Drug": "drug",
    "Procedure": "procedure",
    "Device": "device",
    "Observation": "observation",
    "Measurement": "observation",
}
"""OMOP domain_id → ours; concepts of other domains (units, visits) are left out."""
_SEMANTIC_TYPES: Mapping[str, Domain] = {
    **dict.fromkeys(("T019", "T020", "T037", "T046", "T047", "T048", "T049", "T050", "T184", "T190", "T191"), "condition"),
    **dict.fromkeys(("T121", "T125", "T127", "T129", "T195", "T200"), "drug"),
    **dict.fromkeys(("T058", "T060", "T061", "T063"), "procedure"),
    **dict.fromkeys(("T074", "T075", "T203"), "device"),
    **dict.fromkeys(("T033", "T034", "T059", "T201"), "observation"),
    **{domain: domain for domain in ("condition", "drug", "procedure", "device", "observation", "substance")},
}
"""UMLS semantic type, or the name of a domain, → our domain; concepts of other types are left out."""


class VocabularyConcept(NamedTuple):
    """What a phrase of a vocabulary stands for."""

    system: str
    """Coding system ("SNOMED", "RxNorm", "UMLS")."""
    code: str
    name: str
    domain: Domain
    concept_id: int | None = None
    """OMOP's number of the concept."""


Phrase = tuple[str, bool, VocabularyConcept]
"""Phrase, whether it is matched only in these very capitals, concept."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The phrases of a vocabulary and what they stand for, preferred names before synonyms."""

    phrases: tuple[Phrase, ...]
    left_out: int
    """How many concepts are of a kind that criteria are not about, or have no standard concept."""
    _below: Mapping[int, Sequence[int]] = field(default_factory=lambda: MappingProxyType({}))

    def descendants(self, concept_id: int) -> frozenset[int]:
        """The concept and all standard concepts below it."""
        return frozenset((concept_id, *self._below.get(concept_id, ())))


def read_kb(path: Path) -> Vocabulary:
    """Read JSON lines of concepts (`concept_id`, `canonical_name`, `aliases`, `types`) as scispaCy has them, also gzipped.

    `types` are UMLS semantic types ("T047") or names of our domains ("condition").
    Raises `KnowledgeError`, with the line, for a file or a concept that cannot be read.
    """
    names: list[Phrase] = []
    aliases: list[Phrase] = []
    left_out = 0
    for number, line in enumerate(_text_lines(path), start=1):
        if not line.strip():
            continue
        concept_id, name, others, types = _kb_entry(line, f"{path}, line {number}")
        domain = next((_SEMANTIC_TYPES[type_] for type_ in types if type_ in _SEMANTIC_TYPES), None)
        if domain is None:
            left_out += 1
            continue
        concept = VocabularyConcept(*system_and_code(concept_id, path.name.split(".")[0]), name, domain)
        names += _phrases((name,), concept)
        aliases += _phrases((other for other in dict.fromkeys(others) if other != name), concept)
    if not names:
        raise KnowledgeError(
            "no concept can be used", where=str(path), hint="'types' hold UMLS semantic types such as T047, or condition, drug, …"
        )
    return Vocabulary((*names, *aliases), left_out)


def read_omop(folder: Path) -> Vocabulary:
    """Read OMOP's CONCEPT and CONCEPT_ANCESTOR, and CONCEPT_SYNONYM and CONCEPT_RELATIONSHIP where they are.

    The tables are CSV (with tabs, as Athena gives them, or commas) or Parquet, which needs `critparse[omop]`.
    Names of non-standard concepts stand for the one standard concept that they map to.
    Raises `KnowledgeError`, with file and line, for what is missing or cannot be read.
    """
    if not folder.is_dir():
        raise KnowledgeError("no such folder", where=str(folder), hint="name a folder with CONCEPT.csv and CONCEPT_ANCESTOR.csv")
    concepts, others = _omop_concepts(_table(folder, "concept"))
    standard = _standard_of(_optional_table(folder, "concept_relationship"), concepts, others)
    phrases = [_phrase(concept.name, concept) for concept in concepts.values()]
    phrases += _omop_synonyms(_optional_table(folder, "concept_synonym"), concepts, standard)
    phrases += (_phrase(others[concept_id], concept) for concept_id, concept in standard.items())
    if not phrases:
        raise KnowledgeError("no standard concept", where=str(folder), hint="CONCEPT has standard_concept = 'S' for those")
    below = _omop_descendants(_table(folder, "concept_ancestor"), concepts)
    return Vocabulary(tuple(phrases), len(others) - len(standard), MappingProxyType(below))


def _phrases(names: Iterable[str], concept: VocabularyConcept) -> Iterator[Phrase]:
    return (_phrase(name, concept) for name in names if name.strip())


def _phrase(name: str, concept: VocabularyConcept) -> Phrase:
    phrase = _untagged(name)
    size = len(phrase)
    return phrase, size <= _SHORT or (size <= _ACRONYM and phrase.isupper()), concept


def _untagged(name: str) -> str:
    """The name without the kind of concept that SNOMED CT sets behind it ("Asthma (disorder)")."""
    if not name.endswith(")"):
        return name
    before, _, tag = name.rpartition(" (")
    return before if before and tag[:-1] in _TAGS else name


def _text_lines(path: Path) -> Iterator[str]:
    """The lines of a file, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield from file
    except UnicodeDecodeError as error:
        raise KnowledgeError("is not UTF-8 text", where=str(path), hint="save it in UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise KnowledgeError(f"cannot be read: {reason}", where=str(path)) from error


def _kb_entry(line: str, where: str) -> tuple[str, str, list[str], list[str]]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise KnowledgeError("is not JSON", where=where, hint="one concept a line, as scispaCy has it") from error
    if not isinstance(entry, dict):
        raise KnowledgeError("is not a JSON object", where=where, hint='write {"concept_id": …, "canonical_name": …}')
    for key in ("concept_id", "canonical_name"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise KnowledgeError(f"{key!r} is not text", where=where, hint=f'write "{key}": "…"')
    lists = [entry.get(key, []) for key in ("aliases", "types")]
    for key, listed in zip(("aliases", "types"), lists, strict=True):
        if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
            raise KnowledgeError(f"{key!r} is not a list of texts", where=where, hint=f'write "{key}": ["…"]')
    return entry["concept_id"], entry["canonical_name"], lists[0], lists[1]


def system_and_code(concept_id: str, otherwise: str) -> tuple[str, str]:
    """UMLS, or what stands before a colon ("MESH:D003920"), or otherwise a name that is given; and the code in it.

    >>> system_and_code("C0011849", "ours"), system_and_code("MESH:D003920", "ours"), system_and_code("7", "ours")
    (('UMLS', 'C0011849'), ('MESH', 'D003920'), ('ours', '7'))
    """
    if _UMLS.fullmatch(concept_id):
        return "UMLS", concept_id
    curie = _CURIE.fullmatch(concept_id)
    return (curie[1], curie[2]) if curie else (otherwise, concept_id)


class _Table(NamedTuple):
    """A table that is there: its file, and a reader of some columns, whose rows are numbered as in the file."""

    file: Path
    read: Callable[[tuple[str, ...]], Iterator[tuple[int, Sequence[Any]]]]

    def fault(self, number: int, what: str) -> KnowledgeError:
        return KnowledgeError(what, where=f"{self.file}, line {number}", hint="correct the line or fetch the vocabulary again")


def _omop_concepts(table: _Table) -> tuple[dict[int, VocabularyConcept], dict[int, str]]:
    """The standard concepts that criteria may be about, and the names of all other concepts."""
    columns = ("concept_id", "concept_name", "domain_id", "vocabulary_id", "concept_code", "standard_concept")
    concepts: dict[int, VocabularyConcept] = {}
    others: dict[int, str] = {}
    for number, (raw_id, name, domain_id, vocabulary_id, code, is_standard) in table.read(columns):
        try:
            concept_id = int(raw_id)
        except (TypeError, ValueError):
            raise table.fault(number, f"concept_id {raw_id!r} is not a number") from None
        if not name or not name.strip():
            raise table.fault(number, "concept_name is empty")
        domain = _DOMAINS.get(domain_id)
        if is_standard == "S" and domain is not None:
            if not vocabulary_id or not code:
                raise table.fault(number, "vocabulary_id or concept_code is empty")
            concepts[concept_id] = VocabularyConcept(vocabulary_id, str(code), _untagged(name), domain, concept_id)
        else:
            others[concept_id] = name
    return concepts, others


def _standard_of(
    table: _Table | None, concepts: Mapping[int, VocabularyConcept], others: Mapping[int, str]
) -> dict[int, VocabularyConcept]:
    """Non-standard concept → the standard one it maps to; not those that only several together stand for."""
    found: dict[int, VocabularyConcept] = {}
    several: set[int] = set()
    if table is None:
        return found
    columns = ("concept_id_1", "concept_id_2", "relationship_id", "invalid_reason")
    for number, (first, second, relationship, invalid) in table.read(columns):
        if relationship != _MAPS_TO or invalid:
            continue
        try:
            one, other = int(first), int(second)
        except (TypeError, ValueError):
            raise table.fault(number, f"concept_id_1 {first!r} or concept_id_2 {second!r} is not a number") from None
        concept = concepts.get(other)
        if one not in others:
            continue
        if concept is None or found.get(one, concept) is not concept:
            several.add(one)
        else:
            found[one] = concept
    return {one: concept for one, concept in found.items() if one not in several}


def _omop_synonyms(
    table: _Table | None, concepts: Mapping[int, VocabularyConcept], standard: Mapping[int, VocabularyConcept]
) -> Iterator[Phrase]:
    if table is None:
        return
    for number, (raw_id, synonym, language) in table.read(("concept_id", "concept_synonym_name", "language_concept_id")):
        try:
            concept_id = int(raw_id)
        except (TypeError, ValueError):
            raise table.fault(number, f"concept_id {raw_id!r} is not a number") from None
        concept = concepts.get(concept_id) or standard.get(concept_id)
        if (
            concept is not None
            and synonym
            and synonym != concept.name
            and not synonym.isspace()
            and str(language or _ENGLISH) == _ENGLISH
        ):
            yield _phrase(synonym, concept)


def _omop_descendants(table: _Table, concepts: Mapping[int, VocabularyConcept]) -> dict[int, array[int]]:
    below: dict[int, array[int]] = {}
    for number, (ancestor, descendant) in table.read(("ancestor_concept_id", "descendant_concept_id")):
        try:
            above, under = int(ancestor), int(descendant)
        except (TypeError, ValueError):
            raise table.fault(number, f"{ancestor!r} or {descendant!r} is not a number") from None
        if above != under and above in concepts and under in concepts:
            below.setdefault(above, array("q")).append(under)
    return below


def _table(folder: Path, name: str) -> _Table:
    table = _optional_table(folder, name)
    if table is None:
        raise KnowledgeError(f"no {name.upper()} table", where=str(folder), hint=f"add {name.upper()}.csv or {name}.parquet")
    return table


def _optional_table(folder: Path, name: str) -> _Table | None:
    """The table's file, in any letter case; CSV before Parquet, since it needs no further library."""
    for suffix, read in ((".csv", _csv_rows), (".parquet", _parquet_rows)):
        for file in sorted(folder.iterdir()):
            if file.name.lower() == name + suffix:
                return _Table(file, partial(read, file))
    return None


def _csv_rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Sequence[Any]]]:
    """The columns of each row. Athena writes tabs and no quotes; with commas, quotes have their usual meaning."""
    lines = _text_lines(file)
    header = next(lines, "")
    tabs = "\t" in header
    names = [name.strip().strip('"').lower() for name in header.split("\t" if tabs else ",")]
    places = [_place(file, names, column) for column in columns]
    width = len(names)
    pick = itemgetter(*(width if place is None else place for place in places))
    reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if tabs else csv.reader(lines)
    try:
        for row in reader:
            if len(row) != width:
                if row:
                    where = f"{file}, line {reader.line_num + 1}"
                    raise KnowledgeError(f"{len(row)} columns where the header has {width}", where=where, hint="correct the line")
                continue
            row.append("")  # stands for the columns that are missing
            yield reader.line_num + 1, pick(row)
    except csv.Error as error:
        raise KnowledgeError(f"is not CSV: {error}", where=f"{file}, line {reader.line_num + 1}") from error


def _parquet_rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        parquet = import_module("pyarrow.parquet")
    except ImportError as error:
        hint = "pip install 'critparse[omop]', or give the table as CSV"
        raise KnowledgeError("Parquet needs pyarrow, which is not installed", where=str(file), hint=hint) from error
    try:
        with parquet.ParquetFile(file) as table:
            names = [name.lower() for name in table.schema_arrow.names]
            places = [_place(file, names, column) for column in columns]
            wanted = [table.schema_arrow.names[place] for place in places if place is not None]
            before = 0
            for batch in table.iter_batches(columns=wanted):
                given = {name.lower(): batch.column(name).to_pylist() for name in wanted}
                empty = [None] * batch.num_rows
                yield from enumerate(zip(*(given.get(column, empty) for column in columns), strict=True), start=before + 1)
                before += batch.num_rows
    except (OSError, ValueError) as error:
        raise KnowledgeError(f"is not Parquet: {str(error).splitlines()[0]}", where=str(file)) from error


def _place(file: Path, names: list[str], column: str) -> int | None:
    """Where a column stands; None for one that may be missing."""
    if column in names:
        return names.index(column)
    if column in ("invalid_reason", "language_concept_id"):
        return None
    raise KnowledgeError(f"no column {column!r}", where=str(file), hint="give the table as OMOP defines it")
