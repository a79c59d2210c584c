"""Passing a case on: which way it goes, and by when the one it reaches must answer."""

from datetime import date, timedelta

from cashwright.areas.collections.policies.acts import Level
from cashwright.areas.collections.policies.escalating import LEVELS, Rung
from cashwright.areas.collections.refusals import AlreadyThere
from cashwright.kernel.business_days import following


def is_upward(before: Level, level: Level) -> bool:
    """Whether the case goes up. Raises AlreadyThere when it goes nowhere."""
    if before == level:
        raise AlreadyThere(level=str(level))
    return LEVELS.index(level) > LEVELS.index(before)


def next_up(level: Level) -> Level | None:
    """The level above; None at the top."""
    place = LEVELS.index(level) + 1
    return LEVELS[place] if place < len(LEVELS) else None


def answer_by(rung: Rung, on: date, calendar: str) -> date:
    """The last day to answer what was passed on at `on`: so many business days after it."""
    day = on
    for _ in range(rung.answer_days):
        day = following(day + timedelta(days=1), calendar)
    return day
