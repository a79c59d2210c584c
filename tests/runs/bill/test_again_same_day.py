"""A run stands at the noon of its day; what is agreed that morning, after it, is billed all the same."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cashwright.kernel.clock import FixedClock, running_on
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.runs.bill.bill_makers import JAN_1, billed, company, counts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("again", [True, False])
def test_a_contract_written_in_the_morning_after_the_run_is_billed_by_the_next(again: bool) -> None:
    home = company()
    fee = price()
    subscription(contract(makers.customer(home)), fee)
    billed(home)
    with running_on(FixedClock(datetime(2026, 1, 1, 8, 30, tzinfo=UTC))):
        subscription(contract(makers.customer(home, "LATE")), fee)

    next_on = JAN_1 if again else date(2026, 1, 2)
    assert counts(billed(home, next_on, again=again)) == {"invoices": 1}
