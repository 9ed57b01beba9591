"""Runs the checks over a protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from critparse.check.value_implausible import value_implausible
from critparse.interpret import Criterion, Protocol
from critparse.knowledge import Knowledge
from critparse.source import Diagnostic
from critparse.units import UnitConverter

Check = Callable[[Criterion, Knowledge, UnitConverter], Iterator[Diagnostic]]

CHECKS: tuple[Check, ...] = (value_implausible,)
"""The checks in the order in which they run; each reports on one criterion, its sub-criteria aside."""


def check(protocol: Protocol, knowledge: Knowledge) -> Protocol:
    """The protocol with the findings of all checks beside the criteria they concern; checking twice adds nothing.

    >>> from critparse import parse
    >>> from critparse.knowledge import load
    >>> protocol = parse("creatinine > 120 mmol/L")
    >>> [d.code for c in check(protocol, load()).criteria for d in c.diagnostics]
    ['U001']
    """
    criteria = _all_checked(protocol.criteria, knowledge, _units(knowledge))
    return protocol if criteria is protocol.criteria else protocol.model_copy(update={"criteria": criteria})


def _all_checked(criteria: tuple[Criterion, ...], knowledge: Knowledge, units: UnitConverter) -> tuple[Criterion, ...]:
    """The criteria checked; the very same tuple where nothing was found."""
    checked = tuple(_checked(c, knowledge, units) for c in criteria)
    return criteria if all(a is b for a, b in zip(checked, criteria, strict=True)) else checked


def _checked(criterion: Criterion, knowledge: Knowledge, units: UnitConverter) -> Criterion:
    found = tuple(d for one in CHECKS for d in one(criterion, knowledge, units) if d not in criterion.diagnostics)
    children = _all_checked(criterion.children, knowledge, units)
    if not found and children is criterion.children:
        return criterion
    return criterion.model_copy(update={"diagnostics": (*criterion.diagnostics, *found), "children": children})


@cache
def _units(knowledge: Knowledge) -> UnitConverter:
    return UnitConverter(knowledge.incommensurable)
