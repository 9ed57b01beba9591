"""A protocol asked of patients: the chain from parsed criteria and records to verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from critparse.errors import CritparseError
from critparse.evaluate import PatientVerdict, Question, screening
from critparse.expression import Quantity
from critparse.interpret import Protocol
from critparse.knowledge import Knowledge
from critparse.knowledge import load as load_knowledge
from critparse.patient.model import Patient
from critparse.patient.read import read_patients


def screen(
    protocol: Protocol,
    patients: Iterable[Patient] | str | Path,
    *,
    as_of: date,
    anchors: Mapping[str, date] | None = None,
    cohort: str | None = None,
    absent_is_unknown: bool = False,
    lookback: Quantity | None = None,
    knowledge: Knowledge | None = None,
) -> Iterator[PatientVerdict | CritparseError]:
    """The verdict on each patient, one at a time; of a file or folder, what cannot be read comes as an error in its place.

    `anchors` are days of the study by name ("randomisation"); every other anchor is the as-of date. `absent_is_unknown`
    takes what is not on record for unknown and not for absent. `lookback` is how old a measured value may be where its
    criterion does not say.

    Raises `CritparseError` where the protocol does not have the cohort.

    >>> from critparse import parse
    >>> from critparse.patient.model import Moment, Patient
    >>> protocol = parse("Inclusion Criteria: age >= 18 years", model=None)
    >>> born = Moment(date(1980, 5, 1), date(1980, 5, 1))
    >>> [found.verdict for found in screen(protocol, [Patient("p0", born)], as_of=date(2024, 1, 1))]
    ['eligible']
    """
    question = Question(
        knowledge or load_knowledge(), as_of, dict(anchors or {}), absent_is_unknown=absent_is_unknown, lookback=lookback,
        cohort=cohort,
    )  # fmt: skip
    judge = screening(protocol, question)
    if isinstance(patients, str | Path):
        return _of_files(judge, Path(patients))
    return map(judge, patients)


def _of_files(judge: Callable[[Patient], PatientVerdict], path: Path) -> Iterator[PatientVerdict | CritparseError]:
    for found in read_patients(path):
        if isinstance(found, CritparseError):
            yield found
            continue
        yield from found.faults
        yield judge(found.patient)
