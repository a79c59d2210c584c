"""The currency table against two sources nobody here wrote, and amounts of every number of decimals."""

import gzip
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from cashwright.kernel.currencies import (
    CURRENCIES,
    currency,
    format_minor,
    minor_of,
    minor_units,
)
from cashwright.kernel.money import MINOR_MAX
from cashwright.kernel.refusals import BadInput, UnknownCurrency

ISO_CODES = Path("/usr/share/iso-codes/json/iso_4217.json")
CURRENT = {code: row for code, row in CURRENCIES.items() if row.withdrawn_on is None}

# What cannot be counted in minor units: metals, bond market units, SDR, test and no currency.
UNCOUNTABLE = {"XAG", "XAU", "XPD", "XPT", "XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XTS", "XUA"}

# CLDR, and so Babel, counts these as people pay with them, ISO as banks do: (ISO, Babel).
BABEL_DIFFERS = {
    "AFN": (2, 0),
    "ALL": (2, 0),
    "IQD": (3, 0),
    "IRR": (2, 0),
    "KPW": (2, 0),
    "LAK": (2, 0),
    "LBP": (2, 0),
    "MGA": (2, 0),
    "MMK": (2, 0),
    "RSD": (2, 0),
    "SOS": (2, 0),
    "SYP": (2, 0),
    "YER": (2, 0),
}

MATRIX = [
    ("JPY", 0), ("KRW", 0), ("CLP", 0), ("VND", 0), ("UGX", 0), ("ISK", 0),
    ("EUR", 2), ("USD", 2), ("HUF", 2), ("MRU", 2),
    ("KWD", 3), ("BHD", 3), ("TND", 3), ("JOD", 3), ("OMR", 3), ("LYD", 3), ("IQD", 3),
    ("CLF", 4), ("UYW", 4),
]  # fmt: skip


@pytest.mark.parametrize(("code", "decimals"), MATRIX)
def test_a_currency_has_the_decimals_iso_gives_it(code: str, decimals: int) -> None:
    assert minor_units(code) == decimals


def test_decimals_equal_those_of_babel_but_for_the_known_differences() -> None:
    differing = {
        code: (row.minor_units, get_currency_precision(code))
        for code, row in CURRENT.items()
        if row.minor_units != get_currency_precision(code)
    }
    assert differing == BABEL_DIFFERS


def test_codes_and_numbers_equal_those_of_debian() -> None:
    if not ISO_CODES.exists():
        pytest.skip("the package iso-codes is not on this machine")
    debian = {r["alpha_3"]: r["numeric"] for r in json.loads(ISO_CODES.read_text())["4217"]}
    ours = {code: row.numeric for code, row in CURRENCIES.items()}
    assert {c: n for c, n in debian.items() if c in ours} == {
        c: n for c, n in ours.items() if c in debian
    }
    missing = set(debian) - set(ours) - UNCOUNTABLE - {"XXX"}
    assert missing <= {"ANG", "CUC", "SLL", "ZWL"}, "withdrawn since that list was made"
    added = set(CURRENT) - set(debian)
    assert added <= {"XAD", "XCG", "ZWG"}, "new since that list was made"


def test_numbers_are_three_digits_and_used_once() -> None:
    numbers = [row.numeric for row in CURRENT.values()]
    assert len(set(numbers)) == len(numbers)
    assert all(len(n) == 3 and n.isdigit() for n in numbers)


def test_every_currency_the_ecb_ever_quoted_is_known(real_data: Callable[[str], Path]) -> None:
    path = real_data("fx-ecb/eurofxref-hist_1999-01-04_to_2024-12-31.csv.gz")
    with gzip.open(path, "rt") as lines:
        quoted = [name for name in next(lines).strip().split(",")[1:] if name]
    assert [code for code in quoted if code not in CURRENCIES] == []


def test_what_is_no_currency_is_refused_by_code() -> None:
    for code in ["EURO", "eur", "", "XXX", "XAU", "???"]:
        with pytest.raises(UnknownCurrency):
            currency(code)


def test_amounts_are_written_with_all_their_decimals() -> None:
    assert format_minor(123450, "EUR") == "1234.50"
    assert format_minor(-5, "EUR") == "-0.05"
    assert format_minor(0, "KWD") == "0.000"
    assert format_minor(-1234, "JPY") == "-1234"
    assert format_minor(1, "CLF") == "0.0001"


def test_amounts_are_read_exactly() -> None:
    assert minor_of("1,234.50", "EUR") == 123450
    assert minor_of(" -0.05 ", "EUR") == -5
    assert minor_of("+7", "EUR") == 700
    assert minor_of("1234.5000", "EUR") == 123450
    assert minor_of(Decimal("1.5E+3"), "JPY") == 1500
    assert minor_of(Decimal("-0.0001"), "CLF") == -1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1.234",
        "1,23",
        "1,2345",
        "12,34.5",
        "1 234",
        "1.",
        ".5",
        "--1",
        "1e5",
        "٣",
        "NaN",
    ],
)
def test_what_is_no_amount_of_euros_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        minor_of(text, "EUR")
    assert refused.value.facts["field"] == "amount"


def test_a_fraction_of_the_smallest_unit_is_refused_not_rounded() -> None:
    cases: list[tuple[Decimal | str, str]] = [
        ("1.5", "JPY"),
        (Decimal("0.001"), "EUR"),
        ("0.00001", "CLF"),
    ]
    for amount, code in cases:
        with pytest.raises(BadInput, match="decimals"):
            minor_of(amount, code)
    for special in ["NaN", "Infinity"]:
        with pytest.raises(BadInput):
            minor_of(Decimal(special), "EUR")


def test_the_largest_amount_fits_a_column_and_one_more_is_refused() -> None:
    assert minor_of(str(MINOR_MAX), "JPY") == MINOR_MAX
    for text in [str(MINOR_MAX + 1), "-" + str(MINOR_MAX + 1), "9" * 5000]:
        with pytest.raises(BadInput, match="hold"):
            minor_of(text, "JPY")
    with pytest.raises(BadInput):
        minor_of(Decimal("1E+999999"), "JPY")


@given(minor=st.integers(-MINOR_MAX, MINOR_MAX), code=st.sampled_from(sorted(CURRENCIES)))
def test_an_amount_written_and_read_again_is_the_same(minor: int, code: str) -> None:
    text = format_minor(minor, code)
    assert minor_of(text, code) == minor
    assert minor_of(Decimal(text), code) == minor
    assert Decimal(text) == Decimal(minor).scaleb(-minor_units(code))
