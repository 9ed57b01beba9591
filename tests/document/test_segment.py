"""Criteria text → headings and a tree of items, as tables of text and what it must become."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critparse.document import Document, Item, segment
from critparse.knowledge import load
from critparse.source import SourceText

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
KNOWLEDGE = load()


def document(text: str) -> tuple[SourceText, Document]:
    source = SourceText.of(text)
    return source, segment(source, KNOWLEDGE)


def walk(found: Document) -> list[Item]:
    return [item for top in found.items for item in top.walk()]


def outline(text: str) -> list[str]:
    """One line for each item: id, cohort in brackets, role unless it is a plain item, content."""
    source, found = document(text)
    rows = []
    for item in walk(found):
        content = " ".join(source.normalised.text[item.content_start : item.content_end].split())
        cohort = f" [{item.cohort}]" if item.cohort else ""
        role = "" if item.role == "item" else f" {item.role}:"
        rows.append(f"{item.id}{cohort}{role} {content}")
    return rows


INCLUSION_HEADINGS = [
    "Inclusion Criteria:",
    "INCLUSION CRITERIA",
    "Inclusion criteria",
    "inclusion criterion:",
    "Inclusion:",
    "Inclusion",
    "** Inclusion Criteria **",
    "# Inclusion Criteria",
    "--- Inclusion Criteria ---",
    "1. Inclusion Criteria",
    "Key inclusion criteria",
    "Main Inclusion Criteria:",
    "Key Inclusion",
    "Criteria for inclusion:",
    "Subject inclusion criteria:",
    "Inclusion Criteria for the study:",
    "Entry criteria",
    "You may take part if",
    "You may take part if:",
    "You may be eligible if you:",
    "Who can take part?",
    "Patients will be included if they meet all of the following:",
    "Patients must meet all of the following inclusion criteria:",
]

EXCLUSION_HEADINGS = [
    "Exclusion Criteria:",
    "EXCLUSION CRITERIA",
    "Exclusion criterion",
    "Exclusion:",
    "Exclusions",
    "Key exclusion",
    "Key Exclusion Criteria:",
    "Non-inclusion criteria",
    "Excusion Criteria:",
    "Non-Inclusion Criteria:",
    "Noninclusion criteria:",
    "Criteria for non-inclusion:",
    "Patient's exclusion criteria",
    "Exclusion conditions:",
    "You may not take part if:",
    "You cannot take part if",
    "Who cannot take part",
    "Patients will be excluded if any of the following apply:",
    "Patients with any of the following will not be eligible:",
    "Patients must not meet any of the following exclusion criteria to be eligible:",
]


@pytest.mark.parametrize("heading", INCLUSION_HEADINGS)
def test_a_heading_of_inclusion(heading: str) -> None:
    assert outline(f"Exclusion criteria:\n- HIV\n{heading}\n- age > 18\n- signed consent") == [
        "E1 HIV", "I1 age > 18", "I2 signed consent",
    ]  # fmt: skip


@pytest.mark.parametrize("heading", EXCLUSION_HEADINGS)
def test_a_heading_of_exclusion(heading: str) -> None:
    assert outline(f"Inclusion criteria:\n- age > 18\n{heading}\n- HIV\n- stroke") == [
        "I1 age > 18", "E1 HIV", "E2 stroke",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    [
        "Eligibility Criteria",
        "Criteria:",
        "Selection criteria",
        "Inclusion and Exclusion Criteria:",
        "Inclusion/exclusion criteria",
    ],
)
def test_a_heading_that_says_nothing_of_the_kind(heading: str) -> None:
    _, found = document(f"{heading}\n- age > 18")
    assert [h.text for h in found.headings] == [heading]
    assert [i.id for i in found.items] == ["I1"]
    assert not found.kind_is_given


CRITERIA_THAT_ARE_NO_HEADINGS = [
    "Inclusion in another clinical trial",
    "Inclusion body myositis",
    "Inclusion body myositis: definite or probable",
    "Exclusion of other causes of hepatitis",
    "exclusion of other pulmonary disorders with similar presentation.",
    "Exclusion of the following:",
    "Meets all inclusion criteria",
    "Does not meet inclusion criteria",
    "Not meeting inclusion criteria",
    "Failure to fulfil the inclusion criteria",
    "Other protocol-defined inclusion/exclusion criteria may apply",
    "Hepatic vascular exclusion",
    "Both sexes will be included.",
    "Patients with diabetes are eligible",
    "Patients who received a transplant will be excluded.",
    "To be eligible for this study, patients must be 18 years or older",
    "Blood group A",
    "Age group 18-65",
    "Arm circumference < 20 cm",
    "Part of the stomach removed",
    "Organ donors",
    "Additional inclusion and exclusion criteria apply",
    "Presence of fever plus four of the following criteria:",
    "Diagnosed by the following diagnostic criteria:",
]


@pytest.mark.parametrize("criterion", CRITERIA_THAT_ARE_NO_HEADINGS)
@pytest.mark.parametrize("mark", ["- ", ""])
def test_a_criterion_that_only_holds_the_word(criterion: str, mark: str) -> None:
    text = f"Exclusion criteria:\n{mark}HIV.\n{mark}{criterion}\n{mark}Stroke"
    assert outline(text) == ["E1 HIV.", f"E2 {criterion}", "E3 Stroke"]


MARKS = [
    ("- one", "- two", "- three"),
    ("• one", "• two", "• three"),
    ("* one", "* two", "* three"),
    ("● one", "● two", "● three"),
    ("▪ one", "▪ two", "▪ three"),
    ("✓ one", "✓ two", "✓ three"),
    ("o One", "o Two", "o Three"),
    ("– one", "– two", "– three"),
    ("-one", "-two", "-three"),
    ("•one", "•two", "•three"),
    ("  -  • one", "  -  • two", "  -  • three"),
    ("1. one", "2. two", "3. three"),
    ("1) one", "2) two", "3) three"),
    ("(1) one", "(2) two", "(3) three"),
    ("( 1 ) one", "( 2 ) two", "( 3 ) three"),
    ("[1] one", "[2] two", "[3] three"),
    ("1.one", "2.two", "3.three"),
    ("1 . one", "2 . two", "3 . three"),
    ("1.1 One", "1.2 Two", "1.3 Three"),
    ("1.1.1 one", "1.1.2 two", "1.1.3 three"),
    ("1.1. one", "1.2. two", "1.3. three"),
    ("1-One", "2-Two", "3-Three"),
    ("#1 one", "#2 two", "#3 three"),
    ("a) one", "b) two", "c) three"),
    ("a. one", "b. two", "c. three"),
    ("(a) one", "(b) two", "(c) three"),
    ("A. one", "B. two", "C. three"),
    ("i. one", "ii. two", "iii. three"),
    ("iv. one", "v. two", "vi. three"),
    ("(i) one", "(ii) two", "(iii) three"),
    ("I. one", "II. two", "III. three"),
    ("h. one", "i. two", "j. three"),
    ("u) one", "v) two", "w) three"),
    ("99. one", "100. two", "101. three"),
    ("- (4) one", "- (5) two", "- (6) three"),
    ("1.\none", "2.\ntwo", "3.\nthree"),
    ("•\none", "•\n\ntwo", "•\nthree"),
    ("one", "two", "three"),
    ("One.", "Two.", "Three."),
    ("1.\tone", "2.\ttwo", "3.\tthree"),
]


@pytest.mark.parametrize("marked", MARKS, ids=lambda m: m[0])
def test_a_mark_is_no_part_of_the_content(marked: tuple[str, str, str]) -> None:
    rows = outline("Inclusion criteria:\n" + "\n".join(marked))
    assert [row.lower().rstrip(".") for row in rows] == ["i1 one", "i2 two", "i3 three"]


@pytest.mark.parametrize(
    "line",
    [
        "-5 degrees of extension",
        "1.5 mg of folate",
        "1.5 Gy of radiation",
        "2.5-fold ALT",
        "-20% of baseline",
        "5 mg daily",
        "18-65 years",
        "I am 18",
        "A history of HIV",
    ],
)
def test_a_number_or_word_is_no_mark(line: str) -> None:
    assert outline(line) == [f"I1 {line}"]


TREES = {
    "nested by indent": (
        "Inclusion Criteria:\n- a\n  - b\n    - c\n  - d\n- e",
        ["I1 header: a", "I1.1 header: b", "I1.1.1 c", "I1.2 d", "I2 e"],
    ),
    "nested by numbering at one indent": (
        "Exclusion Criteria:\n1. Liver disease:\na) ALT > 3\nb) AST > 3\n2. HIV",
        ["E1 header: Liver disease:", "E1.1 ALT > 3", "E1.2 AST > 3", "E2 HIV"],
    ),
    "letters under a number without a colon": (
        "1. Organ function\na. ANC > 1\nb. Hb > 9\n2. Consent",
        ["I1 header: Organ function", "I1.1 ANC > 1", "I1.2 Hb > 9", "I2 Consent"],
    ),
    "bullets under numbers": (
        "1. Organ function\n- ANC > 1\n- Hb > 9\n2. Consent",
        ["I1 header: Organ function", "I1.1 ANC > 1", "I1.2 Hb > 9", "I2 Consent"],
    ),
    "three styles": (
        "1. A:\n(a) B:\n(i) c\n(ii) d\n(b) e\n2. f",
        ["I1 header: A:", "I1.1 header: B:", "I1.1.1 c", "I1.1.2 d", "I1.2 e", "I2 f"],
    ),
    "capital and small numerals": (
        "I. A\ni. b\nii. c\nII. d",
        ["I1 header: A", "I1.1 b", "I1.2 c", "I2 d"],
    ),
    "a governing header": (
        "Inclusion:\n- Adequate organ function, defined as:\n  - ANC > 1\n  - Hb > 9\n- Consent",
        ["I1 header: Adequate organ function, defined as:", "I1.1 ANC > 1", "I1.2 Hb > 9", "I2 Consent"],
    ),
    "a governing header without a mark": (
        "Inclusion:\nAdequate organ function, defined as:\n- ANC > 1\n- Hb > 9",
        ["I1 header: Adequate organ function, defined as:", "I1.1 ANC > 1", "I1.2 Hb > 9"],
    ),
    "a governing header with other bullets": (
        "- Any of:\n• stroke\n• TIA\n- HIV",
        ["I1 header: Any of:", "I1.1 stroke", "I1.2 TIA", "I2 HIV"],
    ),
    "a sentence does not govern what is set deeper": (
        "  - Platelet disease.\n       - Pregnancy.\n       - Anaemia.\n  - HIV",
        ["I1 Platelet disease.", "I2 Pregnancy.", "I3 Anaemia.", "I4 HIV"],
    ),
    "nor does one without a mark": (
        "Exclusion criteria:\nBack surgery after the treatment.\n  - Pregnancy\n  - HIV",
        ["E1 Back surgery after the treatment.", "E2 Pregnancy", "E3 HIV"],
    ),
    "but one that says so governs": (
        "Inclusion criteria:\nSubjects must meet the following to take part in this study.\n  - Age > 18\n  - Consent",
        ["I1 header: Subjects must meet the following to take part in this study.", "I1.1 Age > 18", "I1.2 Consent"],
    ),
    "numbering restarts under a number": (
        "4. Data which include:\n   1. Start\n   2. Stop\n5. Consent",
        ["I1 header: Data which include:", "I1.1 Start", "I1.2 Stop", "I2 Consent"],
    ),
    "numbering goes on at another indent": (
        "1. a\n 2. b\n  3. c",
        ["I1 a", "I2 b", "I3 c"],
    ),
    "women are eligible if": (
        "Inclusion criteria:\n1. Age > 18\n2. Women are eligible if:\n  a. sterile\n  b. on contraception",
        ["I1 Age > 18", "I2 header: Women are eligible if:", "I2.1 sterile", "I2.2 on contraception"],
    ),
}


@pytest.mark.parametrize(("text", "rows"), TREES.values(), ids=TREES)
def test_trees(text: str, rows: list[str]) -> None:
    assert outline(text) == rows


WRAPPED = {
    "hanging under a bullet": (
        "- Systemic sclerosis with\n  skin involvement\n- HIV",
        ["I1 Systemic sclerosis with skin involvement", "I2 HIV"],
    ),
    "at the margin under a bullet": (
        "- Systemic sclerosis with\nskin involvement\n- HIV",
        ["I1 Systemic sclerosis with skin involvement", "I2 HIV"],
    ),
    "a unit on the next line": ("1. creatinine < 1.5\nmg/dL\n2. HIV", ["I1 creatinine < 1.5 mg/dL", "I2 HIV"]),
    "or between bullets": ("- GVHD prophylaxis.\nOR\n- HIV", ["I1 GVHD prophylaxis. OR", "I2 HIV"]),
    "a new sentence at the margin below set-in bullets": (
        "  - Women without contraception\nOther criteria may apply.",
        ["I1 Women without contraception", "I2 Other criteria may apply."],
    ),
    "plain, cut after a small word": (
        "Patients treated with at least one immunosuppressive drug in the\nlast twelve months\nHIV",
        ["I1 Patients treated with at least one immunosuppressive drug in the last twelve months", "I2 HIV"],
    ),
    "plain, before a small word": (
        "Early onset septic shock treated by norepinephrine infusion\nof more than 10 ug/min",
        ["I1 Early onset septic shock treated by norepinephrine infusion of more than 10 ug/min"],
    ),
    "plain, inside a bracket": (
        "Severe allergic reaction to any vaccine component (e.g. history of\nanaphylaxis to eggs)",
        ["I1 Severe allergic reaction to any vaccine component (e.g. history of anaphylaxis to eggs)"],
    ),
    "plain list in small letters": (
        """\
any medical condition that would contraindicate stimulants
any prior adverse response to lisdexamfetamine dimesylate or other
stimulant medication
use of concurrent non-stimulant psychoactive medication
autism spectrum disorder""",
        [
            "I1 any medical condition that would contraindicate stimulants",
            "I2 any prior adverse response to lisdexamfetamine dimesylate or other stimulant medication",
            "I3 use of concurrent non-stimulant psychoactive medication",
            "I4 autism spectrum disorder",
        ],
    ),
}


@pytest.mark.parametrize(("text", "rows"), WRAPPED.values(), ids=WRAPPED)
def test_wrapped_lines(text: str, rows: list[str]) -> None:
    assert outline(text) == rows


ONE_LINE = {
    "both lists": (
        "Inclusion Criteria: age > 18 years. Exclusion Criteria: HIV",
        ["I1 age > 18 years.", "E1 HIV"],
    ),
    "numbers run on": ("1. age > 18 2. consent 3. HIV", ["I1 age > 18", "I2 consent", "I3 HIV"]),
    "brackets run on": ("(1) age > 18 (2) consent", ["I1 age > 18", "I2 consent"]),
    "numbers run on behind headings": (
        "Inclusion Criteria: 1. age > 18; 2. consent. Exclusion Criteria: 1) HIV; 2) stroke; 3) TIA",
        ["I1 age > 18;", "I2 consent.", "E1 HIV;", "E2 stroke;", "E3 TIA"],
    ),
    "two numbers after a full stop": ("1. Age > 18. 2. Consent.", ["I1 Age > 18.", "I2 Consent."]),
    "under a number": (
        "2. Hypertension. Diagnostic criteria: 1)BP > 140; 2)treatment; 3)history\n3. Consent",
        ["I1 header: Hypertension. Diagnostic criteria:", "I1.1 BP > 140;", "I1.2 treatment;", "I1.3 history", "I2 Consent"],
    ),
    "a heading that runs on from a bullet": (
        "Inclusion Criteria:\n- Age > 18\n- Signed informed consent Exclusion criteria:\n- HIV",
        ["I1 Age > 18", "I2 Signed informed consent", "E1 HIV"],
    ),
    "stage 1 or 2": ("Stage 1 or 2. No prior therapy", ["I1 Stage 1 or 2. No prior therapy"]),
    "grade 1 before 2": ("Toxicity of grade 1. Diabetes of type 2. No HIV", ["I1 Toxicity of grade 1. Diabetes of type 2. No HIV"]),
    "decimals": ("ratio 1.5 to 2.5 or 3.5", ["I1 ratio 1.5 to 2.5 or 3.5"]),
    "references": ("as defined (see 1) and (see 2)", ["I1 as defined (see 1) and (see 2)"]),
}


@pytest.mark.parametrize(("text", "rows"), ONE_LINE.values(), ids=ONE_LINE)
def test_several_items_on_one_line(text: str, rows: list[str]) -> None:
    assert outline(text) == rows


COHORTS = {
    "above their lists": (
        "Cohort A\nInclusion Criteria:\n- a\nExclusion Criteria:\n- b\nCohort B\nInclusion Criteria:\n- c\nExclusion Criteria:\n- d",
        ["I1 [Cohort A] a", "E1 [Cohort A] b", "I2 [Cohort B] c", "E2 [Cohort B] d"],
    ),
    "inside a list": (
        "Inclusion Criteria:\nHealthy volunteers:\n- a\nPatient group:\n- b\nExclusion Criteria:\n- c",
        ["I1 [Healthy volunteers] a", "I2 [Patient group] b", "E1 c"],
    ),
    "in the heading": (
        "Inclusion Criteria (ESRD group):\n- a\nExclusion Criteria (ESRD group):\n- b\nInclusion Criteria for Patients:\n- c",
        ["I1 [ESRD group] a", "E1 [ESRD group] b", "I2 [Patients] c"],
    ),
    "behind the heading": (
        "Inclusion Criteria: Cohort 1a and 1b\n- a\nExclusion Criteria: Cohort 1a and 1b\n- b",
        ["I1 [Cohort 1a and 1b] a", "E1 [Cohort 1a and 1b] b"],
    ),
    "any line with a colon above a heading of a list": (
        "Clinicians in the survey:\nInclusion criteria:\n- a\nExclusion criteria:\n- b",
        ["I1 [Clinicians in the survey] a", "E1 [Clinicians in the survey] b"],
    ),
    "lines built alike": (
        "Inclusion Criteria:\n- a\nfor healthy volunteers:\n- b\nfor glaucoma patients (POAG):\n- c",
        ["I1 a", "I2 [healthy volunteers] b", "I3 [glaucoma patients (POAG)] c"],
    ),
    "numbered": (
        "Inclusion Criteria:\nI. Group A:\n- a\nII. Group B:\n- b\nIII. Groups C & D:\n- c",
        ["I1 [Group A] a", "I2 [Group B] b", "I3 [Groups C & D] c"],
    ),
    "a bullet that names people is an item": (
        "Inclusion Criteria:\n- Healthy volunteers\n- a",
        ["I1 Healthy volunteers", "I2 a"],
    ),
}


@pytest.mark.parametrize(("text", "rows"), COHORTS.values(), ids=COHORTS)
def test_cohorts(text: str, rows: list[str]) -> None:
    assert outline(text) == rows


def test_exclusion_only() -> None:
    _, found = document("Exclusion Criteria:\n- HIV")
    assert [i.id for i in found.items] == ["E1"]
    assert found.kind_is_given


def test_no_heading() -> None:
    _, found = document("- age > 18\n- HIV")
    assert [i.id for i in found.items] == ["I1", "I2"]
    assert found.headings == ()
    assert not found.kind_is_given


def test_lists_that_come_twice_are_numbered_on() -> None:
    assert outline("Inclusion:\n- a\nExclusion:\n- b\nInclusion:\n- c") == ["I1 a", "E1 b", "I2 c"]


def test_notes() -> None:
    assert outline("- age > 18\n- Note: adults only\n- NB: as agreed\n- Notes of the doctor") == [
        "I1 age > 18", "I2 note: Note: adults only", "I3 note: NB: as agreed", "I4 Notes of the doctor",
    ]  # fmt: skip


@pytest.mark.parametrize("rule", ["-----", "=====", "***", "_____"])
def test_a_rule_between_lines_is_no_item(rule: str) -> None:
    assert outline(f"- age > 18\n{rule}\n- HIV") == ["I1 age > 18", "I2 HIV"]


def test_heading_text_is_without_decoration() -> None:
    _, found = document("** Inclusion Criteria: **\n- a\n2. Exclusion Criteria\n- b")
    assert [h.text for h in found.headings] == ["Inclusion Criteria:", "Exclusion Criteria"]


def assert_whole(text: str) -> None:
    """Each character belongs to exactly one item or heading; ids are unique; contents lie in their items."""
    source, found = document(text)
    items, uniform = walk(found), source.normalised.text
    extents = sorted([(i.start, i.end) for i in items] + [(h.start, h.end) for h in found.headings])
    if not extents:
        assert not uniform.strip()
        return
    assert extents[0][0] == 0
    assert extents[-1][1] == len(uniform)
    assert all(one[1] == following[0] for one, following in pairwise(extents))
    assert len({i.id for i in items}) == len(items)
    assert all(i.start <= i.content_start <= i.content_end <= i.end for i in items)


fragments = st.sampled_from(
    [
        "Inclusion Criteria:", "Exclusion criteria", "Cohort A:", "Healthy volunteers", "Criteria", "You may take part if",
        "- ", "• ", "1. ", "2) ", "(3) ", "a) ", "i. ", "o ", "-", "*", "#", "age > 18", "HIV", "note: x", "of the", ".", ";", ":",
        " ", "  ", "     ", "\n", "\n\n", "\t", "\r\n", "\u2028", "&lt;", "\\>", "≥", "אבג", "\ud800", "\x00", "😀",
    ]
)  # fmt: skip


@given(st.lists(fragments, max_size=40).map("".join))
def test_built_text_is_divided_without_rest(text: str) -> None:
    assert_whole(text)


@given(st.text(max_size=200))
def test_any_text_is_divided_without_rest(text: str) -> None:
    assert_whole(text)


def corpus(path: Path) -> list[str]:
    lines: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        lines[row["doc"]][row.get("start", 0)] = row["text"]
    return ["\n".join(parts[start] for start in sorted(parts)) for parts in lines.values()]


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here")
@pytest.mark.parametrize("name", ["lct/train", "lct/dev", "chia/train", "chia/dev"])
def test_every_text_of_the_corpora_is_divided_without_rest(name: str) -> None:
    texts = corpus(CORPORA / f"{name}.jsonl")
    assert texts
    for text in texts:
        assert_whole(text)
