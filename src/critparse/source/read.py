"""Files, folders, globs and standard input → `SourceText`s; what cannot be read comes as an error in its place."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from critparse.errors import SourceError
from critparse.source.encoding import decode, read_bytes
from critparse.source.html import looks_like_html, visible
from critparse.source.normal import normalise
from critparse.source.page import Phrases, page
from critparse.source.registry import studies
from critparse.source.span import Span
from critparse.source.text import SourceText

ENDINGS = (".txt", ".md", ".html", ".htm", ".json", ".ndjson", ".jsonl")
_JSON_OBJECT = re.compile(r"[\ufeff\s]{0,200}(?:\[\s{0,200})?\{\s{0,200}[\"}]")
_BEGINNING = 512
"""Bytes in which a FHIR file says so."""


def find(places: Sequence[str]) -> tuple[list[Path], list[Path], list[SourceError]]:
    """The files that paths, folders and globs name, the files of other kinds that are skipped, and what is missing."""
    files: list[Path] = []
    skipped: list[Path] = []
    missing: list[SourceError] = []
    for place in places:
        named = [Path(place)] if _exists(place) else _matched(place)
        if not named:
            missing.append(SourceError("no such file", where=place, hint="check the path"))
        asked_for = _exists(place) or bool(Path(place).suffix and not glob.has_magic(Path(place).suffix))
        for path in named:
            if not path.is_dir():
                (files if asked_for or path.suffix.lower() in ENDINGS else skipped).append(path)
                continue
            for file in sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(path))):
                readable = file.suffix.lower() in ENDINGS and not _holds_patients(file)
                (files if readable else skipped).append(file)
    return list(dict.fromkeys(files)), list(dict.fromkeys(skipped)), missing


def _exists(place: str) -> bool:
    try:
        return Path(place).exists()
    except (OSError, ValueError):
        return False


def _matched(place: str) -> list[Path]:
    return sorted(Path(m) for m in glob.glob(place, recursive=True)) if glob.has_magic(place) else []  # noqa: PTH207 (absolute too)


def _holds_patients(path: Path) -> bool:
    """Whether a file in a folder is of patients (FHIR) and not of a protocol, as its beginning says."""
    try:
        with path.open("rb") as file:
            return b'"resourceType"' in file.read(_BEGINNING)
    except OSError:
        return False


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def read_file(path: Path, phrases: Phrases) -> Iterator[SourceText | SourceError]:
    """The documents of one file.

    Raises `SourceError` where the file as a whole cannot be used.
    """
    text = decode(read_bytes(path), where=str(path))
    yield from read_text(text, path.stem, path.suffix.lower(), phrases, where=str(path))


def read_text(text: str, name: str, ending: str, phrases: Phrases, *, where: str = "") -> Iterator[SourceText | SourceError]:
    """The documents of a text; `ending` tells JSON and HTML, and is guessed from the text when empty.

    >>> [s.name for s in read_text("age > 18", "a", "", {"headings": (), "criteria": ()})]
    ['a']
    """
    where = where or name
    if not ending:
        ending = _guessed(text)
    if ending in (".json", ".ndjson", ".jsonl"):
        yield from studies(text, where=where, lines=ending != ".json")
        return
    normalised = visible(text) if ending in (".html", ".htm") or looks_like_html(text) else normalise(text)
    copied = page(name, text, normalised, phrases)
    yield copied or SourceText(name, text, normalised, (Span(0, len(normalised.text)),))


def _guessed(text: str) -> str:
    """The ending that a text without one would have: JSON begins with an object; a bracket alone begins criteria too."""
    if not _JSON_OBJECT.match(text):
        return ".txt"
    lines = [line for line in text.split("\n") if line.strip()]
    return ".ndjson" if len(lines) > 1 and all(line.lstrip().startswith("{") for line in lines[:2]) else ".json"
