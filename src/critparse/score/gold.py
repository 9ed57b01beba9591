"""Gold comparisons by source line, in the format of `corpora/lct`: one JSON object a line of text."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from critparse.errors import SourceError
from critparse.source.encoding import decode, read_bytes

_LONGEST_LINE = 2000


@dataclass(frozen=True, slots=True)
class GoldComparison:
    """One annotated constraint; offsets are those of the document."""

    start: int
    end: int
    text: str
    line: str
    operators: tuple[str, ...]
    values: tuple[str, ...]
    unit: str
    times: tuple[str, ...]
    """The distinct units of time that it names."""
    subjects: tuple[tuple[str, tuple[str, ...]], ...]
    """(type, names) of what is compared."""

    @property
    def scorable(self) -> bool:
        """Lines of great length and bounds in two units of time are left out."""
        return len(self.line) <= _LONGEST_LINE and len(set(self.times)) <= 1


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document's text and its annotated comparisons."""

    name: str
    text: str
    comparisons: tuple[GoldComparison, ...]


def read_gold(path: Path) -> list[GoldDocument]:
    """The documents of a gold file.

    Raises `SourceError` where the file is not in the format.
    """
    found: dict[str, list[GoldComparison]] = defaultdict(list)

    def keep(row: dict[str, Any]) -> None:
        found[row["doc"]] += [_comparison(row, c) for c in row["constraints"]]

    return [GoldDocument(name, text, tuple(found[name])) for name, text in _texts(path, "a line of gold comparisons", keep)]


def read_texts(path: Path) -> list[tuple[str, str]]:
    """Name and text of the documents of a corpus file, whatever else its rows hold.

    Raises `SourceError` where the file is not in the format.
    """
    return _texts(path, "a document or a line of one", lambda _: None)


def _texts(path: Path, what: str, keep: Callable[[dict[str, Any]], None]) -> list[tuple[str, str]]:
    """The rows of a file put together to documents, in the order of the file; `keep` sees each row."""
    lines: dict[str, dict[int, str]] = defaultdict(dict)
    for n, raw in enumerate(decode(read_bytes(path), where=str(path)).splitlines(), start=1):
        try:
            row = json.loads(raw)
            lines[row["doc"]][row.get("start", 0)] = row["text"]
            keep(row)
        except (KeyError, TypeError, IndexError, AttributeError, json.JSONDecodeError) as error:
            raise SourceError(
                f"not {what} ({type(error).__name__}: {error})",
                where=f"{path}, line {n}",
                hint="see docs/quality.md for the format",
            ) from None
    return [(name, "\n".join(parts[start] for start in sorted(parts))) for name, parts in lines.items()]


def _comparison(row: dict[str, Any], c: dict[str, Any]) -> GoldComparison:
    return GoldComparison(
        start=row["start"] + c["span"][0],
        end=row["start"] + c["span"][1],
        text=c["text"],
        line=row["text"],
        operators=tuple(code for code, _ in c["op"]),
        values=tuple(c["values"]),
        unit=" ".join([*c["unit"], *c["per"], *(word for _, word in c["temporal_unit"])]),
        times=tuple(code for code, _ in c["temporal_unit"] if code),
        subjects=tuple((s["type"], tuple(s["name"])) for s in c["subjects"]),
    )
