"""A stretch of a sentence → one expression: its segments, what they share, and the connectors that fold them."""

from __future__ import annotations

from collections.abc import Sequence

from critparse.expression import Any, Expression, Occurrence, Unparsed, When
from critparse.interpret.brackets import closing
from critparse.interpret.carrying import (
    as_alternative,
    as_before,
    is_alternative,
    is_plan,
    may_follow,
    may_precede,
    opened,
    planned,
    takes,
    with_carried,
    with_said,
    with_shared_adjectives,
    with_shared_time,
)
from critparse.interpret.classes import LISTING, PEOPLE, TIME_STARTS
from critparse.interpret.conditions import folded
from critparse.interpret.connectors import Connector, adjunct, connector, resolved, without_contradiction
from critparse.interpret.ellipsis import completed
from critparse.interpret.extent import segment_bounds
from critparse.interpret.phrases import Carried, Said
from critparse.interpret.qualifiers import with_qualifiers
from critparse.interpret.reading import Clause, Reading, joined, unparsed
from critparse.interpret.segments import begins, segment
from critparse.interpret.tails import goes_on, with_longer_tail


def sequence(reading: Reading, start: int, end: int) -> Expression | None:
    """What mentions `start` to `end` say, in which no clause, negation or judgement governs the rest."""
    return _Sequence(reading, segment_bounds(reading, start, end)).expression()


class _Sequence:
    """The segments of a stretch, read from left to right."""

    def __init__(self, reading: Reading, bounds: Sequence[tuple[int, int]]) -> None:
        self.reading = reading
        self.bounds = bounds
        self.whole, self.shared = completed(reading, bounds)
        self.nodes: list[Expression] = []
        self.connectors: list[Connector] = []
        self.clauses: list[list[Clause]] = []
        """For each node the clauses that are said of it."""
        self.pending: list[int] = []
        """The connectors since the last node."""
        self.carried = Carried()
        self.unsaid: list[Said] = []
        self.held: list[int] = []
        """The connectors before what waits."""
        self.waiting: list[Said] = []
        """What is said of one alternative of a thing that is still to come: "topical" of "topical or systemic medication"."""

    def expression(self) -> Expression | None:
        """All segments together."""
        for n, (at, stop) in enumerate(self.bounds):
            if n:
                self.pending.append(at - 1)
                if self.reading.mentions[at - 1].token_class not in LISTING:
                    self.carried = Carried()
            self._take(n, at, stop)
        if not self.nodes:
            self.reading.unsaid += self.carried.qualifiers
            return None
        nodes = with_shared_adjectives(self.reading, with_shared_time(self.nodes, self.connectors), self.connectors)
        connectors = without_contradiction(self.reading, nodes, resolved(self.reading, self.connectors))
        return folded(self.reading, nodes, connectors, self.clauses)

    def _take(self, n: int, at: int, stop: int) -> None:
        node = self._read(n, at, stop)
        if self.nodes and goes_on(self.reading, self.nodes[-1], at, stop, node):
            self.nodes[-1] = with_longer_tail(self.reading, self.nodes[-1], stop)
            self.unsaid, self.pending = [], []
            return
        node = self._with_waiting(self._with_unsaid(node, stop, last=n + 1 == len(self.bounds)))
        said = _clauses(self.reading, at, stop)
        if node is None:
            if self.clauses:
                self.clauses[-1] += said
            return
        if n in self.shared and isinstance(node, Occurrence):
            node = node.model_copy(update={"qualifiers": with_qualifiers(self.shared[n], node.qualifiers)})
        if self.nodes:
            self.connectors.append(self._connector(at, stop, node))
            if otherwise := _otherwise(self.reading, self.pending, self.clauses[-1]):
                node = When(condition=otherwise, then=node)
        self.nodes.append(node)
        self.clauses.append(said)
        self.pending = []

    def _read(self, n: int, at: int, stop: int) -> Expression | None:
        """What a segment says by itself or with a part that it shares."""
        if n not in self.whole:
            node, self.carried, self.unsaid = segment(self.reading, at, stop, self.carried, self.unsaid, sequence)
            return node
        completion = self.whole[n]
        node = with_carried(completion, self.carried)
        self.carried = opened(self.reading, at, stop, self.carried)
        previous = self.nodes[-1] if self.nodes else None
        return as_before(completion, previous) if not completion.qualifiers and isinstance(previous, Occurrence) else node

    def _with_unsaid(self, node: Expression | None, stop: int, *, last: bool) -> Expression | None:
        """The node with what was said of nothing before it; said of the node before where it may be, or left over."""
        previous = self.nodes[-1] if self.nodes else None
        if node is None and isinstance(previous, Occurrence) and is_plan(self.unsaid):
            said, self.unsaid = self.unsaid, []
            return planned(self.reading, previous, said)
        if not self.unsaid:
            return node
        of_previous = previous is not None and node is None and may_follow(self.reading, self.pending, self.unsaid)
        if of_previous and previous is not None and takes(previous, self.unsaid):
            self.nodes[-1] = with_said(self.reading, previous, self.unsaid)
            self.unsaid = []
        elif node is None and not last and is_alternative(self.reading, stop, self.unsaid) and not self.waiting:
            self.waiting, self.unsaid = self.unsaid, []
            self.held, self.pending = self.pending, []
        elif node is not None or last or not may_precede(self.reading, stop):
            self.reading.unsaid += [said.qualifier for said in self.unsaid]
            lost = [unparsed(self.reading, said.first, said.stop, "said of nothing") for said in self.unsaid]
            node = joined(self.reading, sorted([*lost, *([node] if node else [])], key=begins), "all")
            self.unsaid = []
        return node

    def _with_waiting(self, node: Expression | None) -> Expression | None:
        """The node with the alternative of it that was spoken of before: "topical or systemic medication"."""
        if node is None or not self.waiting:
            return node
        waiting, self.waiting = self.waiting, []
        self.pending = self.held
        if isinstance(node, Occurrence):
            return Any(of=(as_alternative(self.reading, node, waiting), node))
        self.reading.unsaid += [said.qualifier for said in waiting]
        lost = [unparsed(self.reading, said.first, said.stop, "said of nothing") for said in waiting]
        return joined(self.reading, [*lost, node], "all")

    def _connector(self, at: int, stop: int, node: Expression) -> Connector:
        """What stands between the last node and this one."""
        m = self.reading.mentions[at] if at < stop else None
        treats = m is not None and m.value == "treated" and isinstance(self.nodes[-1], Occurrence)
        opening = m.token_class if m else ""
        joint = connector(self.reading, self.pending)
        people = [i for i in range(at, stop) if self.reading.mentions[i].token_class in PEOPLE]
        union = bool(people) and people[0] > at and isinstance(node, Occurrence) and isinstance(self.nodes[-1], Occurrence)
        joint = joint._replace(opens=opening == "both" or treats, people=opening in PEOPLE, union=union)
        places = isinstance(node, Unparsed) and opening in TIME_STARTS | {"within"}  # ", at the baseline visit"
        return adjunct(joint) if treats or places else joint


def _clauses(reading: Reading, start: int, end: int) -> list[Clause]:
    """The clauses of a segment; those in brackets belong to what the brackets say."""
    found: list[Clause] = []
    at = start
    while at < end:
        if at in reading.clauses:
            found.append(reading.clauses[at])
            at = reading.clauses[at].stop
        else:
            at = closing(reading, at, end) + 1 if reading.mentions[at].token_class == "open_bracket" else at + 1
    return found


def _otherwise(reading: Reading, pending: Sequence[int], clauses: Sequence[Clause]) -> Expression | None:
    """When what follows "then" holds: "≤ 1.5 x ULN unless Gilbert's syndrome, then ≤ 3 x ULN"."""
    if not any(reading.mentions[i].value == "then" for i in pending):
        return None
    return next((c.says for c in clauses if c.kind == "unless"), None)
