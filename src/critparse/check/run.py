"""The check that every parse makes: a value that cannot be meant must not be evaluated without a word."""

from __future__ import annotations

from critparse.check.page import converter
from critparse.check.units.value_implausible import RULE, implausible_values
from critparse.interpret import Criterion, Protocol
from critparse.knowledge import Knowledge
from critparse.source import Diagnostic


def check(protocol: Protocol, knowledge: Knowledge) -> Protocol:
    """The protocol with implausible values reported beside their criteria; checking twice adds nothing. See `lint` for all rules.

    >>> from critparse import parse
    >>> from critparse.knowledge import load
    >>> protocol = parse("creatinine > 120 mmol/L")
    >>> [d.code for c in check(protocol, load()).criteria for d in c.diagnostics]
    ['U001']
    """
    criteria = _all_checked(protocol.criteria, knowledge)
    return protocol if criteria is protocol.criteria else protocol.model_copy(update={"criteria": criteria})


def _all_checked(criteria: tuple[Criterion, ...], knowledge: Knowledge) -> tuple[Criterion, ...]:
    """The criteria checked; the very same tuple where nothing was found."""
    checked = tuple(_checked(c, knowledge) for c in criteria)
    return criteria if all(a is b for a, b in zip(checked, criteria, strict=True)) else checked


def _checked(criterion: Criterion, knowledge: Knowledge) -> Criterion:
    values = implausible_values(criterion, knowledge, converter(knowledge))
    found = tuple(
        d
        for f in values
        if (d := Diagnostic(code=RULE.code, severity=RULE.severity, span=f.span, message=f.message, fix=f.fix))
        not in criterion.diagnostics
    )
    children = _all_checked(criterion.children, knowledge)
    if not found and children is criterion.children:
        return criterion
    return criterion.model_copy(update={"diagnostics": (*criterion.diagnostics, *found), "children": children})
