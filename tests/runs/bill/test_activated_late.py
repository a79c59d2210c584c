"""What is agreed to only after its first days, and schedules that come to their end."""

from datetime import date, timedelta

import pytest

from cashwright.areas.contracts.models import BillPeriod
from cashwright.areas.contracts.services import activate_contract, create_contract, extend_schedules
from cashwright.kernel.clock import noon_utc, running_on
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import JAN_1, billed, company, counts, invoices

pytestmark = pytest.mark.django_db
JAN_20 = date(2026, 1, 20)


def test_a_draft_agreed_to_after_its_first_day_is_billed_from_that_day() -> None:
    with running_on(noon_utc(JAN_1)):
        home = company()
        fee = price()
        draft = create_contract(customer_id=makers.customer(home).pk, starts_on=JAN_1, by=ANN)
        subscription(draft, fee)
    for day in (JAN_1, date(2026, 1, 2), JAN_20):
        assert "invoices" not in counts(billed(home, day)), "nobody agreed to it"
    with running_on(noon_utc(date(2026, 1, 21))):
        activate_contract(contract_id=draft.pk, by=ANN)
    assert counts(billed(home, date(2026, 1, 22))) == {"invoices": 1}
    assert invoices()[0].net_minor == 10_00
    assert counts(billed(home, date(2026, 1, 23))) == {}


def test_a_draft_that_outlived_its_schedule_is_billed_when_it_is_agreed_to() -> None:
    with running_on(noon_utc(JAN_1)):
        home = company()
        draft = create_contract(customer_id=makers.customer(home).pk, starts_on=JAN_1, by=ANN)
        made = subscription(draft, price())
    agreed_on = date(2028, 6, 10)
    billed(home, agreed_on - timedelta(days=2))
    with running_on(noon_utc(agreed_on)):
        activate_contract(contract_id=draft.pk, by=ANN)
    billed(home, agreed_on + timedelta(days=1))
    assert sum(one.net_minor for one in invoices()) == 30 * 10_00, "January 2026 to June 2028"
    assert BillPeriod.objects.filter(subscription=made).latest("start_on").start_on.year == 2030


def test_schedules_go_on_for_years_and_are_looked_at_once_a_month() -> None:
    with running_on(noon_utc(JAN_1)):
        home = company()
        subscription(contract(makers.customer(home)), price())
    for number in range(40):
        year, month = divmod(number, 12)
        first = date(2026 + year, month + 1, 1)
        assert counts(billed(home, first)) == {"invoices": 1}
        billed(home, first + timedelta(days=3))


def test_between_two_looks_at_all_only_what_changed_is_looked_at() -> None:
    with running_on(noon_utc(JAN_1)):
        home = company()
        made = subscription(contract(makers.customer(home)), price())
    later = date(2027, 3, 1)
    after, before = noon_utc(date(2027, 2, 1)).instant, noon_utc(date(2025, 1, 1)).instant
    assert extend_schedules(entity_id=home.pk, on=later, changed_since=after) == 0
    assert extend_schedules(entity_id=home.pk, on=later, changed_since=before) == 14
    assert BillPeriod.objects.filter(subscription=made).count() == 38
