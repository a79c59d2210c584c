"""A list as a file: CSV, Excel or Parquet, from the same columns and filters as the page.

Amounts are exact decimals in major units beside their currency; days are ISO. Text that a
spreadsheet would run as a formula is made harmless by the file writers' one function.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse

from cashwright.areas.exchange.rules.cells import csv_safe
from cashwright.connectors.files.writers import write_frame_file
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.frame import Frame
from cashwright.surfaces.console.lists import keyset
from cashwright.surfaces.console.lists.asked import Asked
from cashwright.surfaces.console.lists.columns import Column, Kind, Row

if TYPE_CHECKING:
    from cashwright.surfaces.console.lists.listing import Listing

CHUNK = 5_000


class _Echo:
    """What csv.writer writes to: gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _heads(listing: Listing, columns: list[Column]) -> list[str]:
    heads = ["id"] if listing.prefix else []
    for column in columns:
        heads.append(column.key)
        if column.kind is Kind.MONEY:
            heads.append(f"{column.key}_currency")
    return heads


def _values(column: Column, row: Row, frame: Frame) -> list[Any]:
    """A column's value, plain and typed; for money the exact amount and its currency."""
    value = column.of(row, frame)
    if column.kind is Kind.MONEY:
        currency = row[column.currency]
        return [None if value is None else Decimal(format_minor(value, currency)), currency]
    if column.kind is Kind.REASONS:
        return ["; ".join(value or [])]
    if value is None or isinstance(value, bool | int | date | datetime):
        return [value]
    return [str(value)]


def exported(listing: Listing, asked: Asked) -> list[Column]:
    """The columns of the file: those the reader chose, else every one meant for files."""
    chosen = asked.columns if asked.params.get("cols") else listing.columns
    return [column for column in chosen if column.export]


def _lines(
    listing: Listing, matching: QuerySet[Any], asked: Asked, frame: Frame
) -> Iterator[list[Any]]:
    """The head, then every row, read a chunk at a time."""
    columns = exported(listing, asked)
    yield _heads(listing, columns)
    by = keyset.order(
        matching, asked.sort.sort if asked.sort else "pk", is_descending=asked.is_descending
    )
    rows = matching.order_by(*by.terms()).values(*listing.paths(columns))
    for row in rows.iterator(chunk_size=CHUNK):
        line: list[Any] = [public_id(listing.prefix, row["pk"])] if listing.prefix else []
        for column in columns:
            line.extend(_values(column, row, frame))
        yield line


def _text(value: Any) -> str:
    """A value as a line of text holds it; what a spreadsheet would compute is defused."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return csv_safe(value) if isinstance(value, str) else str(value)


def _as_csv(lines: Iterator[list[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    for line in lines:
        yield writer.writerow([_text(value) for value in line])


def _type(column: Column) -> list[Any]:
    """The Parquet types of a column's values."""
    if column.kind is Kind.MONEY:
        return [pl.Decimal(38, 4), pl.String]
    known = {
        Kind.NUMBER: pl.Int64,
        Kind.DAYS: pl.Int64,
        Kind.DATE: pl.Date,
        Kind.DUE: pl.Date,
        Kind.INSTANT: pl.Datetime("us", "UTC"),
    }
    return [known.get(column.kind, pl.String)]


def _frame_of(lines: Iterator[list[Any]], types: list[Any]) -> pl.LazyFrame:
    """The lines as typed columns."""
    schema = dict(zip(next(lines), types, strict=True))
    parts = [pl.DataFrame(schema=schema)]
    while chunk := list(islice(lines, CHUNK * 10)):
        parts.append(pl.DataFrame(chunk, schema=schema, orient="row"))
    return pl.concat(parts).lazy()


def _typed(
    listing: Listing, asked: Asked, lines: Iterator[list[Any]], kind: str
) -> HttpResponseBase:
    """A file with typed columns, made aside and sent from there."""
    types: list[Any] = [pl.String] if listing.prefix else []
    for column in exported(listing, asked):
        types.extend(_type(column))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{kind}"
        write_frame_file(_frame_of(lines, types), path, kind)
        file = path.open("rb")  # stays readable after the folder is gone; FileResponse closes it
    return FileResponse(file)


def respond(
    listing: Listing, matching: QuerySet[Any], asked: Asked, frame: Frame, kind: str
) -> HttpResponseBase:
    """Every matching row as a file to save; an unknown kind is not found."""
    lines = _lines(listing, matching, asked, frame)
    if kind == "csv":
        response: HttpResponseBase = StreamingHttpResponse(
            _as_csv(lines), content_type="text/csv; charset=utf-8"
        )
    elif kind in ("xlsx", "parquet"):
        response = _typed(listing, asked, lines, kind)
    else:
        raise Http404
    name = f"{listing.key}_{frame.as_of.isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
