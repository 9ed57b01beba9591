"""L007: age or sex against the registry's own fields."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from critparse.check.logic.asks import Ask, Edge, bounds, required, required_sexes
from critparse.check.page import Page
from critparse.check.rule import Finding, Rule
from critparse.errors import UnitError
from critparse.units import AnalyteUnits

_YEARS = AnalyteUnits("a")
_TOLERANCE = Decimal("0.02")


def _check(page: Page) -> Iterator[Finding]:
    metadata = page.protocol.metadata
    asks = [ask for ask in bounds(page, required(page)) if ask.name == "age"]
    for given, end in ((metadata.minimum_age, "low"), (metadata.maximum_age, "high")):
        edges = [(ask, edge) for ask in asks if (edge := ask.low if end == "low" else ask.high) is not None]
        if given is not None and len(edges) == 1:
            yield from _age(page, *edges[0], given, "from" if end == "low" else "up to")
    for criterion, sex in required_sexes(page):
        if metadata.sex and sex.value != metadata.sex and sex.spans:
            said = "both sexes" if metadata.sex == "all" else metadata.sex
            yield Finding(sex.spans[0], f"{criterion.id} asks for {sex.value}, and the registry's field for {said}")


def _age(page: Page, ask: Ask, edge: Edge, given: tuple[Decimal, str], word: str) -> Iterator[Finding]:
    try:
        years = page.units.to_canonical(*given, _YEARS)
    except UnitError:
        return
    if abs(years - edge.value) > _TOLERANCE * max(years, edge.value) and not _next_year(edge, years):
        yield Finding(ask.span, f'"{ask.shown}", and the registry\'s field says {word} {given[0]} {_UNITS.get(given[1], given[1])}')


_UNITS = {"a": "years", "mo": "months", "wk": "weeks", "d": "days"}


def _next_year(edge: Edge, years: Decimal) -> bool:
    """Whether "> 17" or "< 66" is the registry's 18 or 65."""
    return not edge.inclusive and abs(edge.value - years) == 1


RULE = Rule(
    code="L007",
    severity="warning",
    summary="Age or sex in the criteria is not that of the registry's fields.",
    why="Patients are found by the fields and screened by the text; one of the two was not amended.",
    example="""Sex
All
Ages
15 to 65 years old
Volunteers
No
Inclusion criteria
- Age 18 to 65 years""",
    instead="""Sex
All
Ages
18 to 65 years old
Volunteers
No
Inclusion criteria
- Age 18 to 65 years""",
    limits="Only where a trial page or registry JSON gives the fields, and an inclusion criterion asks for one age of everybody.",
    protocol=_check,
)
