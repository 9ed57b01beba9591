from itertools import product

import numpy as np
import pytest
import spacy
from thinc.api import Model

from critparse.extract import recogniser
from critparse.extract.entity import Entity
from critparse.extract.entity_component import SPANS_KEY, EntityTagger, read, write
from critparse.extract.entity_inference import Network
from critparse.extract.entity_lattice import Lattice
from critparse.extract.entity_model import build_model, gradient
from critparse.extract.entity_parts import Discontinuous, Tagged, combine, separate
from critparse.extract.entity_tags import BEGIN, INSIDE, SINGLE, Group, best_spans, groups, raise_spans, tags
from critparse.extract.tokens import tokenize
from critparse.extract.unanswerable import BIAS, Unanswerable, features, sentences
from critparse.knowledge import load

IN_PIECES = {
    "pleural or pericardial effusion": [("Condition", ((0, 1), (3, 4))), ("Condition", ((2, 4),))],
    "hepatitis A , B or C": [("Condition", ((0, 2),)), ("Condition", ((0, 1), (3, 4))), ("Condition", ((0, 1), (5, 6)))],
    "type 1 or 2 diabetes": [("Condition", ((0, 2), (4, 5))), ("Condition", ((0, 1), (3, 5)))],
    "between the ages of 18 and 55": [("Value", ((0, 1), (4, 7)))],
    "greater than or equal to 6 months": [("Value", ((0, 2), (5, 7))), ("Value", ((3, 7),))],
    "stage IIIa or IIIb disease": [("Condition", ((0, 2), (4, 5))), ("Condition", ((0, 1), (3, 5)))],
    "COPD or asthma": [("Condition", ((0, 1),)), ("Condition", ((2, 3),))],
}


@pytest.mark.parametrize("text", IN_PIECES)
def test_entities_come_back_from_spans_and_parts(text):
    entities = [Discontinuous(*e) for e in IN_PIECES[text]]
    assert combine(*separate(entities)) == sorted(entities, key=lambda e: (e.pieces, e.label))


def condition(start: int, end: int) -> Tagged:
    return Tagged("Condition", start, end)


def part(start: int, end: int) -> Tagged:
    return Tagged("Part", start, end)


TOLD_BY_THE_HOST = {
    "cutaneous or visceral metastasis": ([condition(2, 4)], [part(0, 1), part(2, 3)], [((0, 1), (3, 4)), ((2, 4),)]),
    "hepatitis B or C": ([condition(0, 2)], [part(1, 2), part(3, 4)], [((0, 1), (3, 4)), ((0, 2),)]),
    "runny , blocked or itchy nose": (
        [condition(4, 6)], [part(0, 1), part(2, 3)], [((0, 1), (5, 6)), ((2, 3), (5, 6)), ((4, 6),)],
    ),
    "fever or bleeding diathesis": ([condition(0, 1), condition(2, 4)], [part(0, 1)], [((0, 1),), ((2, 4),)]),
}  # fmt: skip


@pytest.mark.parametrize("text", TOLD_BY_THE_HOST)
def test_what_is_shared_is_told_by_the_entity_at_the_end(text):
    spans, parts, pieces = TOLD_BY_THE_HOST[text]
    assert combine(spans, parts) == [Discontinuous("Condition", p) for p in pieces]


def test_spans_come_back_from_tags():
    rng = np.random.default_rng(0)
    group = groups([("A", "B", "C")])[0]
    texts, scores = [], []
    for _ in range(50):
        length, at = int(rng.integers(1, 30)), 0
        spans = []
        while at < length:
            end = min(length, at + int(rng.integers(1, 5)))
            if rng.random() < 0.6:
                spans.append(Tagged("ABC"[int(rng.integers(3))], at, end))
            at = end
        row = np.full((length, group.size), -9.0, dtype=np.float32)
        row[np.arange(length), tags(spans, group, length)] = 0
        texts.append(spans)
        scores.append(row)
    assert best_spans(scores, group) == texts


def test_a_path_is_allowed_where_the_likeliest_tags_are_not():
    group = Group(("A",), 0)
    scores = np.log(np.array([[0.3, 0.6, 0.04, 0.03, 0.03], [0.6, 0.1, 0.1, 0.1, 0.1]], dtype=np.float32))
    assert best_spans([scores], group) == [[]]
    raise_spans(scores, group, 1.2)
    assert best_spans([scores], group) == [[Tagged("A", 0, 2)]]
    assert best_spans([], group) == []


def test_the_network_gives_what_the_model_gives():
    own = groups([("A", "B"), ("C",)])
    rows = [40, 30, 20]
    model: Model = build_model(rows=rows, embedding=8, width=12, depth=2, towers=3, seed=1, size=own[-1].offset + own[-1].size)
    rng = np.random.default_rng(1)
    texts = [rng.integers(0, 99, size=(n, 3)).astype(np.uint64) for n in (5, 1, 17)]
    model.initialize(X=texts)
    for node in model.walk():
        if node.name == "linear":
            node.set_param("W", rng.normal(size=node.get_param("W").shape).astype(np.float32))
    expected = np.concatenate(model.predict(texts)).reshape(23, 3, -1).mean(axis=1)
    np.testing.assert_allclose(Network(model, 3).scores(texts), expected, atol=1e-5)


def is_allowed(path: tuple[int, ...]) -> bool:
    """Whether spans that begin end, with the label they began with."""
    inside = None
    for tag in path:
        label, kind = divmod(tag - 1, 4)
        if (inside is None) != (tag == 0 or kind in {BEGIN, SINGLE}) or (tag and inside not in {None, label}):
            return False
        inside = {BEGIN: label, INSIDE: label}.get(kind) if tag else None
    return inside is None


def test_all_readings_are_weighed():
    group = Group(("A", "B"), 1)
    scores = np.random.default_rng(3).normal(size=(5, 1 + group.size)).astype(np.float32) * 3
    expected = np.zeros((5, group.size))
    weights = 1.0
    for start, end in ((0, 1), (1, 5)):
        own = scores[start:end, 1:].astype(float)
        total = 0.0
        for path in product(range(group.size), repeat=end - start):
            if is_allowed(path):
                weight = np.exp(own[np.arange(end - start), path].sum())
                expected[np.arange(start, end), path] += weight
                total += weight
        expected[start:end] /= total
        weights *= total
    lattice = Lattice(scores, [1, 4], group)
    np.testing.assert_allclose(lattice.tags(), expected, atol=1e-6)
    assert lattice.log_weight == pytest.approx(np.log(weights))


def test_the_gradient_is_the_slope_of_the_loss():
    own = groups([("A",), ("B",)])
    rng = np.random.default_rng(2)
    scores = rng.normal(size=(3, 20)).astype(np.float32)
    truth = np.array([[1, 0], [3, 0], [4, 4]])
    change, loss = gradient(scores, truth, [2, 1], own, 2)
    step = np.zeros_like(scores)
    step[1, 7] = 0.01
    _, more = gradient(scores + step, truth, [2, 1], own, 2)
    assert (more - loss) / 0.01 == pytest.approx(change[1, 7], abs=0.01)


def test_sentences_end_at_full_stops_and_semicolons():
    text = "Age 18.5 vs. 20; able to consent (e.g. by phone). Note: no asthma"
    tokens = tokenize(text)
    cut = [text[tokens[a].start : tokens[b - 1].end] for a, b in sentences(tokens)]
    assert cut == ["Age 18.5 vs. 20;", "able to consent (e.g. by phone).", "Note:", "no asthma"]
    assert sentences([]) == []


def test_a_sentence_is_doubted_by_its_words():
    tokens = tokenize("No asthma; willing to return")
    marks = [""] * len(tokens)
    weights = {BIAS: -1.0, "willing": 1.0, "willing to": 1.5, "near/willing": -9.0}
    assert Unanswerable(weights, 0.5).stretches(tokens, marks) == [(3, 6)]
    assert Unanswerable(weights, 0.9).stretches(tokens, marks) == []
    assert Unanswerable({}, 0.5).stretches(tokens, marks) == []
    assert {"< willing", "willing to return", "to return >", "near/asthma"} <= features(tokens, marks, (3, 6))


@pytest.fixture(scope="module")
def shipped():
    found = recogniser(load())
    assert found is not None
    return found


def named(text: str, entities: list[Entity]) -> set[tuple[str, str]]:
    return {(e.label, " … ".join(text[a:b] for a, b in e.fragments)) for e in entities}


def test_the_shipped_recogniser_finds_entities_whole_and_in_pieces(shipped):
    text = "Pleural or pericardial effusion"
    (entities,) = shipped.entities([text])
    assert named(text, entities) == {("Condition", "Pleural … effusion"), ("Condition", "pericardial effusion")}
    text = "No history of asthma; treatment with metformin within 3 months"
    (entities,) = shipped.entities([text])
    assert {("Condition", "asthma"), ("Drug", "metformin")} <= named(text, entities)


def test_a_sentence_that_no_record_answers_is_one_entity(shipped):
    text = "Signed informed consent must be obtained before any study procedure"
    assert shipped.entities([text]) == [[Entity("Judgement", ((0, len(text)),))]]


def test_what_is_found_does_not_depend_on_the_other_texts(shipped):
    texts = ["", "COPD", "No history of heart failure or stroke within 6 months", "Willing to provide consent", "?" * 40, "\n"]
    together = shipped.entities(texts)
    assert together == [shipped.entities([text])[0] for text in texts]
    assert together == shipped.entities(texts[::-1])[::-1]
    assert together[0] == []
    assert shipped.entities([]) == []


def test_entities_are_written_to_a_document_and_read_back():
    doc = spacy.blank("en")("Pleural or pericardial effusion")
    entities = [Entity("Condition", ((0, 7), (23, 31))), Entity("Condition", ((11, 31),))]
    write(doc, entities)
    assert len(doc.spans[SPANS_KEY]) == 3
    assert read(doc) == entities


def test_a_component_survives_its_bytes():
    settings = {"labels": [["Condition"]], "width": 8, "embedding": 4, "depth": 1, "towers": 2, "rows": [50] * 8}
    nlp = spacy.blank("en")
    pipe = nlp.add_pipe("critparse_entities", config=settings)
    assert isinstance(pipe, EntityTagger)
    nlp.initialize()
    pipe.cfg["judgement"] = {BIAS: 2.0}
    other = spacy.blank("en").add_pipe("critparse_entities", config=settings | {"seed": 5})
    other.initialize(list)
    texts = ["No asthma"]
    assert other.entities(texts) != pipe.entities(texts)
    other.from_bytes(pipe.to_bytes())
    assert other.entities(texts) == pipe.entities(texts) == [[Entity("Judgement", ((0, 9),))]]
