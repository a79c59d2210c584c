"""The reference rates of the European Central Bank, as it publishes them: one CSV, all days.

Layout: `Date`, then a column a currency: how much of it one euro bought that day, `N/A` where it was
not quoted. Plain, gzipped, or in the zip the bank's own page offers (eurofxref-hist).
"""

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

import polars as pl

from cashwright.areas.exchange.refusals import (
    ColumnsMissing,
    FileEmpty,
    FileMisencoded,
    FileMissing,
    FileTooLarge,
    FileTruncated,
    FileTypeUnknown,
    RowRagged,
)
from cashwright.kernel.rates import Rate
from cashwright.kernel.refusals import BadInput

BASE = "EUR"
RATES = {
    "base": pl.String(),
    "quote": pl.String(),
    "on": pl.Date(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
}
_NOT_QUOTED = {"", "N/A"}
_CODE = re.compile(r"[A-Z]{3}")
_RATE = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_BYTES_MAX = 64 * 1024 * 1024  # unpacked; the whole history is 2 MB


def read_rates(path: Path) -> pl.DataFrame:
    """RATES of every day and currency in the file, in its order; exact, in lowest terms.

    raises  FileMissing, FileTruncated, FileTooLarge, FileTypeUnknown, FileMisencoded, FileEmpty,
            ColumnsMissing, RowRagged, BadInput (with the row): then nothing is taken
    """
    found = list(_rates(_text(path), path.name))
    if not found:
        raise FileEmpty(file=path.name)
    return pl.DataFrame(found, schema=RATES, orient="row")


def _text(path: Path) -> str:
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise FileMissing(file=path.name) from error
    try:
        text = _unpacked(packed, path.name).decode("utf-8-sig")
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise FileTruncated(file=path.name, why=str(error)) from error
    except UnicodeDecodeError as error:
        raise FileMisencoded(file=path.name, encoding="UTF-8") from error
    return text


def _unpacked(packed: bytes, name: str) -> bytes:
    if packed.startswith(b"\x1f\x8b"):
        plain = gzip.GzipFile(fileobj=io.BytesIO(packed)).read(_BYTES_MAX + 1)
    elif packed.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = archive.namelist()
            if len(members) != 1:
                raise FileTypeUnknown(file=name, why=f"{len(members)} files in one archive")
            with archive.open(members[0]) as member:
                plain = member.read(_BYTES_MAX + 1)
    else:
        plain = packed
    if len(plain) > _BYTES_MAX:
        raise FileTooLarge(file=name, bytes=len(plain), most=_BYTES_MAX)
    return plain


def _rates(text: str, name: str) -> Iterator[tuple[str, str, date, int, int]]:
    rows = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip() for cell in next(rows, [])]
    if not header:
        raise FileEmpty(file=name)
    codes = header[1:]
    if header[0] != "Date" or not any(codes) or not all(not c or _CODE.fullmatch(c) for c in codes):
        raise ColumnsMissing(file=name, missing=["Date", "a column a currency"], columns=header)
    seen: set[date] = set()
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        if len(row) != len(header):
            raise RowRagged(file=name, row=number, cells=len(row), expected=len(header))
        on = _day(row[0].strip(), name, number)
        if on in seen:
            _refuse(name, number, "Date", row[0], "a day that is not in the file before")
        seen.add(on)
        for code, cell in zip(codes, row[1:], strict=True):
            value = cell.strip()
            if value in _NOT_QUOTED:
                continue
            if not code or not _RATE.fullmatch(value) or not value.strip("0."):
                _refuse(name, number, code or "(no currency)", value, "a number above 0, or N/A")
            yield BASE, code, on, *_exact(value)


def _day(value: str, name: str, row: int) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        _refuse(name, row, "Date", value, "a day such as 2026-01-31")


@lru_cache(maxsize=65_536)
def _exact(value: str) -> tuple[int, int]:
    rate = Rate.of(value)
    return rate.numerator, rate.denominator


def _refuse(name: str, row: int, column: str, value: str, expected: str) -> NoReturn:
    raise BadInput(file=name, row=row, field=column, value=value[:64], expected=expected)
