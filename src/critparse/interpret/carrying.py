"""What is said at one place of a list and holds at another: qualifiers before and after it, times, and opening phrases."""

from __future__ import annotations

from collections.abc import Sequence

from critparse.expression import Age, All, Any, Expression, Measurement, Occurrence, Relation
from critparse.interpret.classes import GOVERNING
from critparse.interpret.connectors import AND, Connector
from critparse.interpret.phrases import Carried, Said
from critparse.interpret.qualifiers import typed, with_qualifiers
from critparse.interpret.reading import Reading, mark_understood

_ADJECTIVES = frozenset({"severity", "treatment", "course", "certainty", "symptom"})
"""Kinds of qualifiers that are shared over a list of alternatives."""


def may_follow(reading: Reading, pending: Sequence[int], unsaid: Sequence[Said]) -> bool:
    """Whether what is said after a connector is of the thing before it: "asthma, uncontrolled", "... or during the study"."""
    only_comma = all(reading.mentions[i].token_class in ("comma", "with") for i in pending)
    return only_comma or all(said.qualifier.kind == "time" for said in unsaid)


def may_precede(reading: Reading, connector: int) -> bool:
    """Whether what is said before a connector is of the thing after it: "severe, uncontrolled asthma"."""
    return reading.mentions[connector].token_class in ("comma", "and")


def is_said_by_bound(reading: Reading, said: Said) -> bool:
    """Whether a word beside a bound says no more than that there is a value: "elevated FSH > 10 U/L", "known platelets < 100"."""
    if said.qualifier.kind not in ("state", "certainty"):
        return False
    mark_understood(reading, said.first, said.stop)
    return True


def is_alternative(reading: Reading, connector: int, unsaid: Sequence[Said]) -> bool:
    """Whether what is said before "or" is of one alternative of the thing behind it: "known or suspected allergy"."""
    return reading.mentions[connector].token_class in ("or", "and_or", "slash") and all(s.qualifier.kind != "time" for s in unsaid)


def as_alternative(reading: Reading, node: Occurrence, unsaid: Sequence[Said]) -> Occurrence:
    """A thing with other words before it in place of its own."""
    start = min(s.start for s in node.spans)
    behind = tuple(q for q in node.qualifiers if q.span is None or q.span.start >= start)
    return with_said(reading, node.model_copy(update={"qualifiers": behind}), unsaid)  # type: ignore[return-value]


def is_plan(unsaid: Sequence[Said]) -> bool:
    """Whether a part of a list says of nothing of its own that it is planned: "..., or planned during the study"."""
    return any(said.qualifier.kind == "modality" for said in unsaid)


def planned(reading: Reading, node: Occurrence, unsaid: Sequence[Said]) -> Occurrence:
    """The thing before such a part, as the part says it."""
    bare = node.model_copy(update={"qualifiers": (), "dose": None, "count": None, "duration": None})
    return with_said(reading, bare, unsaid)  # type: ignore[return-value]


def takes(node: Expression, unsaid: Sequence[Said]) -> bool:
    """Whether something can be said of a node: anything of an occurrence, only times of a value or an age."""
    if _is_limbs(node):
        return all(said.qualifier.kind == "time" for said in unsaid)
    if isinstance(node, All):
        return takes(node.of[-1], unsaid)
    return isinstance(node, Occurrence) or (
        isinstance(node, Measurement | Relation | Age) and all(said.qualifier.kind == "time" for said in unsaid)
    )


def with_said(reading: Reading, node: Expression, unsaid: Sequence[Said]) -> Expression:
    """A node with what is said of it; an age is that of the day of screening, which is all that its times say."""
    for said in unsaid:
        mark_understood(reading, said.first, said.stop)
    if _is_limbs(node) and isinstance(node, All | Any):
        return node.model_copy(update={"of": tuple(with_said(reading, part, unsaid) for part in node.of)})
    if isinstance(node, All):
        return node.model_copy(update={"of": (*node.of[:-1], with_said(reading, node.of[-1], unsaid))})
    if not isinstance(node, Occurrence | Measurement | Relation):
        return node
    return node.model_copy(update={"qualifiers": with_qualifiers(node.qualifiers, (said.qualifier for said in unsaid))})


def _is_limbs(node: Expression) -> bool:
    """Whether bounds stand for one that is spoken of: both limbs of a blood pressure, ALT and AST."""
    return isinstance(node, All | Any) and all(isinstance(part, Measurement) for part in node.of)


def opened(reading: Reading, at: int, stop: int, carried: Carried) -> Carried:
    """What a fragment says of the list that it opens: "history of renal, cardiac or liver disease"."""
    said = [m for m in reading.mentions[at:stop] if m.token_class in GOVERNING]
    return Carried(carried.domain, tuple(typed(reading, m) for m in said)) if said else carried


def as_before(node: Occurrence, before: Occurrence) -> Occurrence:
    """A name completed by the one before it, with what is said before that: "active hepatitis B or C"."""
    shared = [q for q in before.qualifiers if q.kind not in ("time", "text", "count", "example", "except")]
    return node.model_copy(update={"qualifiers": tuple(shared)}) if before.domain == node.domain else node


def with_carried(node: Expression, carried: Carried) -> Expression:
    """An occurrence with what opens the list that it stands in."""
    if not isinstance(node, Occurrence) or not carried.qualifiers:
        return node
    return node.model_copy(update={"qualifiers": with_qualifiers(carried.qualifiers, node.qualifiers)})


def with_shared_time(nodes: list[Expression], connectors: Sequence[Connector]) -> list[Expression]:
    """A time behind the last of a list holds for the whole list: "stroke, TIA or infarction within 6 months"."""
    out = list(nodes)
    for i in range(len(out) - 2, -1, -1):
        here, following = out[i], out[i + 1]
        joint = connectors[i].operator == "all" and not connectors[i].listed
        if joint and (connectors[i].level != AND or _domain(here) != _domain(following)):
            continue
        if connectors[i].listed and connectors[i].level > 1 and _domain(here) != _domain(following):
            continue  # "unstable angina, or coronary stenting within 1 month"
        if isinstance(here, Occurrence) and isinstance(following, Occurrence) and _heads(here) == _heads(following):
            times = [q for q in following.qualifiers if q.kind == "time"]
            if times and not any(q.kind == "time" for q in here.qualifiers):
                out[i] = here.model_copy(update={"qualifiers": (*here.qualifiers, *times)})
    return out


def _domain(node: Expression) -> str:
    return node.domain if isinstance(node, Occurrence) else ""


def with_shared_adjectives(reading: Reading, nodes: list[Expression], connectors: Sequence[Connector]) -> list[Expression]:
    """What is said before the first of a list of alternatives holds for all: "severe anaphylaxis or angioedema"."""
    out = list(nodes)
    for i, c in enumerate(connectors):
        ends_here = i + 1 == len(connectors) or connectors[i + 1].operator != "any"
        if c.operator != "any" or c.listed or not ends_here:
            continue
        first = i
        while first > 0 and connectors[first - 1].operator is None:
            first -= 1
        here = out[first]
        items = out[first : i + 2]
        if isinstance(here, Occurrence) and all(isinstance(n, Occurrence) and _is_bare(reading, n) for n in items[1:]):
            for n in range(first + 1, i + 2):
                out[n] = _with_adjectives(out[n], here)
    return out


def _is_bare(reading: Reading, node: Occurrence) -> bool:
    """Whether nothing but a time is said of a thing, in its name neither: "unstable angina" has an adjective of its own."""
    return all(q.kind == "time" for q in node.qualifiers) and not reading.recognition.says(node.concept.split(" ", 1)[0])


def _with_adjectives(node: Expression, first: Occurrence) -> Expression:
    assert isinstance(node, Occurrence)
    start = min(s.start for s in first.spans)
    same = node.domain == first.domain
    before = [q for q in first.qualifiers if q.span and q.span.start < start]
    said = [q for q in before if q.value == "history" or q.kind == "time" or (same and q.kind in _ADJECTIVES)]
    return node.model_copy(update={"qualifiers": with_qualifiers(said, node.qualifiers)}) if said else node


def _heads(node: Occurrence) -> set[tuple[str, str]]:
    """What the head of a list says of its items: "history of", "family history of", "planned"."""
    return {(q.kind, q.value) for q in node.qualifiers if q.kind in ("experiencer", "modality") or q.value == "history"}
