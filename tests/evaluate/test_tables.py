"""Criterion × patient → what it comes to, case by case; the format stands in `tests/tables/screen/README.md`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from critparse.evaluate import Question, evaluate, named
from critparse.expression import Quantity, read, write
from critparse.knowledge import Knowledge, load
from critparse.patient.model import Amount, Coding, Event, Moment, Patient, Result

FOLDER = Path(__file__).parent.parent / "tables" / "screen"
FILES = sorted(FOLDER.glob("*.txt"))
AS_OF = date(2024, 5, 1)
OUTCOMES = ("yes", "no", "unknown", "not asked")
DOMAINS = ("condition", "drug", "procedure", "device", "observation", "allergy")
NUMBER = re.compile(r"(<=|>=|<|>)?(-?[\d.]+) ?(.*)")


class Case(NamedTuple):
    expression: str
    text: str
    patient: Patient
    wanted: str
    options: tuple[str, ...]
    line: int


def moment(text: str) -> Moment:
    year, *rest = (int(part) for part in text.split("-"))
    month = rest[0] if rest else None
    if month and len(rest) > 1:
        day = date(year, month, rest[1])
        return Moment(day, day)
    first = date(year, month or 1, 1)
    following = date(year + (not month or month == 12), (month or 12) % 12 + 1, 1)
    return Moment(first, date.fromordinal(following.toordinal() - 1))


def amount(text: str, *, is_ucum: bool = True) -> Amount:
    found = NUMBER.fullmatch(text.strip())
    assert found, text
    return Amount(Decimal(found[2]), found[3].strip(), is_ucum)


def coding(part: str) -> Coding:
    system, _, code = part.removeprefix("code ").rpartition(" ")
    return Coding(system, code)


def result(id: str, line: str) -> Result:
    first, *parts = line.split("; ")
    name, _, value = first.partition(" = ")
    assert load().named(name), f"{name!r} is not in the lexicon"
    is_ucum = "printed" not in parts
    fields: dict[str, object] = {"when": None}
    for part in parts:
        if part.startswith("normal "):
            low, _, high = part.removeprefix("normal ").partition(" to ")
            top = amount(high)
            fields |= {"low": Amount(Decimal(low), top.unit), "high": top}
        elif part[0].isdigit():
            fields["when"] = moment(part)
    if value.startswith('"'):
        fields["answer"] = (Coding("", "", value.strip('"')),)
    elif value != "nothing":
        fields["value"] = amount(value, is_ucum=is_ucum)
        fields["comparator"] = NUMBER.fullmatch(value)[1] or ""  # type: ignore[index]
    codings = tuple(coding(part) for part in parts if part.startswith("code "))
    return Result(id=id, codings=codings, text=name, **fields)  # type: ignore[arg-type]


def event(id: str, line: str) -> Event:
    first, *parts = line.split("; ")
    domain, _, name = first.partition(" ")
    assert any(entry.name == name for entry in load().concepts.values()), f"{name!r} is not in the lexicon"
    fields: dict[str, object] = {}
    for part in parts:
        if part[0].isdigit():
            start, _, end = part.partition(" to ")
            fields |= {"onset": moment(start), "abatement": moment(end) if end else None}
        elif part.startswith("dose "):
            fields["dose"] = amount(part.removeprefix("dose "))
        elif part.startswith("of "):
            fields["relative"] = part.removeprefix("of ")
    codings = tuple(coding(part) for part in parts if part.startswith("code "))
    severity = next((part for part in parts if part in ("mild", "moderate", "severe")), "")
    return Event(
        id=id, domain=domain, codings=codings, text=name, ended="ended" in parts, confirmed="suspected" not in parts,
        planned="planned" in parts, severity=severity, **fields,
    )  # type: ignore[arg-type]  # fmt: skip


def patient(id: str, head: str, records: list[str]) -> Patient:
    sex, _, birth = head.partition(", born ")
    results = tuple(result(f"Observation/{n}", r) for n, r in enumerate(records) if r.split(" ", 1)[0] not in DOMAINS)
    events = tuple(event(f"Record/{n}", r) for n, r in enumerate(records) if r.split(" ", 1)[0] in DOMAINS)
    return Patient(
        id=id, birth=None if birth == "unknown" else moment(birth), sex=None if sex == "unknown" else sex, results=results, events=events
    )  # type: ignore[arg-type]  # fmt: skip


def cases(path: Path) -> list[Case]:
    found: list[Case] = []
    patients: dict[str, Patient] = {}
    heads: dict[str, tuple[str, list[str]]] = {}
    expression = text = ""
    options: tuple[str, ...] = ()
    name = ""
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        indented, content = line.startswith("    "), line.strip()
        if content.startswith("#"):
            options = ()
        elif content.startswith("option: "):
            options = (*options, content.removeprefix("option: "))
        elif content.startswith("patient "):
            name, _, head = content.removeprefix("patient ").partition(": ")
            assert name not in heads, f"{path.name}:{n}: {name} twice"
            heads[name] = (head, [])
            expression = ""
        elif indented and not expression:
            heads[name][1].append(content)
        elif indented and content.startswith("text: "):
            text = content.removeprefix("text: ")
        elif indented:
            outcome, _, names = content.partition(": ")
            assert outcome in OUTCOMES, f"{path.name}:{n}"
            for one in names.split(", "):
                patients.setdefault(one, patient(one, *heads[one]))
                found.append(Case(expression, text, patients[one], outcome, options, n))
        elif content:
            expression, text = content, ""
    return found


def question(options: tuple[str, ...], knowledge: Knowledge) -> Question:
    fields: dict[str, object] = {}
    for option in options:
        match option.split():
            case ["absent", "is", "unknown"]:
                fields["absent_is_unknown"] = True
            case ["lookback", value, unit]:
                fields["lookback"] = Quantity(value=Decimal(value), unit=unit)
            case ["anchor", anchor, day]:
                fields["anchors"] = {anchor: date.fromisoformat(day)}
            case ["cohort", name]:
                fields["cohort"] = name
            case _:
                raise AssertionError(option)
    return Question(knowledge, AS_OF, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_criteria_come_to_what_the_table_says(path: Path) -> None:
    wrong = []
    for case in cases(path):
        answer = evaluate(read(case.expression), case.patient, question(case.options, load()))
        got = named(answer.outcome)
        if got != case.wanted:
            said = [(e.leaf, e.outcome, e.reason or e.compared) for e in answer.evidence]
            wrong.append(
                f"{path.name}:{case.line} {case.expression} × {case.patient.id}: wanted {case.wanted}, got {got}\n    {said}"
            )
    assert not wrong, "\n".join(wrong)


def test_tables_are_large_enough() -> None:
    every = [case for path in FILES for case in cases(path)]
    assert len(every) >= 250
    assert sum(case.wanted == "unknown" for case in every) >= 60
    assert sum(bool(case.text) for case in every) >= 120


def test_cases_stand_once() -> None:
    for path in FILES:
        every = [(case.expression, case.patient.id, case.options) for case in cases(path)]
        assert len(set(every)) == len(every), [case for case in every if every.count(case) > 1]


def test_expressions_are_in_their_text_form() -> None:
    wrong = [case.expression for path in FILES for case in cases(path) if write(read(case.expression)) != case.expression]
    assert not wrong


def test_every_unknown_says_why_and_what_is_needed() -> None:
    for path in FILES:
        for case in cases(path):
            answer = evaluate(read(case.expression), case.patient, question(case.options, load()))
            silent = [e for e in answer.evidence if e.outcome == "unknown" and not (e.reason and e.needs)]
            assert not silent, (case.expression, case.patient.id, silent)
            assert bool(answer.open) == (case.wanted == "unknown"), (case.expression, case.patient.id)
