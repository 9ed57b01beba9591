"""Which thing a comparison is about: shared units, ages, measurements of the lexicon, else the nearest noun phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from critparse.extract.mention import Mention
from critparse.interpret.comparison import Comparison, with_unit
from critparse.interpret.productions import TIME_UNITS
from critparse.knowledge import Entry

_CONNECTORS = frozenset({"and", "or", "and_or", "comma", "but", "slash", "to", "both", "plus"})
_NAMED = frozenset({"measurement", "scale"})
_PASSED = frozenset(
    {"determiner", "of", "filler_word", "sign", "open_bracket", "close_bracket", "level_noun", "comma", "dash", "word", "preposition", "auxiliary", "verb", "time_preposition", "approximately", "number_name", "name_with_number", "past", "person", "sex", "age", "age_after", "inclusive", "post_unit", "slash", "and", "or", "both", "level", "number_word", "anyone", "everyone", "age_group", "specimen", "with", "and_or", "negation", "condition", "apostrophe", "to"}
)
_STOPS = frozenset({"semicolon", "stop"})
_NOUN = frozenset({"word", "specimen", "name_with_number", "measurement", "scale", "person", "sex", "age_group", "level_noun", "number_name", "age"})
_TRAILING = frozenset({"determiner", "of", "filler_word", "sign", "open_bracket", "close_bracket", "preposition", "auxiliary", "verb", "time_preposition", "dash", "past", "comma", "approximately", "within", "age_after", "and", "or", "stop", "level_noun", "slash", "both", "number_word", "anyone", "everyone", "apostrophe", "with", "and_or", "negation", "condition", "plus"})
_BETWEEN_COORDINATED = frozenset(
    {"comma", "close_bracket", "and", "or", "and_or", "determiner", "level_noun", "filler_word", "both", "slash", "specimen"}
)
_AGES = frozenset({"age", "age_after", "comparator_of_age", "comparator_after_of_age"})
_BEFORE_FOLLOWING = frozenset(
    {"of", "time_preposition", "determiner", "filler_word", "close_bracket", "specimen", "apostrophe", "preposition"}
)
_PEOPLE = frozenset({"person", "sex", "anyone", "everyone", "age_group"})
_INSIDE_PHRASE = frozenset(
    {"dash", "of", "with", "time_preposition", "preposition", "determiner", "open_bracket", "close_bracket", "slash", "past", "filler_word", "number_word"}
)
_BEFORE_THINGS = frozenset({"of", "determiner", "filler_word", "past", "time_preposition", "close_bracket", "with"})
_LONGEST_PHRASE = 10
_FARTHEST = 25
_LONGEST_LIST = 60
_AGE_REACH = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared, in the words of the text; offsets are normalised."""

    start: int
    end: int
    kind: str
    """age, measurement, scale, or phrase."""
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A comparison with its subjects; several when they share the bound."""

    comparison: Comparison
    subjects: tuple[Subject, ...]


def attach(comparisons: Sequence[Comparison], mentions: Sequence[Mention]) -> list[Attached]:
    """Give every comparison its subjects; a bare number without a subject that asks for one is left out."""
    shared = _share_units(comparisons, mentions)
    attached: list[Attached] = []
    for i, comparison in enumerate(shared):
        previous = attached[-1] if attached else None
        floor = _after(previous, mentions) if previous else 0
        ceiling = shared[i + 1].first if i + 1 < len(shared) else len(mentions)
        subjects = _subjects(comparison, previous, mentions, floor, ceiling)
        if subjects is not None:
            attached.append(Attached(comparison, subjects))
    return _ages_from_right(attached, mentions)


def _ages_from_right(attached: list[Attached], mentions: Sequence[Mention]) -> list[Attached]:
    """ "at least 6 months and less than 5 years of age": both bounds are ages."""
    for i in range(len(attached) - 2, -1, -1):
        here, following = attached[i], attached[i + 1]
        c, after = here.comparison, following.comparison
        is_age = bool(following.subjects) and following.subjects[0].kind == "age"
        named = any(s.kind != "phrase" for s in here.subjects)
        if not is_age or named or c.window or c.bare or c.unit not in TIME_UNITS | {""}:
            continue
        if c.stop == after.first or (c.rule == after.rule and c.stop > after.first) or _only_connectors(mentions, c.stop, after.first):
            at = c.unit_span if c.unit else c.number_span
            attached[i] = Attached(c, (Subject(*at, "age"),))
    return attached


def _after(previous: Attached, mentions: Sequence[Mention]) -> int:
    """The first mention that neither the previous comparison nor its subject has taken."""
    end = max([s.end for s in previous.subjects if s.kind != "phrase"], default=0)
    at = previous.comparison.stop
    while at < len(mentions) and mentions[at].start < end:
        at += 1
    return at


def _share_units(comparisons: Sequence[Comparison], mentions: Sequence[Mention]) -> list[Comparison]:
    """ "< 4 or > 12 x 10^3/uL": a bound without a unit takes that of the next when only a connector stands between."""
    out = list(comparisons)
    for i in range(len(out) - 2, -1, -1):
        here, following = out[i], out[i + 1]
        if here.unit == "%" and following.unit == "%{predicted}" and _connect(mentions[here.stop : following.first]):
            out[i] = with_unit(here, following.unit, following.unit_span, here.end)
            continue
        bare_number = here.unit_span[0] == here.unit_span[1] and not here.levels and not here.window
        if not bare_number or not following.unit or here.position is not None or here.bare or following.bare:
            continue
        between = mentions[here.stop : following.first]
        if between and len(between) <= 4 and (_connect(between) or _same_kind(mentions, here, between)):
            out[i] = with_unit(here, following.unit, following.unit_span, here.end)
    return out


def _connect(between: Sequence[Mention]) -> bool:
    return len(between) <= 2 and all(m.token_class in _CONNECTORS for m in between)


def _same_kind(mentions: Sequence[Mention], here: Comparison, between: Sequence[Mention]) -> bool:
    """ "SBP > 165 or DBP > 95 mmHg": the next measurement has the same canonical unit as this one."""
    named = [m.entry for m in between if m.entry]
    before = [m.entry for m in mentions[max(0, here.first - 2) : here.first] if m.entry]
    rest = [m for m in between if not m.entry]
    units = {getattr(e, "unit", None) for e in (*named, *before[-1:])}
    return len(named) == 1 and len(before) > 0 and len(units) == 1 and units != {"1"} and _connect(rest) and bool(rest)


def _subjects(
    c: Comparison, previous: Attached | None, mentions: Sequence[Mention], floor: int, ceiling: int
) -> tuple[Subject, ...] | None:
    age = _age(c, mentions, floor, ceiling, previous)
    if age:
        return (age,)
    if c.position is not None:
        listed = _listed(c, mentions)
        if listed:
            return (listed,)
    shares = previous is not None and _only_connectors(mentions, previous.comparison.stop, c.first)
    if shares and previous and (not c.window) and not c.bare and c.unit not in TIME_UNITS:
        following = _following(c, mentions, ceiling)
        return (following,) if following else previous.subjects
    if c.rule in ("range_sandwiched", "bound_before_scale"):
        inner = [m for m in mentions[c.first : c.stop] if m.token_class in _NAMED]
        if inner:
            return (_named(inner[0]),)
    named = _preceding(c, mentions, floor)
    if named:
        return named
    counted = next((m for m in mentions[c.first : c.stop] if m.token_class == "quantity" and m.entry), None)
    if counted and counted.quantity:
        return (Subject(counted.quantity.unit_start, counted.quantity.unit_end, counted.entry.kind, counted.entry),)  # type: ignore[union-attr]
    following = _following(c, mentions, ceiling)
    if following:
        return (following,)
    if c.bare and not c.unit and not (c.levels and mentions[c.first].token_class == "level_noun"):
        return None
    phrase = _phrase_after(c, mentions, ceiling) if not c.unit and not c.window and not c.levels else None
    phrase = phrase or _phrase_before(c, mentions, floor) or _phrase_after(c, mentions, ceiling)
    if phrase:
        return (phrase,)
    return previous.subjects if previous else ()


def _only_connectors(mentions: Sequence[Mention], start: int, stop: int) -> bool:
    return start < stop <= start + 3 and all(m.token_class in _CONNECTORS for m in mentions[start:stop])


def _age(
    c: Comparison, mentions: Sequence[Mention], floor: int, ceiling: int, previous: Attached | None
) -> Subject | None:
    """Years with "old" or "of age", numbers after "age" or "aged", and "adults over 18"."""
    if c.unit and c.unit not in TIME_UNITS or c.window or c.levels:
        return None
    inside = next((m for m in mentions[c.first : c.stop] if m.token_class in _AGES), None)
    if inside:
        return Subject(inside.start, inside.end, "age")
    for m in mentions[c.stop : min(ceiling, c.stop + 3)]:
        if m.token_class in ("age", "age_after") and (c.unit or m.token_class == "age_after"):
            return Subject(m.start, m.end, "age")
        if m.token_class not in ("time_preposition", "of", "dash", "open_bracket", "inclusive", "comparator_after", "comparator_after_of_age"):
            break
    reach = max(floor, c.first - _AGE_REACH)
    for m in reversed(mentions[reach : c.first]):
        if m.token_class == "age":
            return Subject(m.start, m.end, "age")
        if m.token_class in _NAMED | _STOPS | {"comparator", "within"}:
            break
    if previous and previous.subjects and previous.subjects[0].kind == "age":
        if _only_connectors(mentions, previous.comparison.stop, c.first) or _only_age_words(
            mentions[previous.comparison.stop : c.first]
        ):
            return previous.subjects[0]
    if c.unit in ("a", "") and not c.bare and _of_people(c, mentions, floor, ceiling):
        if c.unit == "a" or (18 <= max(c.values) <= 99):
            at = c.unit_span if c.unit else c.number_span
            return Subject(*at, "age")
    return None


def _only_age_words(between: Sequence[Mention]) -> bool:
    return len(between) <= 6 and all(
        m.token_class in _CONNECTORS | {"age", "age_after", "inclusive", "filler_word", "determiner"} for m in between
    ) and any(m.token_class in _CONNECTORS for m in between)  # fmt: skip


def _of_people(c: Comparison, mentions: Sequence[Mention], floor: int, ceiling: int) -> bool:
    """Whether the bound stands alone or right beside the patients: "over 18 years", "adults ≥ 18"."""
    before = [m for m in mentions[floor : c.first] if m.token_class not in ("filler_word", "determiner", "comma", "dash", "open_bracket", "preposition", "auxiliary", "verb", "sign", "with", "negation", "both", "specimen", "of")]
    beside_person = bool(before) and before[-1].token_class in _PEOPLE
    if beside_person:
        return True
    alone = floor == 0 and not before
    after = mentions[c.stop : ceiling]
    if alone and c.unit == "a":
        return not after or after[0].token_class in _CONNECTORS | _STOPS | _PEOPLE | {"close_bracket", "inclusive", "time_preposition"} or (
            after[0].token_class in ("preposition", "auxiliary", "verb")
        )
    return bool(after) and after[0].token_class in _PEOPLE and c.unit == "a"


def _listed(c: Comparison, mentions: Sequence[Mention]) -> Subject | None:
    """The subject at the same place of the list before a comparison with "respectively"."""
    named = [m for m in mentions[max(0, c.first - _LONGEST_LIST) : c.first] if m.token_class in _NAMED]
    if c.position is None or c.position >= len(named):
        return None
    m = named[c.position]
    return Subject(m.start, m.end, m.token_class, m.entry)


def _preceding(c: Comparison, mentions: Sequence[Mention], floor: int) -> tuple[Subject, ...]:
    """The nearest measurement or scale before the bound, with those it is coordinated with."""
    i, words = c.first - 1, 0
    while i >= floor and c.first - i <= _FARTHEST:
        m = mentions[i]
        if m.token_class in _NAMED:
            break
        if m.token_class not in _PASSED or m.token_class in _STOPS:
            return ()
        words += m.token_class == "word"
        if words > (2 if c.unit in TIME_UNITS else 8):
            return ()
        i -= 1
    else:
        return ()
    if i < floor:
        return ()
    found = [_named(mentions[i])]
    i -= 1
    while i >= floor:
        m = mentions[i]
        if m.token_class in _NAMED and _abbreviated(mentions, i):
            found[-1] = Subject(m.start, max(found[-1].end, mentions[i + 3].end), m.token_class, m.entry)
        elif m.token_class in ("and", "or", "and_or", "comma", "slash", "both"):
            j = i - 1
            while j >= floor and mentions[j].token_class in _BETWEEN_COORDINATED:
                j -= 1
            if j < floor or mentions[j].token_class not in _NAMED:
                break
            found.append(_named(mentions[j]))
            i = j
        elif m.token_class not in ("open_bracket", "close_bracket", "determiner", "specimen"):
            break
        i -= 1
    return tuple(reversed(_distinct(found)))


def _abbreviated(mentions: Sequence[Mention], i: int) -> bool:
    """Whether mention `i` is followed by its own abbreviation or synonym in brackets: "alanine aminotransferase (ALT)"."""
    following = [m.token_class for m in mentions[i + 1 : i + 4]]
    return len(following) == 3 and following[0] == "open_bracket" and following[1] in _NAMED and following[2] == "close_bracket"


def _distinct(subjects: list[Subject]) -> list[Subject]:
    """One subject an entry: "alanine aminotransferase (ALT)" names one thing twice."""
    kept: dict[str, Subject] = {}
    for s in subjects:
        kept.setdefault(s.entry.id if s.entry else str(s.start), s)
    return list(kept.values())


def _named(m: Mention) -> Subject:
    return Subject(m.start, m.end, m.token_class, m.entry)


def _following(c: Comparison, mentions: Sequence[Mention], ceiling: int) -> Subject | None:
    """A measurement right after the bound: "< 30 kg in weight", "≥ 10 g/dL hemoglobin"."""
    if c.window:
        return None
    for i, m in enumerate(mentions[c.stop : min(ceiling, c.stop + 5)], start=c.stop):
        if m.token_class in _NAMED:
            counted = i == c.stop and not c.unit
            owns_next = ceiling < len(mentions) and ceiling - i <= 3 and not counted
            return None if owns_next else _named(m)
        if m.token_class not in _BEFORE_FOLLOWING:
            return None
    return None


def _phrase_before(c: Comparison, mentions: Sequence[Mention], floor: int) -> Subject | None:
    """The noun phrase before the bound with what hangs on it: "treatment with an investigational agent"."""
    i = c.first - 1
    while i >= floor and mentions[i].token_class in _TRAILING:
        i -= 1
    if i < floor or mentions[i].token_class not in _NOUN:
        return _action_before(c, mentions, floor)
    end = mentions[i].end
    start = mentions[i].start
    least = max(floor, i - _LONGEST_PHRASE)
    while i > least and mentions[i - 1].token_class in _NOUN | _INSIDE_PHRASE:
        i -= 1
        if mentions[i].token_class in _NOUN:
            start = mentions[i].start
    return Subject(start, end, "phrase")


def _action_before(c: Comparison, mentions: Sequence[Mention], floor: int) -> Subject | None:
    """The verb that stands where a noun phrase would: "hospitalized within 3 months"."""
    i = c.first - 1
    while i >= floor and mentions[i].token_class in _TRAILING - {"verb"}:
        i -= 1
    if i >= floor and mentions[i].token_class == "verb":
        return Subject(mentions[i].start, mentions[i].end, "phrase")
    return None


def _phrase_after(c: Comparison, mentions: Sequence[Mention], ceiling: int) -> Subject | None:
    i = c.stop
    while i < ceiling and mentions[i].token_class in _BEFORE_THINGS:
        i += 1
    start = i
    while i < ceiling and (mentions[i].token_class in _NOUN | {"dash", "past"}) and i - start < 5:
        i += 1
    while i > start and mentions[i - 1].token_class == "dash":
        i -= 1
    return Subject(mentions[start].start, mentions[i - 1].end, "phrase") if i > start else None
