"""Counting and adding up the rows of a list, each in one statement.

Counts stop at COUNT_MAX: beyond it people read "10,000+", and counting on would cost what
nobody reads. Sums are exact. For a large table both are fetched after the page is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

COUNT_MAX = 10_000
LARGE = 50_000


@dataclass(frozen=True, slots=True)
class Sum:
    """The rows of one currency and, per summed column key, their total in minor units."""

    currency: str
    rows: int
    minor: dict[str, int]


def is_large(model: type[Model]) -> bool:
    """Whether a table has so many rows, by the database's own estimate, that counting takes a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table]
        )
        found = cursor.fetchone()
    return int(found[0]) > LARGE


def counts(querysets: Sequence[QuerySet[Any]]) -> list[int]:
    """How many rows each has, counted to COUNT_MAX + 1, in one statement."""
    parts: list[str] = []
    params: list[Any] = []
    for rows in querysets:
        limited = rows.order_by().values("pk")[: COUNT_MAX + 1]
        try:
            sql, given = limited.query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) t)")  # noqa: S608 - Django wrote the SQL
        params.extend(given)
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        found = cursor.fetchone()
    return [int(n) for n in found]


def sums(rows: QuerySet[Any], *, currency: str, columns: dict[str, str]) -> list[Sum]:
    """The totals per currency; `columns` is column key -> path. In order of currency."""
    inner = rows.order_by().values_list(currency, *columns.values())
    try:
        sql, params = inner.query.sql_with_params()
    except EmptyResultSet:
        return []
    names = ", ".join(f"c{n}" for n in range(len(columns) + 1))
    added = "".join(f", coalesce(sum(c{n + 1}), 0)" for n in range(len(columns)))
    statement = f"SELECT c0, count(*){added} FROM ({sql}) AS t({names}) GROUP BY c0 ORDER BY c0"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found = cursor.fetchall()
    return [
        Sum(row[0], int(row[1]), {k: int(v) for k, v in zip(columns, row[2:], strict=True)})
        for row in found
        if row[0]  # what is about no money has no currency
    ]
