"""ClinicalTrials.gov API v2 JSON: one study, a page of studies, or NDJSON → `SourceText`s."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from critparse.errors import SourceError
from critparse.source.text import Metadata, SourceText

_AGE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(year|month|week|day|hour|minute)s?", re.IGNORECASE)
_UNITS = {"year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "h", "minute": "min"}
_HINT = "give ClinicalTrials.gov API v2 JSON: a study, a page of studies, or one study a line"


def studies(text: str, *, where: str, lines: bool) -> Iterator[SourceText | SourceError]:
    """The studies of a JSON file; a study that cannot be used comes as an error in its place.

    `lines` says that each line is a JSON document of its own. Raises `SourceError` for malformed JSON.
    """
    documents = _line_documents(text, where) if lines else iter([(where, _loaded(text, where))])
    for place, document in documents:
        if isinstance(document, SourceError):
            yield document
            continue
        listed = document.get("studies") if isinstance(document, dict) else document if isinstance(document, list) else None
        for n, study in enumerate(listed if isinstance(listed, list) else [document]):
            at = f"{place}, study {n + 1}" if isinstance(listed, list) else place
            try:
                yield study_source(study, where=at)
            except SourceError as error:
                yield error


def study_source(study: Any, *, where: str) -> SourceText:
    """The criteria of one study; offsets refer to the text of `eligibilityCriteria`.

    Raises `SourceError` where the study has no criteria text.
    """
    section = _dict(_dict(study).get("protocolSection"))
    eligibility = _dict(section.get("eligibilityModule"))
    criteria = eligibility.get("eligibilityCriteria")
    if not isinstance(criteria, str):
        raise SourceError("no eligibilityModule.eligibilityCriteria text", where=where, hint=_HINT)
    identification = _dict(section.get("identificationModule"))
    nct = identification.get("nctId")
    conditions = _dict(section.get("conditionsModule")).get("conditions")
    healthy = eligibility.get("healthyVolunteers")
    metadata = Metadata(
        registry_id=nct if isinstance(nct, str) else None,
        title=_text(identification.get("officialTitle")) or _text(identification.get("briefTitle")),
        conditions=tuple(c for c in conditions if isinstance(c, str)) if isinstance(conditions, list) else (),
        sex=_sex(eligibility.get("sex")),
        minimum_age=age(_text(eligibility.get("minimumAge")) or ""),
        maximum_age=age(_text(eligibility.get("maximumAge")) or ""),
        healthy_volunteers=healthy if isinstance(healthy, bool) else None,
    )
    return SourceText.of(criteria, name=metadata.registry_id or where, metadata=metadata)


def age(text: str) -> tuple[Decimal, str] | None:
    """Value and UCUM unit of a registry's age.

    >>> age("18 Years"), age("N/A")
    ((Decimal('18'), 'a'), None)
    """
    m = _AGE.match(text)
    return (Decimal(m[1]), _UNITS[m[2].lower()]) if m else None


def _line_documents(text: str, where: str) -> Iterator[tuple[str, Any]]:
    for n, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            place = f"{where}, line {n}"
            try:
                yield place, _loaded(line, place)
            except SourceError as error:
                yield place, error


def _loaded(text: str, where: str) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}"
        raise SourceError(f"malformed JSON: {error.msg} ({place})", where=where, hint=_HINT) from None
    except ValueError as error:
        raise SourceError(f"malformed JSON: {error}", where=where, hint=_HINT) from None
    except RecursionError:
        raise SourceError("malformed JSON: nested too deeply", where=where, hint=_HINT) from None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _sex(value: Any) -> Any:
    lowered = value.lower() if isinstance(value, str) else ""
    return lowered if lowered in ("all", "female", "male") else None
