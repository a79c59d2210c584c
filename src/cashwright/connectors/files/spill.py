"""Rows on their way to disk: Parquet parts of text cells, and the checks every file passes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cashwright.areas.exchange.policies import FileLimits
from cashwright.areas.exchange.ports import ROW, Table, cell
from cashwright.areas.exchange.refusals import (
    CellTooLarge,
    FileEmpty,
    TooManyColumns,
    TooManyRows,
)

BATCH_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file being read: where it is, what the user calls it, where its rows go."""

    path: Path
    name: str
    into: Path
    limits: FileLimits

    @property
    def parts(self) -> Path:
        return self.into / "rows"

    def part(self, number: int) -> Path:
        self.parts.mkdir(exist_ok=True)
        return self.parts / f"{number:05}.parquet"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the header is, from 1 as a spreadsheet counts, and what it says."""

    headers: tuple[str, ...]
    row: int


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """The index of the header among the first rows: the first that fills most of the widest one.

    Titles and addresses above the header fill a cell or two; a header fills nearly all.
    """
    filled = [sum(1 for value in row if value.strip()) for row in rows]
    widest = max(filled, default=0)
    return next((i for i, count in enumerate(filled) if count and 3 * count >= 2 * widest), 0)


def check_width(source: Source, columns: int) -> None:
    """Raises TooManyColumns."""
    if columns > source.limits.columns:
        raise TooManyColumns(file=source.name, columns=columns, most=source.limits.columns)


def spill(source: Source, batches: Iterable[pl.DataFrame]) -> None:
    """Write batches as parts, one after the other. Raises TooManyRows as soon as there are too many."""
    rows = 0
    for number, batch in enumerate(batches):
        rows += batch.height
        if rows > source.limits.rows:
            raise TooManyRows(file=source.name, most=source.limits.rows)
        batch.write_parquet(source.part(number), compression="lz4")


def finish(
    source: Source, sha256: str, layout: Layout, notes: Sequence[str], *, is_typed: bool = False
) -> Table:
    """The table, once its parts are written. Raises FileEmpty, TooManyRows, CellTooLarge."""
    rows = _count(source, len(layout.headers))
    return Table(
        file_name=source.name,
        sha256=sha256,
        headers=layout.headers,
        header_row=layout.row,
        rows=rows,
        parts=source.parts,
        is_typed=is_typed,
        notes=tuple(notes),
    )


def _count(source: Source, width: int) -> int:
    if not source.parts.exists():
        raise FileEmpty(file=source.name)
    names = [cell(i) for i in range(width)]
    scan = pl.scan_parquet(source.parts / "*.parquet")
    found = scan.select(
        pl.len().alias("rows"), *(pl.col(name).str.len_chars().max() for name in names)
    ).collect(engine="streaming")
    rows = int(found["rows"][0])
    if rows == 0:
        raise FileEmpty(file=source.name)
    if rows > source.limits.rows:
        raise TooManyRows(file=source.name, rows=rows, most=source.limits.rows)
    for index, name in enumerate(names):
        if (found[name][0] or 0) > source.limits.cell_characters:
            _refuse_cell(source, scan, index)
    return rows


def _refuse_cell(source: Source, scan: pl.LazyFrame, index: int) -> None:
    most = source.limits.cell_characters
    length = pl.col(cell(index)).str.len_chars()
    first = scan.filter(length > most).select(ROW, length.alias("length")).head(1).collect()
    raise CellTooLarge(
        file=source.name,
        row=first[ROW][0],
        column=column_letters(index),
        characters=first["length"][0],
        most=most,
    )


def column_letters(index: int) -> str:
    """The column as a spreadsheet names it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
