"""Small files, written and read in one breath."""

from pathlib import Path

import polars as pl

from cashwright.areas.exchange.policies import LIMITS, FileLimits
from cashwright.areas.exchange.ports import Table
from cashwright.connectors.files import read_table

HEADER = "Invoice No,Customer,Amount\n"


def read_bytes(
    tmp_path: Path, data: bytes, name: str = "file.csv", *, limits: FileLimits = LIMITS
) -> Table:
    """`data` as a file of that name, read."""
    path = tmp_path / name
    path.write_bytes(data)
    return read_path(tmp_path, path, limits=limits)


def read_path(tmp_path: Path, path: Path, *, limits: FileLimits = LIMITS) -> Table:
    into = tmp_path / f"{path.name}.rows"
    into.mkdir()
    return read_table(path, into, limits=limits)


def rows(table: Table) -> list[tuple[object, ...]]:
    """All rows: the row number, then the cells."""
    return pl.read_parquet(table.parts / "*.parquet").rows()
