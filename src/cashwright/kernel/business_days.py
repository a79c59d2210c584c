"""Business days: on which days banks and offices of a place work, from the `holidays` library.

A *place* is an ISO country ("DE"), a country and subdivision ("US-CA"), or a market ("ECB" for the
TARGET days of the euro, "XNYS"). Weekends are those of the place. Holidays that follow the moon are
known for some decades around today only; beyond them such a day counts as a business day.
"""

import warnings
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from cashwright.kernel.refusals import BadInput

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _calendar(place: str) -> "HolidayBase":
    import holidays  # 0.2 s: only who asks for business days pays

    country, _, subdivision = place.partition("-")
    try:
        if place.isupper() and place in holidays.list_supported_financial():
            return holidays.financial_holidays(place)
        if country.isupper() and len(country) == 2:
            return holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError:
        pass
    expected = "a country such as DE or US-CA, or ECB"
    raise BadInput(field="calendar", value=place[:64], expected=expected)


def _works(on: date, place: str) -> bool:
    calendar = _calendar(place)
    if on.year not in calendar.years:
        with warnings.catch_warnings():  # it warns of years whose lunar holidays it does not know
            warnings.simplefilter("ignore")
            calendar.get(on)
    return calendar.is_working_day(on)


def is_business_day(on: date, place: str) -> bool:
    """Whether `on` is neither a weekend nor a public holiday there. Raises BadInput."""
    return _works(on, place)


def following(on: date, place: str) -> date:
    """`on` itself when a business day, else the next one."""
    return _first(on, _DAY, place)


def preceding(on: date, place: str) -> date:
    """`on` itself when a business day, else the one before."""
    return _first(on, -_DAY, place)


def modified_following(on: date, place: str) -> date:
    """As `following`, but `preceding` when that would leave the month."""
    later = following(on, place)
    return later if later.month == on.month else preceding(on, place)


def add_business_days(on: date, count: int, place: str) -> date:
    """The business day `count` business days after `on` (before it when negative).

    0 gives `following`. From a Saturday, 1 gives Monday.
    """
    if count == 0:
        return following(on, place)
    step = _DAY if count > 0 else -_DAY
    day = on
    for _ in range(abs(count)):
        day = _first(day + step, step, place)
    return day


def _first(on: date, step: timedelta, place: str) -> date:
    while not _works(on, place):
        on += step
    return on
