"""Paging by key: the next page starts after the last row seen, however many rows come before it.

Rows are ordered by one path and then by primary key, both in the same direction, so that an
index on (path, id) serves both directions and equal values keep their order. PostgreSQL puts
nulls last going up and first going down; the predicates below say the same.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is ordered: by `path`, then by primary key."""

    path: str
    is_descending: bool
    is_nullable: bool
    field: Field[Any, Any]
    pk: Field[Any, Any]

    def terms(self, *, backwards: bool = False) -> list[str]:
        """Arguments of order_by."""
        sign = "-" if self.is_descending != backwards else ""
        return [f"{sign}pk"] if self.path == "pk" else [f"{sign}{self.path}", f"{sign}pk"]

    def beyond(self, value: Any, pk: Any, *, backwards: bool = False) -> Q:
        """The rows after (or, backwards, before) the row with this value and key."""
        down = self.is_descending != backwards
        next_pk = Q(**{"pk__lt" if down else "pk__gt": pk})
        if self.path == "pk":
            return next_pk
        is_null = Q(**{f"{self.path}__isnull": True})
        if value is None:
            same = is_null & next_pk
            return same | ~is_null if down else same
        reach, strictly = ("lte", "lt") if down else ("gte", "gt")
        later = Q(**{f"{self.path}__{reach}": value}) & (
            Q(**{f"{self.path}__{strictly}": value}) | next_pk
        )
        return later | is_null if self.is_nullable and not down else later


def _field(model: type[Model], path: str) -> tuple[Field[Any, Any], bool]:
    """The field behind a path and whether it, or a relation on the way, may be empty."""
    is_nullable = False
    field: Any = None
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        is_nullable |= bool(getattr(field, "null", False))
        if getattr(field, "related_model", None):
            model = field.related_model
    return field, is_nullable


def order(rows: QuerySet[Any], path: str, *, is_descending: bool) -> Order:
    """The order of `rows` by `path` (a field or an annotation)."""
    pk: Any = rows.model._meta.pk
    annotation = rows.query.annotations.get(path)
    if annotation is not None:
        return Order(path, is_descending, True, annotation.output_field, pk)
    try:
        field, is_nullable = _field(rows.model, path)
    except FieldDoesNotExist:
        raise AssertionError(f"{rows.model.__name__} has no {path} to sort by") from None
    return Order(path, is_descending, is_nullable, field, pk)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def mark(value: Any, pk: Any, position: int) -> str:
    """A row's place as text for the address. `position` counts the rows before the page."""
    told = json.dumps([_plain(value), _plain(pk), position], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def place(text: str, by: Order) -> tuple[Any, Any, int] | None:
    """Value, key and position behind a mark; None when it is none of this list's marks."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        value, pk, position = json.loads(raw)
        read = None if value is None else by.field.to_python(value)
        return read, by.pk.to_python(pk), max(0, int(position))
    except (binascii.Error, ValueError, TypeError, ValidationError):
        return None
