"""The demo company: a year of it, made by importing files and running days, never by writing tables."""

from cashwright.project.demo.story import advance, build, is_built

__all__ = ["advance", "build", "is_built"]
