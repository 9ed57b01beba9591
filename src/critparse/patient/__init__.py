"""Enter: patient records. Leave: facts with codes, units and dates."""
