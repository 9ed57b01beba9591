"""A protocol's criteria on a patient: met, not met or unknown for each, and what follows for the patient."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from critparse.errors import CritparseError
from critparse.evaluate.evidence import Answer, Evidence, Open
from critparse.evaluate.facts import Facts
from critparse.evaluate.leaf import Ask
from critparse.evaluate.outcome import NO, YES
from critparse.evaluate.question import Question
from critparse.evaluate.registry import registry_asks
from critparse.evaluate.tree import prepare
from critparse.expression import Cohort, walk
from critparse.interpret import Criterion, Protocol
from critparse.patient.model import Patient

Kind = Literal["inclusion", "exclusion"]
Met = Literal["met", "not met", "unknown"]
Eligibility = Literal["eligible", "ineligible", "undetermined"]
_BEST_FIRST: tuple[Eligibility, ...] = ("eligible", "undetermined", "ineligible")


class CriterionVerdict(NamedTuple):
    """What one criterion comes to on a patient."""

    id: str
    kind: Kind
    cohort: str | None
    verdict: Met
    open: tuple[Open, ...]
    """What would decide it; empty where it is decided."""
    evidence: tuple[Evidence, ...]

    @property
    def passes(self) -> bool | None:
        """Whether the patient passes it; None where that is unknown."""
        return None if self.verdict == "unknown" else (self.verdict == "met") == (self.kind == "inclusion")

    def as_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "id": self.id,
            "kind": self.kind,
            **({"cohort": self.cohort} if self.cohort else {}),
            "verdict": self.verdict,
            "open": [one.as_json() for one in self.open],
            "evidence": [one.as_json() for one in self.evidence],
        }


class PatientVerdict(NamedTuple):
    """What a protocol comes to on a patient."""

    id: str
    verdict: Eligibility
    summary: str
    criteria: tuple[CriterionVerdict, ...]
    registry: tuple[CriterionVerdict, ...] = ()
    """The registry's structured fields, R1 ...; they count as inclusion criteria of every cohort."""
    cohorts: tuple[tuple[str, Eligibility], ...] = ()
    """Each cohort and whether the patient is eligible for it, where the protocol has several."""

    def as_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "id": self.id,
            "verdict": self.verdict,
            "summary": self.summary,
            **({"cohorts": dict(self.cohorts)} if self.cohorts else {}),
            "criteria": [one.as_json() for one in self.criteria],
            "registry": [one.as_json() for one in self.registry],
        }


def screened(protocol: Protocol, patients: Iterable[Patient], question: Question) -> Iterator[PatientVerdict]:
    """The verdict on each patient, one after the other.

    Raises `CritparseError` where the question names a cohort that the protocol does not have.
    """
    judge = screening(protocol, question)
    return map(judge, patients)


def screening(protocol: Protocol, question: Question) -> Callable[[Patient], PatientVerdict]:
    """A protocol made ready to be asked of many patients.

    Raises `CritparseError` where the question names a cohort that the protocol does not have.
    """
    cohorts = _cohorts(protocol, question)
    criteria = [c for c in protocol.criteria if c.role != "note" and (c.cohort is None or c.cohort in cohorts)]
    ready = [(c, _asks(c, cohorts, question)) for c in criteria]
    registry = registry_asks(protocol.metadata, question)

    def judge(patient: Patient) -> PatientVerdict:
        facts = Facts(patient, question)
        of_registry = tuple(_verdict(f"R{n}", "inclusion", None, ask(facts)) for n, ask in enumerate(registry, start=1))
        by_cohort = {
            cohort: [_verdict(c.id, c.kind, c.cohort, asks[cohort](facts)) for c, asks in ready if cohort in asks]
            for cohort in cohorts
        }
        standing = {cohort: eligibility([*of_registry, *found]) for cohort, found in by_cohort.items()}
        best = min(cohorts, key=lambda cohort: _BEST_FIRST.index(standing[cohort]))
        named = tuple((cohort, standing[cohort]) for cohort in cohorts if cohort is not None)
        return PatientVerdict(
            patient.id,
            standing[best],
            summary([*of_registry, *by_cohort[best]]),
            _in_order(criteria, by_cohort, best),
            of_registry,
            named if len(named) > 1 else (),
        )

    return judge


def eligibility(criteria: Sequence[CriterionVerdict]) -> Eligibility:
    """What the verdicts on all criteria come to.

    An exclusion that is met, or an inclusion that is not, decides whatever else is unknown.
    """
    passed = [criterion.passes for criterion in criteria]
    if False in passed:
        return "ineligible"
    return "undetermined" if None in passed else "eligible"


def summary(criteria: Sequence[CriterionVerdict]) -> str:
    """The verdict in a line: which criteria decide it, or what would."""
    failed = [criterion.id for criterion in criteria if criterion.passes is False]
    if failed:
        return f"fails {', '.join(failed)}"
    still_open = [criterion for criterion in criteria if criterion.passes is None]
    if not still_open:
        return "passes every criterion"
    needed = "; ".join(f"{c.id} needs {', '.join(sorted({one.needs for one in c.open}))}" for c in still_open)
    lacks_data = any(one.needs == "data" for criterion in still_open for one in criterion.open)
    return f"open: {needed}" if lacks_data else f"passes all that can be computed; open: {needed}"


def _cohorts(protocol: Protocol, question: Question) -> tuple[str | None, ...]:
    """The cohorts to screen for; one without a name where the protocol has none."""
    names = tuple(dict.fromkeys(c.cohort for c in protocol.criteria if c.cohort and c.role != "note"))
    if question.cohort is None:
        return names or (None,)
    wanted = question.cohort.casefold()
    chosen = next((name for name in names if name.casefold() == wanted), None)
    mentioned = {node.name for c in protocol.criteria for node in walk(c.expression) if isinstance(node, Cohort)}
    if chosen is None and wanted not in {name.casefold() for name in mentioned}:
        known = ", ".join(sorted({*names, *mentioned}))
        hint = f"name one of: {known}" if known else "leave the cohort out"
        raise CritparseError(f"the protocol has no cohort {question.cohort!r}", where=protocol.name, hint=hint)
    return (chosen or question.cohort,)


def _asks(criterion: Criterion, cohorts: tuple[str | None, ...], question: Question) -> dict[str | None, Ask]:
    """The criterion made ready for each cohort that it holds for; once for all where no cohort is asked in it."""
    own = [cohort for cohort in cohorts if criterion.cohort in (None, cohort)]
    if not any(isinstance(node, Cohort) for node in walk(criterion.expression)):
        return dict.fromkeys(own, prepare(criterion.expression, question))
    return {cohort: prepare(criterion.expression, replace(question, cohort=cohort)) for cohort in own}


def _verdict(id: str, kind: Kind, cohort: str | None, answer: Answer) -> CriterionVerdict:
    """What is not asked is met for an inclusion and not met for an exclusion."""
    verdict: Met
    if kind == "inclusion":
        verdict = "not met" if answer.outcome == NO else "unknown" if answer.outcome & NO else "met"
    else:
        verdict = "met" if answer.outcome == YES else "unknown" if answer.outcome & YES else "not met"
    return CriterionVerdict(id, kind, cohort, verdict, answer.open if verdict == "unknown" else (), answer.evidence)


def _in_order(
    criteria: Sequence[Criterion], by_cohort: dict[str | None, list[CriterionVerdict]], best: str | None
) -> tuple[CriterionVerdict, ...]:
    """Every criterion once, in order of text; one that holds for several cohorts as it is for the best of them."""
    found: dict[str, CriterionVerdict] = {}
    for cohort, verdicts in by_cohort.items():
        for verdict in verdicts:
            if cohort == best or verdict.id not in found:
                found[verdict.id] = verdict
    return tuple(found[criterion.id] for criterion in criteria if criterion.id in found)
