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


class Code(BaseModel):
    """A code of a terminology; it stands for everything below it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    system: str
    """"ICD-10-CM", "SNOMED CT", "RxNorm", or what the user's vocabulary names."""
    code: str


class Qualifier(BaseModel):
    """What is said locally of an occurrence: a kind of a closed set with its value, or a stretch of text.

    `time`, `count`, `except`, `example` (which does not narrow) and `text` hold words of the text; all other kinds and
    values stand in `grammars/phrases/qualifiers.toml`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    value: str
    span: Span | None = None


class Measurement(_Node):
    """A laboratory value, vital sign, score or class within a bound.

    `analyte` is the preferred name in the lexicon; percent of predicted is told apart by its unit.
    """

    kind: Literal["measurement"] = "measurement"
    analyte: str
    bound: Bound
    qualifiers: tuple[Qualifier, ...] = ()
    """What is said of the value beside its bound: so far times, in the words of the text."""
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


class Occurrence(_Node):
    """A condition, drug, procedure, device, allergy or observation is on the patient's record, as it is qualified.

    A qualifier of the kind `experiencer` or `modality` says that it is not the patient's own present state.
    """

    kind: Literal["occurrence"] = "occurrence"
    domain: Literal["condition", "drug", "procedure", "device", "observation", "allergy"]
    concept: str
    """The preferred name in the lexicon; the words of the text where the lexicon has none."""
    concept_id: str = ""
    """The lexicon's entry; empty where there is none."""
    codes: tuple[Code, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    dose: Interval | None = None
    """The amount of a drug; with a rate where the text gives one ("10 mg/d")."""
    source: Literal["lexicon", "model", "vocabulary"] = "lexicon"
    """What recognised it."""


class Judgement(_Node):
    """What only a person can answer: consent, willingness, an investigator's opinion."""

    kind: Literal["judgement"] = "judgement"
    text: str


class Unparsed(_Node):
    """Text that was not understood; it is never true and never false."""

    kind: Literal["unparsed"] = "unparsed"
    text: str
    reason: str = ""


Expression = Annotated[
    All | Any | Not | Measurement | Age | Sex | Occurrence | Judgement | Unparsed,
    Field(discriminator="kind"),
]

for _model in (All, Any, Not):
    _model.model_rebuild()
