"""Answers to single leaves, with their evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from critparse.evaluate.evidence import Answer, Datum, Evidence, Needed, Open
from critparse.evaluate.facts import Facts
from critparse.evaluate.outcome import UNKNOWN, Outcome, is_settled, named
from critparse.expression import Qualifier

NOT_NARROWING = frozenset({"example"})
"""Kinds of qualifiers that take nothing away from what is asked."""
Ask = Callable[[Facts], Answer]
"""An expression made ready: it is asked of one patient after the other."""


def answered(leaf: str, outcome: Outcome, *, needs: Needed = "data", reason: str = "", **said: Any) -> Answer:
    """The answer to a leaf; `said` are further fields of its evidence."""
    if is_settled(outcome):
        return Answer(outcome, (Evidence(leaf, named(outcome), reason=reason, **said),))
    evidence = Evidence(leaf, named(outcome), reason=reason, needs=needs, **said)
    return Answer(outcome, (evidence,), (Open(needs, leaf, reason),))


def not_shown(qualifiers: tuple[Qualifier, ...]) -> str:
    """Why a value of which this is said is not known: no record shows it; empty where nothing narrows the value."""
    unread = [f"{q.kind} = {q.value}" for q in qualifiers if q.kind not in NOT_NARROWING]
    return f"the record cannot show: {'; '.join(unread)}" if unread else ""


def always_unknown(leaf: str, *, needs: Needed, reason: str, data: tuple[Datum, ...] = ()) -> Ask:
    """A leaf that no record can answer."""
    answer = answered(leaf, UNKNOWN, needs=needs, reason=reason, data=data)
    return lambda _facts: answer
