"""What a rule is: its code and severity, its documentation, and what it looks at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from critparse.check.page import Page
from critparse.interpret import Criterion
from critparse.source import CODES, Diagnostic, Fix, Severity, Span


class Finding(NamedTuple):
    """What a rule found: where, what, and what would cure it."""

    span: Span
    message: str
    fix: Fix | None = None


CriterionCheck = Callable[[Criterion, Page], Iterator[Finding]]
"""Looks at one criterion, its sub-criteria aside."""
ProtocolCheck = Callable[[Page], Iterator[Finding]]
"""Looks at the protocol as a whole."""


@dataclass(frozen=True)
class Rule:
    """One thing that can be wrong or unclear in criteria text.

    A rule without a check is reported by the parser as it reads.
    """

    code: str
    severity: Severity
    summary: str
    """What is reported, in a sentence."""
    why: str
    """What goes wrong when it stays."""
    example: str
    """Criteria text in which it is reported."""
    instead: str
    """The same text as it should be written: the rule reports nothing."""
    limits: str = ""
    """What is deliberately not reported."""
    fix: str = ""
    """What the fix does, and whether it is safe; empty without a fix."""
    trigger: re.Pattern[str] | str | None = None
    """What must stand in a criterion for the rule to look at it: a pattern, or an entry of `check.toml`. For speed only."""
    criterion: CriterionCheck | None = None
    protocol: ProtocolCheck | None = None

    @property
    def name(self) -> str:
        """The name that goes with the code."""
        return CODES[self.code]

    def findings(self, page: Page) -> Iterator[Diagnostic]:
        """What the rule finds on a page."""
        if self.criterion:
            for criterion in page.with_trigger(self.trigger):
                for finding in self.criterion(criterion, page):
                    yield self._diagnostic(finding)
        if self.protocol:
            for finding in self.protocol(page):
                yield self._diagnostic(finding)

    def _diagnostic(self, finding: Finding) -> Diagnostic:
        return Diagnostic(code=self.code, severity=self.severity, span=finding.span, message=finding.message, fix=finding.fix)
