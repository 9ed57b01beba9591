"""Logic (L): one file per rule."""
