"""The text that criteria are read from, and what is known around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from critparse.source.normal import Normalised, normalise
from critparse.source.span import Span


class Metadata(BaseModel):
    """What a registry says of a trial outside its criteria; None or empty where it says nothing."""

    model_config = ConfigDict(frozen=True)

    registry_id: str | None = None
    title: str | None = None
    conditions: tuple[str, ...] = ()
    sex: Literal["all", "female", "male"] | None = None
    minimum_age: tuple[Decimal, str] | None = None
    """Value and UCUM unit (a, mo, wk, d)."""
    maximum_age: tuple[Decimal, str] | None = None
    healthy_volunteers: bool | None = None


@dataclass(frozen=True)
class SourceText:
    """One document: its original text, where the criteria stand in it, and its metadata.

    `region` are the normalised offsets of the criteria; text outside it (menus, aims) is context only.
    """

    name: str
    text: str
    normalised: Normalised
    regions: tuple[Span, ...]
    metadata: Metadata = field(default_factory=Metadata)

    @classmethod
    def of(cls, text: str, *, name: str = "text", metadata: Metadata | None = None) -> SourceText:
        """The whole of `text` as criteria.

        >>> SourceText.of("age ≧ 18").normalised.text
        'age ≥ 18'
        """
        normalised = normalise(text)
        return cls(name, text, normalised, (Span(0, len(normalised.text)),), metadata or Metadata())

    @cached_property
    def context(self) -> str:
        """The normalised text outside the criteria."""
        text, at, parts = self.normalised.text, 0, []
        for region in self.regions:
            parts.append(text[at : region.start])
            at = region.end
        parts.append(text[at:])
        return "\n".join(parts)
