"""Workbooks and Parquet: typed cells become the text a person would have written."""

import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from cashwright.areas.exchange.policies import LIMITS, FileLimits
from cashwright.areas.exchange.refusals import (
    ColumnUnknown,
    FileEmpty,
    FileTruncated,
    FileTypeUnknown,
    FileUnsafe,
    TooManyRows,
)
from cashwright.connectors.files.spill import Source
from cashwright.connectors.files.xlsx_reader import check_archive
from cashwright.kernel.refusals import Refusal
from tests.connectors.files.makers import read_path, rows

AT = datetime(2026, 1, 5, 13, 4, tzinfo=UTC).replace(tzinfo=None)  # a cell has no zone


def _workbook(path: Path, *lines: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path)
    return path


def test_numbers_and_dates_come_as_written(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "a.xlsx",
        ("No", "Issued", "At", "Amount", "Paid"),
        ("007", date(2026, 1, 5), AT, 1234.5, True),
        (),
        (17850, date(2026, 2, 1), None, 0.1 + 0.2, None),
    )
    table = read_path(tmp_path, path)
    assert table.is_typed
    assert rows(table) == [
        (2, "007", "2026-01-05", "2026-01-05 13:04:00", "1234.5", "true"),
        (4, "17850", "2026-02-01", None, "0.3", None),
    ]


def test_the_first_sheet_that_holds_anything_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Items").append(("No", "Amount"))
    book["Items"].append((1, 2))
    book.save(tmp_path / "b.xlsx")
    table = read_path(tmp_path, tmp_path / "b.xlsx")
    assert "workbook, sheet Items" in table.notes
    assert rows(table) == [(2, "1", "2")]


def test_a_workbook_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileEmpty):
        read_path(tmp_path, _workbook(tmp_path / "c.xlsx"))


def test_a_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 200_000_000)
    assert path.stat().st_size < 250_000
    with pytest.raises(FileUnsafe) as refused:
        read_path(tmp_path, path)
    assert refused.value.facts["ratio"]


def test_a_directory_that_lies_about_sizes_is_found_out(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "d.xlsx", ("No",), *((str(i),) for i in range(5_000)))
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with pytest.raises(FileTruncated):
        read_path(tmp_path, path)


@pytest.mark.parametrize("inside", ["xl/more.zip", "xl/embeddings/book.xlsx"])
def test_archives_within_archives_are_refused(tmp_path: Path, inside: str) -> None:
    path = _workbook(tmp_path / "e.xlsx", ("No",), ("1",))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(inside, "x")
    with pytest.raises(FileUnsafe):
        read_path(tmp_path, path)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(1_001):
            archive.writestr(f"{i}.xml", "")
    with pytest.raises(FileUnsafe):
        read_path(tmp_path, path)


def test_a_workbook_cut_short_and_a_plain_archive_are_refused(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "g.xlsx", ("No",), ("1",))
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(FileTruncated):
        read_path(tmp_path, path)
    with zipfile.ZipFile(tmp_path / "h.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(FileTypeUnknown):
        read_path(tmp_path, tmp_path / "h.xlsx")


def _packed(path: Path) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x" * 50)
        archive.writestr("xl/worksheets/sheet1.xml", "hello" * 100)
    return path.read_bytes()


def test_a_workbook_damaged_at_any_byte_is_refused_and_breaks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "damaged.xlsx"
    data = _packed(path)
    source = Source(path, path.name, tmp_path, LIMITS)
    for at, value in product(range(len(data)), (0, 1, 12, 127, 255)):
        path.write_bytes(data[:at] + bytes([value]) + data[at + 1 :])
        with suppress(Refusal):
            check_archive(source)


def test_parquet_keeps_exact_numbers_and_days(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {
            "No": [1, 2],
            "Issued": [date(2026, 1, 5), None],
            "At": [AT, None],
            "Amount": pl.Series(["1234.50", "0.10"]).str.to_decimal(scale=2),
            "Name": ["Ann", ""],
        }
    ).write_parquet(path)
    assert rows(read_path(tmp_path, path)) == [
        (2, "1", "2026-01-05", "2026-01-05 13:04:00", "1234.50", "Ann"),
        (3, "2", None, None, "0.10", None),
    ]


def test_parquet_that_is_cut_nested_or_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.parquet"
    pl.DataFrame({"No": list(range(100))}).write_parquet(path)
    with pytest.raises(TooManyRows):
        read_path(tmp_path, path, limits=FileLimits(rows=99))
    cut = tmp_path / "c.parquet"
    cut.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(FileTruncated):
        read_path(tmp_path, cut)
    pl.DataFrame({"No": [[1, 2]]}).write_parquet(tmp_path / "d.parquet")
    with pytest.raises(ColumnUnknown):
        read_path(tmp_path, tmp_path / "d.parquet")
