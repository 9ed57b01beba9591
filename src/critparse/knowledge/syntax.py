"""The schema of `grammars/syntax/*.toml`: named rules over token classes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from critparse.knowledge.schema import Text


class SyntaxRule(BaseModel):
    """A pattern over token classes and what its parts become."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    pattern: Text
    produces: Text | None = None
    """Name of the production; None for a pattern that other patterns use by its name."""
