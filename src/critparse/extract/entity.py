"""What recognition hands on: a labelled stretch of text, whole or in pieces."""

from __future__ import annotations

from typing import NamedTuple


class Entity(NamedTuple):
    """A label and the stretches of text that carry it: "Pleural ... effusion" has two fragments, left to right."""

    label: str
    fragments: tuple[tuple[int, int], ...]
