"""The table a frame is written to: which columns it has, and what cannot go into them.

Asked before a COPY starts, so that a mistake is told by the name of its column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from django.db import connection

from cashwright.columns.dtypes import FrameMismatch
from cashwright.columns.pgbinary import takes
from cashwright.kernel.refusals import BadInput

_BITS = {"int2": 16, "int4": 32, "int8": 64}
_ID_SIZE = 16
_UUID = r"^[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}$"


@dataclass(frozen=True, slots=True)
class Target:
    """A table to write to.

    types       PostgreSQL's name of the type of each column: {name in the table: "int8"}
    fields      {name a frame may use: name in the table}; other names are those of the table
    is_guarded  whether row security looks at what this role writes: COPY is refused then
    """

    table: str
    types: dict[str, str]
    fields: Mapping[str, str]
    is_guarded: bool

    def columns(self, frame: pl.DataFrame) -> dict[str, str]:
        """{name in the frame: name in the table}. Raises FrameMismatch naming those the table has not."""
        found = {name: self.fields.get(name, name) for name in frame.columns}
        unknown = [name for name, column in found.items() if column not in self.types]
        if unknown or not found:
            raise FrameMismatch(f"{self.table} has no column {', '.join(unknown) or 'to write'}")
        return found


def look_up(table: str, fields: Mapping[str, str]) -> Target:
    """What there is to know of a table before it is written to. Raises ProgrammingError: no such table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, typname, row_security_active(attrelid)"
            " FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [connection.ops.quote_name(table)],
        )
        rows = cursor.fetchall()
    types = {name: kind for name, kind, _ in rows}
    return Target(table, types, fields, is_guarded=any(guarded for _, _, guarded in rows))


def refuse_unfit(
    frame: pl.DataFrame, types: Mapping[str, str], table: str, same: Sequence[str]
) -> None:
    """Raise FrameMismatch for a column of another kind, BadInput for a value it cannot hold.

    All columns are asked in one pass: many small frames are written, and each pass has its cost.
    same     the columns that are the same on every row: of those the first is asked
    """
    for name, dtype in frame.schema.items():
        if not takes(types[name], dtype):
            raise FrameMismatch(f"{table}.{name} is {types[name]}, the frame's {dtype}")
    if frame.is_empty():
        return
    _refuse(frame.head(1).select(same), types)
    _refuse(frame.drop(same), types)


def _refuse(frame: pl.DataFrame, types: Mapping[str, str]) -> None:
    asked = [*_too_large(frame, types), *_with_nul(frame), *_bad_ids(frame, types)]
    if not asked:
        return
    found = frame.select(bad.any().alias(str(place)) for place, (_, bad, _) in enumerate(asked))
    for is_bad, (name, bad, expected) in zip(found.row(0), asked, strict=True):
        if is_bad:
            value = frame.lazy().filter(bad).select(name).head(1).collect().item()
            raise BadInput(field=name, value=repr(value)[:64], expected=expected)


Asked = tuple[str, pl.Expr, str]
"""A column, the expression that is true where its value does not fit, and what is expected."""


def _too_large(frame: pl.DataFrame, types: Mapping[str, str]) -> Iterator[Asked]:
    for name, dtype in frame.schema.items():
        bits = _BITS.get(types[name], 128)
        if dtype.is_integer() and _bits(dtype) > bits:
            beyond = ~pl.col(name).is_between(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
            yield name, beyond, f"a whole number of {bits} bits"


def _bits(dtype: pl.DataType) -> int:
    """The bits a signed integer needs to hold all values of `dtype`."""
    size = int(str(dtype).lstrip("UInt"))
    return size + 1 if dtype.is_unsigned_integer() else size


def _with_nul(frame: pl.DataFrame) -> Iterator[Asked]:
    for name, dtype in frame.schema.items():
        if dtype in (pl.String, pl.Enum, pl.Categorical):
            text = pl.col(name).cast(pl.String)
        elif dtype == pl.List(pl.String):
            text = pl.col(name).list.join("", ignore_nulls=True)
        else:
            continue
        yield name, text.str.contains("\0", literal=True), "text without NUL characters"


def _bad_ids(frame: pl.DataFrame, types: Mapping[str, str]) -> Iterator[Asked]:
    for name, dtype in frame.schema.items():
        if types[name] == "uuid" and dtype == pl.Binary:
            yield name, pl.col(name).bin.size() != _ID_SIZE, "an id (UUID)"
        elif types[name] == "uuid":
            yield name, ~pl.col(name).cast(pl.String).str.contains(_UUID), "an id (UUID)"
