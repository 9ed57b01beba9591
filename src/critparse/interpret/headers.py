"""How a header reads the items under it, by the phrases of `grammars/phrases/headers.toml`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

from critparse.expression import (
    Age,
    All,
    Any,
    AtLeast,
    Cohort,
    Expression,
    Judgement,
    Measurement,
    Not,
    Occurrence,
    Sex,
    Unparsed,
    When,
    transform,
)
from critparse.extract import Trie, extractor, tokenize
from critparse.interpret.classes import SILENT
from critparse.interpret.pieces import CUES, is_qualifier
from critparse.interpret.qualifiers import with_qualifiers
from critparse.interpret.reading import ListHead, Read
from critparse.knowledge import Knowledge
from critparse.source import normalise

_GOVERNING = frozenset({"negation", "condition"})
"""What in a header changes the truth of the items under it."""
_SPEAKING = _GOVERNING | {"anyone", "person", "sex", "age_group", "other_person", "change", "number_name"}
"""What in a header says for whom the items under it hold, or something of its own."""
_INTRODUCING = frozenset({"definition", "regardless"})
"""What a word of the class `condition` says that changes the truth of nothing."""
_LABEL_WORDS = 6
_NEAR_THE_END = 8


class HeaderReader:
    """Tells what a header asks of the items under it."""

    def __init__(self, knowledge: Knowledge) -> None:
        phrases = knowledge.phrases.values()
        self._extractor = extractor(knowledge)
        self._joining = Trie([(p, False, e.value) for e in phrases if e.token_class == "header" for p in e.phrases])
        self._introducing = Trie([(p, False, True) for e in phrases if e.token_class == "header_introduction" for p in e.phrases])

    def expression(self, header: str, read: Read, below: Sequence[Expression], kind: str) -> Expression:
        """What a header says together with the items under it."""
        own = read.expression
        if not below:
            return own
        is_label = self.is_label(header)
        said = own if is_label and isinstance(own, Occurrence) else read.said
        if said is not None:
            below = [transform(part, partial(_with_said, said)) for part in below]
        if isinstance(own, Unparsed | Occurrence | Not | Judgement) and self._classes(header) & _GOVERNING:
            if self._only_negates(header):
                return Not(of=listed(below, ListHead("any", 1, 0)), spans=own.spans)
            return Unparsed(text=header, reason="a negation or a condition over the items under it", spans=own.spans)
        if not isinstance(own, Unparsed) and not header.endswith(":") and kind == "exclusion":
            return Any(of=(own, *below))
        head = self.joins(header)
        if head is not None and head.joining in ("at_least", "at_most") and len(below) <= head.n:
            return Unparsed(text=header, reason="more of the items under it are asked for than there are", spans=own.spans)
        default = ListHead("any" if kind == "exclusion" else "all", 1, 0)
        joined = listed(below, head or default)
        if read.group is not None and header.endswith(":") and _is_kind_of_people(read.group):
            return When(condition=read.group, then=joined)
        return joined if isinstance(own, Unparsed | Occurrence) and is_label else All(of=(own, joined))

    def is_label(self, header: str) -> bool:
        """Whether a header only names or introduces the items under it, and says nothing of its own."""
        head = self.joins(header)
        said = self._classes(header[: head.start] if head else header)
        if not header.endswith(":") or said & _SPEAKING:
            return False
        if len(header.split()) <= _LABEL_WORDS:
            return True
        tokens = tokenize(header)
        return any(self._introducing.longest(tokens, at) for at in range(max(0, len(tokens) - _NEAR_THE_END), len(tokens)))

    def _classes(self, header: str) -> frozenset[str]:
        mentions = self._extractor.mentions(normalise(header).text)
        return frozenset(m.token_class for m in mentions if m.token_class != "condition" or m.value not in _INTRODUCING)

    def _only_negates(self, header: str) -> bool:
        """Whether a header says that none of the items under it holds, and nothing else: "None of the following:"."""
        head = self.joins(header)
        before = self._extractor.mentions(normalise(header[: head.start] if head else header).text)
        said = [
            m for m in before
            if m.token_class not in SILENT | {"anyone", "everyone"} and m.value not in CUES and not is_qualifier(m)
        ]  # fmt: skip
        return header.endswith(":") and [m.token_class for m in said] == ["negation"]

    def joins(self, header: str) -> ListHead | None:
        """What the last joining phrase of a text says; None where it has none."""
        tokens = tokenize(header)
        found: ListHead | None = None
        at = 0
        while at < len(tokens):
            phrase = self._joining.longest(tokens, at)
            if phrase:
                joining, _, n = str(phrase[0]).partition(" ")
                found = ListHead(joining, int(n or 1), tokens[at].start)  # type: ignore[arg-type]
                at = phrase[1]
            else:
                at += 1
        return found


def _is_kind_of_people(group: Expression) -> bool:
    """Whether a header speaks of a kind of people, and not of whom the study is about: "Patients with asthma:"."""
    return isinstance(group, Sex | Age | Cohort) or (isinstance(group, Occurrence) and group.domain == "observation")


def _with_said(said: Occurrence, node: Expression) -> Expression:
    """A thing with what its header says of it; of a value, the time. What the node says itself stands."""
    if isinstance(node, Measurement):
        return node.model_copy(update={"timing": node.timing or said.timing})
    if not isinstance(node, Occurrence):
        return node
    own = {q.kind for q in node.qualifiers} - {"text"}
    more = tuple(q for q in said.qualifiers if q.kind not in own | {"count", "text", "example"})
    change = {f: getattr(node, f) or getattr(said, f) for f in ("timing", "duration", "onset_age")}
    return node.model_copy(update={"qualifiers": with_qualifiers(more, node.qualifiers), **change})


def listed(parts: Sequence[Expression], head: ListHead) -> Expression:
    """The items of a list, as many of them as its head asks for."""
    of = tuple(parts)
    match head.joining:
        case "at_least":
            return AtLeast(n=head.n, of=of)
        case "at_most":
            return Not(of=AtLeast(n=head.n + 1, of=of))
        case _ if len(of) == 1:
            return of[0]
        case "any":
            return Any(of=of)
        case "all":
            return All(of=of)


@cache
def header_reader(knowledge: Knowledge) -> HeaderReader:
    """The reader for these grammars, built once."""
    return HeaderReader(knowledge)
