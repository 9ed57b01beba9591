"""What is said locally of an occurrence: typed where `grammars/phrases/qualifiers.toml` has a closed set, else text."""

from __future__ import annotations

from collections.abc import Iterable

from critparse.expression import Expression, Qualifier, Sex, read
from critparse.extract.mention import Mention
from critparse.interpret.reading import Reading


def typed(reading: Reading, m: Mention) -> Qualifier:
    """The qualifier that a phrase of the grammars means: `value` is written "kind = value" there."""
    kind, _, value = str(m.value).partition("=")
    return Qualifier(kind=kind.strip(), value=value.strip(), span=reading.original(m.start, m.end))


def worded(reading: Reading, kind: str, first: int, stop: int) -> Qualifier:
    """Mentions `first` to `stop` in the words of the text, for what has no closed set."""
    span = reading.original(reading.mentions[first].start, reading.mentions[stop - 1].end)
    return Qualifier(kind=kind, value=" ".join(span.of(reading.text).split()), span=span)


def with_qualifiers(own: Iterable[Qualifier], more: Iterable[Qualifier]) -> tuple[Qualifier, ...]:
    """All distinct qualifiers in the order of text; those that were carried from elsewhere stand first."""
    kept: dict[tuple[str, str], Qualifier] = {}
    for q in (*own, *more):
        kept.setdefault((q.kind, q.value), q)
    return tuple(sorted(kept.values(), key=lambda q: q.span.start if q.span else -1))


def age(reading: Reading, m: Mention) -> Expression:
    """The age that a word for a group of patients means; `value` is written as a text form there."""
    return read(str(m.value)).model_copy(update={"spans": (reading.original(m.start, m.end),)})


def sex(reading: Reading, m: Mention) -> Sex:
    """The sex that a word says."""
    return Sex(value="male" if m.value == "male" else "female", spans=(reading.original(m.start, m.end),))
