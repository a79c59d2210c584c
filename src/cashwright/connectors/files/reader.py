"""Any file as a table of text: what it is, is told by its first bytes, never by its name."""

from pathlib import Path

from cashwright.areas.exchange.policies import LIMITS, FileLimits
from cashwright.areas.exchange.ports import Table
from cashwright.areas.exchange.refusals import FileTypeUnknown
from cashwright.connectors.files.csv_reader import read_csv
from cashwright.connectors.files.parquet_reader import read_parquet
from cashwright.connectors.files.spill import Source
from cashwright.connectors.files.staging import FileType, file_type, open_source
from cashwright.connectors.files.xlsx_reader import read_xlsx


def read_table(
    path: Path,
    into: Path,
    *,
    limits: FileLimits = LIMITS,
    encoding: str | None = None,
    sheet: str | None = None,
    file_name: str | None = None,
) -> Table:
    """Read `path` and lay its rows down under `into`, a folder that exists and is the caller's to remove.

    encoding   for text that is neither UTF-8 nor marked: the name of a codec
    sheet      of a workbook; the first one with anything in it when not said
    file_name  what the user called it, when `path` is a stored copy
    raises     the refusals of areas/exchange/refusals.py, each with file, and row and column where known
    """
    source = Source(path, file_name or path.name, into, limits)
    sha256 = open_source(source)
    match file_type(path):
        case FileType.WORKBOOK:
            return read_xlsx(source, sha256, sheet)
        case FileType.PARQUET:
            return read_parquet(source, sha256)
        case FileType.TEXT | FileType.GZIP:
            return read_csv(source, sha256, encoding)
        case FileType.OTHER:
            raise FileTypeUnknown(file=source.name)
