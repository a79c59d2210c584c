"""Text files: read fast where every line is plainly one record, strictly where quotes span lines.

Both ways number rows alike, keep every cell as it is written and refuse ragged rows by number.
The fast way first proves, line by line, that no quote is open at a line's end, that quotes only
stand at the edges of cells, and that each line has as many cells as the header.
"""

import csv
import os
import re
from collections.abc import Iterator
from itertools import islice

import polars as pl

from cashwright.areas.exchange.ports import ROW, Table, cell
from cashwright.areas.exchange.refusals import FileEmpty, RowRagged, RowUnreadable
from cashwright.connectors.files.dialect import DELIMITERS, Dialect, find_dialect
from cashwright.connectors.files.spill import BATCH_ROWS, Source, finish, spill
from cashwright.connectors.files.staging import StagedText, stage_text


def read_csv(source: Source, sha256: str, encoding: str | None) -> Table:
    """Raises FileTruncated, FileMisencoded, RowRagged, RowUnreadable and the limits' refusals."""
    staged = stage_text(source, encoding)
    dialect = find_dialect(source, staged)
    if not any(dialect.layout.headers):
        raise FileEmpty(file=source.name)
    if _is_plain(staged, dialect):
        _read_plain(source, staged, dialect)
    else:
        spill(source, _strict_batches(source, staged, dialect))
    delimiter = DELIMITERS.get(dialect.delimiter, dialect.delimiter)
    notes = [*staged.notes, f"separated by {delimiter}"]
    if dialect.layout.row > 1:
        notes.append(f"headers in row {dialect.layout.row}")
    if not _is_ended(staged):
        notes.append("the last line has no end: check that the file is complete")
    return finish(source, sha256, dialect.layout, notes)


def _is_ended(staged: StagedText) -> bool:
    with staged.path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) in b"\r\n"


def _is_plain(staged: StagedText, dialect: Dialect) -> bool:
    """Whether every line is one record of as many cells as the header, by the grammar of RFC 4180."""
    line, sign, row = pl.col("line"), re.escape(dialect.delimiter), dialect.layout.row
    field = rf'(?:"(?:[^"]|"")*"|[^"{sign}\r]*)'
    record = rf"^{field}(?:{sign}{field}){{{len(dialect.layout.headers) - 1}}}\r?$"
    lines = pl.scan_lines(staged.path)
    above = lines.head(row).select((line.str.count_matches('"', literal=True) % 2 == 0).all())
    under = lines.slice(row).select(line.str.contains(record).all())
    return bool(above.collect().item()) and bool(under.collect(engine="streaming").item())


def _read_plain(source: Source, staged: StagedText, dialect: Dialect) -> None:
    names = [cell(i) for i in range(len(dialect.layout.headers))]
    scan = pl.scan_csv(
        staged.path,
        separator=dialect.delimiter,
        has_header=False,
        skip_lines=dialect.layout.row,
        schema=dict.fromkeys(names, pl.String),
        row_index_name=ROW,
        row_index_offset=dialect.layout.row + 1,
        raise_if_empty=False,
    )
    scan = scan.with_columns(_filled(pl.col(names)))
    blank = pl.all_horizontal(pl.col(names).is_null())
    scan.filter(~blank).sink_parquet(source.part(0), compression="lz4")


def _strict_batches(source: Source, staged: StagedText, dialect: Dialect) -> Iterator[pl.DataFrame]:
    width = len(dialect.layout.headers)
    names = [cell(i) for i in range(width)]
    for first, rows in _records(source, staged, dialect):
        kept: list[list[str]] = []
        numbers: list[int] = []
        for number, row in enumerate(rows, start=first):
            if not any(row):
                continue
            while len(row) > width and not row[-1]:
                row.pop()
            if len(row) != width:
                raise RowRagged(file=source.name, row=number, cells=len(row), expected=width)
            kept.append(row)
            numbers.append(number)
        columns = zip(*kept, strict=True) if kept else ([] for _ in names)
        frame = pl.DataFrame(
            [
                pl.Series(ROW, numbers, dtype=pl.UInt32),
                *(pl.Series(n, c, dtype=pl.String) for n, c in zip(names, columns, strict=True)),
            ]
        )
        yield frame.with_columns(_filled(pl.col(names)))


def _filled(cells: pl.Expr) -> pl.Expr:
    """An empty cell is null, whether it was written as nothing or as two quotes."""
    return pl.when(cells.str.len_bytes() > 0).then(cells).name.keep()


def _records(
    source: Source, staged: StagedText, dialect: Dialect
) -> Iterator[tuple[int, list[list[str]]]]:
    """Batches of records with the row number of the first one, header and titles left out."""
    csv.field_size_limit(source.limits.line_bytes)
    at = 0
    with staged.path.open(encoding=staged.codec, newline="") as file:
        reader = csv.reader(file, delimiter=dialect.delimiter, strict=True)
        while True:
            rows: list[list[str]] = []
            try:
                for row in islice(reader, BATCH_ROWS):
                    rows.append(row)  # noqa: PERF402 - the rows before a bad one are counted
            except csv.Error as broken:
                at += len(rows) + 1
                raise RowUnreadable(file=source.name, row=at, why=str(broken)) from None
            if not rows:
                return
            skip = max(0, dialect.layout.row - at)
            yield at + skip + 1, rows[skip:]
            at += len(rows)
