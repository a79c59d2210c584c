"""Fees of a subscription that are billed once: each on its own day, none a second time, none after the end."""

from __future__ import annotations

from datetime import date

import pytest

from cashwright.areas.catalog.policies import Timing
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.contracts.services import add_charge, cancel
from cashwright.areas.invoicing.queries import billed_lines
from cashwright.areas.parties.models import LegalEntity
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import FEB_1, JAN_1, MARCH_1, billed, company, totals

pytestmark = pytest.mark.django_db
JAN_15, JAN_16 = date(2026, 1, 15), date(2026, 1, 16)


def _set_up() -> tuple[LegalEntity, Subscription]:
    """10.00 a month and 50.00 for the setup, on 1 January."""
    home = company()
    setup = price("SETUP", 50_00, timing=Timing.ONCE)
    return home, subscription(contract(makers.customer(home)), [price(), setup])


def _fee(of: Subscription, code: str, minor: int, on: date, agreed_on: date = JAN_1) -> None:
    add_charge(
        subscription_id=of.pk, price_id=price(code, minor, timing=Timing.ONCE).pk, effective_on=on,
        on=agreed_on, billed=billed_lines, by=ANN,
    )  # fmt: skip


def test_a_second_fee_on_a_later_day_does_not_bill_the_first_again() -> None:
    home, one = _set_up()
    billed(home)
    _fee(one, "TRAINING", 70_00, JAN_15)
    billed(home, JAN_15)
    assert totals() == [71_40, 83_30]  # 60.00 and 70.00, with 19 %


def test_a_second_fee_of_a_day_that_was_billed_is_billed_by_the_next_run() -> None:
    home, one = _set_up()
    billed(home)
    _fee(one, "TRAINING", 70_00, JAN_15)
    billed(home, JAN_15)
    _fee(one, "TRAVEL", 30_00, JAN_15, JAN_15)
    billed(home, JAN_16)
    billed(home, date(2026, 1, 17))
    assert totals() == [71_40, 83_30, 35_70]


def test_a_fee_agreed_for_a_day_after_the_subscription_ended_is_not_billed() -> None:
    home, one = _set_up()
    _fee(one, "TRAINING", 70_00, MARCH_1)
    cancel(subscription_id=one.pk, effective_on=FEB_1, on=JAN_1, billed=billed_lines, by=ANN)
    for day in (JAN_1, FEB_1, MARCH_1):
        billed(home, day)
    assert totals() == [71_40]
