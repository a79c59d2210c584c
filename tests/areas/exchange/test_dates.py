"""Dates in every notation people send, and the question where nobody can know."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.areas.exchange.frames.dates import read_dates
from cashwright.areas.exchange.rules.dates import Order, choose_order, read_date


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05", "2026/1/5", "20260105", "5.1.2026", "05.01.26", "5 Jan 2026", "5-Jan-26",
        "Jan 5, 2026", "January 5th 2026", "5. Januar 2026", "5 janvier 2026", "Mon, 5 Jan 2026",
        "46027", "46027.75",
    ],
)  # fmt: skip
def test_a_date_that_says_itself_needs_no_order(text: str) -> None:
    assert {read_date(text, order) for order in Order} == {date(2026, 1, 5)}


def test_the_order_decides_the_rest() -> None:
    assert read_date("5/1/2026", Order.DMY) == date(2026, 1, 5)
    assert read_date("5/1/2026", Order.MDY) == date(2026, 5, 1)
    assert read_date("26/5/1", Order.YMD) is None
    assert read_date("26-05-01", Order.YMD) == date(2026, 5, 1)


@pytest.mark.parametrize(
    "text", ["", "soon", "31.2.2026", "29/2/2025", "2026-13-01", "17", "0000-00-00", "0026-01-05"]
)
def test_a_day_that_never_was_is_none(text: str) -> None:
    assert read_date(text, Order.DMY) is None


def test_one_date_decides_for_all_columns() -> None:
    choice = choose_order([("Issued", ["1/2/2026", "3/4/2026"]), ("Due", ["1/31/2026"])])
    assert choice.order is Order.MDY
    assert choice.says == {Order.MDY: ("Due", "1/31/2026")}


def test_dates_that_read_both_ways_are_asked_about() -> None:
    choice = choose_order([("Issued", ["1/2/2026", "3/4/2026"])])
    assert (choice.order, choice.unclear) == (None, ("Issued", "1/2/2026"))
    both = choose_order([("Issued", ["13/1/2026", "1/13/2026"])])
    assert both.order is None
    assert choose_order([("Issued", ["5/5/2026"])]).order is Order.YMD


def test_times_are_dropped_and_the_day_stays_as_written() -> None:
    texts = ["2026-01-05 08:26:00", "2026-01-05T23:59:59.123Z", "2026-01-05T01:00:00+02:00",
             "1/5/2026 11:30 PM", "2026-01-05", None, "x"]  # fmt: skip
    read = read_dates(pl.Series("on", texts), Order.MDY)
    assert read.to_list() == [date(2026, 1, 5)] * 5 + [None, None]


@given(text=st.text(max_size=40) | st.text(alphabet="0123456789./-: TZJanfebr,", max_size=40))
def test_any_text_is_a_date_or_none_and_nothing_else(text: str) -> None:
    read = {order: read_date(text, order) for order in Order}
    by_frame = {order: read_dates(pl.Series("on", [text]), order)[0] for order in Order}
    assert all(day is None or by_frame[order] == day for order, day in read.items())
