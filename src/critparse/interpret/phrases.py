"""Pieces of a phrase → occurrences with their qualifiers; words that fit nothing stay `Unparsed`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from critparse.expression import Any, Cohort, Expression, Interval, Qualifier
from critparse.interpret.classes import GOVERNING, PEOPLE_APART
from critparse.interpret.comparison import Comparison
from critparse.interpret.frequency import frequency
from critparse.interpret.leaf import interval
from critparse.interpret.pieces import Piece, pieces
from critparse.interpret.productions import TIME_UNITS
from critparse.interpret.qualifiers import age, sex, typed, worded
from critparse.interpret.reading import Reading, unparsed
from critparse.interpret.things import Thing, occurrence

_COUNTED = frozenset({"{events}"})
"""Units that count what they stand before: "3 episodes of"."""
_NO_DOSE = TIME_UNITS | {"", "%", "%{predicted}", "1", "{ULN}", "{LLN}", "{baseline}", "%{baseline}"}
_BEHIND_VERBS = frozenset({
    "within", "time_preposition", "time_relation", "past", "open_bracket", "close_bracket", "comparator", "quantity",
})  # fmt: skip


class Said(NamedTuple):
    """A qualifier and the mentions that say it."""

    qualifier: Qualifier
    first: int
    stop: int


class Carried(NamedTuple):
    """What a phrase says of the list that it opens: "history of stroke, TIA or infarction"."""

    domain: str = ""
    qualifiers: tuple[Qualifier, ...] = ()


class PhraseRead(NamedTuple):
    """What a phrase says, what of it holds for the rest of its list, and what it says of nothing in it."""

    expressions: list[Expression]
    carried: Carried
    unsaid: list[Said]


def read_phrase(reading: Reading, first: int, stop: int, carried: Carried, pending: Sequence[Said] = ()) -> PhraseRead:
    """What mentions `first` to `stop` say; `pending` was said before them of the first thing in them."""
    reader = _PhraseReader(reading, carried, list(pending), stop)
    for piece in pieces(reading, first, stop):
        reader.take(piece)
    return reader.read()


class _PhraseReader:
    """Takes the pieces of a phrase one by one."""

    def __init__(self, reading: Reading, carried: Carried, pending: list[Said], stop: int) -> None:
        self.reading = reading
        self.stop = stop
        self.carried = carried
        self.pending = pending
        """Said before the thing that it is said of."""
        self.things: list[Thing] = []
        """Alternatives parted by slashes; the last is the one that is being read."""
        self.words: tuple[int, int] | None = None
        """Words that were not understood so far."""
        self.tail: tuple[int, int] | None = None
        """A preposition after the thing and the words that it ties to it: "surgery for hernia"."""
        self.preposition = -1
        self.slash = False
        self.often: tuple[Said, Interval] | None = None
        """How often the thing to come happens, and what says so: "more than two relapses per year"."""
        self.opened = False
        """Whether this phrase says something of the list that goes on after it; what the one before said then ends."""
        self.parts: list[tuple[int, Expression]] = []

    def read(self) -> PhraseRead:
        """What the pieces taken say together."""
        self._close_words()
        self._close_tail()
        if self.things and self.pending:
            self.things[-1].qualifiers += [said.qualifier for said in self.pending]
            self.pending = []
        self._close_things()
        for said in self.pending:
            for i in range(said.first, said.stop):
                self.reading.understood[i] = False
        expressions = [e for _, e in sorted(self.parts, key=lambda part: part[0])]
        return PhraseRead(expressions, self.carried, self.pending)

    def take(self, piece: Piece) -> None:
        """Take the next piece."""
        if piece.kind != "word":
            for i in range(piece.first, piece.stop):
                self.reading.understood[i] = True
        match piece.kind:
            case "word":
                self._take_word(piece)
            case "aside":
                self._take_aside(piece)
            case "thing":
                self._take_thing(piece)
            case "qualifier":
                self._take_qualifier(piece)
            case "cue":
                self._take_cue(piece)
            case "time":
                self._close_words()
                self._close_tail()
                self._say(Said(worded(self.reading, "time", piece.first, piece.stop), piece.first, piece.stop))
            case "count":
                self._close_words()
                self.pending.append(Said(worded(self.reading, "count", piece.first, piece.stop), piece.first, piece.stop))
            case "value":
                self._take_value(piece)
            case "sex":
                self._close_all()
                m = self.reading.mentions[piece.first]
                self.parts.append((m.start, sex(self.reading, m)))
            case "age":
                self._close_all()
                m = self.reading.mentions[piece.first]
                self.parts.append((m.start, age(self.reading, m)))
            case "cohort":
                self._close_all()
                name, span = self.reading.mentions[piece.first + 1], self.reading.mentions[piece.first : piece.stop]
                place = self.reading.original(span[0].start, span[-1].end)
                self.parts.append((span[0].start, Cohort(name=name.text, spans=(place,))))
            case "clause":
                self._close_words()
                if self.things:
                    self.tail = (self.tail[0] if self.tail else piece.first, piece.stop)
                else:
                    self.words = (piece.first, piece.stop)
            case "slash":
                self.slash = bool(self.things)
            case "preposition":
                self.preposition = piece.first if self.things and not self.tail else -1
            case "silent":
                pass

    def _take_cue(self, piece: Piece) -> None:
        """What introduces a thing; behind one it says again what the thing's kind says: "dexamethasone use within 3 months"."""
        value = self.reading.mentions[piece.first].value
        touches = bool(self.things) and not self.tail and self._touch(self.things[-1].stop, piece.first)
        if touches and value in ("use", "done") and self._ends_after(piece.stop):
            self.things[-1].stop = piece.stop
            return
        self._close_all()
        if value == "allergy":
            self.carried = self.carried._replace(domain="allergy")
        elif value not in ("use", "treated"):  # "allergy to administered opioids"
            self.carried = self.carried._replace(domain="")

    def _ends_after(self, at: int) -> bool:
        """Whether the phrase ends at a mention, or goes on with a time or a bracket."""
        if at >= self.stop or self.reading.owner[at] >= 0:
            return True
        return self.reading.mentions[at].token_class in _BEHIND_VERBS

    def _take_word(self, piece: Piece) -> None:
        thing = self.things[-1] if self.things else None
        if self.tail:
            self.tail = (self.tail[0], piece.stop)
        elif thing is not None and self.preposition >= 0:
            self._give_to_tail()
            self.tail = (self._with_said_of_words(self.preposition), piece.stop)
        elif self.words:
            self.words = (self.words[0], piece.stop)
        elif thing is not None and self._touch(thing.stop, piece.first):
            self._give_up_thing(piece.stop)
        else:
            self.words = (self._with_said_of_words(piece.first), piece.stop)
        if self.tail:
            for i in range(piece.first, piece.stop):
                self.reading.understood[i] = True
        self.preposition = -1

    def _take_aside(self, piece: Piece) -> None:
        """A noun that adds nothing to the thing before it, and is a thing or a word of its own elsewhere."""
        if self.things and not self.tail and self._touch(self.things[-1].stop, piece.first):
            self.things[-1].stop = piece.stop
        elif piece.concept:
            self._take_thing(piece)
        else:
            self._take_word(piece)

    def _take_qualifier(self, piece: Piece) -> None:
        m = self.reading.mentions[piece.first]
        if self.tail and m.token_class not in GOVERNING:
            self.tail = (self.tail[0], piece.stop)
            return
        said = Said(_of_qualifier(self.reading, piece), piece.first, piece.stop)
        self._take_adjectives(piece)
        self._close_words()
        if m.token_class in GOVERNING:
            self._close_tail()
            self._close_things()
            before = self.carried.qualifiers if self.opened else ()
            self.carried, self.opened = self.carried._replace(qualifiers=(*before, said.qualifier)), True
        else:
            self.pending.append(said)

    def _give_to_tail(self) -> None:
        """What is said behind a preposition is said of the words that it ties: "surgery for severe asthma"."""
        self.pending = [said for said in self.pending if said.first < self.preposition]

    def _take_value(self, piece: Piece) -> None:
        owned = self.reading.owner[piece.first]
        c = self.reading.attached[owned].comparison if owned >= 0 else None
        thing = self.things[-1] if self.things else None
        self._close_words()
        if self.tail:
            self.tail = (self.tail[0], piece.stop)
        elif c is not None and thing is not None and (often := frequency(c)):
            for alternative in self.things:
                alternative.count = often
        elif c is not None and thing is not None and thing.domain == "drug" and _is_dose(c):
            for alternative in self.things:
                alternative.dose = interval(c, c.unit)
        elif c is not None and thing is not None and self._is_measured(thing):
            self._give_up_thing(piece.stop)
        else:
            bracketed = self.reading.mentions[piece.first].token_class == "open_bracket"
            first = self.preposition if self.preposition >= 0 else piece.first + bracketed
            counts = c is not None and thing is None and (not c.unit or c.unit in _COUNTED)
            kind = "count" if counts else _kind_of_words(self.reading, piece)
            stop = piece.stop - (bracketed and self.reading.mentions[piece.stop - 1].token_class == "close_bracket")
            said = Said(worded(self.reading, kind, first, stop), first, stop)
            self._say(said)
            often = frequency(c) if c is not None and thing is None else None
            self.often = (said, often) if often else self.often
        self.preposition = -1

    def _take_thing(self, piece: Piece) -> None:
        previous = self.things[-1] if self.things else None
        if self.tail:
            self.tail = (self.tail[0], piece.stop)
            return
        if previous is not None and self.preposition >= 0 and not self.slash:
            self._give_to_tail()
            self.tail, self.preposition = (self.preposition, piece.stop), -1
            return
        touching = previous is not None and not self.slash and self._touch(previous.stop, piece.first)
        if touching and previous is not None and piece.concept is not None and piece.concept == previous.concept:
            previous.stop = piece.stop
            return
        self._take_adjectives(piece)
        if self.words and self._touch(self.words[1], piece.first) and not piece.concept:
            self.words = (self.words[0], piece.stop)
            return
        self._close_words()
        thing = self._thing(piece)
        if touching and previous is not None and not self._is_statement(piece):
            said = worded(self.reading, "text", previous.first, previous.stop)
            thing.qualifiers = [*previous.qualifiers, said, *thing.qualifiers]
            thing.first = previous.first
            self.things.pop()
        elif self.slash and previous is not None:
            thing.qualifiers = [*previous.qualifiers, *thing.qualifiers]
        else:
            self._close_things()
        self.things.append(thing)
        self.slash, self.preposition = False, -1

    def _take_adjectives(self, piece: Piece) -> None:
        """Adjectives right before a thing are said of it, in the words of the text."""
        if self.words is None or not self._touch(self.words[1], piece.first):
            return
        first, stop = self.words
        if all(self._is_adjective(i) for i in range(first, stop)):
            self.pending.append(Said(worded(self.reading, "text", first, stop), first, stop))
            for i in range(first, stop):
                self.reading.understood[i] = True
            self.words = None

    def _is_adjective(self, i: int) -> bool:
        m = self.reading.mentions[i]
        return m.token_class == "dash" or (m.token_class == "word" and self.reading.recognition.describes(m.text))

    def _is_statement(self, piece: Piece) -> bool:
        """Whether an observation of several words says something of the patient beside the thing: "not amenable to surgery"."""
        return piece.domain == "observation" and " " in self.reading.mentions[piece.first].text

    def _thing(self, piece: Piece) -> Thing:
        """The thing that a piece names, with what was said before it; its own words override what its list carries."""
        named = piece.inner[0] if piece.inner else piece
        is_allergen = self.carried.domain == "allergy" and piece.domain != "condition"
        often = self.often if self.often and self.often[0] in self.pending else None
        own = [said.qualifier for said in self.pending if often is None or said != often[0]]
        for said in self.pending:
            for i in range(said.first, said.stop):
                self.reading.understood[i] = True
        for inner in piece.inner[1:]:
            if inner.kind == "qualifier":
                own.append(_of_qualifier(self.reading, inner))
            else:
                own.append(worded(self.reading, "text", inner.first, inner.stop))
        self.pending = []
        kinds = {q.kind for q in own}
        shared = [q for q in self.carried.qualifiers if q.kind not in kinds or q.kind == "text" or q.value == "history"]
        domain = "allergy" if is_allergen else piece.domain
        count = often[1] if often else None
        return Thing(piece.first, piece.stop, named.first, named.stop, domain, piece.concept, [*shared, *own], count=count)

    def _say(self, said: Said) -> None:
        """Say something of the thing before, else of the thing to come."""
        if self.things:
            for thing in self.things:
                thing.qualifiers.append(said.qualifier)
        else:
            self.pending.append(said)

    def _is_measured(self, thing: Thing) -> bool:
        """Whether a thing is a measurement: a bound on it that made no leaf was not understood."""
        m = self.reading.mentions[thing.name_first]
        return thing.concept is None and (m.entry is not None or m.label == "Measurement")

    def _touch(self, end: int, start: int) -> bool:
        """Whether nothing but dashes stands between two mentions."""
        return all(self.reading.mentions[i].token_class == "dash" for i in range(end, start))

    def _give_up_thing(self, stop: int) -> None:
        """A word right behind a thing is the head of a compound: "stroke prevention" is no stroke."""
        thing = self.things.pop()
        self._close_things()
        self.words = (self.words[0] if self.words else thing.first, stop)

    def _with_said_of_words(self, first: int) -> int:
        """Where words begin together with what is said right before them: "expected to compromise" is of no thing."""
        while self.pending:
            before = first - 1
            while before >= 0 and self.reading.mentions[before].token_class in PEOPLE_APART | {"dash", "to", "of"}:
                before -= 1
            if before + 1 != self.pending[-1].stop:
                break
            first = self.pending.pop().first
        return first

    def _close_all(self) -> None:
        self._close_words()
        self._close_tail()
        self._close_things()

    def _close_words(self) -> None:
        """What was not understood so far becomes `Unparsed`."""
        if self.words:
            first, stop = self.words
            start = self.reading.mentions[first].start
            self.parts.append((start, self._allergen(first, stop) or unparsed(self.reading, first, stop, "not understood")))
            self.words = None

    def _allergen(self, first: int, stop: int) -> Expression | None:
        """Words behind "allergy to" name what it is to, known or not."""
        if self.carried.domain != "allergy":
            return None
        own = [*self.carried.qualifiers, *(said.qualifier for said in self.pending)]
        self.pending = []
        for i in range(first, stop):
            self.reading.understood[i] = True
        return occurrence(self.reading, Thing(first, stop, first, stop, "allergy", None, own))

    def _close_tail(self) -> None:
        if self.tail:
            self._say(Said(worded(self.reading, "text", *self.tail), *self.tail))
            self.things[-1].stop = self.tail[1]
            self.tail = None

    def _close_things(self) -> None:
        """The things read so far become nodes."""
        if not self.things:
            return
        self._close_tail()
        nodes: list[Expression] = []
        for thing in self.things:
            if thing.is_bare_measurement(self.reading):
                nodes.append(unparsed(self.reading, thing.first, thing.stop, "a measurement without a bound"))
            else:
                nodes.append(occurrence(self.reading, thing))
        start = self.reading.mentions[self.things[0].first].start
        self.parts.append((start, nodes[0] if len(nodes) == 1 else Any(of=tuple(nodes))))
        self.things = []
        self.slash, self.preposition = False, -1


def _is_dose(c: Comparison) -> bool:
    return c.unit not in _NO_DOSE and not c.unknown_unit and not c.levels and not c.approximate


def _of_qualifier(reading: Reading, piece: Piece) -> Qualifier:
    """The qualifier of a piece: of one phrase, or of a noun with its levels ("stage IIIB or IV")."""
    if piece.stop == piece.first + 1:
        return typed(reading, reading.mentions[piece.first])
    kind = str(reading.mentions[piece.first].value)
    return worded(reading, kind, piece.first + 1, piece.stop)


def _kind_of_words(reading: Reading, piece: Piece) -> str:
    """Examples do not narrow what they are of; other words do."""
    return "example" if reading.mentions[piece.first].token_class == "example" else "text"
