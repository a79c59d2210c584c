"""The table a frame is written to: which columns it has, and what cannot go into them.

Asked before a COPY starts, so that a mistake is told by the name of its column.
"""

from collections.abc import Mapping

import polars as pl
from django.db import connection
from polars import selectors as cs

from cashwright.columns.dtypes import FrameMismatch
from cashwright.columns.pgbinary import ENCODERS
from cashwright.kernel.refusals import BadInput

_BITS = {"int2": 16, "int4": 32, "int8": 64}
_UUID = r"^[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}$"


def column_types(table: str, columns: Mapping[str, str]) -> dict[str, str]:
    """PostgreSQL's name of the type of each column: {name in the frame: "int8"}.

    columns   {name in the frame: name in the table}
    raises    FrameMismatch naming every column the table has not; ProgrammingError: no such table
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, typname FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [connection.ops.quote_name(table)],
        )
        known = dict(cursor.fetchall())
    unknown = [name for name, column in columns.items() if column not in known]
    if unknown or not columns:
        raise FrameMismatch(f"{table} has no column {', '.join(unknown) or 'to write'}")
    return {name: known[column] for name, column in columns.items()}


def refuse_unfit(frame: pl.DataFrame, types: Mapping[str, str], table: str) -> None:
    """Raise FrameMismatch for a column of another kind, BadInput for a value it cannot hold."""
    for name, dtype in frame.schema.items():
        encoder = ENCODERS.get(types[name])
        if encoder and dtype != pl.Null and not encoder.takes(dtype):
            raise FrameMismatch(f"{table}.{name} is {types[name]}, the frame's {dtype}")
    _refuse_large(frame, types)
    _refuse_nul(frame)
    _refuse_bad_ids(frame, types)


def _refuse_large(frame: pl.DataFrame, types: Mapping[str, str]) -> None:
    for name, dtype in frame.schema.items():
        bits = _BITS.get(types[name], 128)
        if not dtype.is_integer() or _bits(dtype) <= bits:
            continue
        beyond = ~pl.col(name).is_between(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        _refuse_where(frame, name, beyond, f"a whole number of {bits} bits")


def _bits(dtype: pl.DataType) -> int:
    """The bits a signed integer needs to hold all values of `dtype`."""
    size = int(str(dtype).lstrip("UInt"))
    return size + 1 if dtype.is_unsigned_integer() else size


def _refuse_nul(frame: pl.DataFrame) -> None:
    texts = frame.select(
        cs.string() | cs.enum() | cs.categorical(),
        cs.by_dtype(pl.List(pl.String)).list.join("", ignore_nulls=True),
    )
    for name in texts.columns:
        nul = pl.col(name).cast(pl.String).str.contains("\0", literal=True)
        _refuse_where(texts, name, nul, "text without NUL characters")


def _refuse_bad_ids(frame: pl.DataFrame, types: Mapping[str, str]) -> None:
    for name in frame.columns:
        if types[name] == "uuid":
            is_id = pl.col(name).cast(pl.String).str.contains(_UUID)
            _refuse_where(frame, name, ~is_id, "an id (UUID)")


def _refuse_where(frame: pl.DataFrame, name: str, bad: pl.Expr, expected: str) -> None:
    found = frame.lazy().filter(bad).select(name).head(1).collect()
    if found.height:
        raise BadInput(field=name, value=repr(found.item())[:64], expected=expected)
