"""When a subscription is billed: its schedule of periods, its bill days, its share of a cycle.

Words: the *anchor* is a day a full period starts; the others lie whole intervals before and after
it. A month keeps the anchor's day of the month, or takes its last where it is shorter (31 January,
28 February, 31 March). A *stub* is a period that starts late or ends early: shorter than `full_days`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from cashwright.kernel.periods import add_months, days_between

SCHEDULE_AHEAD = 24  # months of a schedule that are written before they are needed


@dataclass(frozen=True, slots=True, order=True)
class PlannedPeriod:
    """The days [start_on, end_on) of an interval of `full_days` days."""

    start_on: date
    end_on: date
    full_days: int

    @property
    def days(self) -> int:
        return days_between(self.start_on, self.end_on)


@dataclass(frozen=True, slots=True)
class Interval:
    """Every so many months, or every so many days; one of the two."""

    months: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        assert (self.months is None) != (self.days is None), "months or days"
        assert (self.months or self.days or 0) >= 1, "an interval has a day"

    def boundary(self, anchor_on: date, count: int) -> date:
        """The day `count` intervals after the anchor (before it when negative)."""
        if self.months is not None:
            return add_months(anchor_on, count * self.months)
        assert self.days is not None
        return anchor_on + timedelta(days=count * self.days)

    def index(self, anchor_on: date, on: date) -> int:
        """Of the interval `on` lies in: boundary(index) <= on < boundary(index + 1)."""
        if self.days is not None:
            return days_between(anchor_on, on) // self.days
        assert self.months is not None
        apart = (on.year - anchor_on.year) * 12 + on.month - anchor_on.month
        count = apart // self.months
        return count if self.boundary(anchor_on, count) <= on else count - 1


def schedule(
    starts_on: date,
    ends_on: date | None,
    anchor_on: date,
    *,
    until: date,
    interval_months: int | None = None,
    interval_days: int | None = None,
) -> list[PlannedPeriod]:
    """The periods from `starts_on` on that start before `until`, the last cut at `ends_on`.

    ends_on    the first day that no longer counts; None: no end
    anchor_on  before, on or after the start: calendar months have a 1st, anniversaries the start
    returns    periods without a gap; none when it ends before it starts
    """
    interval = Interval(interval_months, interval_days)
    return list(_periods(starts_on, ends_on, anchor_on, interval, until))


def _periods(
    starts_on: date, ends_on: date | None, anchor_on: date, interval: Interval, until: date
) -> Iterator[PlannedPeriod]:
    count, start = interval.index(anchor_on, starts_on), starts_on
    while start < until and (ends_on is None or start < ends_on):
        whole = interval.boundary(anchor_on, count), interval.boundary(anchor_on, count + 1)
        end = whole[1] if ends_on is None else min(whole[1], ends_on)
        yield PlannedPeriod(start, end, days_between(*whole))
        count, start = count + 1, whole[1]


def bill_dates(bill_day: int, months: Sequence[date]) -> list[date]:
    """The bill day of each month (any day of it given): 31 is the last where it is shorter."""
    return [add_months(month.replace(day=1), 0, anchor_day=bill_day) for month in months]


def cycle_fraction(from_on: date, until_on: date, bill_day: int) -> Fraction:
    """How many monthly cycles, starting on the bill day, the days [from_on, until_on) are.

    Days over days of the cycle that contains them, cycle by cycle: 10 to 24 February of a cycle
    from 10 February to 10 March is 14/28.
    """
    anchor_on = date(from_on.year, 1, bill_day)  # January has every bill day
    periods = schedule(from_on, until_on, anchor_on, until=until_on, interval_months=1)
    return sum((Fraction(p.days, p.full_days) for p in periods), Fraction(0))
