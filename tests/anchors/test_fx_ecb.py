"""The reference rates of the ECB: 6,658 published days, and conversions computed from them elsewhere."""

import gzip
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cashwright.areas.exchange.refusals import (
    ColumnsMissing,
    FileEmpty,
    FileMisencoded,
    FileMissing,
    FileTruncated,
    RowRagged,
)
from cashwright.areas.ledger.models import FxRate
from cashwright.areas.ledger.queries import rate
from cashwright.areas.ledger.refusals import NoRate
from cashwright.areas.ledger.services import import_rates
from cashwright.connectors.fx_ecb import read_rates
from cashwright.kernel.currencies import format_minor, minor_of
from cashwright.kernel.money import Money
from cashwright.kernel.rates import convert_money
from cashwright.kernel.refusals import BadInput, Refusal
from cashwright.surfaces.cli import import_
from tests.makers import ANN

FILE = "fx-ecb/eurofxref-hist_1999-01-04_to_2024-12-31.csv.gz"
SMALL = "Date,USD,JPY,CYP,\n2024-12-31,1.0389,163.06,N/A,\n2024-12-30,1.0444,164.57,N/A,\n"


def _vectors(path: Path) -> list[tuple[str, str, str, str, str]]:
    """(date, from, to, amount, expected amount) of each vector; the file is plain `name: 'value'`."""
    _, *blocks = path.read_text().split("- id: ")
    found = []
    for block in blocks:
        told = re.findall(r"\b(date|from_currency|to_currency|amount): '?([^'\n]+)'?", block)
        values = [value for name, value in told]
        assert [name for name, _ in told] == [
            "date", "from_currency", "to_currency", "amount", "amount",
        ]  # fmt: skip
        found.append((values[0], values[1], values[2], values[3], values[4]))
    return found


@pytest.mark.django_db
def test_all_published_days_go_in_and_every_conversion_computed_elsewhere_comes_out(
    real_data: Callable[[str], Path],
) -> None:
    file, vectors = real_data(FILE), _vectors(real_data("fx-ecb/vectors.yaml"))
    told = CliRunner().invoke(import_.app, ["rates", str(file)], catch_exceptions=False)
    assert told.stdout.startswith("6,658 days, 1999-01-04 to 2024-12-31, 41 currencies")
    assert FxRate.objects.values("on").distinct().count() == 6658

    assert len(vectors) == 6
    for day, source, target, amount, expected in vectors:
        money = Money(minor_of(amount, source), source)
        got = convert_money(money, rate(source, target, date.fromisoformat(day)), target)
        assert format_minor(got.minor, target) == expected, (day, source, target)


def test_the_rates_read_are_the_decimals_printed(real_data: Callable[[str], Path]) -> None:
    file = real_data(FILE)
    frame = read_rates(file)
    with gzip.open(file, "rt") as text:
        header, *rows = (line.rstrip("\n").split(",") for line in text)
    some = {row[0]: row[1:] for row in rows[::9]}
    printed = {
        (code, on): Decimal(cell)
        for on, cells in some.items()
        for code, cell in zip(header[1:], cells, strict=True)
        if cell not in ("", "N/A")
    }
    read = {
        (quote, str(on)): Decimal(numerator) / Decimal(denominator)
        for _, quote, on, numerator, denominator in frame.iter_rows()
        if str(on) in some
    }
    assert read == printed


@pytest.mark.django_db
def test_a_day_without_a_rate_takes_the_last_one_before_but_not_one_of_long_ago(
    tmp_path: Path,
) -> None:
    assert import_rates(read_rates(_file(tmp_path, SMALL)), source="ecb", by=ANN) == 4
    assert import_rates(read_rates(_file(tmp_path, SMALL)), source="ecb", by=ANN) == 0
    assert rate("EUR", "USD", date(2025, 1, 5)).numerator == 10389
    with pytest.raises(NoRate):
        rate("EUR", "USD", date(2025, 2, 1))
    with pytest.raises(NoRate):
        rate("EUR", "CYP", date(2024, 12, 31))


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "rates.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_the_zip_of_the_banks_page_reads_like_the_plain_file(tmp_path: Path) -> None:
    plain = read_rates(_file(tmp_path, SMALL))
    packed = tmp_path / "eurofxref-hist.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("eurofxref-hist.csv", SMALL)
    assert read_rates(packed).equals(plain)
    assert plain.height == 4


@pytest.mark.parametrize(
    ("content", "refusal", "facts"),
    [
        (b"", FileEmpty, {}),
        (b"Date,USD\n", FileEmpty, {}),
        (b"Day,USD\n2024-12-31,1.03\n", ColumnsMissing, {}),
        (b"Date,usd\n2024-12-31,1.03\n", ColumnsMissing, {}),
        (b"Date,USD\n2024-12-31\n", RowRagged, {"row": 2, "cells": 1, "expected": 2}),
        (b"Date,USD\n31.12.2024,1.03\n", BadInput, {"row": 2, "field": "Date"}),
        (b"Date,USD\n2024-12-31,1.03\n2024-12-31,1.04\n", BadInput, {"row": 3, "field": "Date"}),
        (b"Date,USD\n2024-12-31,0.000\n", BadInput, {"row": 2, "field": "USD"}),
        (b"Date,USD\n2024-12-31,-1.03\n", BadInput, {"row": 2, "value": "-1.03"}),
        (b"Date,USD\n2024-12-31,=1+1\n", BadInput, {"row": 2, "value": "=1+1"}),
        (b'Date,USD\n2024-12-31,"1,03"\n', BadInput, {"row": 2, "value": "1,03"}),
        (b"Date,USD\n2024-12-31,1.03,\n", RowRagged, {"row": 2}),
        ("Date,USD\n2024-12-31,1.03\n".encode("utf-16"), FileMisencoded, {}),
        (gzip.compress(SMALL.encode(), mtime=0)[:-12], FileTruncated, {}),
    ],
)
def test_a_file_that_is_not_as_published_is_refused_with_its_row(
    tmp_path: Path, content: bytes, refusal: type[Refusal], facts: dict[str, Any]
) -> None:
    with pytest.raises(refusal) as refused:
        read_rates(_file(tmp_path, content))
    assert refused.value.facts["file"] == "rates.csv"
    assert {key: refused.value.facts[key] for key in facts} == facts


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_rates(tmp_path / "none.csv")
