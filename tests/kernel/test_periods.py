"""Periods against tables written by hand: month ends, leap years, fiscal years."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.kernel.periods import (
    Period,
    add_months,
    days_between,
    days_in_words,
    fiscal_year_of,
    last_day_of_month,
    month_of,
    monthly,
    quarter_of,
)

days = st.dates(date(1990, 1, 1), date(2110, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "anchor", "expected"),
    [
        (date(2026, 1, 31), 1, None, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, None, date(2028, 2, 29)),
        (date(2026, 2, 28), 1, 31, date(2026, 3, 31)),
        (date(2026, 2, 28), 1, None, date(2026, 3, 28)),
        (date(2026, 1, 30), 1, None, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, None, date(2029, 2, 28)),
        (date(2029, 2, 28), 36, 29, date(2032, 2, 29)),
        (date(2025, 12, 31), 1, None, date(2026, 1, 31)),
        (date(2026, 1, 1), -1, None, date(2025, 12, 1)),
        (date(2026, 3, 31), -1, None, date(2026, 2, 28)),
        (date(2100, 1, 31), 1, None, date(2100, 2, 28)),
        (date(2037, 12, 19), 1, None, date(2038, 1, 19)),
        (date(2026, 5, 31), 0, None, date(2026, 5, 31)),
    ],
)
def test_months_are_added_as_the_table_written_by_hand_says(
    start: date, months: int, anchor: int | None, expected: date
) -> None:
    assert add_months(start, months, anchor) == expected


def test_the_last_of_january_goes_by_the_end_of_february_to_the_last_of_march() -> None:
    ends = [period.start for period in islice(monthly(date(2026, 1, 31)), 5)]
    assert [(day.month, day.day) for day in ends] == [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31)]


def test_a_year_from_the_leap_day_comes_back_to_it_when_there_is_one() -> None:
    years = [period.start for period in islice(monthly(date(2024, 2, 29), months=12), 5)]
    assert [day.day for day in years] == [29, 28, 28, 28, 29]


@given(first=days, months=st.integers(1, 24))
def test_recurring_periods_follow_each_other_without_gap_or_overlap(
    first: date, months: int
) -> None:
    periods = list(islice(monthly(first, months), 6))
    assert periods[0].start == first
    assert all(a.end == b.start for a, b in pairwise(periods))
    assert all(p.end.day == min(first.day, last_day_of_month(p.end).day) for p in periods)


def test_a_period_has_its_first_day_and_not_its_end() -> None:
    january = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert january.days == 31 == len(list(january))
    assert january.last_on == date(2026, 1, 31)
    assert date(2026, 1, 1) in january
    assert date(2026, 1, 31) in january
    assert date(2026, 2, 1) not in january
    assert list(january)[0] == date(2026, 1, 1)  # noqa: RUF015 - the days are few


def test_a_period_without_a_day_stops_the_run() -> None:
    with pytest.raises(AssertionError):
        Period(date(2026, 1, 1), date(2026, 1, 1))


def test_what_two_periods_share() -> None:
    first = Period(date(2026, 1, 1), date(2026, 2, 1))
    second = Period(date(2026, 1, 20), date(2026, 3, 1))
    assert first.overlap(second) == Period(date(2026, 1, 20), date(2026, 2, 1))
    assert first.overlap(Period(date(2026, 2, 1), date(2026, 3, 1))) is None


def test_the_months_of_a_period_are_cut_to_it() -> None:
    found = list(Period(date(2026, 1, 20), date(2026, 3, 5)).months())
    assert [(p.start, p.end) for p in found] == [
        (date(2026, 1, 20), date(2026, 2, 1)),
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 3, 5)),
    ]


@pytest.mark.parametrize(
    ("on", "start_month", "year_start", "quarter_start"),
    [
        (date(2026, 5, 15), 1, date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 1, 31), 4, date(2025, 4, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), 2, date(2026, 2, 1), date(2026, 2, 1)),
        (date(2026, 1, 31), 2, date(2025, 2, 1), date(2025, 11, 1)),
        (date(2026, 9, 30), 10, date(2025, 10, 1), date(2026, 7, 1)),
        (date(2026, 10, 1), 10, date(2026, 10, 1), date(2026, 10, 1)),
    ],
)
def test_fiscal_years_and_quarters_start_where_the_company_says(
    on: date, start_month: int, year_start: date, quarter_start: date
) -> None:
    year, quarter = fiscal_year_of(on, start_month), quarter_of(on, start_month)
    assert (year.start, year.end) == (year_start, add_months(year_start, 12))
    assert (quarter.start, quarter.end) == (quarter_start, add_months(quarter_start, 3))


@given(on=days, start_month=st.integers(1, 12))
def test_each_day_lies_in_its_month_quarter_and_year_and_these_in_each_other(
    on: date, start_month: int
) -> None:
    month = month_of(on)
    quarter, year = quarter_of(on, start_month), fiscal_year_of(on, start_month)
    assert on in month
    assert month.overlap(quarter) == month
    assert quarter.overlap(year) == quarter
    assert month_of(month.end).start == month.end


@given(on=days, count=st.integers(-4000, 4000))
def test_days_between_undoes_adding_days(on: date, count: int) -> None:
    assert days_between(on, on + timedelta(days=count)) == count


@pytest.mark.parametrize(
    ("from_on", "until_on", "said"),
    [
        (date(2026, 3, 1), date(2026, 4, 1), "1–31 March 2026"),
        (date(2026, 3, 15), date(2026, 4, 15), "15 March – 14 April 2026"),
        (date(2025, 12, 15), date(2026, 1, 15), "15 December 2025 – 14 January 2026"),
        (date(2026, 3, 1), date(2026, 3, 2), "1 March 2026"),
        (date(2024, 2, 1), date(2024, 3, 1), "1–29 February 2024"),
    ],
)
def test_days_are_said_as_people_say_them(from_on: date, until_on: date, said: str) -> None:
    assert days_in_words(from_on, until_on) == said
