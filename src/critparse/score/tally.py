"""Counts of gold, predicted and right, the figures that follow from them, and how an error is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Tally:
    """How many there are, how many were said, and how many of those are right.

    >>> Tally(gold=4, predicted=2, right=1).figures()
    (0.5, 0.25, 0.3333333333333333)
    """

    gold: int = 0
    predicted: int = 0
    right: int = 0

    def figures(self) -> tuple[float, float, float]:
        """Precision, recall and F1; nought where there is nothing to count."""
        precision = self.right / max(1, self.predicted)
        recall = self.right / max(1, self.gold)
        return precision, recall, 2 * self.right / max(1, self.gold + self.predicted)

    def add(self, gold: int, predicted: int, right: int) -> None:
        """Count one document."""
        self.gold += gold
        self.predicted += predicted
        self.right += right


def context(text: str, start: int, end: int, around: int = 60) -> str:
    """A stretch of text with what stands about it on its line: "with »fever« or cough"."""
    left = max(text.rfind("\n", 0, start) + 1, start - around)
    stop = text.find("\n", end)
    right = min(len(text) if stop < 0 else stop, end + around)
    return f"{text[left:start]}»{text[start:end]}«{text[end:right]}"
