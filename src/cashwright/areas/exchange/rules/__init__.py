"""Decisions about files: which column is what, how its cells are read, what a row means."""
