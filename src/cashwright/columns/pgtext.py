"""PostgreSQL's CSV: how columns are written for COPY FROM and read from COPY TO.

In: text is always quoted and null is \\N unquoted, so the two never meet.
Out: null is nothing, empty text is "".
"""

from io import BytesIO

import polars as pl
from polars.datatypes import DataType

from cashwright.columns.dtypes import FrameMismatch

OPTIONS = r"FORMAT csv, NULL '\N'"

_DATETIME = "%Y-%m-%d %H:%M:%S%.f"
_TEXTS = pl.List(pl.String)


def encode(frame: pl.DataFrame) -> bytes:
    """The rows of `frame` for COPY FROM with OPTIONS."""
    plain = frame.select(_written(name, dtype) for name, dtype in frame.schema.items())
    buffer = BytesIO()
    plain.write_csv(buffer, include_header=False, quote_style="non_numeric", null_value=r"\N")
    return buffer.getvalue()


def expression(column: str, dtype: DataType) -> str:
    """The SQL that makes `column` (quoted) readable by `decode` as `dtype`."""
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is None:
            raise FrameMismatch(f"{column} is an instant without a zone")
        return f"{column} AT TIME ZONE 'UTC'"
    if dtype == pl.Binary:
        return f"encode({column}, 'hex')"
    if dtype == _TEXTS:
        return f"array_to_json({column})"
    return column


def decode(data: bytes, schema: pl.Schema) -> pl.DataFrame:
    """The frame behind the CSV of a COPY TO whose columns went through `expression`."""
    direct = {name: dtype if _is_number(dtype) else pl.String() for name, dtype in schema.items()}
    read = pl.read_csv(data, has_header=False, schema=direct, raise_if_empty=False)
    return read.select(_read(name, dtype) for name, dtype in schema.items())


def _is_number(dtype: DataType) -> bool:
    return dtype.is_integer() or dtype.is_float()


def _written(name: str, dtype: DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.Binary:
        return (r"\x" + column.bin.encode("hex")).alias(name)  # two such columns, two names
    if dtype == _TEXTS:
        return _array(column).alias(name)
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is None:
            raise FrameMismatch(f"{name} is an instant without a zone")
        return column.dt.convert_time_zone("UTC").dt.to_string("%Y-%m-%d %H:%M:%S%.6f+00")
    if dtype.is_nested() or dtype.is_object():
        raise FrameMismatch(f"{name}: {dtype} is not written to tables")
    return column


def _array(texts: pl.Expr) -> pl.Expr:
    """A text[] as PostgreSQL writes it: {"a","b",NULL}."""
    escaped = pl.element().str.replace_all(r'(["\\])', r"\$1")
    quoted = ('"' + escaped + '"').fill_null("NULL")
    return "{" + texts.list.eval(quoted).list.join(",") + "}"


def _read(name: str, dtype: DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.Boolean:
        return column == "t"
    if dtype == pl.Date:
        return column.str.to_date("%Y-%m-%d")
    if isinstance(dtype, pl.Datetime):
        at = column.str.to_datetime(_DATETIME, time_unit=dtype.time_unit)
        return at.dt.replace_time_zone("UTC").dt.convert_time_zone(str(dtype.time_zone))
    if dtype == pl.Binary:
        return column.str.decode("hex")
    if dtype == _TEXTS:
        return column.str.json_decode(_TEXTS)
    return column if _is_number(dtype) else column.cast(dtype)
