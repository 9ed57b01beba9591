"""FHIR R4 at a path → patients, one at a time; what cannot be used comes as an error in its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from critparse.errors import CritparseError, SourceError
from critparse.patient.fhir import PatientRead
from critparse.patient.fhir_bulk import BulkIndex
from critparse.patient.fhir_bundle import read_bundle
from critparse.patient.fhir_files import Document, documents, files_of
from critparse.patient.json_text import load_json

_HINT = "give FHIR R4: a Bundle with a Patient, NDJSON of Bundles, or the files of a bulk export"


def read_patients(path: Path) -> Iterator[PatientRead | CritparseError]:
    """The patients of a file or folder: Bundles first, in the order of the files, then those of a bulk export.

    A file is JSON or NDJSON, gzipped or not, as its content says. Only one Bundle, or one patient of a bulk export, is in
    memory at a time. An id that comes a second time is an error, and the first patient counts.
    """
    seen: set[str] = set()
    for found in _patients(path):
        if isinstance(found, PatientRead):
            own = found.patient.id
            if own in seen:
                yield SourceError(f"Patient/{own} stands twice; the first counts", where=str(path), hint="give each patient once")
                continue
            seen.add(own)
        yield found


def _patients(path: Path) -> Iterator[PatientRead | CritparseError]:
    try:
        files = files_of(path)
    except SourceError as error:
        yield error
        return
    with closing(BulkIndex()) as bulk:
        for file in files:
            for document in documents(file):
                if isinstance(document, Document):
                    yield from _document(document, bulk)
                else:
                    yield document
        yield from bulk.patients(str(path))


def _document(document: Document, bulk: BulkIndex) -> Iterator[PatientRead | CritparseError]:
    try:
        value = load_json(document.data, document.where)
    except SourceError as fault:
        yield fault
        return
    kind = value.get("resourceType") if isinstance(value, dict) else None
    if not isinstance(kind, str):
        yield SourceError("not a FHIR resource", where=document.where, hint=_HINT)
    elif kind == "Bundle":
        yield from read_bundle(value, document.where)
    elif error := bulk.add(value, document):
        yield error
