"""What is shown of the coming days is what then happens, when nobody pays."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from cashwright.areas.collections.models import Reminder
from cashwright.areas.collections.policies import DUNNING, Assignment, Dunning, dunning_value
from cashwright.areas.collections.queries import reminder_plan
from cashwright.areas.collections.refusals import BadDunning
from cashwright.areas.collections.services import remind
from cashwright.areas.controls.models import Fact
from cashwright.areas.controls.services import set_policy
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.policies import HoldKind
from cashwright.areas.parties.services import add_contact, place_hold
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.dun_ahead import dunning_days, plan_dunning
from tests import makers
from tests.areas.messaging.makers import went_out
from tests.makers import ANN

pytestmark = pytest.mark.django_db

START = date(2026, 2, 2)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with running_on(noon_utc(date(2026, 1, 5))):
        yield


@pytest.fixture
def home() -> LegalEntity:
    """Twelve customers with invoices of many ages; one cannot be written to, two are on hold, one for days."""
    home = makers.entity()
    for number in range(12):
        buyer = makers.customer(home, f"C-{number}")
        if number:
            card = {"email": f"ap{number}@buyer.example"}
            add_contact(customer_id=buyer.pk, name="Kim", by=ANN, card=card)
        for k in range(1 + number % 3):
            due_on = START + timedelta(days=11 * k - 2 * number)
            makers.invoice(buyer, (900 + number) * 100, issued_on=date(2026, 1, 5), due_on=due_on)
    place_hold(customer_id=buyer.pk, kind=HoldKind.DUNNING, reason="talks", from_on=START, by=ANN)
    earlier = Customer.objects.get(account_no="C-3")
    place_hold(
        customer_id=earlier.pk, kind=HoldKind.DUNNING, reason="away", from_on=START, by=ANN,
        until_on=START + timedelta(days=9),
    )  # fmt: skip
    return home


def test_the_days_shown_are_the_days_that_come(home: LegalEntity) -> None:
    facts = Fact.objects.count()
    shown = plan_dunning(home, START, 60)
    assert Fact.objects.count() == facts

    for offset in range(60):
        on = START + timedelta(days=offset)
        with running_on(noon_utc(on)):
            remind(reminder_plan(home.pk, on), entity_id=home.pk, on=on, by=ANN)
            went_out()

    happened = Reminder.objects.filter(state="sent").values_list(
        "reminded_on", "invoice__document_no", "act", "days"
    )
    taken = shown.filter(shown["act"].is_not_null()).select("day", "invoice_no", "act", "step")
    assert sorted(taken.rows()) == sorted(
        (on, number, act, f"due{days:+d}") for on, number, act, days in happened
    )
    assert taken.height > 60
    by_day = dunning_days(shown)
    assert by_day["invoices"].sum() == taken.height
    assert by_day["put_off"].sum() > 0


def test_a_ladder_that_there_is_not_is_refused_and_nobody_is_forgotten(home: LegalEntity) -> None:
    value = dunning_value(Dunning(assignments=(Assignment(ladder="steep"),)))
    set_policy(name=DUNNING, value=value, valid_from=START, by=ANN, why="tried")
    with pytest.raises(BadDunning, match="steep"):
        plan_dunning(home, START, 5)
