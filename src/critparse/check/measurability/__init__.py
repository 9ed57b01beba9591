"""Measurability (M): one file per rule."""
