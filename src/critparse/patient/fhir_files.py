"""Files of JSON and NDJSON, plain or gzipped → their documents, one at a time and none larger than what memory bears."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast

from critparse.errors import SourceError

ENDINGS = (".json", ".ndjson", ".jsonl")
LARGEST = 256 * 2**20
"""Bytes of the largest document that is decoded."""
_GZIP = b"\x1f\x8b"
_HINT = "check the path and its permissions"


class Document(NamedTuple):
    """The bytes of one JSON document and where they stand."""

    data: bytes
    path: Path
    line: int
    """The line of a file of lines, 0 where the document is the whole file."""
    offset: int
    """Where it begins in the file."""
    seekable: bool
    """Whether it can be read again from there: not in a gzipped file."""

    @property
    def where(self) -> str:
        """The file, and the line in a file of lines."""
        return f"{self.path}, line {self.line}" if self.line else str(self.path)


def files_of(path: Path) -> list[Path]:
    """A file, or the JSON files of a folder and of the folders in it, in the order of their names.

    Raises `SourceError` where there is none.
    """
    try:
        if path.is_file():
            return [path]
        if not path.is_dir():
            raise SourceError("no such file or folder", where=str(path), hint="check the path")
        found = sorted(p for p in path.rglob("*") if _is_json(p) and not _is_hidden(p.relative_to(path)) and p.is_file())
    except (OSError, ValueError) as error:
        raise SourceError(_reason(error), where=str(path), hint=_HINT) from None
    if not found:
        raise SourceError("no JSON or NDJSON file in the folder", where=str(path), hint="give FHIR R4 as .json or .ndjson")
    return found


def _is_json(path: Path) -> bool:
    name = path.name.lower()
    return name.removesuffix(".gz").endswith(ENDINGS)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def documents(path: Path) -> Iterator[Document | SourceError]:
    """The documents of a file, told by its content: JSON, or NDJSON with one a line."""
    try:
        with path.open("rb") as raw:
            if raw.read(len(_GZIP)) == _GZIP:
                raw.seek(0)
                with gzip.open(raw) as unpacked:
                    yield from _documents(cast("IO[bytes]", unpacked), path, seekable=False)
            else:
                raw.seek(0)
                yield from _documents(raw, path, seekable=True)
    except (OSError, EOFError, zlib.error) as error:
        yield SourceError(_reason(error), where=str(path), hint=_HINT)


def _reason(error: Exception) -> str:
    if isinstance(error, gzip.BadGzipFile | EOFError | zlib.error):
        return "the gzip file is damaged or cut off"
    return (getattr(error, "strerror", None) or "cannot be read").lower()


def _documents(file: IO[bytes], path: Path, *, seekable: bool) -> Iterator[Document | SourceError]:
    first, lines = file.readline(LARGEST + 1), 1
    offset = len(first)
    while first and not first.strip():
        first, lines = file.readline(LARGEST + 1), lines + 1
        offset += len(first)
    if not first:
        yield SourceError("the file is empty", where=str(path), hint="export it again")
        return
    second = b"" if len(first) > LARGEST else file.readline(LARGEST + 1)
    if not _is_lines(first, second, path):
        whole = first + second + file.read(max(0, LARGEST + 1 - len(first) - len(second)))
        yield Document(whole, path, 0, offset - len(first), seekable) if len(whole) <= LARGEST else _too_large(str(path))
        return
    offset -= len(first)
    line = first
    following = second
    while line:
        if len(line) > LARGEST:
            yield _too_large(f"{path}, line {lines}")
            offset += 0 if line.endswith(b"\n") else _skip(file)
        elif line.strip():
            yield Document(line, path, lines, offset, seekable)
        offset += len(line)
        lines += 1
        line, following = following or file.readline(LARGEST + 1), b""


def _is_lines(first: bytes, second: bytes, path: Path) -> bool:
    """Whether each line is a document: the first closes what it opens, or the second opens another."""
    if path.name.lower().removesuffix(".gz").endswith((".ndjson", ".jsonl")):
        return True
    start, end = first.lstrip(b"\xef\xbb\xbf \t")[:1], first.rstrip()[-1:]
    goes_on = end in (b"[", b"{", b",", b":")
    return start == b"{" and (end == b"}" or (not goes_on and second.lstrip()[:1] == b"{"))


def _skip(file: IO[bytes]) -> int:
    """Pass over the rest of a line; its length."""
    length = 0
    while rest := file.readline(LARGEST):
        length += len(rest)
        if rest.endswith(b"\n"):
            break
    return length


def _too_large(where: str) -> SourceError:
    return SourceError(f"larger than {LARGEST // 2**20} MB", where=where, hint="split it: NDJSON with a Bundle a line has no limit")
