"""The expression: a closed union of frozen nodes, told apart by `kind`, each with its spans in the original text."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from critparse.expression.bounds import Bound, Interval
from critparse.source import Span


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    spans: tuple[Span, ...] = ()
    """Where the text says so; empty in an expression that was not read from text."""


class All(_Node):
    """Every part holds."""

    kind: Literal["all"] = "all"
    of: tuple[Expression, ...] = Field(min_length=1)


class Any(_Node):
    """At least one part holds."""

    kind: Literal["any"] = "any"
    of: tuple[Expression, ...] = Field(min_length=1)


class Not(_Node):
    """The part does not hold."""

    kind: Literal["not"] = "not"
    of: Expression


class Measurement(_Node):
    """A laboratory value, vital sign, score or class within a bound.

    `analyte` is the preferred name in the lexicon; percent of predicted is told apart by its unit.
    """

    kind: Literal["measurement"] = "measurement"
    analyte: str
    bound: Bound
    repaired: bool = False
    """The text is garbled here and was mended; a diagnostic says how."""
    rule: str | None = None
    """The rule of the grammar that made the node."""


class Age(_Node):
    """The patient's age within a bound."""

    kind: Literal["age"] = "age"
    bound: Interval
    rule: str | None = None


class Sex(_Node):
    """The patient's administrative sex."""

    kind: Literal["sex"] = "sex"
    value: Literal["female", "male"]


class Unparsed(_Node):
    """Text that was not understood; it is never true and never false."""

    kind: Literal["unparsed"] = "unparsed"
    text: str
    reason: str = ""


Expression = Annotated[
    All | Any | Not | Measurement | Age | Sex | Unparsed,
    Field(discriminator="kind"),
]

for _model in (All, Any, Not):
    _model.model_rebuild()
