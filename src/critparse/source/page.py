"""A trial page copied from the web: where its criteria stand, and what its registry fields say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from critparse.source.normal import Normalised
from critparse.source.registry import age
from critparse.source.span import Span
from critparse.source.text import Metadata, SourceText

Phrases = Mapping[str, tuple[str, ...]]
_REGISTRY_ID = re.compile(r"\b(?:NCT\d{8}|EUCTR\d{4}-\d{6}-\d{2}|\d{4}-\d{6}-\d{2}-\d{2}|ISRCTN\d{8}|ACTRN\d{14}|ChiCTR\d{10}|jRCT\w?\d{9,10}|DRKS\d{8})\b")
_AGES = re.compile(r"(\d+(?:\.\d+)?)\s*(years?|months?|weeks?|days?)?\s*(?:old)?\s*(?:to|-|and|through)\s*(\d+(?:\.\d+)?)\s*(years?|months?|weeks?|days?)", re.I)
_OLDER = re.compile(r"(\d+(?:\.\d+)?)\s*(years?|months?|weeks?|days?)\s*(?:old)?\s*(?:and|or)\s*(?:older|over|above)|(\d+(?:\.\d+)?)\s*(years?|months?)\s*\+", re.I)
_YOUNGER = re.compile(r"(?:up to|under|until)\s*(\d+(?:\.\d+)?)\s*(years?|months?|weeks?|days?)", re.I)
_ENOUGH_HEADINGS = 3
_TITLE_WORDS = 5


def page(name: str, text: str, normalised: Normalised, phrases: Phrases) -> SourceText | None:
    """The source of a copied page, or None when the text is no page or shows no criteria headings."""
    lines = _lines(normalised.text)
    headings = {p.lower() for p in phrases["headings"]}
    criteria = {p.lower() for p in phrases["criteria"]}
    seen = {line for _, _, line in lines if line in headings}
    if len(seen) < _ENOUGH_HEADINGS:
        return None
    regions: list[Span] = []
    start: int | None = None
    for first, _, line in lines:
        if line in criteria and start is None:
            start = first
        elif start is not None and line in headings and line not in criteria:
            regions.append(Span(start, first))
            start = None
    if start is not None:
        regions.append(Span(start, len(normalised.text)))
    if not regions:
        return None
    return SourceText(name, text, normalised, tuple(regions), _metadata(normalised.text, lines, regions, phrases))


_Line = tuple[int, int, str]


def _lines(text: str) -> list[_Line]:
    """(start, end, text in lower case without a closing colon) of the lines that hold something."""
    found, at = [], 0
    for raw in text.split("\n"):
        plain = raw.strip(" #*\t").rstrip(":").strip().lower()
        if plain:
            found.append((at, at + len(raw), plain))
        at += len(raw) + 1
    return found


def _metadata(text: str, lines: list[_Line], regions: list[Span], phrases: Phrases) -> Metadata:
    outside = [line for line in lines if not any(r.start <= line[0] < r.end for r in regions)]
    identifier = _REGISTRY_ID.search(text)
    ages = " ".join(_field(text, outside, phrases, "ages")[:1])
    sex = " ".join(_field(text, outside, phrases, "sex")[:1]).lower()
    volunteers = " ".join(_field(text, outside, phrases, "volunteers")[:1]).lower()
    minimum, maximum = _ages(ages)
    return Metadata(
        registry_id=identifier[0] if identifier else None,
        title=next(iter(_field(text, outside, phrases, "title")), None) or _title(text, outside, phrases),
        conditions=tuple(_field(text, outside, phrases, "conditions")),
        sex=_sex(sex),
        minimum_age=minimum,
        maximum_age=maximum,
        healthy_volunteers=None if not volunteers else not volunteers.startswith("no"),
    )


def _field(text: str, lines: list[_Line], phrases: Phrases, field: str) -> list[str]:
    """The lines below a field's heading, up to the next heading."""
    names = {p.lower() for p in phrases[field]}
    headings = {p.lower() for p in phrases["headings"]}
    for i, (_, _, line) in enumerate(lines):
        if line in names:
            values = []
            for start, end, following in lines[i + 1 :]:
                if following in headings:
                    break
                values.append(text[start:end].strip())
            return values
    return []


def _title(text: str, lines: list[_Line], phrases: Phrases) -> str | None:
    furniture = {p.lower() for p in (*phrases["furniture"], *phrases["headings"])}
    for start, end, line in lines:
        if line not in furniture and len(line.split()) >= _TITLE_WORDS:
            return text[start:end].strip(" #*")
    return None


def _sex(text: str) -> Literal["all", "female", "male"] | None:
    if "female" in text and " male" not in f" {text.replace('female', '')}":
        return "female"
    if text in ("male", "males", "men"):
        return "male"
    return "all" if text in ("all", "both", "any") or "female" in text else None


def _ages(text: str) -> tuple[tuple[Decimal, str] | None, tuple[Decimal, str] | None]:
    both = _AGES.search(text)
    if both:
        return age(f"{both[1]} {both[2] or both[4]}"), age(f"{both[3]} {both[4]}")
    older = _OLDER.search(text)
    if older:
        return age(f"{older[1] or older[3]} {older[2] or older[4]}"), None
    younger = _YOUNGER.search(text)
    return None, age(f"{younger[1]} {younger[2]}") if younger else None
