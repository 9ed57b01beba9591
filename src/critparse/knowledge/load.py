"""Reads folders of grammars into one immutable `Knowledge`; a fault names the file and the entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import tomli  # tomllib, compiled: four times as fast
from pydantic import BaseModel, ValidationError

from critparse.errors import KnowledgeError
from critparse.knowledge.concepts import ConceptEntry, Domain
from critparse.knowledge.phrases import PhraseEntry, UnitSpelling
from critparse.knowledge.schema import Entry, MeasurementEntry, ScaleEntry
from critparse.knowledge.syntax import SyntaxRule
from critparse.knowledge.vocabulary import Vocabulary

_M = TypeVar("_M", bound=BaseModel)
_Prepare = Callable[[str, Any], dict[str, Any]]
CONCEPT_FOLDERS: dict[str, Domain] = {
    "lexicon/conditions": "condition",
    "lexicon/drugs": "drug",
    "lexicon/procedures": "procedure",
    "lexicon/devices": "device",
    "lexicon/observations": "observation",
    "lexicon/substances": "substance",
}
"""Folder of concepts → what its entries are."""
_FOLDERS = ("lexicon/measurements", "lexicon/scales", *CONCEPT_FOLDERS, "phrases", "units", "syntax")
_LISTS = frozenset(("phrases/page.toml", "units/incommensurable.toml"))
"""Files of named lists; all others hold entries."""


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything that `grammars/` says, validated; later folders override earlier ones entry by entry."""

    measurements: dict[str, MeasurementEntry]
    scales: dict[str, ScaleEntry]
    concepts: dict[str, ConceptEntry]
    phrases: dict[str, PhraseEntry]
    units: dict[str, UnitSpelling]
    incommensurable: tuple[str, ...]
    syntax: dict[str, SyntaxRule]
    page: dict[str, tuple[str, ...]]
    origins: dict[tuple[str, str], str]
    """(folder of the entry, entry id) → the file it was read from."""
    vocabularies: tuple[Vocabulary, ...] = ()
    """The user's own, of which the first that has a phrase says what it means; see `with_vocabularies`."""

    def entry(self, entry_id: str) -> Entry:
        """The measurement or scale with this id.

        >>> load().entry("hemoglobin").unit
        'g/dL'
        """
        return self.measurements.get(entry_id) or self.scales[entry_id]

    def named(self, name: str) -> Entry | None:
        """The measurement or scale with this preferred name, or None."""
        return _by_name(self).get(name)


@cache
def _by_name(knowledge: Knowledge) -> dict[str, Entry]:
    entries: tuple[Entry, ...] = (*knowledge.measurements.values(), *knowledge.scales.values())
    return {entry.name: entry for entry in entries}


def shipped() -> Traversable:
    """The folder of grammars that ships with the package."""
    return files("critparse") / "grammars"


@cache
def load(*overlays: Path) -> Knowledge:
    """Read the shipped grammars and lay the user's folders over them.

    Raises `KnowledgeError` for the first fault found; `faults` lists them all.

    >>> "hemoglobin" in load().measurements
    True
    """
    reader = _Reader((shipped(), *overlays))
    knowledge = reader.read()
    if reader.faults:
        raise reader.faults[0]
    return knowledge


def faults(*folders: Path | Traversable) -> list[KnowledgeError]:
    """Every schema fault in the folders."""
    reader = _Reader(folders)
    reader.read()
    return reader.faults


class _Reader:
    """Reads folders in order and collects faults, so that one run names them all."""

    def __init__(self, folders: tuple[Path | Traversable, ...]) -> None:
        self.folders = folders
        self.faults: list[KnowledgeError] = []
        self.origins: dict[tuple[str, str], str] = {}

    def read(self) -> Knowledge:
        self._report_strays()
        return Knowledge(
            measurements=self._entries("lexicon/measurements", MeasurementEntry, _named),
            scales=self._entries("lexicon/scales", ScaleEntry, _named),
            concepts=self._concepts(),
            phrases=self._entries("phrases", PhraseEntry, lambda key, raw: {"id": key} | raw),
            units=self._entries("units", UnitSpelling, lambda key, raw: {"ucum": key} | raw),
            incommensurable=tuple(atom for atoms in self._lists("units/incommensurable.toml") for atom in atoms[1]),
            syntax=self._entries("syntax", SyntaxRule, lambda key, raw: {"name": key} | raw),
            page=dict(self._lists("phrases/page.toml")),
            origins=self.origins,
        )

    def _concepts(self) -> dict[str, ConceptEntry]:
        found: dict[str, ConceptEntry] = {}
        for folder, domain in CONCEPT_FOLDERS.items():
            for key, entry in self._entries(folder, ConceptEntry, partial(_concept, domain)).items():
                if key in found:
                    where = f"{self.origins[folder, key]} [{key}]"
                    self.faults.append(KnowledgeError(f'"{key}" is the id of another concept', where=where, hint="rename it"))
                found[key] = entry
        return {key: _with_codes_of_members(entry, found) for key, entry in found.items()}

    def _entries(self, folder: str, model: type[_M], prepare: _Prepare) -> dict[str, _M]:
        entries: dict[str, _M] = {}
        for file in self._files(folder):
            if f"{folder}/{file.name}" in _LISTS:
                continue
            for key, raw in self._table(file).items():
                other = self.origins.get((folder, key))
                if other is not None and Path(other).parent == Path(str(file)).parent:  # an overlay may replace an entry
                    hint = f"it is also in {other}: rename it"
                    self.faults.append(KnowledgeError("stands twice", where=f"{file} [{key}]", hint=hint))
                try:
                    entries[key] = model.model_validate(prepare(key, raw))
                except (ValidationError, TypeError) as error:
                    self.faults.append(_fault(str(file), key, error))
                    continue
                self.origins[folder, key] = str(file)
        return entries

    def _lists(self, place: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The named lists of phrases that stand in one file of each folder."""
        folder, _, name = place.rpartition("/")
        for file in self._files(folder):
            if file.name != name:
                continue
            for key, raw in self._table(file).items():
                if isinstance(raw, list) and all(isinstance(phrase, str) for phrase in raw):
                    yield key, tuple(raw)
                else:
                    self.faults.append(
                        KnowledgeError("not a list of phrases", where=f"{file} [{key}]", hint=f'write {key} = ["…", "…"]')
                    )

    def _table(self, file: Traversable) -> dict[str, Any]:
        try:
            return tomli.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
            self.faults.append(KnowledgeError(f"not valid TOML: {error}", where=str(file), hint="correct the file"))
        except OSError as error:
            self.faults.append(KnowledgeError(f"cannot be read: {error.strerror}", where=str(file)))
        return {}

    def _files(self, folder: str) -> Iterator[Traversable]:
        for root in self.folders:
            place = root.joinpath(*folder.split("/"))
            if place.is_dir():
                yield from sorted((f for f in place.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)

    def _report_strays(self) -> None:
        """A user's file that stands where nothing is read would have no effect, and nobody would know."""
        for root in self.folders:
            if not root.is_dir():
                self.faults.append(
                    KnowledgeError("no such folder", where=str(root), hint="name a folder that is laid out like grammars/")
                )
            elif isinstance(root, Path):
                for file in sorted(root.rglob("*.toml")):
                    if file.relative_to(root).parent.as_posix() not in _FOLDERS:
                        self.faults.append(
                            KnowledgeError("is not read from here", where=str(file), hint=f"move it to {', '.join(_FOLDERS)}")
                        )


def _named(key: str, raw: dict[str, Any]) -> dict[str, Any]:
    return {"id": key, "name": key.replace("_", " ")} | raw


def _with_codes_of_members(entry: ConceptEntry, concepts: dict[str, ConceptEntry]) -> ConceptEntry:
    """A drug class with the codes of all that it holds, classes in it included."""
    if not entry.members:
        return entry
    codes: dict[str, None] = dict.fromkeys(entry.rxnorm)
    seen, open_ids = {entry.id}, list(entry.members)
    while open_ids:
        member = concepts.get(open_ids.pop())
        if member is not None and member.id not in seen:
            seen.add(member.id)
            codes |= dict.fromkeys(member.rxnorm)
            open_ids += member.members
    return entry.model_copy(update={"rxnorm": tuple(codes)})


def _concept(domain: Domain, key: str, raw: dict[str, Any]) -> dict[str, Any]:
    return _named(key, raw) | {"domain": domain}


def _fault(path: str, key: str, error: Exception) -> KnowledgeError:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        return KnowledgeError(f"{field}: {first['msg']}" if field else str(first["msg"]), where=f"{path} [{key}]")
    return KnowledgeError("the entry is not a table", where=f"{path} [{key}]", hint="write [id] and its fields below")
