"""Periods: runs of local business days, always written [start, end): the end is the day after.

Words: an *anchor day* is the day of the month something falls on (31: the last day where the month
is shorter), kept from month to month: 31 January goes by 28 February to 31 March, not to 28 March.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to but without `end`; never empty."""

    start: date
    end: date

    def __post_init__(self) -> None:
        assert self.start < self.end, f"a period has a day: {self.start} to {self.end}"

    @property
    def last_on(self) -> date:
        """The last day within: the end of the month for a month."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    def __contains__(self, on: date) -> bool:
        return self.start <= on < self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.days))

    def overlap(self, other: "Period") -> "Period | None":
        """The days common to both, None when there is none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def months(self) -> Iterator["Period"]:
        """Its calendar months in order, the first and last cut to it."""
        start = self.start
        while start < self.end:
            end = min(month_of(start).end, self.end)
            yield Period(start, end)
            start = end


def days_between(earlier: date, later: date) -> int:
    """Days from `earlier` to `later`: 1 from today to tomorrow, negative backwards."""
    return (later - earlier).days


def days_in_words(from_on: date, until_on: date) -> str:
    """The days [from_on, until_on) as documents say them: "1–31 March 2026", "15 March – 14 April 2026"."""
    last_on = until_on - timedelta(days=1)
    end = f"{last_on.day} {last_on:%B %Y}"
    if from_on == last_on:
        return end
    if (from_on.year, from_on.month) == (last_on.year, last_on.month):
        return f"{from_on.day}–{end}"
    if from_on.year == last_on.year:
        return f"{from_on.day} {from_on:%B} – {end}"
    return f"{from_on.day} {from_on:%B %Y} – {end}"


def last_day_of_month(on: date) -> date:
    """The last day of the month `on` lies in."""
    return on.replace(day=monthrange(on.year, on.month)[1])


def add_months(on: date, months: int, anchor_day: int | None = None) -> date:
    """The day `months` later (or earlier) on the anchor day, or the month's last if it has none.

    anchor_day   1..31; the day of `on` when not given. Hand it in when stepping month by month.
    """
    anchor = on.day if anchor_day is None else anchor_day
    assert 1 <= anchor <= 31, "an anchor day is 1 to 31"
    year, month_index = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month_index + 1, min(anchor, monthrange(year, month_index + 1)[1]))


def monthly(first: date, months: int = 1) -> Iterator[Period]:
    """Periods of `months` months without end, the first starting on `first`, all on its anchor day.

    first 31 January: [31 Jan, 28 Feb), [28 Feb, 31 Mar), [31 Mar, 30 Apr) ...
    """
    assert months >= 1, "a period has a month"
    count, start = 0, first
    while True:
        count += months
        end = add_months(first, count)
        yield Period(start, end)
        start = end


def month_of(on: date) -> Period:
    """The calendar month `on` lies in."""
    start = on.replace(day=1)
    return Period(start, add_months(start, 1))


def quarter_of(on: date, start_month: int = 1) -> Period:
    """The quarter `on` lies in, of a fiscal year that starts in `start_month`."""
    into = (on.month - start_month) % 3
    start = add_months(on.replace(day=1), -into)
    return Period(start, add_months(start, 3))


def fiscal_year_of(on: date, start_month: int = 1) -> Period:
    """The fiscal year `on` lies in, starting on the first day of `start_month` (1..12)."""
    assert 1 <= start_month <= 12, "a month is 1 to 12"
    start = add_months(on.replace(day=1), -((on.month - start_month) % 12))
    return Period(start, add_months(start, 12))
