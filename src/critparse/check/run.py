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
    """The protocol with the findings of all checks added to its criteria."""
    units = _units(knowledge)
    criteria = tuple(_checked(c, knowledge, units) for c in protocol.criteria)
    return protocol.model_copy(update={"criteria": criteria}) if criteria != protocol.criteria else protocol


def _checked(criterion: Criterion, knowledge: Knowledge, units: UnitConverter) -> Criterion:
    found = tuple(d for one in CHECKS for d in one(criterion, knowledge, units))
    children = tuple(_checked(c, knowledge, units) for c in criterion.children)
    same = all(a is b for a, b in zip(children, criterion.children, strict=True))
    if not found and same:
        return criterion
    return criterion.model_copy(update={"diagnostics": (*criterion.diagnostics, *found), "children": children})


@cache
def _units(knowledge: Knowledge) -> UnitConverter:
    return UnitConverter(knowledge.incommensurable)
