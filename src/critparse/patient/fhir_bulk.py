"""Bulk exports: resources of many patients in files by kind, put together by patient without holding them in memory."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple, cast

from critparse.errors import CritparseError, SourceError
from critparse.patient.fhir import FACTS, REFERRED, PatientRead, owner_of, patient_id, read_patient, reference_key
from critparse.patient.fhir_files import Document
from critparse.patient.fhir_json import Json, Misshapen, record_id
from critparse.patient.json_text import load_json

_SPILL = 0
_MEND = "correct the line or leave it out"


class _Place(NamedTuple):
    """Where the bytes of a resource stand."""

    file: int
    offset: int
    length: int


class BulkIndex:
    """Where each patient's resources stand; what cannot be read again from its file is kept in a temporary one."""

    def __init__(self) -> None:
        self._files: list[Path] = [Path()]
        self._numbers: dict[Path, int] = {}
        self._spill: IO[bytes] | None = None
        self._patients: dict[str, _Place] = {}
        self._facts: dict[str, array[int]] = {}
        """Patient → places of resources, three numbers each."""
        self._shared: dict[str, _Place] = {}
        """Medications and devices that facts refer to."""
        self._left_out: Counter[str] = Counter()

    def add(self, resource: Json, document: Document) -> SourceError | None:
        """Note where a resource stands, or say why it can be nobody's."""
        kind = resource["resourceType"]
        if kind == "Patient":
            try:
                own = patient_id(resource)
            except Misshapen as fault:
                return SourceError(f"{fault}: none of the record can be used", where=document.where, hint=_MEND)
            if own in self._patients:
                return SourceError(f"Patient/{own} stands twice; the first counts", where=document.where, hint=_MEND)
            self._patients[own] = self._place(document)
            return None
        if kind in REFERRED and not owner_of(resource):
            self._shared[record_id(resource)] = self._place(document)
            return None
        if kind not in FACTS:
            self._left_out[f"{kind}: not read"] += 1
            return None
        owner = reference_key(owner_of(resource))
        if not owner.startswith("Patient/"):
            return SourceError(f"{record_id(resource)} refers to no patient", where=document.where, hint=_MEND)
        place = self._place(document)
        self._facts.setdefault(owner.removeprefix("Patient/"), array("q")).extend(place)
        if kind in REFERRED:
            self._shared[record_id(resource)] = place
        return None

    def _place(self, document: Document) -> _Place:
        if document.seekable:
            number = self._numbers.setdefault(document.path, len(self._files))
            if number == len(self._files):
                self._files.append(document.path)
            return _Place(number, document.offset, len(document.data))
        if self._spill is None:
            self._spill = cast("IO[bytes]", TemporaryFile())  # noqa: SIM115 (lives as long as the index)
        offset = self._spill.seek(0, 2)
        self._spill.write(document.data)
        return _Place(_SPILL, offset, len(document.data))

    def patients(self, where: str) -> Iterator[PatientRead | CritparseError]:
        """The patients in the order of their resources; what was not read of the export stands with the first."""
        left_out = tuple(sorted(self._left_out.items()))
        for own, place in self._patients.items():
            try:
                (person,) = self._resources((place,), where)
                numbers = iter(self._facts.pop(own, ()))
                facts = sorted(_Place(*three) for three in zip(numbers, numbers, numbers, strict=True))
                read = read_patient(person, self._resources(facts, where), self._referred, where)
            except CritparseError as error:
                yield error
                continue
            yield read._replace(left_out=tuple(sorted((*left_out, *read.left_out)))) if left_out else read
            left_out = ()
        if self._facts:
            count = sum(map(len, self._facts.values())) // len(_Place._fields)
            what = f"resources of patients without a Patient resource cannot be used: {count}, of {len(self._facts)}"
            yield SourceError(what, where=where, hint=f"add {_short(next(iter(self._facts)))} and the like")

    def _resources(self, places: Iterable[_Place], where: str) -> Iterator[Json]:
        """The resources at places, which come in the order of the files."""
        opened: IO[bytes] | None = None
        number = -1
        try:
            for place in places:
                if place.file != number:
                    if opened is not None and number != _SPILL:
                        opened.close()
                    number = place.file
                    opened = self._spill if number == _SPILL else self._files[number].open("rb")
                if opened is not None:
                    opened.seek(place.offset)
                    yield load_json(opened.read(place.length), where)
        except OSError as error:
            raise SourceError((error.strerror or "cannot be read").lower(), where=str(self._files[max(number, 0)])) from None
        finally:
            if opened is not None and number != _SPILL:
                opened.close()

    def _referred(self, reference: str) -> Json | None:
        place = self._shared.get(reference_key(reference))
        return next(self._resources((place,), reference), None) if place else None

    def close(self) -> None:
        """Let go of the temporary file."""
        if self._spill is not None:
            self._spill.close()


def _short(own: str) -> str:
    return f"Patient/{own[:64]}" if own.isprintable() else "one whose id cannot be printed"
