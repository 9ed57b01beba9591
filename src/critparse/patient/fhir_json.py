"""What FHIR's datatypes hold, read from decoded JSON with a check of each thing that is used."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from critparse.patient.model import Amount, Coding

Json = Mapping[str, Any]
_NOTHING: dict[str, Any] = {}
_UCUM = frozenset(("http://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8"))
_WIDEST = 30
"""No measured number has more digits before or after its point."""
_SYSTEMS = {
    "http://loinc.org": "LOINC", "urn:oid:2.16.840.1.113883.6.1": "LOINC",
    "http://snomed.info/sct": "SNOMED CT", "urn:oid:2.16.840.1.113883.6.96": "SNOMED CT",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm", "urn:oid:2.16.840.1.113883.6.88": "RxNorm",
    "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10-CM", "urn:oid:2.16.840.1.113883.6.90": "ICD-10-CM",
    "http://hl7.org/fhir/sid/icd-10": "ICD-10", "urn:oid:2.16.840.1.113883.6.3": "ICD-10",
    "http://hl7.org/fhir/sid/icd-9-cm": "ICD-9-CM", "urn:oid:2.16.840.1.113883.6.103": "ICD-9-CM",
    "http://www.cms.gov/Medicare/Coding/ICD10": "ICD-10-PCS", "urn:oid:2.16.840.1.113883.6.4": "ICD-10-PCS",
    "http://www.ama-assn.org/go/cpt": "CPT", "urn:oid:2.16.840.1.113883.6.12": "CPT",
    "http://hl7.org/fhir/sid/cvx": "CVX", "urn:oid:2.16.840.1.113883.12.292": "CVX",
    "http://hl7.org/fhir/sid/ndc": "NDC", "urn:oid:2.16.840.1.113883.6.69": "NDC",
    "http://www.whocc.no/atc": "ATC", "urn:oid:2.16.840.1.113883.6.73": "ATC",
}  # fmt: skip
"""Address of a coding system → its name in expressions; others keep their address."""


class Misshapen(Exception):  # noqa: N818 (a fault of the record, which the reader turns into an error with its place)
    """A part of a resource is not what FHIR says it is; the message holds no patient data."""


def child(owner: Json, key: str) -> Json:
    """The object under a key, empty if there is none."""
    found = owner.get(key)
    if found is None:
        return _NOTHING
    if not isinstance(found, dict):
        raise Misshapen(f"{key} is not an object")
    return found


def children(owner: Json, key: str) -> list[Json]:
    """The objects of the list under a key."""
    found = owner.get(key)
    if found is None:
        return []
    if isinstance(found, list):
        for item in found:
            if not isinstance(item, dict):
                break
        else:
            return found
    raise Misshapen(f"{key} is not a list of objects")


def text_of(owner: Json, key: str) -> str:
    """The text under a key, empty if there is none."""
    found = owner.get(key)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise Misshapen(f"{key} is not text")
    return found


def flag(owner: Json, key: str) -> bool:
    """Whether a key says true."""
    found = owner.get(key, False)
    if not isinstance(found, bool):
        raise Misshapen(f"{key} is not true or false")
    return found


def number(owner: Json, key: str) -> Decimal | None:
    """The number under a key, None if there is none."""
    if key not in owner:
        return None
    found = owner[key]
    if not isinstance(found, Decimal) or not found.is_finite():
        raise Misshapen(f"{key} is not a number")
    if found and (not -_WIDEST < found.adjusted() < _WIDEST or len(str(found)) > 3 * _WIDEST):
        raise Misshapen(f"{key} is out of range")
    return found


class Concept(NamedTuple):
    """A CodeableConcept: its codes, and its text or else what its first code with a display says."""

    codings: tuple[Coding, ...] = ()
    words: str = ""


def concept_of(owner: Json, key: str) -> Concept:
    """The CodeableConcept under a key, empty if there is none."""
    found = child(owner, key)
    text = found.get("text")
    codings: list[Coding] = []
    try:
        for coding in children(found, "coding"):
            codings.append(_coding(coding.get("system"), coding.get("code"), coding.get("display")))
    except TypeError:  # a list or an object, which cannot be looked up
        raise Misshapen(f"{key} has a coding that is not text") from None
    if text is None:
        text = next((coding.display for coding in codings if coding.display), "")
    elif not isinstance(text, str):
        raise Misshapen(f"{key} has a text that is not text")
    return Concept(tuple(codings), text)


@lru_cache(maxsize=16_384)
def _coding(address: object, code: object, display: object) -> Coding:
    """A code with its system by name; each is made once, since records repeat themselves."""
    address, code, display = (part if part is not None else "" for part in (address, code, display))
    if not (isinstance(address, str) and isinstance(code, str) and isinstance(display, str)):
        raise Misshapen("a coding is not text")
    system = _SYSTEMS.get(address)
    if system is None:  # SNOMED CT names its edition and version behind the address
        system = "SNOMED CT" if address.startswith("http://snomed.info/sct/") else address
    return Coding(system, code.strip(), display)


def code_of(owner: Json, key: str) -> str:
    """The code of a CodeableConcept that holds one of a fixed set, empty if there is none."""
    return next((code for coding in children(child(owner, key), "coding") if (code := text_of(coding, "code"))), "")


def amount_of(quantity: Json, unit: str = "") -> Amount | None:
    """The number and unit of a Quantity, None without a number; `unit` stands for one that is not given."""
    value = number(quantity, "value")
    if value is None:
        return None
    code = text_of(quantity, "code")
    if code and text_of(quantity, "system") in _UCUM:
        return Amount(value, code)
    printed = text_of(quantity, "unit") or code
    return Amount(value, printed, is_ucum=False) if printed else Amount(value, unit)


def reference_of(owner: Json, key: str) -> str:
    """What a Reference refers to."""
    return text_of(child(owner, key), "reference")


def record_id(resource: Json) -> str:
    """ "Observation/123", or the kind alone where the resource has no id."""
    kind, own = resource.get("resourceType"), resource.get("id")
    return f"{kind}/{own[:64]}" if isinstance(own, str) and own and own.isprintable() else str(kind)
