"""How values read: money, days, lateness."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from babel import Locale
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from cashwright.kernel.currencies import CURRENCIES, format_minor
from cashwright.surfaces.console.formats import (
    count_text,
    day_text,
    instant_text,
    late_text,
    money_short,
    money_text,
    relative_text,
)


@pytest.mark.parametrize(
    ("minor", "currency", "language", "shown"),
    [
        (123456789, "EUR", "en", "1,234,567.89"),
        (123456789, "EUR", "de", "1.234.567,89"),
        (123456789, "INR", "en-IN", "12,34,567.89"),
        (1999, "JPY", "en", "1,999"),
        (-5, "KWD", "en", "−0.005"),
        (0, "USD", "en", "0.00"),
        (10**17, "EUR", "en", "1,000,000,000,000,000.00"),
        (123456, "EUR", "xx-unknown", "1,234.56"),
    ],
)
def test_money_has_the_decimals_of_its_currency_and_the_marks_of_the_reader(
    minor: int, currency: str, language: str, shown: str
) -> None:
    assert money_text(minor, currency, language=language) == shown


def test_a_negative_amount_stands_in_parentheses_where_that_is_wished() -> None:
    assert money_text(-123450, "EUR", parentheses=True) == "(1,234.50)"
    assert money_text(123450, "EUR", parentheses=True) == "1,234.50"


@given(minor=st.integers(-(10**18), 10**18), currency=st.sampled_from(sorted(CURRENCIES)))
def test_what_is_shown_is_exactly_what_is_exported(minor: int, currency: str) -> None:
    shown = money_text(minor, currency).replace(",", "").replace("−", "-")
    assert shown == format_minor(minor, currency)


@given(st.integers(0, 10**15), st.sampled_from(["en", "de", "fr", "pl", "sv", "hi", "en-IN"]))
def test_groups_are_those_of_the_locale(number: int, language: str) -> None:
    assert count_text(number, language) == format_decimal(
        number,
        format=Locale.parse(language, sep="-").decimal_formats[None],
        locale=language.replace("-", "_"),
    )


@pytest.mark.parametrize(
    ("minor", "shown"),
    [(99_999, "999"), (123_456, "1.23k"), (12_345_678, "123k"), (123_456_789, "1.23M"),
     (-1_234_567_890_00, "−1.23B"), (12_34, "12"), (1_234_500, "12.3k")],
)  # fmt: skip
def test_a_tile_shows_three_digits(minor: int, shown: str) -> None:
    assert money_short(minor, "EUR") == shown


def test_a_day_reads_without_doubt_in_any_country() -> None:
    assert day_text(date(2025, 12, 2)) == "2 Dec 2025"
    assert day_text(date(2025, 12, 2), "de") == "2 Dez. 2025"


@pytest.mark.parametrize(
    ("days", "shown"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (30, "in 30 days"), (-59, "59 days ago"),
     (-91, "3 months ago"), (400, "in 1 year")],
)  # fmt: skip
def test_a_day_says_how_far_it_is(days: int, shown: str) -> None:
    today = date(2026, 3, 2)
    assert relative_text(date.fromordinal(today.toordinal() + days), today) == shown


@pytest.mark.parametrize(
    ("days", "shown"),
    [(63, "63 days late"), (1, "1 day late"), (0, "due today"), (-5, "due in 5 days")],
)
def test_lateness_is_said_in_words(days: int, shown: str) -> None:
    assert late_text(days) == shown


def test_an_instant_names_its_zone() -> None:
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert instant_text(at, "Europe/Berlin") == "2 Jul 2026 00:30 Europe/Berlin"
