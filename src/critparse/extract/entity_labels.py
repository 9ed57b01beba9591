"""The labels of the recogniser: those of Chia."""

LABELS = (
    "Condition", "Drug", "Procedure", "Measurement", "Observation", "Device", "Person",
    "Value", "Qualifier", "Negation", "Temporal",
)  # fmt: skip
"""The labels of criteria that are about the patient's record; the score is over these."""
JUDGEMENT = "Judgement"
"""Our label of a sentence that no record answers: Chia has several, and annotates nothing else inside."""
CONTEXT = ("Reference_point", "Multiplier", "Mood", "Visit")
"""Chia's other labels of entities."""
