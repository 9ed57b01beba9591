"""Which entities a relation may join, and how many candidates are looked at on either side."""

from __future__ import annotations

from typing import NamedTuple

_THINGS = frozenset(("Condition", "Drug", "Procedure", "Measurement", "Observation", "Device", "Person"))


class Attachment(NamedTuple):
    """A relation in which each tail looks for its head: a Value for its Measurement, a Negation for what it negates."""

    kind: str
    tails: frozenset[str]
    heads: frozenset[str]
    reach: int = 6
    """Candidates on either side."""


OR = "OR"
"""Members of one "or" list, each joined to the one before it."""

ATTACHMENTS = (
    Attachment("Has_value", frozenset(("Value",)), _THINGS | {"Qualifier"}),
    Attachment("Has_qualifier", frozenset(("Qualifier",)), _THINGS | {"Qualifier"}),
    Attachment("Has_temporal", frozenset(("Temporal",)), _THINGS | {"Qualifier"}, 8),
    Attachment("Has_multiplier", frozenset(("Multiplier",)), _THINGS | {"Qualifier"}),
    Attachment("Has_mood", frozenset(("Mood",)), _THINGS | {"Qualifier"}),
    Attachment("Has_index", frozenset(("Reference_point",)), frozenset(("Temporal",)), 3),
    Attachment("Has_negation", frozenset(("Negation",)), _THINGS | {"Qualifier", "Mood", "Temporal", "Value"}, 8),
)
"""In the order in which they are decided; what a "no" negates comes last, as it goes by what is said of what."""
GROUPED = _THINGS | {"Value", "Qualifier", "Temporal", "Multiplier", "Reference_point", "Mood", "Visit"}
"""Labels that stand in lists."""
GROUP_REACH = 8
RELATED = GROUPED | {"Negation"}
"""Labels that stand in relations; what has another label ("Non-query-able", a whole line) is left out."""
MIXED = _THINGS
"""Labels that stand in one list with each other: "heart failure or pacemaker"."""

SAYING = frozenset(("Qualifier", "Temporal", "Negation", "Mood", "Multiplier", "Value", "Reference_point"))
"""Labels of what is said of things."""

LINKS = "links"
LINK_KINDS = ("AND", "Subsumes", "Has_context")
"""What may join two things; each has one head at most times."""
LINK_TAILS = _THINGS | {"Value", "Qualifier", "Temporal", "Multiplier", "Visit"}
LINK_HEADS = _THINGS | {"Value", "Qualifier", "Temporal", "Multiplier"}
LINK_REACH = 6
