"""Row security: each table of a legal entity shows a request its person's rows only (I-48).

A login that may make no role may go without it where FORCE holds the login itself.
"""

from collections.abc import Iterator

from cashwright.areas.access.reach import ROLE
from cashwright.areas.access.securing import lacking, unguarded
from cashwright.runs.verify.check import Check, Violation


def _unkept() -> Iterator[Violation]:
    said = [lack for lack in lacking() if lack.table != ROLE]
    yield from (Violation(lack.table, lack.means) for lack in said)
    for table in sorted(set(unguarded()) - {lack.table for lack in said}):
        yield Violation(table, "shows a request everything: its role passes by row security")


CHECKS = (
    Check(
        "I-48",
        "row security kept",
        "Every table of a legal entity has row security on, forced, and its policy as written.",
        _unkept,
    ),
)
