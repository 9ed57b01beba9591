"""Put a trained pipeline where the package finds it, without the rest of what training leaves behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import spacy
import typer

from critparse.extract import entity_component  # noqa: F401  registers the component


def main(trained: Path, place: Path) -> None:
    """Replace the pipeline at `place`."""
    shutil.rmtree(place, ignore_errors=True)
    spacy.load(trained, exclude=["vocab"]).to_disk(place, exclude=["vocab"])


if __name__ == "__main__":
    typer.run(main)
