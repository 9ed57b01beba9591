"""What parsing gives: a protocol, its criteria, and the comparisons found in them. Spans are of the original text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from critparse.expression import Code, Expression
from critparse.expression.bounds import Number
from critparse.source import Diagnostic, Metadata, Span


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ComparedSubject(_Frozen):
    """What a comparison is about: the words of the text, and the lexicon's name and code where it has them."""

    text: str
    span: Span
    name: str = ""
    code: str = ""
    """LOINC, where verified."""


class FoundComparison(_Frozen):
    """A bound, range or set of levels as the text writes it, also where the tree is still `Unparsed` around it."""

    span: Span
    """From the comparator to the end of the unit, without the subject."""
    operator: Literal["<", "<=", ">", ">=", "=", "between"]
    values: tuple[Number, ...]
    value_text: str
    low: Number | None = None
    low_inclusive: bool = False
    high: Number | None = None
    high_inclusive: bool = False
    unit: str = ""
    """UCUM; empty where there is none or it is not known."""
    unit_text: str = ""
    subjects: tuple[ComparedSubject, ...] = ()
    restates: bool = False
    """The second of two equal values ("1.8 mmol/L (70 mg/dL)")."""
    rule: str


class FoundEntity(_Frozen):
    """A stretch of text that is named: a condition, drug, procedure, value, negation ... by Chia's labels."""

    label: str
    spans: tuple[Span, ...]
    """One span, or several where the name stands in pieces ("pleural or pericardial effusion")."""
    concept: str = ""
    """The lexicon's preferred name, where it has the concept."""
    codes: tuple[Code, ...] = ()


class Criterion(_Frozen):
    """One criterion: its text, what it says, and how much of it was understood."""

    id: str
    kind: Literal["inclusion", "exclusion"]
    cohort: str | None = None
    role: Literal["item", "header", "note"] = "item"
    span: Span
    """The item's own text, without list mark; sub-criteria have their own."""
    text: str
    expression: Expression
    """What the criterion with its sub-criteria says; that an exclusion excludes is in `kind`."""
    coverage: float = Field(ge=0, le=1)
    """Share of the own characters that carry meaning and were understood."""
    comparisons: tuple[FoundComparison, ...] = ()
    entities: tuple[FoundEntity, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    children: tuple[Criterion, ...] = ()

    def walk(self) -> Iterator[Criterion]:
        """The criterion and everything below it, in order of text."""
        yield self
        for child in self.children:
            yield from child.walk()


class Protocol(_Frozen):
    """The criteria of one document."""

    name: str
    metadata: Metadata = Metadata()
    criteria: tuple[Criterion, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    """Findings about the document as a whole; those about a criterion stand there."""
    abbreviations: dict[str, str] = {}
    """Short form → long form, as the document defines them."""

    def walk(self) -> Iterator[Criterion]:
        """Every criterion, sub-criteria after their header."""
        for criterion in self.criteria:
            yield from criterion.walk()

    @property
    def coverage(self) -> float:
        """Share of all characters that carry meaning and were understood."""
        weights = [(len(c.text), c.coverage) for c in self.walk()]
        total = sum(w for w, _ in weights)
        return sum(w * c for w, c in weights) / total if total else 1.0
