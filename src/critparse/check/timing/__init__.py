"""Time (T): one file per rule."""
