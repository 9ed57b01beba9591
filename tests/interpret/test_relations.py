"""What belongs to what, in sentences of our own: each row is marked text, and the relations that must come out.

"[M ALT] [V > 40]" marks a Measurement and a Value. Pieces with the same number are one entity: "[C1 pleural] or ... [C1 effusion]".
"""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from critparse.extract.entity import Entity
from critparse.interpret.relations import Relation, relate

LABELS = {
    "C": "Condition", "D": "Drug", "P": "Procedure", "M": "Measurement", "O": "Observation", "W": "Person", "V": "Value", "T": "Temporal",
    "Q": "Qualifier", "N": "Negation", "X": "Multiplier", "I": "Mood", "R": "Reference_point", "-": "Non-query-able",
}  # fmt: skip
_MARK = re.compile(r"\[([A-Z-])(\d?) ([^\[\]]*)\]")


def marked(text: str) -> tuple[str, list[Entity]]:
    plain, at, pieces, entities = "", 0, defaultdict(list), []
    for n, m in enumerate(_MARK.finditer(text)):
        plain += text[at : m.start()]
        pieces[m[1], m[2] or f"alone {n}"].append((len(plain), len(plain) + len(m[3])))
        plain, at = plain + m[3], m.end()
    entities = [Entity(LABELS[label], tuple(fragments)) for (label, _), fragments in pieces.items()]
    return plain + text[at:], entities


def found(text: str) -> set[str]:
    plain, entities = marked(text)

    def words(i: int) -> str:
        return " ".join(plain[a:b] for a, b in entities[i].fragments)

    return {f"{words(r.head)} -{r.kind.removeprefix('Has_')}- {words(r.tail)}" for r in relate(plain, entities)}


HOLDS = [
    # a value and its measurement
    ("[M ALT] [V < 40 U/L]", "ALT -value- < 40 U/L"),
    ("[M Serum creatinine] must be [V below 1.5 mg/dL]", "Serum creatinine -value- below 1.5 mg/dL"),
    ("[W Aged] [V 18 to 75 years]", "Aged -value- 18 to 75 years"),
    ("[V 18 years] of [W age] and above", "age -value- 18 years"),
    ("[V Elevated] [M troponin]", "troponin -value- Elevated"),
    ("[V Positive] for [M hepatitis B surface antigen]", "hepatitis B surface antigen -value- Positive"),
    ("[M Haemoglobin] [V > 9 g/dL], [M platelets] [V > 100,000/mm3]", "platelets -value- > 100,000/mm3"),
    ("[M Haemoglobin] [V > 9 g/dL], [M platelets] [V > 100,000/mm3]", "Haemoglobin -value- > 9 g/dL"),
    ("[C Renal failure] ([M eGFR] [V < 30 mL/min])", "eGFR -value- < 30 mL/min"),
    ("[M Body mass index] (kg/m2) of [V 20 to 35]", "Body mass index -value- 20 to 35"),
    # what a "no" negates
    ("[N No] [C asthma]", "asthma -negation- No"),
    ("[N Without] [Q severe] [C asthma]", "asthma -negation- Without"),
    ("[N No] [T history of] [C stroke] or [C seizure]", "stroke -negation- No"),
    ("[C Skin cancer] [N other than] [C basal cell carcinoma]", "basal cell carcinoma -negation- other than"),
    ("Any [D anticoagulant], [N except] [D aspirin]", "aspirin -negation- except"),
    ("[D Inhaled steroids] are [N allowed]", "Inhaled steroids -negation- allowed"),
    ("[W Women] [N not] using [P contraception]", "contraception -negation- not"),
    # what is said of it
    ("[Q Severe] [C asthma]", "asthma -qualifier- Severe"),
    ("[C Hypertension] that is [Q uncontrolled]", "Hypertension -qualifier- uncontrolled"),
    ("[Q Active] [C tuberculosis] and [Q chronic] [C hepatitis]", "hepatitis -qualifier- chronic"),
    ("[Q Active] [C tuberculosis] and [Q chronic] [C hepatitis]", "tuberculosis -qualifier- Active"),
    # when, how many, whether planned
    ("[C Stroke] [T within 6 months]", "Stroke -temporal- within 6 months"),
    ("[T History of] [C pancreatitis]", "pancreatitis -temporal- History of"),
    ("[C Stroke] [T within 6 months before] [R screening]", "within 6 months before -index- screening"),
    ("[X At least two] [C relapses]", "relapses -multiplier- At least two"),
    ("[I Scheduled for] [P hip surgery]", "hip surgery -mood- Scheduled for"),
    # what hangs together
    ("[C Allergy] to [D penicillin]", "Allergy -AND- penicillin"),
    ("[C Heart disease] such as [C angina]", "Heart disease -Subsumes- angina"),
    # lists
    ("[C Angina] or [C stroke]", "Angina -OR- stroke"),
    ("[C Angina], [C stroke], or [C seizure]", "stroke -OR- seizure"),
]
FAILS = [
    # only the member of a list that stands next has the relation, as in the corpus
    ("[N No] [C stroke] or [C seizure]", "seizure -negation- No"),
    ("[M Haemoglobin] [V > 9 g/dL], [M platelets] [V > 100,000/mm3]", "platelets -value- > 9 g/dL"),
    ("[C Asthma]. [Q Severe] [C hepatitis]", "Asthma -qualifier- Severe"),
]


@pytest.mark.parametrize(("text", "relation"), HOLDS)
def test_holds(text, relation):
    assert relation in found(text)


@pytest.mark.parametrize(("text", "relation"), FAILS)
def test_does_not_hold(text, relation):
    assert relation not in found(text)


def test_list_of_a_discontinuous_entity():
    pleural, pericardial = Entity("Condition", ((0, 7), (23, 31))), Entity("Condition", ((11, 31),))
    assert Relation("OR", 0, 1) in relate("Pleural or pericardial effusion", [pleural, pericardial])


def test_lines_are_apart():
    assert found("[M ALT]\n[V > 40]") == set()


def test_numbers_are_those_of_the_sequence():
    value, measurement = Entity("Value", ((4, 8),)), Entity("Measurement", ((0, 3),))
    assert relate("ALT > 40", [value, measurement]) == [Relation("Has_value", 1, 0)]


def test_labels_without_relations_change_nothing():
    assert found("[M ALT] [V > 40] [- as the investigator sees fit]") == {"ALT -value- > 40"}


def test_one_or_no_entity():
    assert relate("", []) == relate("ALT", [Entity("Measurement", ((0, 3),))]) == []


@pytest.mark.parametrize(
    "fragments",
    [(), ((0, 99),), ((-3, 2),), ((3, 3),), ((2, 1),), ((5, 6),)],
    ids=["none", "outside", "below", "empty", "back", "space"],
)
def test_any_place_of_an_entity(fragments):
    relate("ALT   > 40\n\n", [Entity("Value", fragments), Entity("Measurement", ((0, 3),))])


def test_entities_without_a_word():
    assert relate("   ", [Entity("Value", ((0, 1),)), Entity("Measurement", ((1, 2),))]) == []


def test_a_long_line_takes_linear_time():
    text = "ALT > 40, " * 4000
    entities = [
        e
        for i in range(4000)
        for e in (Entity("Measurement", ((10 * i, 10 * i + 3),)), Entity("Value", ((10 * i + 4, 10 * i + 8),)))
    ]
    values = [r for r in relate(text, entities) if r.kind == "Has_value"]
    assert len(values) > 3900


def test_own_weights():
    none = {"OR": {}, "links": {"none": 9.0}, "Has_value": {"none": 9.0}}
    assert relate("ALT > 40", [Entity("Measurement", ((0, 3),)), Entity("Value", ((4, 8),))], none) == []
