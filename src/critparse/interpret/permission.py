"""What the text allows or forbids in so many words: "X is permitted", "patients with X are excluded"."""

from __future__ import annotations

from collections.abc import Sequence

from critparse.expression import All, Ambiguous, Expression, Permitted, Unparsed, When
from critparse.interpret.classes import SILENT
from critparse.interpret.conditions import applied, negated, of_last_thing, with_permission
from critparse.interpret.places import PartReader
from critparse.interpret.reading import Clause, Reading, unparsed
from critparse.source import Span

_PERMISSIONS = frozenset({"allowed", "disallowed", "eligible"})


def permission_cue(reading: Reading, free: Sequence[int]) -> int | None:
    """Where a phrase allows or forbids what stands before it."""
    mentions = reading.mentions
    return next((i for i in free if mentions[i].token_class == "condition" and mentions[i].value in _PERMISSIONS), None)


def permission(reading: Reading, start: int, end: int, at: int, read: PartReader) -> Expression | None:
    """What a sentence says that allows or forbids its subject, under its clauses."""
    clauses = [c for first, c in sorted(reading.clauses.items()) if at < first < end and c.kind in ("if", "unless", "only_if")]
    behind = range(at + 1, clauses[0].first if clauses else end)
    subject = read(reading, start, at) if at > start else None
    rest_is_said = all(reading.mentions[i].token_class in SILENT for i in behind)
    if subject is None or not rest_is_said or isinstance(subject, Unparsed):
        return unparsed(reading, start, end, "what is allowed or forbidden here")
    for i in (at, *behind):
        reading.understood[i] = True
    span = reading.original(reading.mentions[start].start, reading.mentions[end - 1].end)
    if reading.mentions[at].value == "eligible" and reading.kind == "inclusion" and not clauses:
        return Ambiguous(readings=(subject, Permitted(of=subject, spans=(span,))))
    if reading.mentions[at].value != "disallowed":
        return _allowed(reading, subject, clauses, span)
    node = subject if reading.kind == "exclusion" else negated(subject)
    for clause in clauses:
        node = applied(reading, node, clause)
    return node


def _allowed(reading: Reading, subject: Expression, clauses: Sequence[Clause], span: Span) -> Expression:
    """What is allowed asks nothing; what is allowed under a condition asks the condition of those whom it concerns."""
    clauses = [c._replace(says=of_last_thing(reading, subject, c) or c.says) for c in clauses]
    if not clauses or clauses[0].says is None:
        return Permitted(of=subject, spans=(span,))
    for clause in clauses:
        for i in range(clause.first, clause.inner):
            reading.understood[i] = True
    asked = tuple(negated(c.says) if c.kind == "unless" else c.says for c in clauses if c.says is not None)
    holds = asked[0] if len(asked) == 1 else All(of=asked)
    if reading.kind == "exclusion":
        return When(condition=holds, then=Permitted(of=subject, spans=(span,)))
    return When(condition=subject, then=holds)


def with_permissions(parts: Sequence[Expression]) -> list[Expression]:
    """Sentences with what later ones allow taken out of them: "Use of anticoagulants; low-dose aspirin is permitted"."""
    out: list[Expression] = []
    for part in parts:
        out[-1:] = with_permission(out[-1] if out else None, part)
    return out
