"""A trial page copied from the web: where its criteria stand, and what its registry fields say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import dropwhile, takewhile
from typing import Literal, NamedTuple

from critparse.source.normal import Normalised
from critparse.source.registry import age
from critparse.source.span import Span
from critparse.source.text import Metadata, SourceText

Phrases = Mapping[str, tuple[str, ...]]
_REGISTRY_ID = re.compile(
    r"\b(?:NCT\d{8}|EUCTR\d{4}-\d{6}-\d{2}|\d{4}-\d{6}-\d{2}-\d{2}|ISRCTN\d{8}|ACTRN\d{14}|ChiCTR\d{10}|jRCT\w?\d{9,10}|DRKS\d{8})\b"
)
_NUMBER, _UNIT = r"(\d+(?:\.\d+)?)", r"(years?|months?|weeks?|days?)"
_AGES = re.compile(rf"{_NUMBER}\s*{_UNIT}?\s*(?:old)?\s*(?:to|-|and|through)\s*{_NUMBER}\s*{_UNIT}", re.IGNORECASE)
_OLDER = re.compile(
    rf"{_NUMBER}\s*{_UNIT}\s*(?:old)?\s*(?:and|or)\s*(?:older|over|above)|{_NUMBER}\s*(years?|months?)\s*\+", re.IGNORECASE
)
_YOUNGER = re.compile(rf"(?:up to|under|until)\s*{_NUMBER}\s*{_UNIT}", re.IGNORECASE)
_ENOUGH_HEADINGS = 3
_TITLE_WORDS = 5
_LONGEST_FIELD = 200


class _Line(NamedTuple):
    """A line that holds something: its extent, and its text in lower case without the colon that closes it."""

    start: int
    end: int
    plain: str
    colon: bool

    def names(self, headings: frozenset[str]) -> bool:
        """Whether the line is one of the headings, alone or (of several words) with its value behind a colon."""
        return self.plain in headings or (self.field in headings and " " in self.field)

    @property
    def field(self) -> str:
        """What stands before the first colon."""
        return self.plain.partition(":")[0].strip()


def page(name: str, text: str, normalised: Normalised, phrases: Phrases) -> SourceText | None:
    """The source of a copied page, or None when the text is no page or shows no criteria headings."""
    lines = list(_lines(normalised.text))
    headings = _lowered(phrases, "headings")
    if len({line.field for line in lines if line.names(headings)}) < _ENOUGH_HEADINGS:
        return None
    end = len(normalised.text)
    regions = _regions(lines, headings, _lowered(phrases, "criteria"), end) or _described(lines, headings, phrases, end)
    if not regions:
        return None
    return SourceText(name, text, normalised, tuple(regions), _metadata(normalised.text, lines, regions, phrases))


def _regions(lines: list[_Line], headings: frozenset[str], criteria: frozenset[str], end: int) -> list[Span]:
    """From each heading of criteria to the next heading of another kind."""
    regions: list[Span] = []
    start: int | None = None
    for line in lines:
        if line.plain in criteria:
            start = line.start if start is None else start
        elif start is not None and line.names(headings) and not _is_inner(line):
            regions.append(Span(start, line.start))
            start = None
    if start is not None:
        regions.append(Span(start, end))
    return regions


def _described(lines: list[_Line], headings: frozenset[str], phrases: Phrases, end: int) -> list[Span]:
    """Criteria without headings of their own: what stands under "Eligibility criteria"."""
    eligibility = _lowered(phrases, "eligibility")
    for i, line in enumerate(lines):
        if line.plain in eligibility:
            below = list(dropwhile(lambda v: v.plain in headings, lines[i:]))
            stop = next((v.start for v in below if v.names(headings) and not _is_inner(v)), end)
            if below and below[0].start < stop:
                return [Span(below[0].start, stop)]
    return []


def _is_inner(line: _Line) -> bool:
    """Whether the line is a heading among criteria ("Age:") and not a field of the page."""
    return line.colon and " " not in line.plain


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    for raw in text.split("\n"):
        plain = raw.strip(" #").removeprefix("**").removesuffix("**")
        title = plain.rstrip(": ").lower()
        if title:
            yield _Line(at, at + len(raw), title, plain.endswith(":"))
        at += len(raw) + 1


def _lowered(phrases: Phrases, field: str) -> frozenset[str]:
    return _all_lowered(phrases.get(field, ()))


@lru_cache(maxsize=64)
def _all_lowered(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(p.lower() for p in phrases)


def _metadata(text: str, lines: list[_Line], regions: list[Span], phrases: Phrases) -> Metadata:
    outside = list(_outside(lines, regions))
    identifier = _REGISTRY_ID.search(text)
    ages = " ".join(" ".join(_field(text, outside, phrases, "ages")[:1])[:_LONGEST_FIELD].split())
    sex = " ".join(_field(text, outside, phrases, "sex")[:1]).lower().strip()
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


def _outside(lines: list[_Line], regions: list[Span]) -> Iterator[_Line]:
    ends = iter(regions)
    region = next(ends, None)
    for line in lines:
        while region and line.start >= region.end:
            region = next(ends, None)
        if region is None or line.start < region.start:
            yield line


def _field(text: str, lines: list[_Line], phrases: Phrases, field: str) -> list[str]:
    """What stands behind a field's heading on its line, or the lines below it up to the next heading."""
    names, headings = _lowered(phrases, field), _lowered(phrases, "headings")
    for i, line in enumerate(lines):
        if line.plain in names:
            below = takewhile(lambda following: not following.names(headings), lines[i + 1 :])
            return [text[v.start : v.end].strip() for v in below]
        if line.field in names:
            return [text[line.start : line.end].partition(":")[2].strip()]
    return []


def _title(text: str, lines: list[_Line], phrases: Phrases) -> str | None:
    furniture = _lowered(phrases, "furniture") | _lowered(phrases, "headings")
    for line in lines:
        if line.plain not in furniture and len(line.plain.split()) >= _TITLE_WORDS:
            return text[line.start : line.end].strip(" #*")
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
