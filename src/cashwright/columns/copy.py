"""COPY: frames out of and into PostgreSQL on Django's own connection, inside its transaction.

read_frame    the rows of a QuerySet or a SELECT as a frame of a given schema
write_frame   the rows of a frame into a table, all or none; nobody is asked row by row
Both see and take part in the transaction that is open. Null and empty text stay two things.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from cashwright.columns import pgtext
from cashwright.columns.dtypes import FrameMismatch, Schema
from cashwright.kernel.refusals import BadInput

Params = Sequence[Any] | Mapping[str, Any] | None

CHUNK_ROWS = 50_000  # rows encoded at a time: bounds the memory, not the transaction


def read_frame(
    source: "models.QuerySet[Any] | str", params: Params = None, *, schema: Schema
) -> pl.DataFrame:
    """All rows of `source` as one frame with exactly the columns of `schema`, in its order.

    source   a QuerySet: names in `schema` are its fields, annotations or lookups (customer__name);
             or SQL, whose result columns are taken by name (others are left behind)
    params   for SQL with placeholders (%s or %(name)s); without params a % is a %
    schema   String reads any type as PostgreSQL writes it (uuid, numeric, jsonb); besides Int,
             Float, Boolean, Date, Datetime (from timestamptz), Decimal, Binary, List(String)
    """
    frames = list(read_frames(source, params, schema=schema, rows=None))
    return frames[0] if frames else pl.DataFrame(schema=schema)


def read_frames(
    source: "models.QuerySet[Any] | str",
    params: Params = None,
    *,
    schema: Schema,
    rows: int | None = 100_000,
) -> Iterator[pl.DataFrame]:
    """As `read_frame`, `rows` rows at a time, for what is too large to hold. Nothing for no rows.

    The connection can do nothing else until the last frame is taken.
    """
    try:
        select, given = _select(source, params, schema)
    except EmptyResultSet:
        return
    buffer, count = BytesIO(), 0
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT csv)", given) as copy,
    ):
        for row in copy:  # PostgreSQL sends one message a row
            buffer.write(row)
            count += 1
            if count == rows:
                yield pgtext.decode(buffer.getvalue(), schema)
                buffer, count = BytesIO(), 0
    if count:
        yield pgtext.decode(buffer.getvalue(), schema)


def write_frame(
    frame: pl.DataFrame,
    into: type[models.Model] | str,
    columns: Sequence[str] | None = None,
) -> int:
    """Append the rows of `frame` to a table by one COPY. Returns how many.

    into      a model, whose columns go by attname (customer_id) or field name; or a table's name
    columns   which columns of the frame to write; all when not given. A column of the table that is
              not written takes the default of the *database*, not that of the model
    raises    FrameMismatch for a column the table has not; BadInput for text with a NUL character,
              which PostgreSQL cannot hold; IntegrityError and DataError as any insert does
    triggers  row triggers fire a row, statement triggers once, deferred constraints at commit
    """
    chosen = frame.select(columns) if columns is not None else frame
    table, names = _target(into, chosen.columns)
    _refuse_nul(chosen)
    quote = connection.ops.quote_name
    listed = ", ".join(quote(name) for name in names)
    command = f"COPY {quote(table)} ({listed}) FROM STDIN ({pgtext.OPTIONS})"
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, connection.cursor() as cursor:
        with cursor.copy(command) as copy:
            for chunk in chosen.iter_slices(CHUNK_ROWS):
                copy.write(pgtext.encode(chunk))
        return int(cursor.rowcount)


def _select(
    source: "models.QuerySet[Any] | str", params: Params, schema: Schema
) -> tuple[str, Params]:
    """The SELECT whose columns come as `pgtext.decode` wants them, and its parameters."""
    quote = connection.ops.quote_name
    aliases = ""
    if isinstance(source, models.QuerySet):
        assert params is None, "a QuerySet has its own parameters"
        inner, params = source.values_list(*schema).query.sql_with_params()
        aliases = f" ({', '.join(quote(name) for name in schema)})"
    else:
        inner = source.strip().rstrip(";")
    wanted = ", ".join(pgtext.expression(quote(name), dtype) for name, dtype in schema.items())
    if params is not None:
        wanted, aliases = wanted.replace("%", "%%"), aliases.replace("%", "%%")
    return f"SELECT {wanted} FROM ({inner}) AS source{aliases}", params  # noqa: S608 - quoted names


def _target(into: type[models.Model] | str, columns: Sequence[str]) -> tuple[str, list[str]]:
    """The table and its columns for the columns of a frame. Raises FrameMismatch."""
    if isinstance(into, str):
        with connection.cursor() as cursor:
            found = connection.introspection.get_table_description(cursor, into)
        table, known = into, {column.name: column.name for column in found}
    else:
        fields = into._meta.local_concrete_fields
        table = into._meta.db_table
        known = {field.name: field.column for field in fields}
        known |= {field.attname: field.column for field in fields}
    unknown = [name for name in columns if name not in known]
    if unknown or not columns:
        raise FrameMismatch(f"{table} has no column {', '.join(unknown) or 'to write'}")
    return table, [known[name] for name in columns]


def _refuse_nul(frame: pl.DataFrame) -> None:
    texts = frame.select(
        pl.selectors.string() | pl.selectors.enum() | pl.selectors.categorical(),
        pl.selectors.by_dtype(pl.List(pl.String)).list.join("", ignore_nulls=True),
    )
    for column in texts.select(pl.all().cast(pl.String).str.contains("\0", literal=True).any()):
        if column.item():
            raise BadInput(field=column.name, value="\\0", expected="text without NUL characters")
