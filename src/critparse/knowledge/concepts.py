"""The schema of the concepts of `grammars/lexicon/`: conditions, drugs, procedures, devices, observations, substances."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from critparse.expression import Code
from critparse.knowledge.schema import Text

Domain = Literal["condition", "drug", "procedure", "device", "observation", "substance"]
"""What kind of thing a concept is; the folder that its entry stands in says which."""
IcdCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?(-[A-Z]\d[0-9A-Z])?$")]
"""An ICD-10-CM category or code, which stands for all below it, or a range of categories ("C00-C96")."""
Digits = Annotated[str, StringConstraints(pattern=r"^\d{2,18}$")]


class ConceptEntry(BaseModel):
    """A condition, drug or drug class, procedure, device, observation or substance."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    domain: Domain
    name: Text
    """Preferred name, as the text form of an expression writes it."""
    aliases: tuple[Text, ...] = ()
    """Spellings matched in any capitalisation; hyphens, spaces and a plural s make no difference."""
    exact: tuple[Text, ...] = ()
    """Spellings matched only in these very capitals ("MI", "AF")."""
    icd10cm: tuple[IcdCode, ...] = ()
    snomed: tuple[Digits, ...] = ()
    rxnorm: tuple[Digits, ...] = ()
    broader: tuple[str, ...] = ()
    """Ids of concepts of the same domain of which this one is a kind."""
    members: tuple[str, ...] = ()
    """Ids of the drugs and drug classes that a drug class holds."""
    measured: bool = False
    """A bound may stand for it: "anemia (Hb < 10 g/dL)" asks for the hemoglobin."""
    half_life: Text | None = None
    """A number or range and a unit ("3.5 h", "36-44 h"); needs a source."""
    source: Text | None = None
    """Where the clinical facts of the entry come from."""
    note: Text | None = None
    examples: tuple[Text, ...] = Field(min_length=1)
    """Criterion texts in which this concept is found."""
    rejects: tuple[Text, ...] = ()
    """Criterion texts in which it must not be found."""

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """All codes, terminology by terminology."""
        systems = (("ICD-10-CM", self.icd10cm), ("SNOMED CT", self.snomed), ("RxNorm", self.rxnorm))
        return tuple(Code(system=system, code=code) for system, codes in systems for code in codes)

    @field_validator("aliases", "exact", "icd10cm", "snomed", "rxnorm", "broader", "members")
    @classmethod
    def _distinct(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(values)) != len(values):
            twice = next(v for v in values if values.count(v) > 1)
            raise ValueError(f"{twice!r} stands twice")
        return values

    @model_validator(mode="after")
    def _consistent(self) -> ConceptEntry:
        if self.members and self.domain != "drug":
            raise ValueError("only a drug class has 'members'")
        if self.measured and self.domain not in ("condition", "observation"):
            raise ValueError("only conditions and observations are 'measured'")
        if self.half_life and not self.source:
            raise ValueError("a half-life needs a source")
        if self.icd10cm and self.domain not in ("condition", "observation"):
            raise ValueError("ICD-10-CM codes are for conditions and observations")
        return self


class CodedConcept(ConceptEntry):
    """A concept that the user's vocabularies know; its `id` is empty where the lexicon does not have it."""

    vocabulary_codes: tuple[tuple[str, str], ...]
    """Coding systems and codes of the vocabularies (("SNOMED", "84114007"), ("OMOP", "316139"))."""

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """The lexicon's codes, then those of the vocabularies."""
        own = (Code(system=system, code=code) for system, code in self.vocabulary_codes)
        return (*super().codes, *own)
