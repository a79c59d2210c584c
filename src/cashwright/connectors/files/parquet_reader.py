"""Parquet: typed columns, written out as text so that the rest treats every file alike."""

import polars as pl

from cashwright.areas.exchange.ports import ROW, Table, cell
from cashwright.areas.exchange.refusals import (
    ColumnUnknown,
    FileTruncated,
    FileUnsafe,
    TooManyRows,
)
from cashwright.connectors.files.spill import Layout, Source, check_width, finish

_HEADER_ROW = 1


def read_parquet(source: Source, sha256: str) -> Table:
    """Rows are numbered as if the names of the columns stood in row 1. Nested columns are refused."""
    try:
        scan = pl.scan_parquet(source.path, glob=False)
        schema = scan.collect_schema()
        rows = int(scan.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as why:
        raise FileTruncated(file=source.name, why=str(why).splitlines()[0][:200]) from None
    headers = tuple(schema.names())
    check_width(source, len(headers))
    if rows > source.limits.rows:
        raise TooManyRows(file=source.name, rows=rows, most=source.limits.rows)
    nested = [name for name, dtype in schema.items() if dtype.is_nested() or dtype == pl.Binary]
    if nested:
        raise ColumnUnknown(file=source.name, given=nested, why="lists and bytes cannot be read")
    texts = [_text(name, dtype).alias(cell(i)) for i, (name, dtype) in enumerate(schema.items())]
    cells = [cell(i) for i in range(len(headers))]
    try:
        (
            scan.select(texts)
            .with_row_index(ROW, offset=_HEADER_ROW + 1)
            .filter(~pl.all_horizontal(pl.col(cells).is_null()))
            .sink_parquet(source.part(0), compression="lz4")
        )
    except pl.exceptions.ComputeError as why:
        raise FileTruncated(file=source.name, why=str(why).splitlines()[0][:200]) from None
    except MemoryError:
        raise FileUnsafe(file=source.name, why="it unpacks to more than memory holds") from None
    return finish(source, sha256, Layout(headers, _HEADER_ROW), ["Parquet"], is_typed=True)


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.Datetime:
        return column.dt.strftime("%Y-%m-%d %H:%M:%S")
    text = column.cast(pl.String)
    return pl.when(text.str.len_bytes() > 0).then(text)
