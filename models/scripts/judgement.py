"""Train the classifier of sentences that no record answers: corpus file → weights, and how good they are on trials held out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import typer
from chia import lines
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from critparse.extract.entity_labels import LABELS
from critparse.extract.entity_lexicon import lexicon_tagger
from critparse.extract.tokens import tokenize
from critparse.extract.unanswerable import BIAS, features, sentences
from critparse.knowledge import load
from critparse.score.chia import read_chia

_RAREST = 2
_STRENGTH = 0.1
_SMALLEST = 0.002
_EVERY = 8


def read(corpus: Path) -> tuple[list[set[str]], list[bool], list[bool]]:
    """Each sentence's features, whether nothing of the main labels is annotated inside, whether its trial is held out."""
    lexicon = lexicon_tagger(load())
    found: list[set[str]] = []
    empty: list[bool] = []
    held_out: list[bool] = []
    for document in read_chia(corpus):
        trial = document.name.partition("_")[0]
        is_held_out = int(hashlib.sha256(trial.encode()).hexdigest(), 16) % _EVERY == 0
        entities = [e for e in document.entities if e.label in LABELS]
        for line in lines(document.text):
            tokens = tokenize(line.text)
            marks = lexicon.tags(tokens)
            own = line.own(entities)
            for start, stop in sentences(tokens):
                a, b = tokens[start].start, tokens[stop - 1].end
                found.append(features(tokens, marks, (start, stop)))
                empty.append(not any(a <= e.fragments[0][0] and e.fragments[-1][1] <= b for e in own))
                held_out.append(is_held_out)
    return found, empty, held_out


def fit(found: list[set[str]], empty: list[bool]) -> dict[str, float]:
    """Weights by feature."""
    counts: dict[str, int] = {}
    for names in found:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    places = {name: i for i, name in enumerate(sorted(n for n, count in counts.items() if count >= _RAREST and n != BIAS))}
    columns = [sorted(places[n] for n in names if n in places) for names in found]
    ends = np.cumsum([0, *(len(c) for c in columns)])
    matrix = csr_matrix((np.ones(ends[-1]), np.concatenate(columns), ends), shape=(len(found), len(places)))
    model = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0, tol=1e-5).fit(matrix, empty)
    weights = {name: round(float(model.coef_[0, i]), 4) for name, i in places.items()}
    return {BIAS: round(float(model.intercept_[0]), 4)} | {n: w for n, w in weights.items() if abs(w) >= _SMALLEST}


def main(corpus: Path, place: Path) -> None:
    """Write the weights trained on all trials; print precision and recall of those trained without the held-out ones."""
    found, empty, held_out = read(corpus)
    weights = fit(*([x for x, h in zip(side, held_out, strict=True) if not h] for side in (found, empty)))
    sums = [sum(weights.get(name, 0.0) for name in names) for names, h in zip(found, held_out, strict=True) if h]
    truth = np.array([e for e, h in zip(empty, held_out, strict=True) if h])
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
        chosen = 1 / (1 + np.exp(-np.array(sums))) > threshold
        typer.echo(f"> {threshold}: {chosen.sum()} of {len(truth)}, P {truth[chosen].mean():.3f}, R {chosen[truth].mean():.3f}")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(fit(found, empty), ensure_ascii=False, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
