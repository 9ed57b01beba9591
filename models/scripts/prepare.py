"""Corpus file → training file of spaCy: one Doc an item, its entities in `doc.spans["entities"]`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import spacy
import typer
from chia import lines
from spacy.tokens import DocBin

from critparse.extract.entity_component import write
from critparse.extract.spacy_components import CriteriaTokenizer
from critparse.score.chia import read_chia

_EVERY = 8
"""One trial in so many is held out of training to choose settings and the best epoch."""


def main(corpus: Path, train: Path, held_out: Path, *, everything: Annotated[bool, typer.Option()] = False) -> None:
    """Split the trials of a corpus file in two; with `--everything` the held-out ones are trained on too."""
    tokenizer = CriteriaTokenizer(spacy.blank("en").vocab)
    bins = {False: DocBin(), True: DocBin()}
    for document in read_chia(corpus):
        trial = document.name.partition("_")[0]
        is_held_out = int(hashlib.sha256(trial.encode()).hexdigest(), 16) % _EVERY == 0
        for line in lines(document.text):
            doc = tokenizer(line.text)
            write(doc, sorted(line.own(document.entities)))
            bins[is_held_out].add(doc)
            if everything and is_held_out:
                bins[False].add(doc)
    for path, docs in ((train, bins[False]), (held_out, bins[True])):
        path.parent.mkdir(parents=True, exist_ok=True)
        docs.to_disk(path)


if __name__ == "__main__":
    typer.run(main)
