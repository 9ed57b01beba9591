"""Abbreviations (A): one file per rule."""
