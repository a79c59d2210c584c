"""Text files: read as they are meant, or refused with the row a spreadsheet shows."""

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashwright.areas.exchange.policies import FileLimits
from cashwright.areas.exchange.refusals import (
    CellTooLarge,
    FileEmpty,
    FileMisencoded,
    FileMissing,
    FileRefused,
    FileTooLarge,
    FileTruncated,
    FileTypeUnknown,
    FileUnsafe,
    RowRagged,
    RowUnreadable,
    TooManyColumns,
    TooManyRows,
)
from tests.connectors.files.makers import HEADER, read_bytes, read_path, rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    data = "No,Customer,Amount\n1,Ann,5.00\n2,Bob,6.00\n".replace(",", delimiter)
    assert rows(read_bytes(tmp_path, data.encode())) == [
        (2, "1", "Ann", "5.00"),
        (3, "2", "Bob", "6.00"),
    ]


def test_a_decimal_comma_is_not_taken_for_the_delimiter(tmp_path: Path) -> None:
    table = read_bytes(tmp_path, b"No;Betrag\n1;1.234,56\n2;7,50\n")
    assert table.headers == ("No", "Betrag")
    assert rows(table)[0] == (2, "1", "1.234,56")


def test_a_spreadsheets_own_delimiter_line_decides(tmp_path: Path) -> None:
    table = read_bytes(tmp_path, b"sep=|\nNo|Amount\n1|5\n")
    assert (table.headers, table.header_row) == (("No", "Amount"), 2)
    assert rows(table) == [(3, "1", "5")]


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a mark"),
        ("utf-16", "utf-16"),
        ("cp1252", "not UTF-8, read as cp1252 (Western European)"),
    ],
)
def test_names_keep_their_letters_in_any_encoding(tmp_path: Path, codec: str, said: str) -> None:
    table = read_bytes(tmp_path, "No,Name\n1,Jürgen Ångström\n2,Éva\n".encode(codec))
    assert said in table.notes
    assert table.headers == ("No", "Name")
    assert rows(table) == [(2, "1", "Jürgen Ångström"), (3, "2", "Éva")]


def test_damaged_text_is_refused_and_not_read_as_another_encoding(tmp_path: Path) -> None:
    data = "No,Name\n1,Jürgen\n2,Müller\n".encode() + b"3,J\xfcrgen\n"
    with pytest.raises(FileMisencoded) as refused:
        read_bytes(tmp_path, data)
    assert refused.value.facts["row"] == 4
    assert refused.value.facts["remedy"]


def test_a_file_cut_within_a_letter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMisencoded):
        read_bytes(tmp_path, "No,Name\n1,Jürgen\n2,Mü".encode()[:-1])


def test_zero_bytes_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(FileMisencoded) as refused:
        read_bytes(tmp_path, b"No,Name\n1,A\x00B\n")
    assert refused.value.facts["row"] == 2


def test_a_quoted_cell_may_span_lines_and_the_next_row_is_still_the_next_row(
    tmp_path: Path,
) -> None:
    table = read_bytes(tmp_path, b'No,Name\n1,"Acme\nLtd"\n\n2,"Say ""hi"", Bob"\n')
    assert rows(table) == [(2, "1", "Acme\nLtd"), (4, "2", 'Say "hi", Bob')]


def test_a_quote_inside_a_bare_cell_is_an_inch(tmp_path: Path) -> None:
    data = b'No,Name\n1,5" pipe\n2,6" pipe\n3,7"" pipe\n'
    assert [row[2] for row in rows(read_bytes(tmp_path, data))] == [
        '5" pipe',
        '6" pipe',
        '7"" pipe',
    ]


@pytest.mark.parametrize(("line", "cells"), [("2,Bob", 2), ("2,Bob,6.00,7.00", 4)])
def test_a_row_that_is_not_as_wide_as_the_header_is_named(
    tmp_path: Path, line: str, cells: int
) -> None:
    with pytest.raises(RowRagged) as refused:
        read_bytes(tmp_path, f"{HEADER}1,Ann,5.00\n{line}\n3,Cy,7.00\n".encode())
    assert refused.value.facts | {"row": 3, "cells": cells, "expected": 3} == refused.value.facts


def test_a_quote_that_never_closes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RowUnreadable) as refused:
        read_bytes(tmp_path, f'{HEADER}1,Ann,5.00\n2,"Bob,6.00\n3,Cy,7.00\n'.encode())
    assert refused.value.facts["row"] == 3


def test_a_last_line_without_an_end_is_told(tmp_path: Path) -> None:
    told = "the last line has no end: check that the file is complete"
    assert told in read_bytes(tmp_path, b"No,Amount\n1,106.9").notes
    assert told not in read_bytes(tmp_path, b"No,Amount\n1,106.92\n", "whole.csv").notes


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    data = "Open items,,\nas of 2026-01-31,,\n,,\n" + HEADER + "1,Ann,5.00\n"
    table = read_bytes(tmp_path, data.encode())
    assert (table.headers, table.header_row) == (("Invoice No", "Customer", "Amount"), 4)
    assert rows(table) == [(5, "1", "Ann", "5.00")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"No,Name\n", b"No,Name\n,\n", b"\xef\xbb\xbf"])
def test_a_file_without_rows_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FileEmpty):
        read_bytes(tmp_path, data)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_path(tmp_path, tmp_path / "nowhere.csv")


def test_a_ten_megabyte_cell_is_refused_by_row_and_column(tmp_path: Path) -> None:
    data = HEADER.encode() + b"1,Ann,5.00\n2," + b"x" * 10_000_000 + b",6.00\n"
    with pytest.raises(CellTooLarge) as refused:
        read_bytes(tmp_path, data)
    assert (refused.value.facts["row"], refused.value.facts["column"]) == (3, "B")
    quoted = HEADER.encode() + b'1,"An\nn",5.00\n2,' + b"x" * 10_000_000 + b",6.00\n"
    with pytest.raises(CellTooLarge) as refused:
        read_bytes(tmp_path, quoted, "quoted.csv")
    assert refused.value.facts["row"] == 3


def test_limits_hold_before_memory_is_spent(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        read_bytes(tmp_path, HEADER.encode() * 10, limits=FileLimits(file_bytes=100))
    with pytest.raises(TooManyColumns):
        read_bytes(
            tmp_path, b",".join([b"a"] * 9) + b"\n", "wide.csv", limits=FileLimits(columns=8)
        )
    data = HEADER.encode() + b"1,Ann,5.00\n" * 9
    with pytest.raises(TooManyRows):
        read_bytes(tmp_path, data, "long.csv", limits=FileLimits(rows=8))
    with pytest.raises(RowUnreadable):
        read_bytes(tmp_path, b"x" * 3_000_000, "line.csv", limits=FileLimits(line_bytes=1_000_000))


def test_a_packed_file_is_unpacked_within_limits(tmp_path: Path) -> None:
    table = read_bytes(tmp_path, gzip.compress((HEADER + "1,Ann,5.00\n").encode()), "a.csv.gz")
    assert rows(table) == [(2, "1", "Ann", "5.00")]
    with pytest.raises(FileUnsafe):
        read_bytes(tmp_path, gzip.compress(b"x,y\n" * 5_000_000), "bomb.csv.gz")
    twice = gzip.compress(gzip.compress(HEADER.encode()))
    with pytest.raises(FileUnsafe):
        read_bytes(tmp_path, twice, "nested.gz")


def test_a_packed_file_cut_short_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress((HEADER + "1,Ann,5.00\n" * 500).encode())
    with pytest.raises(FileTruncated):
        read_bytes(tmp_path, whole[:-20], "cut.csv.gz")


def test_the_name_of_a_file_says_nothing(tmp_path: Path) -> None:
    assert rows(read_bytes(tmp_path, b"a,b\n1,2\n", "data.xlsx")) == [(2, "1", "2")]
    with pytest.raises(FileTypeUnknown):
        read_bytes(tmp_path, b"%PDF-1.7 ...", "data.csv")


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=8
)


@settings(max_examples=60)
@given(lines=st.lists(st.tuples(_TEXT, _TEXT, _TEXT), min_size=1, max_size=6))
def test_what_a_csv_writer_writes_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str, str]]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("No", "Name", "Note"), *lines])
    expected = [
        (number, *(value or None for value in line))
        for number, line in enumerate(lines, start=2)
        if any(line)
    ]
    try:
        table = read_bytes(tmp_path_factory.mktemp("csv"), out.getvalue().encode())
    except FileEmpty:
        assert expected == []
    else:
        assert rows(table) == expected


@settings(max_examples=150)
@given(data=st.binary(max_size=200) | st.text(alphabet='a1,;"\n\r\t=', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    try:
        table = read_bytes(tmp_path_factory.mktemp("any"), data)
    except FileRefused as refused:
        assert refused.facts["remedy"]  # noqa: PT017 - either outcome is right
    else:
        assert table.rows == len(rows(table)) > 0
