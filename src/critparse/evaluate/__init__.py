"""Enter: an expression and a patient. Leave: a verdict with its evidence."""
