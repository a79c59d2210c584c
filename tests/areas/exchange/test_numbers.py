"""Amounts in every notation people send, decided over the whole column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.exchange.rules.lines import line_minor
from cashwright.areas.exchange.rules.numbers import (
    Mark,
    Scaled,
    choose_mark,
    minor,
    read_number,
    shape,
)


@pytest.mark.parametrize(
    ("text", "mark", "scaled", "exponent"),
    [
        ("1,234.56", Mark.POINT, 123456, 2),
        ("1.234,56", Mark.COMMA, 123456, 2),
        ("1 234,56", Mark.COMMA, 123456, 2),
        ("1\u202f234,56", Mark.COMMA, 123456, 2),
        ("1'234.50", Mark.POINT, 123450, 2),
        ("1’234.50", Mark.POINT, 123450, 2),
        ("12,34,567.00", Mark.POINT, 123456700, 2),
        ("(12.00)", Mark.POINT, -1200, 2),
        ("12.00-", Mark.POINT, -1200, 2),
        ("-12", Mark.POINT, -12, 0),
        ("−12", Mark.POINT, -12, 0),
        ("$1,234.50", Mark.POINT, 123450, 2),
        ("-$5.00", Mark.POINT, -500, 2),
        ("€ 5,00", Mark.COMMA, 500, 2),
        ("579,68 USD", Mark.COMMA, 57968, 2),
        ("CHF 1'234.50", Mark.POINT, 123450, 2),
        ("100.00 CR", Mark.POINT, -10000, 2),
        ("100.00 DR", Mark.POINT, 10000, 2),
        ("0.001", Mark.POINT, 1, 3),
        ("1.2300000", Mark.POINT, 123, 2),
        (".5", Mark.POINT, 5, 1),
        ("19%", Mark.POINT, 19, 0),
    ],
)
def test_an_amount_is_read_exactly(text: str, mark: Mark, scaled: int, exponent: int) -> None:
    assert read_number(text, mark) == Scaled(scaled, exponent)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1,2,3",
        "12,34",
        "--5",
        "(5",
        "5)",
        "-(5)",
        "1e5",
        "=1+1",
        "0,001",
        "1.1234567890123",
        "9" * 19,
    ],
)
def test_what_is_no_number_is_not_made_one(text: str) -> None:
    assert read_number(text, Mark.POINT) is None


def _choose(*values: str, decimals_max: int | None = 2) -> Mark | None:
    return choose_mark([("Amount", decimals_max, [(shape(v), v) for v in values])]).mark


def test_one_value_decides_for_the_column() -> None:
    assert _choose("1,234", "5,678", "1.50") is Mark.POINT
    assert _choose("1.234", "5.678", "1,50") is Mark.COMMA
    assert _choose("12", "50000") is Mark.POINT


def test_thousands_are_no_decimals_where_a_currency_has_but_two() -> None:
    assert _choose("1.234", "5.678") is Mark.COMMA
    assert _choose("1,234", "5,678") is Mark.POINT
    assert _choose("1.234", decimals_max=3) is None


def test_three_decimals_that_end_in_zero_are_asked_about() -> None:
    assert _choose("12.500", "8.750") is None


def test_a_file_that_claims_both_marks_is_asked_about() -> None:
    choice = choose_mark([("Net", 2, [("9.99", "1.50")]), ("Tax", 2, [("9,99", "0,50")])])
    assert choice.mark is None
    assert choice.says == {Mark.POINT: ("Net", "1.50"), Mark.COMMA: ("Tax", "0,50")}


def test_another_column_decides_for_a_unit_price() -> None:
    columns = [("Price", None, [("9.999", "1.234")]), ("Total", 2, [("9.99", "5.10")])]
    assert choose_mark(columns).mark is Mark.POINT
    assert choose_mark(columns[:1]).unclear == ("Price", "1.234")


def test_amounts_never_lose_a_decimal() -> None:
    assert minor(Scaled(1250, 2), 2) == 1250
    assert minor(Scaled(12500, 3), 2) == 1250
    assert minor(Scaled(12501, 3), 2) is None
    assert minor(Scaled(-5, 0), 3) == -5000


def test_a_line_is_rounded_once_and_half_away_from_zero() -> None:
    assert line_minor(6, 0, 255, 2, 2) == 1530
    assert line_minor(1, 0, 5, 3, 2) == 1
    assert line_minor(-1, 0, 5, 3, 2) == -1
    assert line_minor(1000, 0, 1, 3, 2) == 100
    assert line_minor(3, 0, 333, 0, 0) == 999


@given(text=st.text(max_size=80) | st.text(alphabet="0123456789.,-() €CR%'", max_size=80))
def test_any_text_is_a_number_or_none_and_nothing_else(text: str) -> None:
    for mark in Mark:
        number = read_number(text, mark)
        assert number is None or abs(number.scaled) < 10**18


@pytest.mark.parametrize(
    "text", [" " * 60 + "x", "1" + " " * 60 + "x", "(" * 60, "1," * 30, "1 " * 32_000]
)
def test_no_text_takes_long_to_be_refused(text: str) -> None:
    assert read_number(text, Mark.POINT) is None
