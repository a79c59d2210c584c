"""Aging: how many days an item is past due, and the bucket that puts it in.

Both are functions of the due date and a day, never a stored state. Source: formulas.md F8.
"""

from datetime import date, timedelta
from enum import StrEnum


class Bucket(StrEnum):
    """The buckets of an aging report, in their order."""

    CURRENT = "current"
    DAYS_1_30 = "1-30"
    DAYS_31_60 = "31-60"
    DAYS_61_90 = "61-90"
    DAYS_91_120 = "91-120"
    OVER_120 = ">120"


BUCKETS: tuple[tuple[int, Bucket], ...] = (
    (0, Bucket.CURRENT),
    (30, Bucket.DAYS_1_30),
    (60, Bucket.DAYS_31_60),
    (90, Bucket.DAYS_61_90),
    (120, Bucket.DAYS_91_120),
)
"""Each bucket but the last with the most days past due it holds."""


def age(due_on: date, on: date) -> int:
    """Days past due on `on`: 0 on the due date, 1 the day after, negative before."""
    return (on - due_on).days


def bucket(due_on: date, on: date) -> Bucket:
    """The aging bucket on `on`. An item due that day is still current."""
    days = age(due_on, on)
    return next((name for most, name in BUCKETS if days <= most), Bucket.OVER_120)


def due_range(name: Bucket, on: date) -> tuple[date | None, date | None]:
    """The (earliest, latest) due date of a bucket on `on`, both included; None is without end."""
    most = {listed: days for days, listed in BUCKETS}
    earliest = on - timedelta(days=most[name]) if name in most else None
    younger = list(Bucket)[: list(Bucket).index(name)]
    latest = on - timedelta(days=most[younger[-1]] + 1) if younger else None
    return earliest, latest
