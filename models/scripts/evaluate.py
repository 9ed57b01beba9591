"""A trained pipeline on a corpus file: strict and relaxed F1 by label over the whole documents, and the speed."""

from __future__ import annotations

import time
from pathlib import Path

import spacy
import typer
from chia import lines

from critparse.extract.entity_component import EntityTagger
from critparse.score.chia import read_chia
from critparse.score.entities import score_entities


def main(pipeline: Path, corpus: Path) -> None:
    """Print a table in Markdown; how entities are counted is written in `critparse.score.entities`."""
    tagger = spacy.load(pipeline).get_pipe("critparse_entities")
    assert isinstance(tagger, EntityTagger)
    read = [(document, list(lines(document.text))) for document in read_chia(corpus)]
    texts = [line.text for _, own in read for line in own]
    began = time.process_time()
    found = iter(tagger.entities(texts))
    seconds = time.process_time() - began
    score = score_entities((document, [line.original(e) for line in own for e in next(found)]) for document, own in read)
    typer.echo("| label | gold | predicted | strict P | R | F1 | relaxed P | R | F1 |\n|---|---|---|---|---|---|---|---|---|")
    both = [(label, score.strict[label], score.relaxed[label]) for label in score.strict]
    for label, strict, relaxed in [*both, ("all", score.micro(strict=True), score.micro(strict=False))]:
        figures = " | ".join(f"{100 * figure:.1f}" for figure in (*strict.figures(), *relaxed.figures()))
        typer.echo(f"| {label} | {strict.gold} | {strict.predicted} | {figures} |")
    for shape, tally in score.shapes.items():
        typer.echo(f"{shape}: {tally.gold} gold, strict F1 {100 * tally.figures()[2]:.1f}")
    words = sum(len(text.split()) for text in texts)
    typer.echo(f"\n{len(texts)} items, {words} words, {words / seconds:,.0f} words/s of processor time")


if __name__ == "__main__":
    typer.run(main)
