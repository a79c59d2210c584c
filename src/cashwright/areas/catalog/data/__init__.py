"""Dated constants with their source: see SOURCE.md."""
