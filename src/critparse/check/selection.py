"""Which rules run: codes or the beginnings of codes that are selected and ignored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from critparse.check.rule import Rule
from critparse.check.rules import RULES
from critparse.errors import SourceError

ALL = "ALL"
"""Selects every rule."""


def selected(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules whose codes begin with something selected; where something ignored is as long or longer, it wins.

    Raises `SourceError` for what no code begins with.

    >>> [r.code for r in selected(["C", "U001"], ["C00"])][:2]
    ['C010', 'C011']
    """
    chosen, ignored = _prefixes(select) or ("",), _prefixes(ignore)
    return tuple(r for r in RULES if _longest(r.code, chosen) > _longest(r.code, ignored))


def rule_named(code: str) -> Rule:
    """The rule with this code or name.

    Raises `SourceError` where there is none.

    >>> rule_named("value-implausible").code
    'U001'
    """
    for rule in RULES:
        if code.upper() == rule.code or code.lower() == rule.name:
            return rule
    raise _no_rule(code)


def _prefixes(given: Iterable[str]) -> tuple[str, ...]:
    prefixes = tuple(part.strip().upper() for text in given for part in text.split(",") if part.strip())
    for prefix in prefixes:
        if prefix != ALL and not any(rule.code.startswith(prefix) for rule in RULES):
            raise _no_rule(prefix)
    return tuple("" if prefix == ALL else prefix for prefix in prefixes)


def _longest(code: str, prefixes: Iterable[str]) -> int:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)


def _no_rule(code: str) -> SourceError:
    families = ", ".join(dict.fromkeys(rule.code[0] for rule in RULES))
    return SourceError(f'no rule "{code}"', hint=f"give a code such as {RULES[0].code}, or a family: {families}")
