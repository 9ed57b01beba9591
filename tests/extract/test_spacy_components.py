"""The rules as a spaCy pipeline."""

import spacy

import critparse


def test_load_gives_a_pipeline() -> None:
    doc = critparse.load()("ANC>=1.5x10^9/L and  Hb > 9 g/dL\n ok")
    assert doc.text == "ANC>=1.5x10^9/L and  Hb > 9 g/dL\n ok"
    assert [(s.text, s.label_) for s in doc.spans["critparse"]] == [
        ("ANC", "MEASUREMENT"), (">=", "COMPARATOR"), ("1.5x10^9/L", "QUANTITY"),
        ("Hb", "MEASUREMENT"), (">", "COMPARATOR"), ("9 g/dL", "QUANTITY"),
    ]  # fmt: skip


def test_component_is_a_factory_for_any_pipeline() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("critparse_mentions")
    doc = nlp("LVEF below 40%")
    assert [s.label_ for s in doc.spans["critparse"]] == ["MEASUREMENT", "COMPARATOR", "QUANTITY"]


def test_pipeline_is_saved_and_loaded(tmp_path) -> None:  # type: ignore[no-untyped-def]
    critparse.load().to_disk(tmp_path)
    doc = spacy.load(tmp_path)("DLCO<45%")
    assert [t.text for t in doc] == ["DLCO", "<", "45", "%"]
