"""One check: an invariant's sentence, and the query that finds what breaks it.

Words: a *violation* names a document (its public id, or a position such as INV-2026-000042) and says
what is wrong with it. A query selects (prefix, id, detail): `prefix` and `id` make the public id;
without a prefix `id` is the name as it stands.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from cashwright.kernel.ids import public_id

NAMED_MAX = 20  # violations told one by one; the rest are counted


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong: which document, and how."""

    document: str
    detail: str


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found: `violations` counts all, `named` tells the first of them."""

    invariant: str
    name: str
    sentence: str
    violations: int
    named: tuple[Violation, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        return self.violations == 0


Find = Callable[[], Iterable[Violation]]


@dataclass(frozen=True, slots=True)
class Check:
    """An invariant of reliability.md (I-01 ...) and how it is looked for.

    find  a SELECT of (prefix, id, detail) over the whole database, or a function that yields
          violations where no query can tell
    """

    invariant: str
    name: str
    sentence: str
    find: str | Find

    def run(self) -> Result:
        """Look for violations, in the transaction that is open."""
        began = time.perf_counter()
        count, named = _by_query(self.find) if isinstance(self.find, str) else _by_call(self.find)
        return Result(
            self.invariant, self.name, self.sentence, count, named, time.perf_counter() - began
        )


def _by_query(sql: str) -> tuple[int, tuple[Violation, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT prefix, id::text, detail, count(*) OVER () FROM ({sql}) AS found"  # noqa: S608 - our own
            f" (prefix, id, detail) ORDER BY prefix, id, detail LIMIT {NAMED_MAX}"
        )
        rows = cursor.fetchall()
    named = tuple(Violation(shown(prefix, name), detail) for prefix, name, detail, _ in rows)
    return (rows[0][3] if rows else 0), named


def _by_call(find: Find) -> tuple[int, tuple[Violation, ...]]:
    found = list(find())
    return len(found), tuple(found[:NAMED_MAX])


def shown(prefix: str | None, name: str) -> str:
    """How a document is named: by its public id, or as it stands."""
    return public_id(prefix, UUID(name)) if prefix else name
