"""Structure (S): one file per rule."""
