"""Frames to files: CSV (RFC 4180), XLSX and Parquet, safe to open in a spreadsheet.

Text that a spreadsheet would compute gets a leading apostrophe in CSV and a text cell in XLSX;
numbers and dates keep their type. Files appear whole or not at all: written aside, then renamed.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import polars as pl
from openpyxl.cell import WriteOnlyCell

from cashwright.areas.exchange.frames.cells import csv_safe
from cashwright.areas.exchange.refusals import TooManyRows
from cashwright.areas.exchange.rules.cells import csv_safe as csv_safe_text

FORMATS = ("csv", "parquet", "xlsx")
_XLSX_ROWS = 1_048_575


def write_frame_file(frame: pl.LazyFrame, path: Path, file_format: str) -> None:
    """Write all of `frame`. `file_format` is one of FORMATS; memory does not grow with a CSV's rows."""
    aside = path.with_name(f".{path.name}.part")
    try:
        match file_format:
            case "csv":
                _safe(frame).sink_csv(aside, line_terminator="\r\n")
            case "parquet":
                frame.sink_parquet(aside)
            case "xlsx":
                _write_xlsx(frame, aside)
            case _:
                raise AssertionError(f"no such format: {file_format}")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def write_rows_file(frames: Iterable[pl.DataFrame], path: Path, headers: Iterable[str]) -> None:
    """A CSV of text rows with `headers` as they are, repeated or blank ones included (fixed-up files)."""
    aside = path.with_name(f".{path.name}.part")
    try:
        with aside.open("wb") as out:
            out.write(_record(headers).encode())
            for frame in frames:
                safe = _safe(frame.lazy()).collect()
                out.write(safe.write_csv(include_header=False, line_terminator="\r\n").encode())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _record(headers: Iterable[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([csv_safe_text(header) for header in headers])
    return out.getvalue()


def _safe(frame: pl.LazyFrame) -> pl.LazyFrame:
    text = [name for name, dtype in frame.collect_schema().items() if dtype == pl.String]
    return frame.with_columns(csv_safe(pl.col(name)).alias(name) for name in text)


def _write_xlsx(frame: pl.LazyFrame, path: Path) -> None:
    rows = frame.collect(engine="streaming")
    if rows.height > _XLSX_ROWS:
        raise TooManyRows(
            rows=rows.height, most=_XLSX_ROWS, remedy="Export CSV or Parquet instead."
        )
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append([_text_cell(sheet, name) for name in rows.columns])
    for row in rows.iter_rows():
        sheet.append([_text_cell(sheet, v) if isinstance(v, str) else v for v in row])
    book.save(path)


def _text_cell(sheet: object, value: str) -> WriteOnlyCell:
    """A cell that stays text, whatever it starts with; characters no workbook can hold are dropped."""
    shown = "".join(c for c in value if c >= " " or c in "\t\n\r")
    made = WriteOnlyCell(sheet, value=shown)
    made.data_type = "s"
    return made
