"""Local days: which business day an instant falls on in a zone, and when that day starts and ends.

A day is what the clocks on the wall there say: 23 or 25 hours at the edges of daylight saving time,
23:30 to 24:30 where the clocks move by half an hour, none at all where a date was skipped.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cashwright.kernel.refusals import BadInput


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone `name`, such as Europe/Berlin. Raises BadInput when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            field="zone", value=name[:64], expected="a zone such as Europe/Berlin"
        ) from None


def local_date(at: datetime, zone: str) -> date:
    """The business day in `zone` at the instant `at` (aware)."""
    assert at.tzinfo is not None, "an instant is aware"
    return at.astimezone(zone_of(zone)).date()


def start_of_day(on: date, zone: str) -> datetime:
    """The first instant (UTC) of the local day `on`; of the day after it where `on` was skipped.

    Midnight, or where clocks jump over midnight the moment of the jump.
    """
    midnight = datetime.combine(on, time.min, tzinfo=zone_of(zone)).astimezone(UTC)
    before = midnight - timedelta(seconds=1)
    if local_date(before, zone) < on:
        return midnight
    earlier = before - timedelta(hours=26)
    while before - earlier > timedelta(seconds=1):
        middle = earlier + timedelta(seconds=(before - earlier).total_seconds() // 2)
        if local_date(middle, zone) < on:
            earlier = middle
        else:
            before = middle
    return before


def bounds_of_day(on: date, zone: str) -> tuple[datetime, datetime]:
    """The first instant of the local day `on` and that of the next day: [start, end)."""
    return start_of_day(on, zone), start_of_day(on + timedelta(days=1), zone)
