"""Months in thirds: the rhythm in which the outside world hears from the company, and it from the world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cashwright.kernel.periods import last_day_of_month

_ENDS = (10, 20)


def span_end(on: date) -> date:
    """The last day of the third that a day lies in: the 10th, the 20th, or that of the month."""
    for day in _ENDS:
        if on.day <= day:
            return on.replace(day=day)
    return last_day_of_month(on)


def span_start(on: date) -> date:
    """The first day of the third that a day lies in: the 1st, the 11th or the 21st."""
    return on.replace(day=next(end + 1 for end in (20, 10, 0) if on.day > end))


def known_on(issued_on: date) -> date:
    """The first day on which whoever got an invoice may have paid it: the mail is read by thirds."""
    return span_end(issued_on) + timedelta(days=1)


def spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The thirds between two days, both included; the first and the last may be shorter."""
    while first <= last:
        end = min(span_end(first), last)
        yield first, end
        first = end + timedelta(days=1)
