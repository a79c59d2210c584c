"""The demo year, month by month: what came in is imported, then every day is run on the virtual clock.

A story that broke off goes on where it was: imports, days and acts each happen once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice

from cashwright.areas.cash.policies import SameAmount
from cashwright.areas.controls.models import IdempotencyKey
from cashwright.areas.controls.queries import test_clock_day
from cashwright.areas.controls.services import once, set_book_clock, set_policy
from cashwright.areas.parties.models import Customer, LegalEntity, Portfolio, Segment
from cashwright.areas.parties.services import (
    add_portfolio,
    add_segment,
    change_customer,
    create_legal_entity,
)
from cashwright.connectors.simulator import Company, company
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.kernel.periods import last_day_of_month, monthly
from cashwright.project.demo.acts import act
from cashwright.project.demo.crew import crew, hasten, run_days_beside
from cashwright.project.demo.files import days, take_bills, take_customers, take_rates
from cashwright.project.demo.people import BY, hire
from cashwright.runs.day import run_days
from cashwright.runs.policies import CASH_APPLICATION

MONTHS = 12
Tell = Callable[[str, int, int], None]
_BUILT = {"scope": "demo", "key": "built"}


def is_built() -> bool:
    """Whether the whole year is there."""
    return IdempotencyKey.objects.filter(**_BUILT).exists()


def build(tell: Tell, *, seed: int = 1) -> None:
    """Make the demo company, telling (month, done, months)."""
    told = company(seed)
    hasten()
    with running_on(noon_utc(told.starts_on)):
        _found(told)
    entity_ids = list(LegalEntity.objects.order_by("code").values_list("pk", flat=True))
    with crew() as pool:
        for done, month in enumerate(islice(monthly(told.starts_on), MONTHS)):
            tell(f"{month.start:%B %Y}", done, MONTHS)
            _take(told, month.start, month.last_on)
            run_days_beside(pool, entity_ids, month.start, month.last_on)
            with running_on(noon_utc(month.last_on)):
                act(month.last_on, done + 1)
    once(request={}, work=dict, **_BUILT)
    tell("done", MONTHS, MONTHS)


def advance(count: int) -> date:
    """Let `count` more days pass in the demo company; returns the new today."""
    today = test_clock_day()
    assert today is not None, "only books with a clock of their own are advanced"
    first, last = today + timedelta(days=1), today + timedelta(days=count)
    _take(company(), first, last)
    for _ in run_days(list(LegalEntity.objects.order_by("code")), first, last):
        pass
    if last == last_day_of_month(last):
        with running_on(noon_utc(last)):
            act(last, 0)
    return last


def _take(told: Company, first: date, last: date) -> None:
    """Move the books to `last` and take what came in since `first`."""
    with running_on(noon_utc(last)):
        clock = test_clock_day()
        if clock is None or clock < last:
            set_book_clock(today=last, by=BY)
        take_rates(told, days(first, last))
        take_bills(told, first, last)


def _found(told: Company) -> None:
    """Entities, people, customers, and who looks after whom."""
    if LegalEntity.objects.exists():
        return
    set_book_clock(today=told.starts_on, by=BY)
    for entity in told.entities:
        create_legal_entity(
            code=entity.code, name=entity.name, currency=entity.currency, zone=entity.zone,
            country=entity.country, by=BY, settings={"legal_name": entity.name},
        )  # fmt: skip
    hire(told.starts_on)
    set_policy(
        name=CASH_APPLICATION, value={"same_amount": SameAmount.OLDEST}, valid_from=told.starts_on,
        by=BY, why="Many plans cost the same every month: of equal amounts the oldest is meant.",
    )  # fmt: skip
    take_customers(told)
    segments = {code: _segment(code) for code in ("startup", "midmarket", "enterprise")}
    folios = {code: _portfolio(code) for code in ("north", "south", "key")}
    known = dict(Customer.objects.values_list("account_no", "pk"))
    for buyer in told.buyers:
        changes = {
            "segment_id": segments[buyer.segment].pk,
            "portfolio_id": folios[buyer.portfolio].pk,
        }
        change_customer(customer_id=known[buyer.account_no], changes=changes, by=BY)


def _segment(code: str) -> Segment:
    return add_segment(code=code, name=code.capitalize(), by=BY)


def _portfolio(code: str) -> Portfolio:
    return add_portfolio(code=code, name=f"{code.capitalize()} book", by=BY)
