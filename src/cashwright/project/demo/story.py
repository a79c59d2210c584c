"""The demo year, month by month: what came in is taken, then every day is run on the virtual clock.

A story that broke off goes on where it was: imports, days, deals and acts each happen once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice

from cashwright.areas.controls.models import IdempotencyKey
from cashwright.areas.controls.queries import test_clock_day
from cashwright.areas.controls.services import once, set_book_clock
from cashwright.connectors.simulator import Company, company
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.periods import last_day_of_month, monthly
from cashwright.project.demo.acts import act
from cashwright.project.demo.crew import crew, hasten, work_beside
from cashwright.project.demo.files import days, take_rates
from cashwright.project.demo.founding import found
from cashwright.project.demo.people import BY
from cashwright.project.demo.working import work_days

MONTHS = 12
Tell = Callable[[str, int, int], None]
Work = Callable[[Company, date, date], None]
_BUILT = {"scope": "demo", "key": "built"}


def is_built() -> bool:
    """Whether the whole year is there."""
    return IdempotencyKey.objects.filter(**_BUILT).exists()


def build(tell: Tell) -> None:
    """Make the demo company with several processes, telling (month, done, months)."""
    hasten()
    with crew() as pool:
        tell_story(company(), MONTHS, lambda told, a, b: work_beside(pool, told, a, b), tell)
    once(request={}, work=dict, **_BUILT)
    tell("done", MONTHS, MONTHS)


def tell_story(told: Company, months: int, work: Work, tell: Tell) -> None:
    """The first months of a company; `work` lets days pass in all of its entities."""
    with running_on(noon_utc(told.starts_on)):
        found(told)
    for done, month in enumerate(islice(monthly(told.starts_on), months)):
        tell(f"{month.start:%B %Y}", done, months)
        _come_to(told, month.start, month.last_on)
        work(told, month.start, month.last_on)
        with running_on(noon_utc(month.last_on)):
            act(month.last_on, done + 1)


def one_by_one(told: Company, first: date, last: date) -> None:
    """Let days pass in every entity, here, one entity after the other."""
    for entity in told.entities:
        work_days(told, entity.code, first, last)


def advance(count: int) -> date:
    """Let `count` more days pass in the demo company; returns the new today."""
    today = test_clock_day()
    assert today is not None, "only books with a clock of their own are advanced"
    first, last = today + timedelta(days=1), today + timedelta(days=count)
    told = company()
    _come_to(told, first, last)
    one_by_one(told, first, last)
    if last == last_day_of_month(last):
        with running_on(noon_utc(last)):
            act(last, 0)
    return last


def _come_to(told: Company, first: date, last: date) -> None:
    """Move the books to `last` and take the rates published since `first`."""
    with running_on(noon_utc(last)):
        clock = test_clock_day()
        if clock is None or clock < last:
            set_book_clock(today=last, by=BY)
        take_rates(told, days(first, last))
