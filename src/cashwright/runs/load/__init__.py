"""Taking a file into the books: read, understood, checked as a set, then posted whole or not at all.

table   connectors.files.read_table lays a file down as rows of text
load    decides how it is read, checks every document against the books, posts what is right
"""

from cashwright.runs.load.options import LoadOptions, Progress, silent
from cashwright.runs.load.report import LoadReport
from cashwright.runs.load.running import load

__all__ = ["LoadOptions", "LoadReport", "Progress", "load", "silent"]
