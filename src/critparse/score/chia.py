"""Gold entities and relations, in the format of `corpora/chia`: one JSON object a document.

    {"doc": "NCT0_inc", "section": "inclusion", "text": "ALT < 40 U/L",
     "entities": [{"id": "T1", "label": "Measurement", "fragments": [[0, 3]]},
                  {"id": "T2", "label": "Value", "fragments": [[4, 12]]}],
     "relations": [{"type": "Has_value", "head": "T1", "tail": "T2"}], "groups": [{"type": "OR", "members": ["T1", "T2"]}]}

An entity that was annotated twice, with the same label and the same fragments, is one entity: its relations come together.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from critparse.errors import SourceError
from critparse.extract.entity import Entity
from critparse.interpret.relations import Relation
from critparse.source.encoding import decode, read_bytes


@dataclass(frozen=True, slots=True)
class ChiaDocument:
    """A document's text and what is annotated in it; offsets are those of the text."""

    name: str
    section: str
    """inclusion, exclusion, or empty where the file does not say."""
    text: str
    entities: tuple[Entity, ...]
    """Each once, in the order of the file."""
    relations: tuple[Relation, ...]
    """Heads and tails are numbers of `entities`."""
    groups: tuple[tuple[int, ...], ...]
    """The members of each "or" list, from left to right."""


class _MalformedError(Exception):
    """What is wrong with a line."""


def read_chia(path: Path) -> list[ChiaDocument]:
    """The documents of a gold file.

    Raises `SourceError` where the file is not in the format.
    """
    found: list[ChiaDocument] = []
    for n, raw in enumerate(decode(read_bytes(path), where=str(path)).split("\n"), start=1):
        if not raw.strip():
            continue
        try:
            found.append(_document(json.loads(raw)))
        except (_MalformedError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise SourceError(
                f"not a document with entities ({_reason(error)})",
                where=f"{path}, line {n}",
                hint="see the docstring of critparse.score.chia for the format",
            ) from None
    return found


def _document(row: dict[str, Any]) -> ChiaDocument:
    text = row["text"]
    if not isinstance(text, str):
        raise _MalformedError(f"text is {text!r:.40}")
    places: dict[Entity, int] = {}
    index: dict[str, int] = {}
    for e in row["entities"]:
        index[e["id"]] = places.setdefault(_entity(e, text), len(places))
    entities = tuple(places)
    relations = dict.fromkeys(
        Relation(r["type"], _known(r["head"], index), _known(r["tail"], index)) for r in row.get("relations", ())
    )
    groups = []
    for group in row.get("groups", ()):
        members = {_known(m, index) for m in group["members"]}
        groups.append(tuple(sorted(members, key=lambda i: entities[i].fragments)))
    return ChiaDocument(str(row["doc"]), str(row.get("section", "")), text, entities, tuple(relations), tuple(groups))


def _entity(row: dict[str, Any], text: str) -> Entity:
    label, fragments = row["label"], tuple(sorted((a, b) for a, b in row["fragments"]))
    if not isinstance(label, str) or not fragments:
        raise _MalformedError(f"entity {row['id']} has no label or no fragments")
    for start, end in fragments:
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            raise _MalformedError(f"entity {row['id']} is at {start}-{end}, the text has {len(text)} characters")
    return Entity(label, fragments)


def _known(name: str, index: dict[str, int]) -> int:
    if name not in index:
        raise _MalformedError(f"no entity {name}")
    return index[name]


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, _MalformedError) else f"{type(error).__name__}: {error}"
