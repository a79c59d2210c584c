"""The day judges what was promised before it reminds, and charges for paying late when it is wanted."""

from datetime import date, timedelta

import pytest

from cashwright.areas.collections.models import LateCharge, PaymentPlan, Promise
from cashwright.areas.collections.policies.charging import CHARGING, Charging, Mode, charging_value
from cashwright.areas.collections.rules.plans import Even
from cashwright.areas.collections.services import agree_plan, note_promise, propose_plan
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import set_policy
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.day import run_day
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 2)
DUE = date(2026, 3, 5)
LAST = date(2026, 3, 9)  # a Monday: two business days later


@pytest.fixture
def home() -> LegalEntity:
    return makers.entity()


@pytest.fixture
def buyer(home: LegalEntity) -> Customer:
    customer = makers.customer(home)
    add_contact(
        customer_id=customer.pk, name="Kim Paul", by=ANN, card={"email": "kim@buyer.example"}
    )
    return customer


def owed(of: Customer) -> Invoice:
    return makers.invoice(of, 300_00, issued_on=date(2026, 1, 5), due_on=date(2026, 2, 4))


def reminders() -> int:
    return Message.objects.filter(purpose="reminders").count()


def calls(of: Customer) -> int:
    return Task.objects.filter(customer_id=of.pk, kind="collections.call").count()


def test_a_broken_promise_is_judged_and_reminding_goes_on_the_same_day(
    home: LegalEntity, buyer: Customer
) -> None:
    owed(buyer)
    with running_on(noon_utc(ON)):
        note_promise(
            customer_id=buyer.pk, currency="EUR", amount_minor=300_00, due_on=DUE, on=ON,
            origin="call", by=ANN,
        )  # fmt: skip
    day = ON
    while day <= LAST:
        run_day(home, day)
        day += timedelta(days=1)
    assert (Promise.objects.get().state, reminders()) == ("open", 0)
    report = run_day(home, day).report
    assert report["keep_promises"]["outcomes"] == {"promises_broken": 1}
    assert (Promise.objects.get().state, reminders()) == ("broken", 1)


def test_a_missed_instalment_ends_the_plan_and_a_person_is_to_call_the_same_day(
    home: LegalEntity, buyer: Customer
) -> None:
    bill = owed(buyer)
    with running_on(noon_utc(ON)):
        plan = propose_plan(
            customer_id=buyer.pk, currency="EUR", invoice_ids=[bill.pk], on=ON, by=ANN,
            instalments=Even(3, DUE),
        )  # fmt: skip
        agree_plan(plan_id=plan.pk, on=ON, by=ANN)
    for day in (ON, LAST):
        run_day(home, day)
    assert (PaymentPlan.objects.get().state, reminders(), calls(buyer)) == ("active", 0, 0)
    report = run_day(home, LAST + timedelta(days=1)).report
    assert report["keep_promises"]["outcomes"] == {"plans_defaulted": 1}
    assert (PaymentPlan.objects.get().state, calls(buyer)) == ("defaulted", 1)


def test_a_day_charges_nothing_unless_it_is_wanted(home: LegalEntity, buyer: Customer) -> None:
    owed(buyer)
    assert "charge_late" not in run_day(home, ON).report
    assert not LateCharge.objects.exists()


def test_a_day_charges_what_is_not_disputed_once_a_month(
    home: LegalEntity, buyer: Customer
) -> None:
    value = Charging(
        mode=Mode.CONTRACTUAL, since=date(2026, 1, 1), rate_bp=3_650, has_fee=False
    )  # ten basis points a day
    set_policy(
        name=CHARGING, value=charging_value(value), valid_from=date(2026, 1, 1), by=ANN,
        why="agreed", entity_id=home.pk,
    )  # fmt: skip
    bill = owed(buyer)
    with running_on(noon_utc(date(2026, 2, 14))):
        open_dispute(
            invoice_id=bill.pk, reason=Reason.PRICING, amount_minor=100_00, on=date(2026, 2, 14),
            origin=Origin.CONSOLE, by=ANN, is_shown=False,
        )  # fmt: skip
    report = run_day(home, ON).report
    assert report["charge_late"]["outcomes"] == {"interest": 1}
    assert LateCharge.objects.get().amount_minor == 10 * 30 + 14 * 20
    assert "charge_late" not in run_day(home, ON + timedelta(days=1)).report


def test_a_country_without_a_law_the_house_knows_is_told_not_skipped() -> None:
    here = makers.entity("US", "USD", "US")
    value = Charging(mode=Mode.STATUTORY, since=date(2026, 1, 1))
    set_policy(
        name=CHARGING, value=charging_value(value), valid_from=date(2026, 1, 1), by=ANN,
        why="agreed", entity_id=here.pk,
    )  # fmt: skip
    report = run_day(here, ON).report
    assert report["charge_late"]["refused"] == {"collections.bad_charging": 1}
