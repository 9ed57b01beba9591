"""What a value is compared with: intervals that keep inclusivity at each end, or sets of levels."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, model_validator


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    Field(allow_inf_nan=False),
    PlainSerializer(_json_number, return_type=float | int, when_used="json"),
]
"""A decimal as written; a number in JSON."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quantity(_Frozen):
    """A number and its UCUM unit; the unit is empty where the text gives none."""

    kind: Literal["quantity"] = "quantity"
    value: Number
    unit: str = ""


class TimesReference(_Frozen):
    """A multiple of the upper or lower limit of normal, or of the baseline value."""

    kind: Literal["times_reference"] = "times_reference"
    factor: Number
    reference: Literal["ULN", "LLN", "baseline"]


class Extreme(_Frozen):
    """The longest or the shortest of several durations: "5 half-lives or 30 days, whichever is longer".

    The unit `{half_life}` counts half-lives of the drug that is spoken of.
    """

    kind: Literal["extreme"] = "extreme"
    which: Literal["longest", "shortest"]
    of: tuple[Quantity, ...] = Field(min_length=2)


class Level(_Frozen):
    """A named step of an ordered scale ("III"); the scale's entry in the lexicon knows its order."""

    kind: Literal["level"] = "level"
    name: str


class End(_Frozen):
    """One end of an interval."""

    value: Annotated[Quantity | TimesReference | Extreme | Level, Field(discriminator="kind")]
    inclusive: bool


class Interval(_Frozen):
    """Values between two ends, at least one of them given.

    >>> Interval(low=End(value=Quantity(value=Decimal(18), unit="a"), inclusive=True)).high is None
    True
    """

    kind: Literal["interval"] = "interval"
    low: End | None = None
    high: End | None = None

    @model_validator(mode="after")
    def _has_an_end(self) -> Interval:
        if self.low is None and self.high is None:
            raise ValueError("an interval needs at least one end")
        return self


class Levels(_Frozen):
    """One of several levels of a scale, as they are named there."""

    kind: Literal["levels"] = "levels"
    names: tuple[str, ...] = Field(min_length=1)


Bound = Annotated[Interval | Levels, Field(discriminator="kind")]
