"""The schema of `grammars/phrases/` and `grammars/units/`: phrase → meaning, spelling → unit."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from critparse.knowledge.schema import Text


class PhraseEntry(BaseModel):
    """Phrases that mean the same: their token class and, where it has one, its value."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    token_class: Text = Field(alias="class")
    value: Text | None = None
    phrases: tuple[Text, ...] = ()
    exact: tuple[Text, ...] = ()
    """Phrases matched only in these very capitals."""
    values: dict[Text, Decimal] = {}
    """Phrase → number, for number words and multipliers."""
    examples: dict[Text, Text] = {}
    rejects: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _not_empty(self) -> PhraseEntry:
        if not (self.phrases or self.exact or self.values):
            raise ValueError("an entry needs 'phrases', 'exact' or 'values'")
        return self


class UnitSpelling(BaseModel):
    """The spellings of one UCUM unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ucum: Text
    any: tuple[Text, ...] = ()
    exact: tuple[Text, ...] = ()
    count: bool = False
    """Says what is counted ("cells") and carries no unit of its own."""

    @model_validator(mode="after")
    def _not_empty(self) -> UnitSpelling:
        if not (self.any or self.exact):
            raise ValueError("an entry needs spellings in 'any' or 'exact'")
        return self
