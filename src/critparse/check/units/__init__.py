"""Units (U): one file per rule."""
