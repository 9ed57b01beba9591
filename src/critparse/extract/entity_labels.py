"""The labels of the recogniser: those of Chia."""

LABELS = (
    "Condition", "Drug", "Procedure", "Measurement", "Observation", "Device", "Person",
    "Value", "Qualifier", "Negation", "Temporal",
)  # fmt: skip
"""The labels of criteria that are about the patient's record; the score is over these."""
JUDGEMENTS = (
    "Non-query-able", "Post-eligibility", "Informed_consent", "Subjective_judgement", "Pregnancy_considerations", "Competing_trial",
)  # fmt: skip
"""Chia's labels of text that no record answers."""
CONTEXT = ("Reference_point", "Multiplier", "Mood", "Visit")
"""Chia's other labels of entities."""
