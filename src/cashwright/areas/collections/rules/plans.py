"""Payment plans: instalments that add up to the cent, and which of them were met."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cashwright.areas.collections.states import PlanState
from cashwright.kernel.money import split_minor

INSTALMENTS_MAX = 60


class Interval(StrEnum):
    """How far apart instalments are."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"


class Standing(StrEnum):
    """What has become of one instalment."""

    MET = "met"
    MISSED = "missed"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment: by `due_on`, or the last day of grace after it, `amount_minor` more has come."""

    due_on: date
    kept_until: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Even:
    """A wish for `count` instalments of equal size, from a first day on."""

    count: int
    first_on: date
    interval: Interval = Interval.MONTH


def even_parts(total_minor: int, wish: Even) -> tuple[tuple[date, int], ...]:
    """(day, amount) of equal instalments: no minor unit is lost, the earlier ones are the larger.

    Months keep the day of the first, or end where they are shorter: 31 January, 28 February, 31 March.
    """
    assert 0 < wish.count <= total_minor, "an instalment is at least one minor unit"
    amounts = split_minor(total_minor, [1] * wish.count)
    days = [_later(wish.first_on, wish.interval, place) for place in range(wish.count)]
    return tuple(zip(days, amounts, strict=True))


def _later(first_on: date, interval: Interval, count: int) -> date:
    if interval == Interval.MONTH:
        years, month = divmod(first_on.month - 1 + count, 12)
        year = first_on.year + years
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(first_on.day, last))
    return first_on + timedelta(days=count * (7 if interval == Interval.WEEK else 14))


def cumulative(parts: Sequence[Part]) -> tuple[int, ...]:
    """What must have come by each instalment, with those before it."""
    sums, whole = [], 0
    for part in parts:
        whole += part.amount_minor
        sums.append(whole)
    return tuple(sums)


def standings(
    parts: Sequence[Part], paid_by: Sequence[int], paid_minor: int, on: date
) -> tuple[Standing, ...]:
    """What has become of each instalment on a day.

    paid_by     for each, what had come by the end of its last day (or of `on`, when that is before)
    paid_minor  what has come by the end of `on`
    A missed one stays missed, also when its money came later; one whose money went back is missed.
    """
    told = []
    for part, needed, in_time in zip(parts, cumulative(parts), paid_by, strict=True):
        if min(in_time, paid_minor) >= needed:
            told.append(Standing.MET)
        else:
            told.append(Standing.MISSED if on > part.kept_until else Standing.COMING)
    return tuple(told)


def outcome(
    parts: Sequence[Part], paid_by: Sequence[int], paid_minor: int, on: date
) -> PlanState | None:
    """What becomes of an active plan on a day: kept when all has come, defaulted by the first miss."""
    found = standings(parts, paid_by, paid_minor, on)
    if Standing.MISSED in found:
        return PlanState.DEFAULTED
    whole = sum(part.amount_minor for part in parts)
    return PlanState.KEPT if paid_minor >= whole else None


def filled(parts: Sequence[Part], paid_minor: int) -> tuple[int, ...]:
    """How much of each instalment is paid, the earliest first: for bars."""
    left, told = max(0, paid_minor), []
    for part in parts:
        taken = min(left, part.amount_minor)
        told.append(taken)
        left -= taken
    return tuple(told)
