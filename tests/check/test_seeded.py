"""Errors injected into clean criteria, one at a time: nearly all must be found, with the right code, at the right place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import pytest

LABS = [
    "Serum creatinine ≤ 133 µmol/L", "Serum creatinine above 177 µmol/L", "Total bilirubin ≤ 34 µmol/L",
    "Haemoglobin ≥ 90 g/L", "Hemoglobin ≥ 9 g/dL", "Hemoglobin < 8.5 g/dL", "Serum albumin < 25 g/L", "Albumin ≥ 3.5 g/dL",
    "Platelets ≥ 100 x 10^9/L", "Platelet count < 50 x 10^9/L", "ANC ≥ 1.5 x 10^9/L", "WBC > 3 x 10^9/L",
    "Platelets ≥ 100,000/mm3", "ALT > 120 U/L", "AST < 90 U/L", "Potassium > 5.5 mmol/L", "Sodium < 130 mmol/L",
    "HbA1c > 9.5 %", "eGFR < 60 mL/min/1.73 m^2", "Creatinine clearance ≥ 60 mL/min", "LDL-C ≥ 2.6 mmol/L",
    "Body temperature > 38 °C", "Systolic blood pressure > 160 mmHg", "BMI ≥ 30 kg/m2", "Body weight ≥ 50 kg",
    "Serum calcium > 2.9 mmol/L", "Heart rate < 50 bpm", "QTcF > 450 ms",
]  # fmt: skip
RANGES = [
    "Hemoglobin between 8 and 11 g/dL", "BMI between 18.5 and 35 kg/m2", "Age between 18 and 65 years", "HbA1c between 7 and 10 %",
    "Serum potassium between 3.5 and 5.5 mmol/L", "Systolic blood pressure between 140 and 180 mmHg",
    "Platelets between 20,000 and 100,000/mm3", "eGFR between 30 and 60 mL/min", "Body weight between 50 and 120 kg",
]  # fmt: skip
WINDOWS = [
    "Myocardial infarction within 6 months before screening", "Stroke within 3 months prior to randomisation",
    "Blood transfusion within 4 weeks before enrolment", "Live vaccination within 30 days before the first dose",
    "Hospitalisation for heart failure within 90 days before screening", "Major bleeding within 2 years before enrolment",
]  # fmt: skip
SCALES = [
    "ECOG performance status ≤ 2",
    "ECOG performance status 0-1",
    "WHO performance status < 2",
    "Karnofsky performance status ≥ 70",
]
LEVELS = [
    ("ECOG performance status 2", "7"),
    ("NYHA class III", "VI"),
    ("ECOG 1", "6"),
    ("Karnofsky performance status ≥ 70", "170"),
    ("MMSE > 24", "44"),
]
CONDITIONS = [
    "Multiple sclerosis", "Active hepatitis B infection", "Type 2 diabetes", "Rheumatoid arthritis", "Crohn's disease",
    "Psoriasis (except scalp psoriasis)", "Malignancy (except basal cell carcinoma of the skin)", "Infection with the hepatitis C virus",
    "Treatment with a strong CYP3A4 inhibitor and an anticoagulant", "Allergy to penicillin or to any of its components",
]  # fmt: skip
SWAPS = {"µmol/L": "mmol/L", "g/L": "g/dL", "x 10^9/L": "/mm3", "°C": "°F", "/mm3": "x 10^9/L"}
"""Right unit → the one that it is mistaken for; values of the lists above are then impossible."""
LOST = {"≥ ": ["? ", "¬ "], "< ": ["? ", "¬ "], "> ": ["? ", "¬ "], "≤ ": ["? ", "¬ "]}
COMPARATOR = re.compile(r"[≥≤<>] ")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
BEFORE_UNIT = re.compile(r" ?(?:µmol/L|mmol/L|g/dL|g/L|U/L|mmHg|kg/m2|%|mL/min|kg\b)")


class Seeded(NamedTuple):
    """A text with one injected error."""

    kind: str
    code: str
    text: str
    start: int
    end: int
    """Where the error was injected."""


Mutator = Callable[[], Iterator[Seeded]]


def alone(kind: str, code: str, line: str, start: int, end: int, heading: str = "Inclusion criteria:\n- ") -> Seeded:
    return Seeded(kind, code, heading + line, len(heading) + start, len(heading) + end)


def replaced(kind: str, code: str, line: str, at: re.Match[str] | None, by: str) -> Iterator[Seeded]:
    if at:
        new = line[: at.start()] + by + line[at.end() :]
        yield alone(kind, code, new, at.start(), at.start() + max(1, len(by.strip())))


def unit_swap() -> Iterator[Seeded]:
    for line in LABS:
        unit = next((u for u in SWAPS if line.endswith(f" {u}") or (u == "/mm3" and line.endswith(u))), None)
        if unit and not (unit == "g/L" and "g/dL" in line):
            yield from replaced("unit swap", "U001", line, re.search(re.escape(unit) + "$", line), SWAPS[unit])


def sign_garbled() -> Iterator[Seeded]:
    for line in LABS:
        for m in COMPARATOR.finditer(line):
            for sign in ("?", "¬", "³ "):
                yield from replaced("sign garbled", "C001", line, m, sign)


def sign_lost() -> Iterator[Seeded]:
    for line in LABS:
        for m in COMPARATOR.finditer(line):
            yield from replaced("sign lost", "C011", line, m, "")


def sign_changed() -> Iterator[Seeded]:
    signs = {
        "C005": {"≥": "=/>", "≤": "=/<"},
        "C006": {"<": "&lt;", ">": "&gt;"},
        "C007": {"≥": "≧", "≤": "≦", "<": "＜", ">": "＞"},
    }
    for line in LABS:
        for code, changes in signs.items():
            for sign, other in changes.items():
                yield from replaced(f"sign as {other}", code, line, re.search(sign, line), other)


def bounds_swapped() -> Iterator[Seeded]:
    for line in RANGES:
        m = re.search(r"between (\S+) and ([\d.,]+)", line)
        if m:
            yield from replaced("bounds swapped", "L001", line, m, f"between {m[2]} and {m[1]}")


def superscript_lost() -> Iterator[Seeded]:
    for line in LABS:
        for m in re.finditer(r"10\^9|m\^2", line):
            yield from replaced("superscript lost", "C002", line, m, {"10^9": "109", "m^2": "m 2"}[m[0]])


def decimal_comma() -> Iterator[Seeded]:
    for line in (*LABS, *RANGES):
        m = re.search(r"(?<=[≥≤<>] )\d+\.\d(?!\d)", line)
        if m:
            yield from replaced("decimal comma", "C009", line, m, m[0].replace(".", ","))


def number_split() -> Iterator[Seeded]:
    for line in (*LABS, *RANGES):
        for m in re.finditer(r"\d+,\d{3}", line):
            yield from replaced("number split", "C008", line, m, m[0].replace(",", " "))


def unit_lost() -> Iterator[Seeded]:
    for line in LABS:
        if re.match(r"(?:Hemoglobin|Serum creatinine|Haemoglobin|Albumin) ", line) and not re.search(r"\b(?:133|177|90) ", line):
            m = re.search(r" (?:g/dL|µmol/L|g/L)$", line)
            if m:
                yield alone("unit lost", "U004", line[: m.start()], line.index(" ") + 1, m.start())


def unit_mistyped() -> Iterator[Seeded]:
    for line in LABS:
        m = re.search(r"(?:g/dL|U/L|mmol/L|µmol/L)$", line)
        if m:
            by = m[0].replace("/dL", "/bL").replace("mol/L", "nol/L").replace("U/L", "Ux/L")
            yield from replaced("unit mistyped", "U002", line, m, by)


def dimension_wrong() -> Iterator[Seeded]:
    for line in LABS:
        m = re.search(r"(?<=\d )(?:g/dL|g/L|mmol/L|µmol/L|U/L|mmHg|kg)$", line)
        if m:
            yield from replaced("dimension wrong", "U003", line, m, "cm" if m[0] == "mmHg" else "mmHg")


def restated_wrong() -> Iterator[Seeded]:
    pairs = [
        ("Hemoglobin ≥ 9 g/dL (", "70 g/L"), ("LDL-C ≥ 2.6 mmol/L (", "130 mg/dL"), ("Creatinine > 1.5 mg/dL (", "233 µmol/L"),
        ("Fasting glucose > 7 mmol/L (", "162 mg/dL"), ("Body weight ≥ 50 kg (", "150 lb"), ("Total bilirubin ≤ 2 mg/dL (", "24 µmol/L"),
        ("Body temperature > 38 °C (", "98 °F"), ("Albumin ≥ 3.5 g/dL (", "53 g/L"),
    ]  # fmt: skip
    for before, wrong in pairs:
        yield alone("restated wrong", "U007", f"{before}{wrong})", len(before), len(before) + len(wrong))


def contradiction() -> Iterator[Seeded]:
    for line in LABS:
        m = COMPARATOR.search(line)
        number = NUMBER.search(line, m.end()) if m else None
        if m and number:
            higher = m[0][0] in "≥>"
            value = float(number[0].replace(",", ""))
            other = f"{value / 2:g}" if higher else f"{value * 1.5:g}"
            against = f"{line[: m.start()]}{'≤' if higher else '≥'} {other}{line[number.end() :]}"
            head = f"Inclusion criteria:\n- {line}\n- "
            yield Seeded("contradiction", "L010", head + against, len(head), len(head) + len(against))


def excluded_again() -> Iterator[Seeded]:
    for line in LABS:
        m = COMPARATOR.search(line)
        number = NUMBER.search(line, m.end()) if m else None
        if m and number:
            value = float(number[0].replace(",", ""))
            wider = f"{value * 0.9:g}" if m[0][0] in "≥>" else f"{value * 1.1:g}"
            out = line[: number.start()] + wider + line[number.end() :]
            head = f"Inclusion criteria:\n- {line}\nExclusion criteria:\n- "
            yield Seeded("included and excluded", "L004", head + out, len(head), len(head) + len(out))
    for line in CONDITIONS[:5]:
        head = f"Inclusion criteria:\n- {line}\nExclusion criteria:\n- "
        if line != "Active hepatitis B infection":
            yield Seeded("included and excluded", "L004", head + line, len(head), len(head) + len(line))


def boundary() -> Iterator[Seeded]:
    opposite = {"≥": "≤", "≤": "≥", "<": ">", ">": "<"}
    for line in LABS:
        m = COMPARATOR.search(line)
        if m:
            out = line[: m.start()] + opposite[m[0][0]] + line[m.start() + 1 :]
            head = f"Inclusion criteria:\n- {line}\nExclusion criteria:\n- "
            yield Seeded("boundary", "L006", head + out, len(head), len(head) + len(out))


def redundant() -> Iterator[Seeded]:
    complement = {"≥": "<", "≤": ">", "<": "≥", ">": "≤"}
    for line in LABS:
        m = COMPARATOR.search(line)
        if m:
            out = line[: m.start()] + complement[m[0][0]] + line[m.start() + 1 :]
            head = f"Inclusion criteria:\n- {line}\nExclusion criteria:\n- "
            yield Seeded("redundant", "L005", head + out, len(head), len(head) + len(out))


def and_or() -> Iterator[Seeded]:
    for one, other in zip(LABS, LABS[3:], strict=False):
        line = f"{one} and/or {other}"
        yield alone("and/or", "L002", line, len(one) + 1, len(one) + 7)


def anchor_lost() -> Iterator[Seeded]:
    for line in WINDOWS:
        m = re.search(r"(?:within \d+ \w+)", line)
        assert m
        yield alone("anchor lost", "T001", line[: m.end()], m.start(), m.end())


def time_unit_lost() -> Iterator[Seeded]:
    for line in WINDOWS:
        m = re.search(r"(?<=within )\d+ \w+", line)
        assert m
        yield from replaced("time unit lost", "T005", line, m, m[0].split()[0])


def windows_contradict() -> Iterator[Seeded]:
    for line in WINDOWS:
        m = re.search(r"within \d+ \w+", line)
        assert m
        yield from replaced("windows contradict", "T004", line, m, f"{m[0]} but more than 5 years")


def scale_name_lost() -> Iterator[Seeded]:
    for line in SCALES:
        name, rest = line.split(" ", 1)
        assert name
        yield alone("scale name lost", "M001", rest[0].upper() + rest[1:], 0, len("performance status"))


def level_outside() -> Iterator[Seeded]:
    for line, wrong in LEVELS:
        m = re.search(r"[\dIVX]+$", line)
        yield from replaced("level outside", "M002", line, m, wrong)


def repeated_criterion() -> Iterator[Seeded]:
    for line in (*CONDITIONS, *WINDOWS):
        head = f"Exclusion criteria:\n- {line}\n- Pregnancy or breastfeeding\n- "
        yield Seeded("criterion repeated", "S004", head + line, len(head), len(head) + len(line))


def wrong_heading() -> Iterator[Seeded]:
    for line in CONDITIONS[:5]:
        new = f"Patients must not have {line}"
        yield alone("wrong heading", "S002", new, 9, 17, "Exclusion criteria:\n- ")


def bracket_lost() -> Iterator[Seeded]:
    for line in CONDITIONS:
        if line.endswith(")"):
            yield alone("bracket lost", "C014", line[:-1], line.index("("), line.index("(") + 1)


def word_repeated() -> Iterator[Seeded]:
    for line in CONDITIONS:
        m = re.search(r"\b(?:the|with|and|or|to|of)\b", line)
        if m:
            yield from replaced("word repeated", "C013", line, m, f"{m[0]} {m[0]}")


def than_lost() -> Iterator[Seeded]:
    for line in LABS:
        m = COMPARATOR.search(line)
        if m:
            yield from replaced("than lost", "C012", line, m, "less " if m[0][0] in "<≤" else "greater ")


def abbreviation() -> Iterator[Seeded]:
    for line in CONDITIONS[:5]:
        new = f"{line} or QXZW"
        yield alone("abbreviation undefined", "A001", new, len(line) + 4, len(new))
    head = "Exclusion criteria:\n- Myocardial infarction (MI) before screening\n- MI in a parent\n- Mitral insufficiency ("
    yield Seeded("abbreviation twice", "A002", f"{head}MI)", len(head), len(head) + 2)


def list_flattened() -> Iterator[Seeded]:
    organs = ["Lung", "Kidney", "Heart", "Skin"]
    for one, other in pairwise(organs):
        a, b = f"{one} involvement: {LABS[0]}", f"{other} involvement: {LABS[5]}"
        yield alone("list flattened", "L008", f"{a}\n- {b}", 0, len(a) + len(b) + 3)


MUTATORS: tuple[Mutator, ...] = (
    unit_swap, sign_garbled, sign_lost, sign_changed, bounds_swapped, superscript_lost, decimal_comma, number_split, unit_lost,
    unit_mistyped, dimension_wrong, restated_wrong, contradiction, excluded_again, boundary, redundant, and_or, anchor_lost,
    time_unit_lost, windows_contradict, scale_name_lost, level_outside, repeated_criterion, wrong_heading, bracket_lost,
    word_repeated, than_lost, abbreviation, list_flattened,
)  # fmt: skip


def is_found(findings, seeded: Seeded) -> bool:
    """Whether a finding with the code covers the injected error, or lies in it, and goes no farther than its line."""
    line_start = seeded.text.rfind("\n", 0, seeded.start) + 1
    return any(
        d.code == seeded.code
        and d.span.start < seeded.end
        and seeded.start < d.span.end
        and d.span.start >= line_start
        and d.span.end <= max(seeded.end, (seeded.text + "\n").index("\n", seeded.start))
        for d in findings(seeded.text)
    )


@pytest.fixture(scope="module")
def outcomes(findings) -> list[tuple[Seeded, bool]]:
    return [(seeded, is_found(findings, seeded)) for mutator in MUTATORS for seeded in mutator()]


def test_nearly_all_injected_errors_are_found(outcomes):
    missed = [f"{s.kind}: {s.text!r}" for s, found in outcomes if not found]
    share = 1 - len(missed) / len(outcomes)
    assert share >= 0.95, missed


def test_no_kind_is_missed_as_a_whole(outcomes):
    kinds = {s.kind for s, _ in outcomes}
    weak = {k: [f for s, f in outcomes if s.kind == k] for k in kinds}
    assert {k for k, f in weak.items() if sum(f) < 0.75 * len(f)} == set()


def test_texts_are_clean_before(findings):
    for line in (*LABS, *RANGES, *WINDOWS, *SCALES, *CONDITIONS, *(level for level, _ in LEVELS)):
        assert [(line, d.code) for d in findings(f"Exclusion criteria:\n- {line}") if d.severity != "note"] == []
