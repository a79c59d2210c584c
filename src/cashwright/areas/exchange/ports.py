"""What the exchange needs from outside: a file as a table of text.

A reader (connectors/files) turns CSV, XLSX or Parquet into a `Table`: the rows lie on disk in
Parquet parts, every cell as text, so that a million of them need no memory until they are asked for.
"""

from dataclasses import dataclass
from pathlib import Path

ROW = "row_no"


def cell(index: int) -> str:
    """The name of the stored column that holds the file's column `index` (from 0)."""
    return f"c{index}"


@dataclass(frozen=True, slots=True)
class Table:
    """One file, read.

    headers     the cells of the header row, as written, blanks included
    header_row  its row as a spreadsheet numbers it, from 1
    rows        how many rows under it hold anything
    parts       folder of Parquet parts: row_no UInt32 (as a spreadsheet shows it) | c0 .. cn Utf8
                (null = empty cell), in file order
    is_typed    numbers and dates come from typed cells (XLSX, Parquet): point as decimal mark
    notes       what was found out on the way, in words: encoding, delimiter, sheet
    """

    file_name: str
    sha256: str
    headers: tuple[str, ...]
    header_row: int
    rows: int
    parts: Path
    is_typed: bool
    notes: tuple[str, ...]
