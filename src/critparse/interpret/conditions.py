"""What clauses do to what they are said of: conditions, groups of patients, exceptions, permissions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from critparse.expression import (
    Age,
    All,
    Ambiguous,
    Any,
    Cohort,
    Expression,
    Measurement,
    Not,
    Occurrence,
    Permitted,
    Qualifier,
    Sex,
    Unparsed,
    When,
    children,
    transform,
    walk,
)
from critparse.interpret.classes import SILENT
from critparse.interpret.connectors import Connector, fold, other_precedence
from critparse.interpret.pieces import is_qualifier
from critparse.interpret.qualifiers import typed, with_qualifiers, worded
from critparse.interpret.reading import Clause, Reading, joined, mark_understood, unparsed
from critparse.source import Diagnostic, Span

_CONDITIONS = frozenset({"if", "only_if", "unless"})


def applied(reading: Reading, node: Expression, clause: Clause) -> Expression:
    """A node with a clause that is said of it.

    Under an inclusion "X if C" asks X of those with C only; an exclusion takes out whoever has both.
    """
    mark_understood(reading, clause.first, clause.inner)
    if clause.kind == "exception":
        return excepted(reading, node, clause)
    if clause.kind == "definition":
        return defined(reading, node, clause)
    if clause.kind == "when":
        return _with_words(reading, node, "time", clause)
    if clause.kind == "aside":
        return _with_aside(reading, node, clause.says)
    says = of_last_thing(reading, node, clause) or clause.says
    if says is None or clause.kind == "regardless":
        mark_understood(reading, clause.first, clause.stop)
        return node
    if clause.kind == "group" and (reading.kind == "inclusion" or isinstance(says, Sex | Cohort)):
        return When(condition=says, then=node)
    holds = negated(says) if clause.kind == "unless" else says
    if reading.kind != "inclusion":
        return All(of=(holds, node) if clause.kind == "group" else (node, holds))
    return When(condition=node, then=holds) if clause.kind == "only_if" else When(condition=holds, then=node)


def of_last_thing(reading: Reading, node: Expression, clause: Clause) -> Expression | None:
    """ "Brain metastases unless asymptomatic": a clause of qualifiers alone says them of the last thing."""
    inner = [m for m in reading.mentions[clause.inner : clause.stop] if m.token_class not in SILENT or is_qualifier(m)]
    last = next((n for n in reversed([*walk(node)]) if isinstance(n, Occurrence)), None)
    if last is None or not inner or not all(is_qualifier(m) for m in inner) or clause.kind not in _CONDITIONS:
        return None
    mark_understood(reading, clause.first, clause.stop)
    said = (typed(reading, m) for m in inner)
    return last.model_copy(update={"qualifiers": with_qualifiers((), said), "spans": last.spans})


def negated(expression: Expression) -> Expression:
    """The opposite, without a double negation."""
    return expression.of if isinstance(expression, Not) else Not(of=expression, spans=expression.spans)


def defined(reading: Reading, node: Expression, clause: Clause) -> Expression:
    """What a definition says, in place of what it defines; that stays as it is where the definition is not understood."""
    says = clause.says
    if says is None or reading.kind == "negated" or any(isinstance(inner, Unparsed) for inner in walk(says)):
        mark_understood(reading, clause.first, clause.stop)
        said = worded(reading, "text", clause.first, clause.stop)
        last = next((inner for inner in reversed([*walk(node)]) if isinstance(inner, Occurrence)), None)
        return _replaced(node, (last,), lambda host: {"qualifiers": (*host.qualifiers, said)}) if last is not None else node
    spans = [span for inner in walk(node) for span in inner.spans]
    if not spans:
        return says
    name = Span(min(s.start for s in spans), max(s.end for s in spans))
    for i, start in enumerate(reading.starts):
        if name.start <= start < name.end:
            reading.understood[i] = True
    return says.model_copy(update={"defines": " ".join(name.of(reading.text).split())})


def with_definitions(reading: Reading, parts: Sequence[Expression], bracketed: Sequence[Expression]) -> list[Expression]:
    """The parts of a segment with bounds in brackets in the place of what they define: "anemia (Hb < 10 g/dL)"."""
    out: list[Expression] = []
    for part in parts:
        host = out[-1] if out else None
        stands_for = isinstance(host, Occurrence) and any(part is b for b in bracketed)
        if stands_for and isinstance(host, Occurrence) and ((_is_bounds(part) and _is_measured(reading, host)) or things(part)):
            name = Span(min(s.start for s in host.spans), max(s.end for s in host.spans)).of(reading.text)
            out[-1] = _as_host(part, host).model_copy(update={"defines": " ".join(name.split())})
        else:
            out.append(part)
    return out


def _as_host(part: Expression, host: Occurrence) -> Expression:
    """A definition with what is said of the thing that it defines; of a value, the times."""
    own = [span for node in walk(part) for span in node.spans]
    first, last = min(s.start for s in own), max(s.end for s in own)
    outside = [q for q in host.qualifiers if q.span is None or not first <= q.span.start < last]

    def said(node: Expression) -> Expression:
        if isinstance(node, Occurrence):
            more = tuple(outside)
        elif isinstance(node, Measurement):
            more = tuple(q for q in outside if q.kind == "time")
        else:
            return node
        return node.model_copy(update={"qualifiers": with_qualifiers(more, node.qualifiers)}) if more else node

    return transform(part, said)


def _is_bounds(expression: Expression) -> bool:
    """Whether an expression holds bounds and nothing else, for whomever they are asked."""
    leaves = [inner for inner in walk(expression) if not children(inner)]
    return any(isinstance(leaf, Measurement) for leaf in leaves) and all(
        isinstance(leaf, Measurement | Sex | Age) for leaf in leaves
    )


def _is_measured(reading: Reading, node: Occurrence) -> bool:
    """Whether a bound may stand for a condition: "anemia (Hb < 10 g/dL)", but no "HIV infection (CD4 < 200/µL)"."""
    concept = reading.recognition.concept_of(node.concept)
    return (concept is not None and concept.measured) or any(q.kind == "treatment" for q in node.qualifiers)


def _with_aside(reading: Reading, node: Expression, says: Expression | None) -> Expression:
    """A node with a sentence in brackets behind it: what it allows is taken out, what it asks stands in its place or beside it."""
    if says is None:
        return node
    if isinstance(says, Permitted) or (isinstance(says, When) and isinstance(says.then, Permitted)):
        return joined(reading, with_permission(node, says), "any") or node
    return alternative(node, says) or joined(reading, [node, says], "all") or node


def with_permission(before: Expression | None, part: Expression) -> list[Expression]:
    """A part and one that allows something: that is taken out of the first, and what is asked of it stands beside it."""
    permitted = part.then if isinstance(part, When) else part
    kept = [] if before is None else [before]
    if not isinstance(permitted, Permitted):
        return [*kept, part]
    narrowed = last_thing_without(before, things(permitted.of)) if before is not None else None
    kept = kept if narrowed is None else [narrowed]
    if isinstance(part, When):
        return [*kept, All(of=(permitted.of, negated(part.condition)))]
    return [*kept, part] if narrowed is None else kept


def excepted(reading: Reading, node: Expression, clause: Clause) -> Expression:
    """A node whose last thing has an exception: as concepts where they are named, else in the words of the text."""
    narrowed = last_thing_without(node, things(clause.says))
    if narrowed is not None:
        return narrowed
    last = next((inner for inner in reversed([*walk(node)]) if isinstance(inner, Occurrence)), None)
    if last is None:
        return _with_words(reading, node, "except", clause)
    mark_understood(reading, clause.first, clause.stop)
    said = worded(reading, "except", clause.first, clause.stop)
    return _replaced(node, (last,), lambda host: {"qualifiers": (*host.qualifiers, said)})


def _with_words(reading: Reading, node: Expression, kind: str, clause: Clause) -> Expression:
    """A node with a clause in the words of the text; of what takes no words, they stand beside it."""
    if not isinstance(node, Occurrence | Measurement):
        return joined(reading, [node, unparsed(reading, clause.first, clause.stop, "said of nothing")], "all") or node
    mark_understood(reading, clause.first, clause.stop)
    said = worded(reading, kind, clause.first, clause.stop)
    return node.model_copy(update={"qualifiers": with_qualifiers(node.qualifiers, (said,))})


def last_thing_without(node: Expression, taken_out: tuple[Occurrence, ...]) -> Expression | None:
    """A node with things taken out of its last thing and its alternatives; None where it has no thing of their kind."""
    found = [inner for inner in walk(node) if isinstance(inner, Occurrence)]
    if not found or not taken_out:
        return None
    last = found[-1]
    taken_out, time = _without_time(taken_out)
    lists = (inner.of for inner in walk(node) if isinstance(inner, Any) and inner.of[-1] is last)
    beside = next(lists, (last,))
    hosts = tuple(part for part in beside if isinstance(part, Occurrence) and part.domain == last.domain)
    return _replaced(
        node, hosts, lambda host: {"except_": (*host.except_, *taken_out), "qualifiers": with_qualifiers(host.qualifiers, time)}
    )


def _without_time(taken_out: tuple[Occurrence, ...]) -> tuple[tuple[Occurrence, ...], tuple[Qualifier, ...]]:
    """Exceptions, and the time behind the last that is of the whole: "surgery other than biopsy in the past 3 months".

    With a word of its own before it, it is of the exception: "other than basal cell carcinoma treated > 5 years ago".
    """
    last = taken_out[-1]
    time = tuple(q for q in last.qualifiers if q.kind == "time")
    if len(time) != 1 or last.qualifiers[-1] is not time[0] or any(q.kind in ("treatment", "text") for q in last.qualifiers):
        return taken_out, ()
    return (*taken_out[:-1], last.model_copy(update={"qualifiers": last.qualifiers[:-1]})), time


def _replaced(node: Expression, hosts: Sequence[Occurrence], change: Callable[[Occurrence], dict[str, object]]) -> Expression:
    def changed(inner: Expression) -> Expression:
        is_host = isinstance(inner, Occurrence) and any(inner is host for host in hosts)
        return inner.model_copy(update=change(inner)) if is_host and isinstance(inner, Occurrence) else inner

    return transform(node, changed)


def things(expression: Expression | None) -> tuple[Occurrence, ...]:
    """The things of a thing or a list of things; empty where anything else is said."""
    parts = expression.of if isinstance(expression, Any | All) else (expression,)
    found = tuple(part for part in parts if isinstance(part, Occurrence))
    return found if len(found) == len(parts) else ()


def folded(
    reading: Reading, nodes: Sequence[Expression], connectors: list[Connector], clauses: Sequence[Sequence[Clause]]
) -> Expression:
    """Parts and their connectors as one expression, each clause with what it is said of.

    A clause behind a list is of all of it where a comma parts it off; without one both readings are kept, its last part first.
    """
    last = len(nodes) - 1
    behind = [c for c in clauses[last] if c.kind in _CONDITIONS] if last else []
    said = [_with_all(reading, node, [c for c in own if c not in behind]) for node, own in zip(nodes, clauses, strict=True)]
    near = [*said[:-1], _with_all(reading, said[-1], behind)]
    alternatives, between = _with_alternatives(near, connectors)
    if not behind or len(alternatives) < len(near):
        return _by_precedence(reading, alternatives, between)
    whole = _with_all(reading, fold(reading, said, connectors), behind)
    if reading.mentions[behind[0].first - 1].token_class == "comma" or all(c.says is None for c in behind):
        return whole
    here = fold(reading, near, connectors)
    if connectors[-1].listed or (_about(near[-2]) and _about(near[-2]) == _about(said[-1])):
        return here  # "aged 13 to 17, or 18 to 20 if living with a parent"
    message = "this may be said of the last part only or of the whole list: both readings are kept"
    _report(reading, behind[0].first, behind[0].stop, message)
    return Ambiguous(readings=(here, whole))


def _by_precedence(reading: Reading, nodes: list[Expression], connectors: list[Connector]) -> Expression:
    """Parts joined with "and" before "or"; where the text may mean the reverse, both readings."""
    first = fold(reading, nodes, connectors)
    other = other_precedence(connectors)
    if other is None or any(isinstance(inner, Unparsed) for inner in walk(first)):
        return first
    at = next(c.at for c, o in zip(connectors, other, strict=True) if c != o)
    _report(reading, at, at + 1, '"or" and "and" without a comma: both readings are kept')
    return Ambiguous(readings=(first, fold(reading, nodes, other)))


def _report(reading: Reading, first: int, stop: int, message: str) -> None:
    span = reading.original(reading.mentions[first].start, reading.mentions[stop - 1].end)
    reading.diagnostics.append(Diagnostic(code="L003", severity="note", span=span, message=message))


def _with_all(reading: Reading, node: Expression, clauses: Sequence[Clause]) -> Expression:
    for clause in clauses:
        node = applied(reading, node, clause)
    return node


def _with_alternatives(nodes: Sequence[Expression], connectors: list[Connector]) -> tuple[list[Expression], list[Connector]]:
    """Bounds and those that stand in place of them for some of the patients as one part; the connectors that are left."""
    out, left = [nodes[0]], []
    for node, c in zip(nodes[1:], connectors, strict=True):
        together = alternative(out[-1], node)
        if together is None:
            out.append(node)
            left.append(c)
        else:
            out[-1] = together
    return out, left


def alternative(before: Expression, node: Expression) -> Expression | None:
    """ "≤ 2.5 x ULN, or ≤ 5 x ULN if liver metastases": the second bound stands in place of the first where its clause holds."""
    if not isinstance(node, When) or not _analytes(node.then) or _analytes(node.then) != _analytes(before):
        return None
    return All(of=(When(condition=negated(node.condition), then=before), node))


def _about(node: Expression) -> str:
    """What a bound is on; empty for what is no bound."""
    bound = node.then if isinstance(node, When) else node
    return bound.analyte if isinstance(bound, Measurement) else "age" if isinstance(bound, Age) else ""


def _analytes(node: Expression) -> frozenset[str]:
    """What a bound, or a group of bounds, is on; empty where it is anything else."""
    parts = node.of if isinstance(node, All | Any) else (node,)
    if not all(isinstance(part, Measurement) for part in parts):
        return frozenset()
    return frozenset(part.analyte for part in parts if isinstance(part, Measurement))
