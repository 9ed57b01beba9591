"""The words of a time → what it says. A reader returns None where it does not understand every word that it passes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

from critparse.expression import End, Extreme, Interval, Quantity
from critparse.interpret.time_words import TIMES, Amount, Word, year

_Which = Literal["longest", "shortest"]
_AlsoRelation = Literal["before", "after", "during", "at", "around"]
_HALF_LIFE = "{half_life}"
OWN_ANCHORS: dict[str, Literal["first", "last"]] = {
    "onset": "first", "diagnosis": "first", "first dose": "first", "last dose": "last",
}  # fmt: skip
"""Anchors of `grammars/phrases/anchors.toml` that before a time say which record of the thing it is the time of."""
_BEGINNINGS = frozenset({"onset", "diagnosis"})
"""Those of them that a condition has."""
_RELATIONS: dict[str, _AlsoRelation] = {
    "before": "before", "after": "after", "since": "after", "during": "during", "at": "at", "when": "at", "group": "during",
    "next": "after",
}  # fmt: skip
"""Words that relate a thing to what follows them."""
_AFTER_AMOUNTS: dict[str, _AlsoRelation] = {
    "before": "before", "past": "before", "after": "after", "since": "after", "next": "after", "of": "around", "from": "around",
}  # fmt: skip
"""What the same and other words say between an amount and an anchor: "6 months before", "30 days of"."""
_WITH_ANCHOR = frozenset({"before anchor", "after anchor", "since anchor", "during anchor"})
_Opening = Literal["within", "in", "at", ""]
_OPENINGS: dict[str, _Opening] = {"within": "within", "during": "in", "group": "in", "at": "at"}
"""Words that open a window; "in" is of the value "group", as "for" is."""
_BESIDE_DURATION = ("group", "of", "apostrophe")
_ALTERNATIVE = frozenset({"or", "and_or", "slash"})
_GOES_ON = frozenset(
    {"of", "from", "before", "after", "since", "since last", "ago", "later", "past", "next", "duration", "apart", "choice"}
    | {"amount", "unit before", "last span", "next span", "age", "age_after", "unnamed"}
    | _WITH_ANCHOR
)
"""What, right behind a time, is more of it."""


class Place(NamedTuple):
    """Where in time something stands: a `Timing` whose event is still a mention, -1 for none."""

    relation: _AlsoRelation
    within: Interval | None = None
    anchor: str = "now"
    event: int = -1
    which: Literal["any", "last"] = "any"


class Time(NamedTuple):
    """What a time says of a thing or a value."""

    place: Place | None = None
    duration: Interval | None = None
    held: bool = False
    """Whether the duration is said by "for", which of a negated thing means that there was none of it so long."""
    onset_age: Interval | None = None
    occasions: Interval | None = None
    apart: Interval | None = None
    since: bool = False
    """Whether it is how long ago the anchor was: "≥ 6 months since diagnosis" is said of a condition itself."""
    of_next: bool = False
    """Whether it is said of what comes after it: "≥ 3 months since the last" chemotherapy."""


class Times(NamedTuple):
    """Alternative times, and the index of the word after them."""

    alternatives: tuple[Time, ...]
    stop: int


_Found = tuple[Time, int]


class _Reader(Protocol):
    def __call__(self, words: Sequence[Word], at: int, *, alone: bool) -> _Found | None: ...


def read_times(words: Sequence[Word], at: int, *, alone: bool) -> Times | None:
    """The longest time, or list of alternative times, that begins at a word; `alone` is whether no thing stands before it."""
    first = _several_relations(words, at) or _one(words, at, alone=alone)
    if first is None:
        return None
    alternatives, stop = list(first[0]), first[1]
    while _kind(words, stop) in _ALTERNATIVE:
        following = (
            _several_relations(words, stop + 1)
            or _one(words, stop + 1, alone=alone)
            or _another_anchor(words, stop + 1, alternatives[-1])
        )
        if following is None:
            break
        alternatives += following[0]
        stop = following[1]
    if _kind(words, stop) in _GOES_ON or (_kind(words, stop) in _ALTERNATIVE and _kind(words, stop + 1) in _GOES_ON):
        return None
    return Times(tuple(dict.fromkeys(alternatives)), stop)


def _one(words: Sequence[Word], at: int, *, alone: bool) -> tuple[tuple[Time, ...], int] | None:
    for reader in _READERS:
        found = reader(words, at, alone=alone)
        if found is not None:
            return (found[0],), found[1]
    return None


def _another_anchor(words: Sequence[Word], at: int, before: Time) -> tuple[tuple[Time, ...], int] | None:
    """ "At screening or baseline": the second anchor shares what is said before the first."""
    place = before.place
    target = _target(words, at) if place is not None and place.anchor != "now" else None
    if place is None or target is None or target.event >= 0:
        return None
    return (before._replace(place=place._replace(anchor=target.anchor)),), target.stop


def _kind(words: Sequence[Word], at: int) -> str:
    return words[at].kind if at < len(words) else ""


def _past(words: Sequence[Word], at: int, *kinds: str) -> int:
    """Past words of these kinds."""
    while _kind(words, at) in kinds:
        at += 1
    return at


# ---- what a time is measured from


class _Target(NamedTuple):
    anchor: str
    event: int
    stop: int


def _target(words: Sequence[Word], at: int) -> _Target | None:
    """An anchor, an event of the patient or a date."""
    indefinite = _kind(words, at) == "a"
    i = _past(words, at, "the", "dash") if not indefinite else at + 1
    if (event := _event(words, i)) is not None:
        return event
    if (date := _date(words, i)) is not None:
        return _Target(date[0], -1, date[1])
    if _kind(words, i) not in ("anchor", "numbered") or indefinite:
        return None
    named, name, i = words[i].kind == "anchor", words[i].value, i + 1
    if _kind(words, i) == "number":
        name, i = f"{name} {words[i].value}", i + 1
    elif not named:
        return None
    named_by_number = name[-1].isdigit()
    after = _past(words, i + 1, "the")
    if named_by_number and _kind(words, i) == "of" and _kind(words, after) == "anchor":
        i = after + 1  # "day 1 of the study"
    return _Target(name, -1, i)


def _event(words: Sequence[Word], at: int) -> _Target | None:
    """An event of the patient; the onset or diagnosis of a condition is its beginning, which is when it happens."""
    i = _past(words, at + 1, "of", "the") if _is_beginning(words, at) else at
    if _kind(words, i) != "event":
        return None
    return _Target("now", words[i].first, i + 1 + _is_beginning(words, i + 1))


def _with_anchor(words: Sequence[Word], at: int) -> _Target:
    """The anchor that a relation holds itself ("since diagnosis"), or the condition that it is of."""
    event = _event(words, _past(words, at + 2, "the")) if _kind(words, at + 1) == "of" else None
    return event or _Target(words[at].value, -1, at + 1)


def _is_beginning(words: Sequence[Word], at: int) -> bool:
    return _kind(words, at) == "anchor" and words[at].value in _BEGINNINGS


def _date(words: Sequence[Word], at: int) -> tuple[str, int] | None:
    """A date as ISO text, as exact as it is written: "March 2020" is 2020-03."""
    kinds = [_kind(words, i) for i in range(at, at + 4)]
    if kinds[0] == "date":
        return words[at].value, at + 1
    if kinds[0] == "number" and (bare := year(words[at])):
        return bare, at + 1
    if kinds[0] == "month" and kinds[1] == "number":
        if whole := year(words[at + 1]):
            return f"{whole}-{words[at].value}", at + 2
        last = at + 3 if kinds[2] == "comma" else at + 2
        return _day(words, at + 1, at, last)
    if kinds[:2] == ["number", "month"]:
        return _day(words, at, at + 1, at + 2)
    return None


def _day(words: Sequence[Word], day: int, month: int, whole: int) -> tuple[str, int] | None:
    number = words[day].value
    if not number.isdecimal() or not 1 <= int(number) <= 31 or _kind(words, whole) != "number" or not year(words[whole]):
        return None
    return f"{words[whole].value}-{words[month].value}-{int(number):02}", whole + 1


# ---- amounts


def _amounts(words: Sequence[Word], at: int) -> tuple[list[Amount], int]:
    """One amount of time, or several between "or"."""
    found: list[Amount] = []
    i = at
    while _kind(words, i) == "amount":
        amount = words[i].amount
        assert amount is not None
        found.append(amount)
        at = i + 1
        i = at + 1 if _kind(words, at) in _ALTERNATIVE else len(words)
    if len(found) == 1 and _kind(words, at) in ("and", "but") and _kind(words, at + 1) == "amount":
        both = _between(found[0], words[at + 1].amount)
        return ([both], at + 2) if both else (found, at)
    return found, at


def _between(one: Amount, other: Amount | None) -> Amount | None:
    """ "More than 6 months and less than 12 months" as one amount; None where the two are not its ends."""
    if other is None or one.bare or other.bare:
        return None
    low, high = (one, other) if one.high is None else (other, one)
    if low.low is None or low.high is not None or high.high is None or high.low is not None:
        return None
    return low._replace(high=high.high, high_inclusive=high.high_inclusive, high_unit=high.unit)


def _chosen(words: Sequence[Word], at: int) -> tuple[_Which | None, int]:
    """ "(whichever is longer)"."""
    i = _past(words, at, "comma", "bracket")
    if _kind(words, i) != "choice":
        return None, at
    which: _Which = "longest" if words[i].value == "longest" else "shortest"
    return which, _past(words, i + 1, "bracket")


def _until(amounts: Sequence[Amount], which: _Which | None, *, inclusive: bool = True) -> Interval | None:
    """Up to an amount away: "within 6 months"."""
    if len(amounts) > 1 or which:
        end = _extreme(amounts, which)
        return None if end is None else Interval(low=_zero(amounts), high=End(value=end, inclusive=inclusive))
    (amount,) = amounts
    if amount.unit == _HALF_LIFE and amount.high is None:
        return None
    if amount.high is None:
        return None
    if amount.low is not None and not amount.bare:
        return amount.interval()
    high = Quantity(value=amount.high, unit=amount.unit)
    return Interval(low=_zero(amounts), high=End(value=high, inclusive=inclusive and amount.high_inclusive))


def _away(amounts: Sequence[Amount], which: _Which | None) -> Interval | None:
    """As far away as a comparator says: "more than 5 years ago"; a bare amount does not say on which side."""
    if len(amounts) > 1 or which:
        lows = {(a.low is not None and not a.bare, a.low_inclusive) for a in amounts[:1]}
        end = _extreme([amounts[0]._replace(bare=True), *amounts[1:]], which)
        if end is None or amounts[0].bare or lows != {(True, amounts[0].low_inclusive)}:
            return None
        return Interval(low=End(value=end, inclusive=amounts[0].low_inclusive))
    (amount,) = amounts
    if amount.bare:
        return None
    return _until(amounts, None) if amount.low is None else amount.interval()


def _extreme(amounts: Sequence[Amount], which: _Which | None) -> Extreme | None:
    """The longest or shortest of several bare amounts."""
    if which is None or len(amounts) < 2 or not all(a.bare or a is amounts[0] for a in amounts):
        return None
    ends = [a.low if a.high is None else a.high for a in amounts]
    if any(end is None for end in ends):
        return None
    of = tuple(Quantity(value=end or Decimal(0), unit=a.unit) for end, a in zip(ends, amounts, strict=True))
    return Extreme(which=which, of=of)


def _zero(amounts: Sequence[Amount]) -> End:
    unit = next((a.unit for a in amounts if a.unit != _HALF_LIFE), _HALF_LIFE)
    return End(value=Quantity(value=Decimal(0), unit=unit), inclusive=True)


# ---- readers


class _Stretch(NamedTuple):
    """The first words of a window, up to and with its amounts."""

    opening: _Opening
    amounts: list[Amount]
    stop: int
    strict: bool = False
    """Whether it is less than the amount."""
    past: bool = False
    coming: bool = False
    definite: bool = False


def _stretch(words: Sequence[Word], at: int) -> _Stretch | None:
    """ "Within 6 months", "in the past year", "≥ 3 months"; None where no amount stands there."""
    kind = _kind(words, at)
    opening: _Opening = _OPENINGS.get(kind, "")
    said = words[at].value if kind == "within" else ""
    if said.startswith("for"):
        return None
    i = _past(words, at + bool(opening), "the")
    definite = i > at + bool(opening)
    if opening and _kind(words, i) == "a" and _kind(words, i + 2) == "numbered":
        i, definite = i + 1, True  # "a 3-month period"
    past = said == "last" or _kind(words, i) in ("past", "last span")
    coming = _kind(words, i) in ("next", "next span")
    if not opening and definite and not past:
        return None
    i = _past(words, i, "past", "next", "the") if past or coming else i
    span = words[at].amount if opening else None
    if span is None and _kind(words, i) in ("last span", "next span"):
        span, i = words[i].amount, i + 1
    amounts, i = ([span], i) if span is not None else _amounts(words, i)
    i = i if span is not None else _past(words, i, "numbered")  # "the 24-hour period"
    return _Stretch(opening, amounts, i, said == "<", past, coming, definite) if amounts else None


def _window(words: Sequence[Word], at: int, *, alone: bool) -> _Found | None:
    """ "within 6 months prior to screening", "in the past year", "≥ 3 months after surgery", "more than 5 years ago"."""
    stretch = _stretch(words, at)
    if stretch is None:
        return None
    which, i = _chosen(words, stretch.stop)
    if _kind(words, i) == "of" and not stretch.opening:
        return None  # "at least 5 minutes of unconsciousness" is how long that lasts
    relation, target, i = _related(words, i, past=stretch.past, coming=stretch.coming, alone=alone)
    if which is None:
        which, i = _chosen(words, i)
    if relation is None:
        return None
    interval = _reach(stretch, relation, which)
    if interval is None:
        return None
    if relation == "since last":
        return Time(Place("before", interval, which="last"), of_next=True), i
    if relation == "since" and target is not None and target.event < 0 and target.anchor in _BEGINNINGS:
        return Time(Place("after", interval, target.anchor), since=True), i
    toward = _RELATIONS.get(relation, "around") if relation else "after" if stretch.coming else "before"
    return Time(Place(toward, interval, target.anchor, target.event) if target else Place(toward, interval)), i


def _reach(stretch: _Stretch, relation: str, which: _Which | None) -> Interval | None:
    """How far from its anchor a window reaches; None where the words do not say it."""
    if stretch.opening == "within" or stretch.past or stretch.coming:
        return _until(stretch.amounts, which, inclusive=not stretch.strict)
    if stretch.opening:  # "in the 3 months before surgery"
        placed = stretch.definite and relation and stretch.opening == "in"
        return _until(stretch.amounts, which) if placed else None
    return _away(stretch.amounts, which) if relation else None


def _year_before(words: Sequence[Word], at: int, **_: bool) -> _Found | None:
    """ "In the year before surgery"."""
    i = _past(words, at + bool(_OPENINGS.get(_kind(words, at))), "the")
    target = _target(words, i + 1) if _kind(words, i) == "unit before" else None
    amount = words[i].amount if target is not None else None
    if target is None or amount is None:
        return None
    return Time(Place("before", _until([amount], None), target.anchor, target.event)), target.stop


def _related(words: Sequence[Word], at: int, *, past: bool, coming: bool, alone: bool) -> tuple[str | None, _Target | None, int]:
    """What an amount is measured from: its relation (empty where nothing follows, None where it is not understood)."""
    kind = _kind(words, at)
    if kind == "ago":
        return "before", None, at + 1
    if kind in _WITH_ANCHOR:
        relation = kind.removesuffix(" anchor")
        understood = not past or relation == "before"
        own = _with_anchor(words, at)
        return (relation, own, own.stop) if understood and relation in _AFTER_AMOUNTS else (None, None, at)
    if kind in ("since last", "since") and not past:
        after = _past(words, at + 1, "the", "a")
        named = _past(words, after, "past")
        of_next = kind == "since last" or named > after or alone
        if of_next and _kind(words, named) in ("event", ""):
            return "since last", None, named
    if kind not in _AFTER_AMOUNTS:
        return "", None, at
    if {kind, _kind(words, at + 2)} == {"before", "after"} and _kind(words, at + 1) in _ALTERNATIVE:
        either = _target(words, at + 3)  # "within 2 weeks before or after surgery"
        return ("around", either, either.stop) if either and not past else (None, None, at)
    target = _target(words, at + 1)
    if target is None:
        return ("before", None, at + 1) if kind == "past" and not past else (None, None, at)
    relation = _AFTER_AMOUNTS[kind]
    if (past and relation != "before") or (coming and relation != "after"):
        return None, None, at
    return relation, target, target.stop


def _held(words: Sequence[Word], at: int, **_: bool) -> _Found | None:
    """ "for at least 8 weeks (before screening)", "lasting more than 3 days", "for the past year"."""
    kind = _kind(words, at)
    for_the_past = kind == "within" and words[at].value.startswith("for")
    if kind not in ("group", "lasting") and not for_the_past:
        return None
    i = _past(words, at + 1, "the", "a") if _kind(words, _past(words, at + 1, "the", "a")) == "duration" else at + 1
    i = _past(words, i, "duration", "of") if i > at + 1 else i
    amount = words[at].amount
    if amount is None and _kind(words, i) == "amount":
        amount, i = words[i].amount, i + 1
    in_or_for = kind == "group" and i == at + 2  # "for 6 months" and, of the same value, "in 6 months"
    if amount is None or amount.unit == _HALF_LIFE or (in_or_for and amount.bare):
        return None
    i = _past(words, i, "duration", "apostrophe")
    place: Place | None = None
    if _kind(words, i) in ("before", "past"):
        target = _target(words, i + 1)
        if target is None:
            return None
        place, i = Place("before", None, target.anchor, target.event), target.stop
    return Time(place, duration=amount.at_least(), held=kind != "lasting"), i


def _long(words: Sequence[Word], at: int, **_: bool) -> _Found | None:
    """ "of more than 6 months duration", "a duration of at least 6 months"."""
    i = _past(words, at, "of", "the", "a")
    if _kind(words, i) == "duration" and _kind(words, _past(words, i + 1, "of")) == "amount":
        i = _past(words, i + 1, "of")
        amount, i = words[i].amount, i + 1
    elif _kind(words, i) == "amount" and _kind(words, _past(words, i + 1, *_BESIDE_DURATION)) == "duration":
        amount, i = words[i].amount, _past(words, i + 1, *_BESIDE_DURATION) + 1
    else:
        return None
    assert amount is not None
    return Time(duration=amount.at_least()), i


def _placed(words: Sequence[Word], at: int, **_: bool) -> _Found | None:
    """ "before randomisation", "during the study", "since January 2015"."""
    kind = _kind(words, at)
    if kind in _WITH_ANCHOR:
        own = _with_anchor(words, at)
        return Time(Place(_RELATIONS[kind.removesuffix(" anchor")], None, own.anchor, own.event)), own.stop
    if kind == "within" and words[at].value == "last" and words[at].amount is None:
        return Time(Place("before")), at + 1
    if kind == "ever":
        return Time(Place("before")), at + 1
    target = _target(words, at + 1) if kind in _RELATIONS else None
    is_date = target is not None and target.event < 0 and target.anchor[:1].isdigit()
    if target is None or (kind == "at" and target.event >= 0) or (kind == "group" and not is_date):
        return None
    place = _in_place(_RELATIONS[kind], target)
    return None if place is None else (Time(place), target.stop)


def _in_place(relation: _AlsoRelation, target: _Target) -> Place | None:
    if target.anchor == "ever":
        return Place("before") if relation in ("during", "at") else None
    return Place(relation, None, target.anchor, target.event)


def _several_relations(words: Sequence[Word], at: int) -> tuple[tuple[Time, ...], int] | None:
    """ "prior to or during the study"."""
    relations: list[_AlsoRelation] = []
    i = at
    while _kind(words, i) in ("before", "after", "since", "during"):
        relations.append(_RELATIONS[words[i].kind])
        i += 1
        joined = _past(words, i, "comma", *_ALTERNATIVE)
        if joined == i:
            break
        i = joined
    target = _target(words, i) if len(relations) > 1 and _kind(words, i - 1) not in _ALTERNATIVE else None
    if target is None:
        return None
    places = [_in_place(relation, target) for relation in relations]
    return None if None in places else (tuple(Time(place) for place in places), target.stop)


def _aged(words: Sequence[Word], at: int, *, alone: bool) -> _Found | None:
    """ "before age 16", "at age ≥ 18", "before 40 years of age"."""
    lead = _kind(words, at)
    if alone or lead not in ("before", "after", "since", "at"):
        return None
    i = _past(words, at + 1, "the", "a")
    named = _kind(words, i) == "age"
    i = _past(words, i, "age", "of", "the")
    amount = words[i].amount if _kind(words, i) in ("amount", "number", "count") else None
    if amount is None or amount.unit == _HALF_LIFE:
        return None
    after = _past(words, i + 1, "age_after")
    if not named and after == i + 1:
        return None
    amount = amount._replace(unit=amount.unit or "a")
    if not amount.bare:
        return (Time(onset_age=amount.interval()), after) if lead == "at" else None
    bounds = {
        "before": amount._replace(low=None, high_inclusive=False),
        "after": amount._replace(high=None, low_inclusive=False),
        "since": amount._replace(high=None),
        "at": amount,
    }
    return Time(onset_age=bounds[lead].interval()), after


def _repeated(words: Sequence[Word], at: int, **_: bool) -> _Found | None:
    """ "on two occasions at least 1 week apart", "confirmed on repeat", "at least 3 days apart"."""
    occasions: Interval | None = None
    i = at
    if _kind(words, i) == "occasion" and words[i].value.isdecimal():
        occasions, i = Interval(low=End(value=Quantity(value=Decimal(words[i].value)), inclusive=True)), i + 1
    else:
        led = _kind(words, i) in ("at", "during", "group")
        i = _past(words, i, "at", "during", "group", "the")
        amount = words[i].amount if _kind(words, i) in ("count", "number") else None
        counted = _kind(words, i + 1) == "occasion" if amount is not None else False
        if amount is not None and (counted or (led and amount.unit == TIMES)):
            occasions, i = amount._replace(unit="").at_least(), i + 1 + counted
        else:
            i = at
    after = _past(words, i, "comma") if occasions else i
    apart = words[after].amount if _kind(words, after) == "amount" and _kind(words, after + 1) == "apart" else None
    if occasions is None and apart is None:
        return None
    return Time(occasions=occasions, apart=apart.at_least() if apart else None), after + 2 if apart else i


_READERS: tuple[_Reader, ...] = (_repeated, _aged, _held, _long, _year_before, _window, _placed)
