"""Reads folders of grammars into one immutable `Knowledge`; a fault names the file and the entry."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from critparse.errors import KnowledgeError
from critparse.knowledge.phrases import PhraseEntry, UnitSpelling
from critparse.knowledge.schema import Entry, MeasurementEntry, ScaleEntry
from critparse.knowledge.syntax import SyntaxRule

_M = TypeVar("_M", bound=BaseModel)
_Prepare = Callable[[str, Any], dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything that `grammars/` says, validated; later folders override earlier ones entry by entry."""

    measurements: dict[str, MeasurementEntry]
    scales: dict[str, ScaleEntry]
    phrases: dict[str, PhraseEntry]
    units: dict[str, UnitSpelling]
    incommensurable: tuple[str, ...]
    syntax: dict[str, SyntaxRule]
    page: dict[str, tuple[str, ...]]
    origins: dict[tuple[str, str], str]
    """(folder of the entry, entry id) → the file it was read from."""

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
    return {e.name: e for e in (*knowledge.measurements.values(), *knowledge.scales.values())}


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
        return Knowledge(
            measurements=self._entries("lexicon/measurements", MeasurementEntry, _named),
            scales=self._entries("lexicon/scales", ScaleEntry, _named),
            phrases=self._entries("phrases", PhraseEntry, lambda key, raw: {"id": key} | raw, skip=("page.toml",)),
            units=self._entries(
                "units", UnitSpelling, lambda key, raw: {"ucum": key} | raw, skip=("incommensurable.toml",)
            ),
            incommensurable=tuple(
                a for _, raw in self._tables("units", only="incommensurable.toml") for a in raw["atoms"]
            ),
            syntax=self._entries("syntax", SyntaxRule, lambda key, raw: {"name": key} | raw),
            page={k: tuple(v) for raw in self._tables("phrases", only="page.toml") for k, v in raw[1].items()},
            origins=self.origins,
        )

    def _entries(
        self, folder: str, model: type[_M], prepare: _Prepare, *, skip: tuple[str, ...] = ()
    ) -> dict[str, _M]:
        entries: dict[str, _M] = {}
        for path, table in self._tables(folder, skip=skip):
            for key, raw in table.items():
                try:
                    entries[key] = model.model_validate(prepare(key, raw))
                except (ValidationError, TypeError) as error:
                    self.faults.append(_fault(path, key, error))
                    continue
                self.origins[folder, key] = path
        return entries

    def _tables(
        self, folder: str, *, skip: tuple[str, ...] = (), only: str | None = None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        for file in self._files(folder, ".toml"):
            if file.name in skip or (only and file.name != only):
                continue
            try:
                yield str(file), tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                self.faults.append(KnowledgeError(f"not valid TOML: {error}", where=str(file), hint="correct the file"))

    def _files(self, folder: str, ending: str) -> Iterator[Traversable]:
        for root in self.folders:
            place = root
            for part in folder.split("/"):
                place = place / part
            if place.is_dir():
                yield from sorted((f for f in place.iterdir() if f.name.endswith(ending)), key=lambda f: f.name)


def _named(key: str, raw: dict[str, Any]) -> dict[str, Any]:
    return {"id": key, "name": key.replace("_", " ")} | raw


def _fault(path: str, key: str, error: Exception) -> KnowledgeError:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        return KnowledgeError(f"{field}: {first['msg']}" if field else str(first["msg"]), where=f"{path} [{key}]")
    return KnowledgeError("the entry is not a table", where=f"{path} [{key}]", hint="write [id] and its fields below")
