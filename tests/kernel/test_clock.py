"""The clock can be put to any time, and is back where it was afterwards."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from cashwright.kernel.clock import FixedClock, noon_utc, now, running_on, today
from cashwright.kernel.refusals import BadInput


def test_the_machine_tells_the_time_in_utc() -> None:
    assert now().tzinfo is UTC
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_within_a_virtual_day_it_is_that_day_and_after_it_the_day_before() -> None:
    with running_on(noon_utc(date(2012, 6, 30))):
        assert now() == datetime(2012, 6, 30, 12, tzinfo=UTC)
        assert today("UTC") == date(2012, 6, 30)
        assert today("Pacific/Kiritimati") == date(2012, 7, 1)
        with running_on(noon_utc(date(2013, 1, 1))):
            assert today("UTC") == date(2013, 1, 1)
        assert today("UTC") == date(2012, 6, 30)
    assert now().year > 2020


def test_the_clock_is_put_back_also_when_work_fails() -> None:
    with pytest.raises(KeyError), running_on(noon_utc(date(2012, 6, 30))):
        raise KeyError
    assert now().year > 2020


def test_a_clock_needs_a_zone_and_tells_utc() -> None:
    with pytest.raises(AssertionError):
        FixedClock(datetime(2026, 1, 1))  # noqa: DTZ001
    east = FixedClock(datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=5, minutes=45))))
    assert east.now() == datetime(2025, 12, 31, 20, 15, tzinfo=UTC)
    assert east.now().tzinfo is UTC


def test_a_zone_that_does_not_exist_is_refused() -> None:
    for zone in ["Mars/Olympus", "", "../etc/passwd"]:
        with pytest.raises(BadInput) as refused:
            today(zone)
        assert refused.value.facts["field"] == "zone"
