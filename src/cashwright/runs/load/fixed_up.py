"""The fixed-up file: every row that was not taken, as it came, with what to do about it."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import polars as pl

from cashwright.areas.exchange.frames.choices import rows_of
from cashwright.areas.exchange.ports import ROW, Table, cell
from cashwright.areas.exchange.refusals import REMEDIES

WriteRows = Callable[[Iterable[pl.DataFrame], Path, Iterable[str]], None]
"""Writes frames of text under headers to a file: connectors.files.write_rows_file."""

ADDED = ("row", "refused because", "refused field", "remedy")


def refused_rows(
    table: Table, documents: pl.DataFrame, lines: Iterable[Path], key: tuple[str, ...]
) -> Iterator[pl.DataFrame]:
    """The refused rows of the file, in its order, with the columns of `ADDED` after its own.

    lines   parts of the rows as they were read: row_no, refusal, refusal_field and `key`
    A row that is right itself but belongs to a refused document says which row is not.
    """
    bad = documents.filter(pl.col("refusal").is_not_null()).select(
        *key, document="refusal", document_field="refusal_field", at="refusal_row"
    )
    for part in lines:
        read = pl.read_parquet(part, columns=list({ROW, "refusal", "refusal_field", *key}))
        found = read.join(bad, on=key, how="inner", nulls_equal=True, maintain_order="left")
        if not found.is_empty():
            yield _written(table, found)


def headers(table: Table) -> tuple[str, ...]:
    """Those of the file, then ours."""
    return (*table.headers[: _own_width(table)], *ADDED)


def _own_width(table: Table) -> int:
    """How many columns are the file's own, should it be a fixed-up file that came back."""
    width = len(table.headers)
    return width - len(ADDED) if table.headers[-len(ADDED) :] == ADDED else width


def _written(table: Table, found: pl.DataFrame) -> pl.DataFrame:
    is_own = pl.col("refusal").is_not_null() | (pl.col(ROW) == pl.col("at"))
    code = pl.when(is_own).then(pl.coalesce("refusal", "document")).otherwise(pl.lit(_OTHER))
    field = pl.when(is_own).then(pl.coalesce("refusal_field", "document_field"))
    told = found.select(
        ROW,
        row=pl.col(ROW).cast(pl.String),
        code=code,
        field=field.otherwise(pl.format("row {}", "at")),
        remedy=code.replace_strict(dict(REMEDIES), default=None, return_dtype=pl.String),
    )
    cells = [cell(i) for i in range(_own_width(table))]
    span = pl.col(ROW).is_between(told[ROW].min(), told[ROW].max())
    original = rows_of(table).filter(span).select(ROW, *cells).collect()
    joined = told.join(original, on=ROW, how="inner", maintain_order="left")
    return joined.select(*cells, "row", "code", "field", "remedy")


_OTHER = "exchange.document_refused"
