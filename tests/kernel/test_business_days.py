"""Business days against calendars anyone can look up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashwright.kernel.business_days import (
    add_business_days,
    following,
    is_business_day,
    modified_following,
    preceding,
)
from cashwright.kernel.refusals import BadInput

GOOD_FRIDAY = date(2026, 4, 3)
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
places = st.sampled_from(["DE", "US", "GB", "ECB", "US-CA", "IN"])


def test_easter_2026_in_germany_goes_from_thursday_to_tuesday() -> None:
    assert is_business_day(GOOD_FRIDAY - timedelta(days=1), "DE")
    assert not is_business_day(GOOD_FRIDAY, "DE")
    assert following(GOOD_FRIDAY, "DE") == date(2026, 4, 7)
    assert preceding(date(2026, 4, 6), "DE") == date(2026, 4, 2)


def test_each_place_has_its_own_holidays() -> None:
    thanksgiving = date(2026, 11, 26)
    assert not is_business_day(thanksgiving, "US")
    assert is_business_day(thanksgiving, "DE")
    assert is_business_day(GOOD_FRIDAY, "US")
    assert not is_business_day(GOOD_FRIDAY, "ECB")
    assert not is_business_day(date(2026, 1, 6), "DE-BY")
    assert is_business_day(date(2026, 1, 6), "DE-BE")


def test_the_weekend_is_that_of_the_place() -> None:
    friday, sunday = date(2026, 2, 6), date(2026, 2, 8)
    assert not is_business_day(friday, "SA")
    assert is_business_day(sunday, "SA")


def test_a_month_end_on_a_weekend_goes_back_rather_than_into_the_next_month() -> None:
    saturday = date(2026, 1, 31)
    assert following(saturday, "DE") == date(2026, 2, 2)
    assert modified_following(saturday, "DE") == date(2026, 1, 30)
    assert modified_following(date(2026, 1, 10), "DE") == date(2026, 1, 12)


def test_counting_business_days_steps_over_weekends_and_holidays() -> None:
    thursday = date(2026, 4, 2)
    assert add_business_days(thursday, 1, "DE") == date(2026, 4, 7)
    assert add_business_days(date(2026, 4, 7), -1, "DE") == thursday
    saturday = date(2026, 3, 7)
    assert add_business_days(saturday, 0, "DE") == date(2026, 3, 9)
    assert add_business_days(saturday, 1, "DE") == date(2026, 3, 9)
    assert add_business_days(saturday, -1, "DE") == date(2026, 3, 6)


@pytest.mark.parametrize("place", ["", "XX", "de", "DE-ZZ", "Germany"])
def test_a_place_without_a_calendar_is_refused(place: str) -> None:
    with pytest.raises(BadInput) as refused:
        is_business_day(GOOD_FRIDAY, place)
    assert refused.value.facts["field"] == "calendar"


@given(on=days, place=places)
def test_the_next_and_the_last_business_day_have_none_between(on: date, place: str) -> None:
    after, before = following(on, place), preceding(on, place)
    assert before <= on <= after
    assert is_business_day(after, place)
    assert is_business_day(before, place)
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(is_business_day(day, place) for day in between)
    assert modified_following(on, place).month == on.month


@given(on=days, count=st.integers(1, 40), place=places)
def test_going_forward_and_back_ends_on_the_same_business_day(
    on: date, count: int, place: str
) -> None:
    start = following(on, place)
    assert add_business_days(add_business_days(start, count, place), -count, place) == start
