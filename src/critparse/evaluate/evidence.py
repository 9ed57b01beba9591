"""What an answer rests on: the data, the comparison, the conversion, and why something is not known."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from critparse.evaluate.outcome import Outcome

Needed = Literal["data", "person", "parser"]
"""What would decide an open question: a datum, a person (what no record shows), or a better reading of the text."""


class Datum(NamedTuple):
    """One record that an answer rests on."""

    record: str
    """The record's id."""
    date: str = ""
    """As far as the record gives it: a day, or "first/last" of the days between which it lies."""
    value: str = ""
    """As recorded."""
    mapping: str = ""
    """How the record was found to be of what is asked."""


class Evidence(NamedTuple):
    """What the answer to one leaf of an expression rests on."""

    leaf: str
    """The leaf in text form."""
    outcome: str
    """"yes", "no", "unknown" or "not asked"."""
    data: tuple[Datum, ...] = ()
    compared: str = ""
    """The value in the form in which it was compared."""
    conversion: str = ""
    derived: str = ""
    """The formula and its source, where the value stands on no record."""
    reason: str = ""
    """Why the outcome is what it is, where the data alone do not say it."""
    warning: str = ""
    """What a reader should look at although there is an answer."""
    needs: Needed | Literal[""] = ""
    """What would decide the outcome, where it is unknown."""

    def as_json(self) -> dict[str, Any]:
        """The fields that say something, as JSON has them.

        >>> Evidence("sex = male", "yes").as_json()
        {'leaf': 'sex = male', 'outcome': 'yes'}
        """
        said: dict[str, Any] = {name: value for name, value in self._asdict().items() if value}
        if self.data:
            said["data"] = [{name: value for name, value in datum._asdict().items() if value} for datum in self.data]
        return said


class Open(NamedTuple):
    """What is still to be answered, and by what."""

    needs: Needed
    what: str
    """The leaf in text form."""
    reason: str = ""

    def as_json(self) -> dict[str, str]:
        """As JSON has it."""
        return {name: value for name, value in self._asdict().items() if value}


class Answer(NamedTuple):
    """What an expression comes to on one patient."""

    outcome: Outcome
    evidence: tuple[Evidence, ...] = ()
    """Of every leaf, in order of text."""
    open: tuple[Open, ...] = ()
    """What would decide the outcome; empty where it is settled."""
