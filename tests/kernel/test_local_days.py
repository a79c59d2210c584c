"""The calendar matrix: which day it is where, at every edge a clock on a wall has."""
# ruff: noqa: DTZ001 - the tables are written without zones

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.kernel.local_days import bounds_of_day, local_date, start_of_day

MATRIX = [
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/New_York",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "UTC",
]


@pytest.mark.parametrize(
    ("zone", "on", "start", "hours"),
    [
        ("UTC", date(2026, 3, 29), datetime(2026, 3, 29, 0, 0), 24),
        ("Pacific/Kiritimati", date(2026, 1, 1), datetime(2025, 12, 31, 10, 0), 24),
        ("Pacific/Pago_Pago", date(2025, 12, 31), datetime(2025, 12, 31, 11, 0), 24),
        ("Asia/Kathmandu", date(2026, 1, 1), datetime(2025, 12, 31, 18, 15), 24),
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 28, 23, 0), 23),
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 24, 22, 0), 25),
        ("America/New_York", date(2026, 3, 8), datetime(2026, 3, 8, 5, 0), 23),
        ("America/New_York", date(2026, 11, 1), datetime(2026, 11, 1, 4, 0), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), datetime(2026, 4, 4, 13, 0), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), datetime(2026, 10, 3, 13, 30), 23.5),
        ("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4, 3, 0), 23),
        ("America/Sao_Paulo", date(2018, 2, 17), datetime(2018, 2, 17, 2, 0), 25),
        ("America/Sao_Paulo", date(2026, 2, 15), datetime(2026, 2, 15, 3, 0), 24),
        ("America/Toronto", date(1919, 3, 31), datetime(1919, 3, 31, 4, 30), 23.5),
    ],
)
def test_a_day_starts_and_lasts_as_the_table_written_by_hand_says(
    zone: str, on: date, start: datetime, hours: float
) -> None:
    found, end = bounds_of_day(on, zone)
    assert found == start.replace(tzinfo=UTC)
    assert end - found == timedelta(hours=hours)
    assert local_date(found, zone) == on
    assert local_date(found - timedelta(seconds=1), zone) == on - timedelta(days=1)


def test_a_date_the_calendar_skipped_has_no_time_in_it() -> None:
    start, end = bounds_of_day(date(2011, 12, 30), "Pacific/Apia")
    assert start == end == datetime(2011, 12, 30, 10, 0, tzinfo=UTC)


def test_new_year_comes_to_kiritimati_a_day_before_pago_pago() -> None:
    at = datetime(2025, 12, 31, 10, 30, tzinfo=UTC)
    assert local_date(at, "Pacific/Kiritimati") == date(2026, 1, 1)
    assert local_date(at, "Pacific/Pago_Pago") == date(2025, 12, 30)


@pytest.mark.parametrize("zone", MATRIX)
@pytest.mark.parametrize("year", [2018, 2026, 2028, 2038, 2100])
def test_every_local_day_of_a_year_comes_once_and_follows_the_one_before(
    zone: str, year: int
) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(367)]
    starts = [start_of_day(day, zone) for day in days]
    assert all(timedelta(hours=22) < b - a < timedelta(hours=26) for a, b in pairwise(starts))
    assert [local_date(start, zone) for start in starts] == days
    assert all(
        local_date(start - timedelta(microseconds=1), zone) == day - timedelta(days=1)
        for start, day in zip(starts, days, strict=True)
    )


@given(
    zone=st.sampled_from(MATRIX),
    at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)
def test_an_instant_lies_within_its_local_day(zone: str, at: datetime) -> None:
    start, end = bounds_of_day(local_date(at, zone), zone)
    assert start <= at < end


def test_an_instant_without_a_zone_stops_the_run() -> None:
    with pytest.raises(AssertionError):
        local_date(datetime(2026, 1, 1), "UTC")
