"""The names of things in patient records, taken apart: semantic tags, ingredients and strengths, dose forms.

Which words do what stands in `grammars/codes/record_names.tsv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from critparse.errors import KnowledgeError

_KINDS = frozenset(
    (
        "tag", "allergy", "salt", "unit", "release", "vaccine", "property", "specimen", "form", "class", "adjective", "narrowing",
        "cause", "some",
    )
)  # fmt: skip
_MOST_PARTS = 30
"""Longest names are read this far only: no drug has more ingredients."""


class RecordNames:
    """How names are read.

    >>> names = record_names()
    >>> names.untagged("Essential hypertension (disorder)")
    'Essential hypertension'
    >>> list(names.ingredients("24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet"))
    [('Metformin hydrochloride', 'Metformin')]
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: dict[str, set[str]] = defaultdict(set)
        self._routes: dict[str, str] = {}
        self._spelled: dict[str, str] = {}
        self.routes_of: dict[str, set[str]] = defaultdict(set)
        """Drug class → the routes by which it holds its members."""
        for number, line in enumerate(lines, start=1):
            if line.startswith("#"):
                continue
            kind, tab, listed = line.partition("\t")
            kind, _, route = kind.partition(" ")
            if kind not in _KINDS or not tab:
                raise KnowledgeError(
                    f"line {number} is not a kind, a tab and words",
                    where="codes/record_names.tsv",
                    hint=f"kinds: {', '.join(sorted(_KINDS))}",
                )
            for word in listed.lower().split(", "):
                if kind == "form":
                    self._routes[word] = route
                elif kind == "vaccine" and route:
                    self._spelled[route] = word
                elif kind == "narrowing":
                    self._words[f"{kind} {route}"].add(word)
                elif kind == "class":
                    self.routes_of[word].add(route)
                else:
                    self._words[kind].add(word)

    def untagged(self, name: str) -> str:
        """The name without the kind of concept that SNOMED CT sets behind it."""
        name = name.strip()
        if name.endswith(")"):
            before, bracket, tag = name[:-1].rpartition("(")
            if bracket and before.strip() and tag.lower() in self._words["tag"]:
                return before.strip()
        return name

    def is_of_some(self, drug_class: str) -> bool:
        """Whether a drug is of a class only together with others or in some of its uses."""
        return drug_class in self._words["some"]

    def wider(self, name: str, domain: str) -> Iterator[str]:
        """The names of which a name is a kind: without what narrows it behind and in front, the narrower ones first.

        >>> list(record_names().wider("Chronic kidney disease due to hypertension", "condition"))
        ['Chronic kidney disease', 'kidney disease']
        """
        lower = f"{name.lower()} "
        cuts = [lower.find(f" {phrase} ") for phrase in self._words[f"narrowing {domain}"]]
        cut = min((at for at in cuts if at > 0), default=len(name))
        short = name[:cut].rstrip(",")
        if short != name:
            yield short
        words = short.split(" ")
        while len(words) > 1 and words[0].lower().strip(",") in self._words["adjective"]:
            words = words[1:]
            yield " ".join(words)

    def cause(self, name: str) -> str:
        """What a name says to be the cause of what it names, empty if it says none."""
        lower = name.lower()
        behind = [at + len(p) + 2 for p in self._words["cause"] if (at := lower.find(f" {p} ")) > 0]
        return name[min(behind) :] if behind else ""

    def allergen(self, name: str) -> str:
        """What an allergy is to, where its name ends with the word for it ("shellfish allergy"); else empty."""
        before, _, last = name.rpartition(" ")
        return before if last.lower() in self._words["allergy"] else ""

    def vaccines(self, name: str) -> Iterator[str]:
        """The names that a vaccine may have whose name in CVX is this: all of it, then ever less of what comes first."""
        short = name.split(",", maxsplit=1)[0].split("(", maxsplit=1)[0].split()
        words = [self._spelled.get(word.lower(), word) for word in short]
        for noun in self._words["vaccine"]:
            yield name if noun in name.lower() else f"{name} {noun}"
            for size in range(len(words), 0, -1):
                yield " ".join(words[:size]) if noun in words[:size] else " ".join((*words[:size], noun))

    def component(self, name: str) -> str:
        """The component of a LOINC name, where it is measured as a number and in blood or what stands for it; else empty."""
        before, bracket, behind = name.partition(" [")
        if bracket:
            measured, _, specimen = behind.partition("] in ")
            if measured.lower() in self._words["property"] and specimen.lower() in self._words["specimen"]:
                return before
        return ""

    def route(self, name: str) -> str:
        """The route of a drug by the words of its dose form, empty where they do not tell."""
        found = {self._routes[word] for word in name.lower().split() if word in self._routes}
        return next(iter(found)) if len(found) == 1 else ""

    def ingredients(self, name: str) -> Iterator[tuple[str, ...]]:
        """For each ingredient of a clinical drug the names that it may go by, the fullest first; the brand comes last."""
        generic, bracket, brand = name.partition("[")
        parts = generic.split(" / ") if " / " in generic or any(map(str.isdigit, generic)) else generic.split("/")
        for part in parts[:_MOST_PARTS]:
            if candidates := tuple(dict.fromkeys(self._candidates(part))):
                yield candidates
        if bracket:
            yield (brand.partition("]")[0].strip(),)

    def _candidates(self, part: str) -> Iterator[str]:
        words = self._named(part.split())
        while words:
            yield " ".join(words).strip(",")
            if len(words) > 1 and words[-1].isdigit():
                yield " ".join(words[:-1]) + words[-1]  # "vitamin B 12"
            if not (words[-1].lower() in self._words["salt"] or not words[-1].isalpha()):
                break
            words = words[:-1]
        before, comma, _ = " ".join(words).partition(",")
        if comma and before:
            yield before

    def _named(self, words: list[str]) -> list[str]:
        """The words of an ingredient: those before its strength and behind the amount of a package."""
        start = 0
        while start < len(words) and (
            words[start].lower() in self._words["release"]
            or _is_number(words[start])
            or self._is_strength(words[start], "")
            or (start and words[start].lower() in self._words["unit"])
        ):
            start += 1
        named = words[start:]
        for place, word in enumerate(named):
            following = named[place + 1] if place + 1 < len(named) else ""
            if place and self._is_strength(word, following):
                return named[:place]
            if place and word.lower() in self._routes:
                return named[:place]
        return named

    def _is_strength(self, word: str, following: str) -> bool:
        """Whether an amount begins here: "250 MG", "40mg", "0.12/0.015 MG"."""
        if not word[:1].isdigit():
            return False
        unit = word.lstrip("0123456789./+-") or following
        return unit.lower().partition("/")[0] in self._words["unit"]


def _is_number(word: str) -> bool:
    """Whether a word is a number, or the number of an application ("NDA020503")."""
    return word.removeprefix("NDA").replace(".", "", 1).isdigit()


@cache
def record_names() -> RecordNames:
    """The words as the shipped grammars have them."""
    file = files("critparse") / "grammars" / "codes" / "record_names.tsv"
    return RecordNames(file.read_text(encoding="utf-8").splitlines())
