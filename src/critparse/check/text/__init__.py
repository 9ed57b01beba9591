"""Text (C): one file per rule."""
