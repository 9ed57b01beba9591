"""The expression: a closed union of frozen nodes, told apart by `kind`, each with its spans in the original text."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from critparse.expression.bounds import Bound, Interval, Number, Quantity
from critparse.source import Span


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    spans: tuple[Span, ...] = ()
    """Where the text says so; empty in an expression that was not read from text."""
    defines: str = ""
    """What the text calls what this node says: "renal impairment (eGFR < 30 mL/min)"."""


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

    `time`, `count`, `except`, `example` (which does not narrow) and `text` hold words of the text, the first three only
    where they could not be read as a type; all other kinds and values stand in `grammars/phrases/qualifiers.toml`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    value: str
    span: Span | None = None


class Timing(BaseModel):
    """When something holds or happened, seen from an anchor.

    >>> from critparse.expression import read
    >>> read('condition "stroke" within [0, 6] mo before randomisation').timing.anchor
    'randomisation'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    relation: Literal["before", "after", "during", "at", "around"]
    """Of what is timed to its anchor; `around` is to either side."""
    within: Interval | None = None
    """How far from the anchor, in durations; without it, at any distance."""
    anchor: str = "now"
    """A study anchor by its name in `grammars/phrases/anchors.toml`, an ISO date ("2019-04"), or `now`: the day on
    which the criterion is asked, where the text names none."""
    event: Occurrence | None = None
    """What stands in place of an anchor: "after surgery", "before diagnosis of diabetes"."""
    which: Literal["any", "first", "last"] = "any"
    """Which record counts where there are several: "≥ 3 months since the last dose"."""
    span: Span | None = None


class Measurement(_Node):
    """A laboratory value, vital sign, score or class within a bound.

    `analyte` is the preferred name in the lexicon; percent of predicted is told apart by its unit.
    """

    kind: Literal["measurement"] = "measurement"
    analyte: str
    bound: Bound
    qualifiers: tuple[Qualifier, ...] = ()
    """What is said of the value beside its bound, where it has no place of its own."""
    timing: Timing | None = None
    occasions: Interval | None = None
    """On how many occasions: "on two occasions"."""
    apart: Interval | None = None
    """How far apart the occasions are: "at least 1 week apart"."""
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
    count: Interval | None = None
    """How often: "≥ 2 exacerbations", "no more than 2 prior lines"."""
    duration: Interval | None = None
    """How long it lasts or lasted without a break: "for at least 8 weeks"."""
    onset_age: Interval | None = None
    """The patient's age when it began: "onset before age 16"."""
    timing: Timing | None = None
    except_: tuple[Occurrence, ...] = ()
    """Taken out of the concept: "malignancy other than basal cell carcinoma" holds by some record that is a malignancy
    and none of these."""
    source: Literal["lexicon", "model", "vocabulary"] = "lexicon"
    """What recognised it."""


class Value(BaseModel):
    """A factor of an analyte's value: "2 x ALT"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["value"] = "value"
    analyte: str
    factor: Number = Decimal(1)


class Ratio(BaseModel):
    """One analyte's value divided by another's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["ratio"] = "ratio"
    over: str
    under: str


class Change(BaseModel):
    """How far an analyte's value went up, down or either way, in its unit or in percent, within the relation's timing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["change"] = "change"
    analyte: str
    direction: Literal["increase", "decrease", "change"]


class Relation(_Node):
    """A comparison of derived values: "AST > ALT", a ratio, a change.

    >>> from critparse.expression import read
    >>> read('decrease("body weight") > 10 % within [0, 1] a before now').left.analyte
    'body weight'
    """

    kind: Literal["relation"] = "relation"
    left: Annotated[Value | Ratio | Change, Field(discriminator="kind")]
    operator: Literal["<", "<=", ">", ">=", "="]
    right: Annotated[Value | Quantity, Field(discriminator="kind")]
    qualifiers: tuple[Qualifier, ...] = ()
    """What is said of it and has no place of its own."""
    timing: Timing | None = None
    rule: str | None = None


class AtLeast(_Node):
    """At least `n` of the parts hold."""

    kind: Literal["at_least"] = "at_least"
    n: int = Field(ge=1)
    of: tuple[Expression, ...] = Field(min_length=1)


class When(_Node):
    """What is asked of some patients only: "≥ 13 g/dL in men". Of all others nothing is asked.

    Where the condition does not hold, the node counts as if it were not there: `All`, `Any` and `AtLeast` go by their
    other parts, a node that is left with nothing is not asked either (nor is the `Not` of it), an inclusion that is left
    with nothing is met, and an exclusion is not.
    """

    kind: Literal["when"] = "when"
    condition: Expression
    then: Expression


class Ambiguous(_Node):
    """The text allows several readings, the likeliest first; where they differ on a patient, the answer is unknown."""

    kind: Literal["ambiguous"] = "ambiguous"
    readings: tuple[Expression, ...] = Field(min_length=2)


class Cohort(_Node):
    """The patient is screened for this cohort, arm or part of the study."""

    kind: Literal["cohort"] = "cohort"
    name: str


class Permitted(_Node):
    """What the text allows: nothing is asked of it, so that it counts as if it were not there."""

    kind: Literal["permitted"] = "permitted"
    of: Expression


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
    All
    | Any
    | Not
    | AtLeast
    | When
    | Ambiguous
    | Measurement
    | Relation
    | Age
    | Sex
    | Occurrence
    | Cohort
    | Permitted
    | Judgement
    | Unparsed,
    Field(discriminator="kind"),
]

for _model in (All, Any, Not, Timing, Measurement, Relation, Occurrence, AtLeast, When, Ambiguous, Permitted):
    _model.model_rebuild()
