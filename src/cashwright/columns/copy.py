"""COPY: frames out of and into PostgreSQL on Django's own connection, inside its transaction.

read_frame    the rows of a QuerySet or a SELECT as a frame of a given schema
write_frame   the rows of a frame into a table, all or none; nobody is asked row by row
ready_rows    the same in two steps: rows made ready, by another thread if wanted, then
write_rows    written
Both see and take part in the transaction that is open. Null and empty text stay two things.
psycopg's own cursor does the copying: Django's, when it counts queries, takes no parameters for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from psycopg.copy import QueuedLibpqWriter

from cashwright.columns import pgbinary, pgtarget, pgtext
from cashwright.columns.dtypes import Schema, no_rows
from cashwright.columns.pgtarget import Target

Params = Sequence[Any] | Mapping[str, Any] | None

FEW_ROWS = 64  # up to here Python writes row by row in less time than Polars takes to begin
CHUNK_ROWS = 10_000  # encoded at a time, while the server takes in those before; not a transaction


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
    return frames[0] if frames else no_rows(schema)


def read_frames(
    source: "models.QuerySet[Any] | str",
    params: Params = None,
    *,
    schema: Schema,
    rows: int | None = 100_000,
) -> Iterator[pl.DataFrame]:
    """As `read_frame`, `rows` rows at a time, for what is too large to hold. Nothing for no rows.

    The connection can do nothing else until the last frame is taken; who stops earlier loses the
    transaction.
    """
    wanted = pl.Schema(schema)
    try:
        select, given = _select(source, params, wanted)
    except EmptyResultSet:
        return
    buffer, count = BytesIO(), 0
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT csv)", given) as copy,
    ):
        for row in copy:  # PostgreSQL sends one message a row
            buffer.write(row)
            count += 1
            if count == rows:
                yield pgtext.decode(buffer.getvalue(), wanted)
                buffer, count = BytesIO(), 0
    if count:
        yield pgtext.decode(buffer.getvalue(), wanted)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a frame made ready to be written, in the columns of a table.

    frame    found fit, constants first
    names    the table's columns, in the order of the frame's; types, by the frame's names
    pieces   what is sent, where that was made beforehand
    """

    target: Target
    frame: pl.DataFrame
    names: tuple[str, ...]
    types: Mapping[str, str]
    pieces: Sequence[bytes] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the binary format has an encoder for each column."""
        return all(kind in pgbinary.ENCODERS for kind in self.types.values())


def write_frame(
    frame: pl.DataFrame,
    into: type[models.Model] | str,
    columns: Sequence[str] | None = None,
) -> int:
    """Append the rows of `frame` to a table by one COPY. Returns how many.

    into      a model, whose columns go by attname (customer_id) or field name; or a table's name
    ids       as text, or as their 16 bytes (pgbinary.id_bytes)
    columns   which columns of the frame to write; all when not given. A column of the table that is
              not written takes the default of the *database*, not that of the model
    raises    FrameMismatch for a column the table has not, or of another kind; BadInput for what
              the kind cannot hold (text with a NUL character, a number too large, an id that is
              none); IntegrityError and DataError as any insert does
    triggers  row triggers fire a row, statement triggers once, deferred constraints at commit
    guarded   PostgreSQL refuses COPY where row security looks at each row: such rows go by way of a
              temporary table and one INSERT, which refuses those that may not be written
    """
    chosen = frame.select(columns) if columns is not None else frame
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    return write_rows(_fit(chosen, target_of(into)))


def target_of(into: type[models.Model] | str) -> Target:
    """The table behind a model or a name: what `ready_rows` goes by. Asks the database."""
    if isinstance(into, str):
        return pgtarget.look_up(into, {})
    known = {
        name: str(field.column)
        for field in into._meta.local_concrete_fields
        for name in (field.name, field.attname)
    }
    return pgtarget.look_up(into._meta.db_table, known)


def ready_rows(frame: pl.DataFrame, target: Target) -> Rows:
    """All of `write_frame` that does not ask the database, as it can be done in another thread."""
    rows = _fit(frame, target)
    if not rows.is_plain or frame.height <= FEW_ROWS:
        return rows
    return replace(rows, pieces=tuple(_binary(rows.frame, rows.types)))


def write_rows(rows: Rows) -> int:
    """Write what `ready_rows` made, as `write_frame` does. Returns how many."""
    quote = connection.ops.quote_name
    table, listed = quote(rows.target.table), ", ".join(quote(name) for name in rows.names)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if not rows.target.is_guarded:
            _copy_in(cursor.cursor, f"{table} ({listed})", rows)
            return int(cursor.rowcount)
        with transaction.atomic(savepoint=False):
            cursor.execute(
                f"CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT {listed} FROM {table}"  # noqa: S608 - quoted names
                " WITH NO DATA"
            )
            _copy_in(cursor.cursor, f"staged ({listed})", rows)
            cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM staged")  # noqa: S608
            written = int(cursor.rowcount)
            cursor.execute("DROP TABLE staged")
        return written


def _fit(frame: pl.DataFrame, target: Target) -> Rows:
    """The rows, once they are found fit; what is the same on all comes first and is sent as one."""
    columns = target.columns(frame)
    types = {name: target.types[column] for name, column in columns.items()}
    same = pgbinary.same_throughout(frame)
    pgtarget.refuse_unfit(frame, types, target.table, same)
    ordered = frame.select(*same, pl.exclude(same)) if same else frame
    return Rows(target, ordered, tuple(columns[name] for name in ordered.columns), types)


def _copy_in(cursor: Any, into: str, rows: Rows) -> None:
    command = f"COPY {into} FROM STDIN"
    if rows.is_plain and rows.frame.height <= FEW_ROWS:
        _write_rows(cursor, command, _spelled(rows.frame, rows.types))
        return
    options = "FORMAT binary" if rows.is_plain else pgtext.OPTIONS
    # What is yet to be made is sent by a thread of its own meanwhile.
    writer = None if rows.pieces else QueuedLibpqWriter(cursor)
    with cursor.copy(f"{command} ({options})", writer=writer) as copy:
        for piece in rows.pieces or _pieces(rows):
            copy.write(piece)


def _pieces(rows: Rows) -> Iterator[bytes]:
    if rows.is_plain:
        return _binary(rows.frame, rows.types)
    return _csv(_spelled(rows.frame, rows.types))


def _spelled(frame: pl.DataFrame, types: Mapping[str, str]) -> pl.DataFrame:
    """Ids that come as bytes as text."""
    ids = [n for n, dtype in frame.schema.items() if types[n] == "uuid" and dtype == pl.Binary]
    return frame.with_columns(pl.col(name).bin.encode("hex") for name in ids)


def _write_rows(cursor: Any, command: str, frame: pl.DataFrame) -> None:
    with cursor.copy(command) as copy:
        for row in frame.iter_rows():
            copy.write_row(row)


def _binary(frame: pl.DataFrame, types: Mapping[str, str]) -> Iterator[bytes]:
    yield pgbinary.HEADER
    for chunk in frame.iter_slices(CHUNK_ROWS):
        yield pgbinary.encode(chunk, types)
    yield pgbinary.END


def _csv(frame: pl.DataFrame) -> Iterator[bytes]:
    return (pgtext.encode(chunk) for chunk in frame.iter_slices(CHUNK_ROWS))


def _select(
    source: "models.QuerySet[Any] | str", params: Params, schema: pl.Schema
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
