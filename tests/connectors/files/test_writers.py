"""Exports open safely in a spreadsheet, and come back as they were."""

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashwright.areas.exchange.frames.cells import csv_plain
from cashwright.areas.exchange.ports import cell
from cashwright.connectors.files import FORMATS, write_frame_file, write_rows_file
from tests.connectors.files.makers import read_path, rows

EVIL = ('=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1")


def test_no_exported_cell_starts_a_formula(tmp_path: Path) -> None:
    write_frame_file(pl.LazyFrame({"name": list(EVIL)}), tmp_path / "a.csv", "csv")
    for row in rows(read_path(tmp_path, tmp_path / "a.csv")):
        assert str(row[1]).startswith("'")


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    frame = pl.LazyFrame({"minor": [-5, 7], "on": [date(2026, 1, 5)] * 2, "text": ["-5", "x"]})
    write_frame_file(frame, tmp_path / "a.csv", "csv")
    assert (tmp_path / "a.csv").read_bytes() == (
        b"minor,on,text\r\n-5,2026-01-05,'-5\r\n7,2026-01-05,x\r\n"
    )


def test_a_workbook_holds_text_where_text_was_meant(tmp_path: Path) -> None:
    write_frame_file(pl.LazyFrame({"name": list(EVIL), "n": range(6)}), tmp_path / "a.xlsx", "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [c.data_type for c in sheet["A"]] == ["s"] * 7
    assert sheet["A2"].value == EVIL[0]
    assert sheet["B3"].value == 1


@pytest.mark.parametrize("file_format", FORMATS)
def test_every_format_comes_back(tmp_path: Path, file_format: str) -> None:
    frame = pl.LazyFrame({"No": ["A1", "A2"], "Amount": [12, -5]})
    path = tmp_path / f"a.{file_format}"
    write_frame_file(frame, path, file_format)
    assert rows(read_path(tmp_path, path)) == [(2, "A1", "12"), (3, "A2", "-5")]
    assert [found.name for found in tmp_path.iterdir() if found.name.startswith(".")] == []


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=6
) | st.text(alphabet="'=+-@\t\r\n ,\"x", max_size=6)


@settings(max_examples=60)
@given(texts=st.lists(_TEXT, min_size=1, max_size=8))
def test_what_is_exported_is_imported_again_unchanged(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("out")
    write_rows_file([pl.DataFrame({"a": texts, "b": "end"})], folder / "a.csv", ["A", "B"])
    table = read_path(folder, folder / "a.csv")
    back = pl.read_parquet(table.parts / "*.parquet").select(
        csv_plain(pl.col(cell(0))).alias(cell(0))
    )
    assert back[cell(0)].to_list() == [text or None for text in texts]


def test_a_fixed_up_file_keeps_headers_as_they_are(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": ["1"], "b": [None], "c": ["x,y"]}, schema_overrides={"b": pl.String})
    write_rows_file([frame], tmp_path / "a.csv", ["No", "No", ""])
    assert (tmp_path / "a.csv").read_bytes() == b'No,No,\r\n1,,"x,y"\r\n'
