"""What the shipped recogniser adds to lexicon and grammar, and that it is the same in any company."""

import pytest

import critparse
from critparse import parse, parse_texts
from critparse.expression import Judgement, Measurement, Occurrence, walk

CRITERIA = (
    "History of hereditary spastic paraplegia",
    "ALT > 3 x ULN or severe frobinase deficiency",
    "Patients must be willing to return for all study visits",
)


def nodes(text, model):
    return list(walk(parse(text, model=model).criteria[0].expression))


def test_a_condition_that_the_lexicon_does_not_know_is_named_by_its_words():
    found = [n for n in nodes(CRITERIA[1], "shipped") if isinstance(n, Occurrence)]
    assert [(n.domain, n.source, n.concept_id) for n in found] == [("condition", "model", "")]
    assert found[0].concept == "frobinase deficiency"
    assert not [n for n in nodes(CRITERIA[1], None) if isinstance(n, Occurrence)]


def test_grammar_decides_on_measurements():
    with_model, without = ([n.analyte for n in nodes(CRITERIA[1], m) if isinstance(n, Measurement)] for m in ("shipped", None))
    assert with_model == without == ["ALT"]


def test_judgement_is_a_persons():
    assert any(isinstance(n, Judgement) for n in nodes(CRITERIA[2], "shipped"))


def test_company_does_not_matter():
    alone = [parse(text, name=str(n)) for n, text in enumerate(CRITERIA)]
    together = list(parse_texts((str(n), text) for n, text in enumerate(CRITERIA)))
    assert alone == together


@pytest.mark.parametrize(
    ("model", "components"), [(None, ["critparse_mentions"]), ("shipped", ["critparse_mentions", "critparse_entities"])]
)
def test_pipeline_for_users_of_spacy(model, components):
    nlp = critparse.load(model=model)
    assert nlp.pipe_names == components
    assert ("entities" in nlp("Severe renal impairment").spans) == (model is not None)


def test_a_sentence_for_a_person_is_one_judgement():
    text = "Ability and willingness to abstain from alcohol, beverages (coffee, tea) from 48 h prior to entry until discharge"
    (only,) = nodes(text, "shipped")
    assert isinstance(only, Judgement)
    assert only.text == text
