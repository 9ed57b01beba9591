"""The names in records, taken apart."""

import pytest

from critparse.errors import KnowledgeError
from critparse.knowledge import load
from critparse.patient.record_names import RecordNames, record_names

NAMES = record_names()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Asthma (disorder)", "Asthma"), ("Burn injury(morphologic abnormality)", "Burn injury"), ("Asthma (severe)", "Asthma (severe)"),
        ("(disorder)", "(disorder)"), ("Asthma", "Asthma"), ("", ""),
    ],
)  # fmt: skip
def test_untagged(name, plain):
    assert NAMES.untagged(name) == plain


INGREDIENTS = {
    "Simvastatin 20 MG Oral Tablet": [("Simvastatin",)],
    "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet": [("Metformin hydrochloride", "Metformin")],
    "Abuse-Deterrent 12 HR Oxycodone Hydrochloride 15 MG Extended Release Oral Tablet": [("Oxycodone Hydrochloride", "Oxycodone")],
    "Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG [Percocet]": [
        ("Acetaminophen",), ("Oxycodone Hydrochloride", "Oxycodone"), ("Percocet",),
    ],
    "Acetaminophen/Hydrocodone": [("Acetaminophen",), ("Hydrocodone",)],
    "Vitamin B 12 5 MG/ML Injectable Solution": [("Vitamin B 12", "Vitamin B12", "Vitamin B")],
    "24hr nicotine transdermal patch": [("nicotine",)],
    "NITROFURANTOIN, MACROCRYSTALS 50 MG Oral Capsule": [("NITROFURANTOIN, MACROCRYSTALS", "NITROFURANTOIN")],
    "Sertraline 100MG": [("Sertraline",)],
    "5": [],
}  # fmt: skip


@pytest.mark.parametrize("name", INGREDIENTS)
def test_ingredients(name):
    assert list(NAMES.ingredients(name)) == INGREDIENTS[name]


@pytest.mark.parametrize(
    ("name", "route"),
    [
        ("Prednisone 5 MG Oral Tablet", "oral"), ("Hydrocortisone 10 MG/ML Topical Cream", "topical"), ("Hydrocortisone", ""),
        ("1 ML Morphine 5 MG/ML Injection", "injected"), ("Albuterol Metered Dose Inhaler", "inhaled"), ("Oral Topical Thing", ""),
    ],
)  # fmt: skip
def test_route(name, route):
    assert NAMES.route(name) == route


@pytest.mark.parametrize(
    ("name", "wider"),
    [
        ("Neuropathy due to type 2 diabetes", ["Neuropathy"]), ("Carcinoma of lung, TNM stage 1", ["Carcinoma of lung"]),
        ("Acute severe asthma", ["severe asthma", "asthma"]), ("Miscarriage in first trimester", ["Miscarriage"]),
        ("Carcinoma in situ of prostate", []), ("Asthma", []), ("Acute", []), ("due to", []),
    ],
)  # fmt: skip
def test_wider(name, wider):
    assert list(NAMES.wider(name, "condition")) == wider


def test_the_first_cause_counts():
    assert NAMES.cause("Anemia due to loss caused by surgery") == "loss caused by surgery"
    assert NAMES.cause("Anemia") == ""


def test_all_classes_are_in_the_lexicon():
    concepts = load().concepts
    assert {concepts[i].domain for i in {*NAMES.routes_of, *NAMES._words["some"]}} == {"drug"}


@pytest.mark.parametrize("line", ["tag", "colour\tred", "tag disorder"])
def test_a_line_that_is_none(line):
    with pytest.raises(KnowledgeError, match="line 1 is not a kind"):
        RecordNames([line])
