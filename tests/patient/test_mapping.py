"""Records as our concepts: codes, what stands below them, names, ingredients, routes; and what must not be mapped."""

import csv
from pathlib import Path

import pytest

from critparse.knowledge import load
from critparse.patient.mapping import mapped_event, mapped_result, unmapped
from critparse.patient.model import Coding, Event, Patient, Result

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
KNOWLEDGE = load()


def result(text="", *codings):
    return {m.concept_id: m.how for m in mapped_result(Result("o", tuple(Coding(*c) for c in codings), text, None), KNOWLEDGE)}


def event(domain, text="", *codings):
    return {m.concept_id: m for m in mapped_event(Event("e", domain, tuple(Coding(*c) for c in codings), text), KNOWLEDGE)}


def sure(*args):
    return {concept_id for concept_id, m in event(*args).items() if m.sure}


@pytest.mark.parametrize(
    ("code", "entry"),
    [("718-7", "hemoglobin"), ("4548-4", "hba1c"), ("8480-6", "systolic_blood_pressure"), ("2160-0", "creatinine")],
)
def test_results_by_code(code, entry):
    assert result("", ("LOINC", code)) == {entry: f"LOINC {code}"}


RESULT_NAMES = {
    "Hemoglobin": "hemoglobin",
    "ECOG performance status": "ecog",
    "Creatinine [Mass/volume] in Serum or Plasma": "creatinine",
    "Hemoglobin [Presence] in Urine by Test strip": None,
    "Glucose [Mass/volume] in Urine by Test strip": None,
    "Glucose [Mass/volume] in Cerebral spinal fluid": None,
    "Creatinine comment": None,
    "Serum creatinine and urea": None,
    "": None,
}


@pytest.mark.parametrize("name", RESULT_NAMES)
def test_results_by_name(name):
    expected = RESULT_NAMES[name]
    assert result(name) == ({expected: f'name "{name}"'} if expected else {})


def test_a_code_goes_before_a_name():
    assert result("Creatinine", ("http://example.org", "x", "Creatinine"), ("LOINC", "718-7")) == {"hemoglobin": "LOINC 718-7"}


CODES = {
    ("condition", "ICD-10-CM", "E11.65"): {"type_2_diabetes", "diabetes_mellitus"},
    ("condition", "ICD-10-CM", "E1165"): {"type_2_diabetes"},
    ("condition", "ICD-10-CM", "C18.2"): {"colon_cancer", "malignancy", "solid_tumor"},
    ("condition", "ICD-10-CM", "I26.99"): {"pulmonary_embolism", "venous_thromboembolism"},
    ("condition", "ICD-10-CM", "K50.90"): {"crohns_disease", "inflammatory_bowel_disease"},
    ("condition", "ICD-10", "I21.9"): {"myocardial_infarction"},
    ("condition", "SNOMED CT", "44054006"): {"type_2_diabetes", "diabetes_mellitus"},
    ("drug", "RxNorm", "11289"): {"warfarin", "anticoagulant", "oral_anticoagulant"},
    ("drug", "RxNorm", "5492"): {"hydrocortisone", "corticosteroid"},
}


@pytest.mark.parametrize(("domain", "system", "code"), CODES)
def test_events_by_code_with_what_stands_above(domain, system, code):
    found = event(domain, "", (system, code))
    assert CODES[domain, system, code] <= {i for i, m in found.items() if m.sure and m.how == f"{system} {code}"}


def test_a_code_does_not_tell_what_it_does_not_say():
    assert not event("condition", "", ("ICD-10-CM", "C61"))["castration_resistant_prostate_cancer"].sure
    assert not event("condition", "", ("ICD-10-CM", "C50.9"))["invasive_ductal_carcinoma"].sure
    assert "type_1_diabetes" not in event("condition", "", ("ICD-10-CM", "E11"))
    assert "type_2_diabetes" not in event("condition", "", ("ICD-10-CM", "E1"))
    assert not event("drug", "", ("RxNorm", "5492"))["systemic_corticosteroid"].sure
    assert not event("drug", "aspirin")["dual_antiplatelet_therapy"].sure
    assert not event("procedure", "", ("ICD-10-CM", "E11"))


NAMES = {
    ("condition", "Hypertension"): {"hypertension"},
    ("condition", "Essential hypertension (disorder)"): {"hypertension"},
    ("condition", "Acute deep venous thrombosis"): {"deep_vein_thrombosis", "venous_thromboembolism"},
    ("condition", "Neuropathy due to type 2 diabetes mellitus (disorder)"): {"peripheral_neuropathy", "type_2_diabetes"},
    ("condition", "Non-small cell carcinoma of lung, TNM stage 1 (disorder)"): {"non_small_cell_lung_cancer", "malignancy"},
    ("condition", "Primary malignant neoplasm of colon"): {"colon_cancer"},
    ("condition", "Chronic congestive heart failure (disorder)"): {"heart_failure"},
    ("procedure", "Colonoscopy (procedure)"): {"colonoscopy"},
    ("allergy", "Allergy to penicillin"): {"penicillin", "beta_lactam"},
    ("allergy", "Latex allergy"): {"latex", "latex_allergy"},
    ("allergy", "Shellfish (substance)"): {"shellfish"},
    ("observation", "Never smoker"): {"non_smoker"},
    ("drug", "Simvastatin 20 MG Oral Tablet"): {"simvastatin", "statin"},
    ("drug", "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet"): {"metformin", "oral_antidiabetic"},
    ("drug", "NDA020503 200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler"): {"albuterol", "bronchodilator"},
    ("drug", "Acetaminophen 300 MG / HYDROcodone Bitartrate 5 MG [Vicodin]"): {"acetaminophen", "hydrocodone", "opioid"},
    ("drug", "Acetaminophen/Hydrocodone"): {"acetaminophen", "hydrocodone"},
    ("drug", "Piperacillin 4000 MG / tazobactam 500 MG Injection"): {"piperacillin_tazobactam"},
    ("drug", "1 ML heparin sodium, porcine 5000 UNT/ML Injection"): {"heparin"},
    ("drug", "Lasix 40mg"): {"furosemide"},
    ("drug", "Hydrocortisone 10 MG/ML Topical Cream"): {"hydrocortisone", "topical_corticosteroid"},
    ("drug", "Hydrocortisone 100 MG Injection"): {"hydrocortisone", "systemic_corticosteroid"},
    ("drug", "prednisone 20 MG Oral Tablet"): {"oral_corticosteroid", "systemic_corticosteroid"},
}


@pytest.mark.parametrize(("domain", "name"), NAMES)
def test_events_by_name(domain, name):
    found = event(domain, name)
    assert NAMES[domain, name] <= sure(domain, name)
    assert all(name in m.how for m in found.values())


NOT = {
    ("condition", "Carcinoma in situ of prostate (disorder)"): "prostate_cancer",
    ("condition", "Family history of breast cancer"): "breast_cancer",
    ("condition", "No history of asthma"): "asthma",
    ("condition", "Asthma excluded"): "asthma",
    ("condition", "At risk for suicide"): "suicide_attempt",
    ("condition", "Negative screening for depression on PHQ-9 (Patient Health Questionnaire 9)"): "depression",
    ("condition", "Secondary malignant neoplasm of colon"): "colon_cancer",
    ("condition", "Fear of cancer"): "malignancy",
    ("procedure", "Screening for depression"): "depression",
    ("procedure", "Urine screening test for diabetes"): "diabetes_mellitus",
    ("procedure", "Asthma"): "asthma",
    ("drug", "Hydrocortisone 10 MG/ML Topical Cream"): "systemic_corticosteroid",
    ("drug", "Fluticasone propionate 0.05 MG/ACTUAT Nasal Spray"): "inhaled_corticosteroid",
    ("drug", "Alcohol pad"): "alcohol",
    ("drug", "Warfarin interaction leaflet"): "warfarin",
    ("observation", "Asthma"): "asthma",
    ("device", "Warfarin"): "warfarin",
}


@pytest.mark.parametrize(("domain", "name"), NOT)
def test_events_that_must_not_be(domain, name):
    assert NOT[domain, name] not in event(domain, name)


def test_names_that_are_past_or_in_doubt():
    past = event("condition", "History of myocardial infarction (situation)")
    assert past["myocardial_infarction"].past
    assert past["coronary_artery_disease"].past
    assert event("condition", "History of appendectomy")["appendectomy"].past
    assert not event("condition", "Myocardial infarction")["myocardial_infarction"].past
    doubted = event("condition", "Suspected lung cancer (situation)")
    assert not any(m.sure for m in doubted.values())
    assert "malignancy" in doubted


def test_a_name_adds_to_a_code_only_what_stands_below_it():
    assert "hypercholesterolemia" in event("condition", "Hypercholesterolemia", ("ICD-10-CM", "E78.5"))
    assert "asthma" not in event("condition", "Asthma", ("ICD-10-CM", "I10"))


VACCINES = {
    "Influenza, seasonal, injectable, preservative free": "influenza_vaccine",
    "Hep B, adult": "hepatitis_b_vaccine",
    "Td (adult) preservative free": "tetanus_vaccine",
    "Pneumococcal conjugate PCV 13": "pneumococcal_vaccine",
    "meningococcal MCV4P": "meningococcal_vaccine",
    "MMR": "mmr_vaccine",
    "unspecified": None,
}


@pytest.mark.parametrize("name", VACCINES)
def test_vaccines_by_the_short_names_of_cvx(name):
    found = event("drug", name, ("CVX", "0", name))
    assert VACCINES[name] in found if VACCINES[name] else not found


def test_a_question_is_claimed_by_its_answer():
    question = Result("o1", (Coding("LOINC", "72166-2"),), "Tobacco smoking status", None)
    claimed = Patient("p", results=(question,), events=(Event("o1", "observation", (), "Never smoker"),))
    assert not list(unmapped(claimed, KNOWLEDGE))
    open_ = Patient("p", results=(question,), events=(Event("o1", "observation", (), "odd"),))
    assert list(unmapped(open_, KNOWLEDGE)) == [Coding("LOINC", "72166-2")]


def test_unmapped_codes():
    patient = Patient(
        "p",
        results=(Result("o1", (Coding("LOINC", "718-7"),), "", None), Result("o2", (Coding("LOINC", "0-0"),), "", None)),
        events=(Event("c1", "condition", (), "odd"), Event("c2", "condition", (), "asthma")),
    )
    assert list(unmapped(patient, KNOWLEDGE)) == [Coding("LOINC", "0-0"), Coding("", "", "odd")]


@pytest.mark.parametrize(
    "text", ["", " ", "()", "(disorder)", "[", "/", " / ", "5", "5 MG", "x" * 5000, "due to", "\u0000", "History of ", "% [x]"]
)
@pytest.mark.parametrize("domain", ["condition", "drug", "allergy", "procedure", "observation", "device"])
def test_strange_names_are_nothing(domain, text):
    assert not event(domain, text, ("", "", text), ("ICD-10-CM", text), ("CVX", text, text))
    assert not result(text)


DOMAINS = {
    "Condition": "condition", "Procedure": "procedure", "MedicationRequest": "drug", "Drug": "drug", "Device": "device",
    "AllergyIntolerance": "allergy",
}  # fmt: skip
SHARES = {"Condition": 0.75, "Procedure": 0.43, "MedicationRequest": 0.82, "Drug": 0.98, "Device": 0.6, "AllergyIntolerance": 1.0}


@pytest.mark.skipif(not REFERENCE.exists(), reason="needs ../shared")
@pytest.mark.parametrize("kind", DOMAINS)
def test_share_of_the_codes_of_synthea(kind):
    with (REFERENCE / "codes_seen.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    systems = {"SNOMED": "SNOMED CT", "RxNorm": "RxNorm"}
    found = sum(bool(event(DOMAINS[kind], row["name"], (systems[row["vocabulary"]], row["code"], row["name"]))) for row in rows)
    assert found / len(rows) >= SHARES[kind]
