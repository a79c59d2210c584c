"""Workbooks: checked as the archive they are before a byte is unpacked, then read by calamine.

Formulas are taken by the value the spreadsheet last saved; it never runs here.
"""

import re
import struct
import zipfile
import zlib

import fastexcel
import polars as pl

from cashwright.areas.exchange.ports import ROW, Table, cell
from cashwright.areas.exchange.refusals import (
    ColumnUnknown,
    FileEmpty,
    FileTruncated,
    FileTypeUnknown,
    FileUnsafe,
    TooManyRows,
)
from cashwright.connectors.files.spill import (
    Layout,
    Source,
    check_width,
    find_header,
    finish,
    spill,
)

_NESTED = re.compile(r"\.(?:zip|gz|bz2|xz|7z|rar|jar|xls[xmb]?|ods|parquet)$", re.IGNORECASE)
_HEADER_ROWS = 50
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""How zipfile says that an archive is damaged."""
_MIDNIGHT = " 00:00:00"


def read_xlsx(source: Source, sha256: str, sheet: str | None) -> Table:
    """Raises FileUnsafe, FileTruncated, FileTypeUnknown, FileEmpty, ColumnUnknown (no such sheet)."""
    check_archive(source)
    name, frame = _sheet(source, sheet)
    rows = frame.head(_HEADER_ROWS).fill_null("").rows()
    at = find_header(rows)
    headers = [value.strip() for value in rows[at]]
    check_width(source, frame.width)
    if not any(headers):
        raise FileEmpty(file=source.name)
    names = [cell(i) for i in range(frame.width)]
    frame.columns = names
    frame = frame.with_columns(_without_midnight(pl.col(names)))
    frame = frame.with_row_index(ROW, offset=1).slice(at + 1)
    spill(source, [frame.filter(~pl.all_horizontal(pl.col(names).is_null()))])
    notes = [f"workbook, sheet {name}", *([f"headers in row {at + 1}"] if at else [])]
    layout = Layout(tuple(headers), at + 1)
    return finish(source, sha256, layout, notes, is_typed=True)


def check_archive(source: Source) -> None:
    """Hold the archive's own directory to the limits, then its contents to the directory."""
    limits = source.limits
    try:
        with zipfile.ZipFile(source.path) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            packed = max(1, sum(entry.compress_size for entry in entries))
            if len(entries) > limits.entries:
                raise FileUnsafe(file=source.name, entries=len(entries), most=limits.entries)
            if unpacked > limits.workbook_bytes:
                raise FileUnsafe(file=source.name, unpacked=unpacked, most=limits.workbook_bytes)
            if unpacked > limits.ratio_from and unpacked > limits.ratio * packed:
                raise FileUnsafe(file=source.name, ratio=unpacked // packed, most=limits.ratio)
            for entry in entries:
                if _NESTED.search(entry.filename) or entry.flag_bits & 1:
                    raise FileUnsafe(file=source.name, why="a packed or locked file within")
            if "[Content_Types].xml" not in archive.namelist():
                raise FileTypeUnknown(file=source.name, why="an archive, but no workbook")
            broken = archive.testzip()
    except _DAMAGED as why:
        raise FileTruncated(file=source.name, why=str(why)) from None
    if broken is not None:
        raise FileTruncated(file=source.name, why=f"{broken} is damaged")


def _sheet(source: Source, wanted: str | None) -> tuple[str, pl.DataFrame]:
    try:
        workbook = fastexcel.read_excel(source.path)
        if wanted is not None and wanted not in workbook.sheet_names:
            raise ColumnUnknown(file=source.name, given=wanted, known=workbook.sheet_names)
        for name in [wanted] if wanted is not None else workbook.sheet_names:
            sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.width == 0:
                continue
            if sheet.total_height > source.limits.rows:
                raise TooManyRows(file=source.name, most=source.limits.rows)
            return name, sheet.to_polars()
    except fastexcel.FastExcelError as why:
        raise FileTypeUnknown(file=source.name, why=str(why).splitlines()[0][:200]) from None
    raise FileEmpty(file=source.name)


def _without_midnight(value: pl.Expr) -> pl.Expr:
    """A date in a typed cell comes as `2026-01-31 00:00:00`."""
    shown = value.str.strip_suffix(_MIDNIGHT)
    return pl.when(shown != "").then(shown).name.keep()
