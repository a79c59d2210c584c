"""An order of another system becomes a contract, an invoice, mail with its PDF, reminders, and cash.

Every day is worked by the day's run on a simulated clock; nobody touches anything in between.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from cashwright.areas.collections.models import Reminder
from cashwright.areas.contracts.models import Contract, Order
from cashwright.areas.contracts.services import take_order
from cashwright.areas.controls.models import Fact
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import noon_utc, running_on
from cashwright.runs.day import run_day, run_days
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.contracts.makers import price
from tests.makers import ANN
from tests.runs.bill.bill_makers import company
from tests.runs.day_makers import counted, reachable

pytestmark = pytest.mark.django_db(transaction=True)
MAR_1 = date(2026, 3, 1)
SHOP = Actor.rule("api.key")
ORDER: dict[str, Any] = {
    "kind": "subscription", "customer": "C-1", "starts_on": "2026-03-01", "reference": "acme-1",
    "ends_on": "2026-04-01", "lines": [{"price": "SEAT", "quantity": "5"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def home() -> Iterator[LegalEntity]:
    with running_on(noon_utc(MAR_1)):
        yield company()


def ordered(home: LegalEntity) -> Order:
    return take_order(
        entity_id=home.pk, payload=ORDER, source="shop", source_ref="7", on=MAR_1, by=SHOP
    )


def worked(home: LegalEntity, first: date, last: date) -> None:
    for _ in run_days([home], first, last):
        pass


def sent(kind: str) -> list[Any]:
    """The mail that went out with a PDF ("invoice") or without ("reminder")."""
    return [one for one in mail.outbox if bool(one.attachments) == (kind == "invoice")]


def test_an_order_is_invoiced_mailed_reminded_of_and_paid_without_a_hand(home: LegalEntity) -> None:
    reachable(home, "C-1")
    price("SEAT", 10_00)
    assert ordered(home).state == "fulfilled"
    assert not Invoice.objects.exists(), "the day's run bills it"

    worked(home, MAR_1, MAR_1)
    invoice = Invoice.objects.get()
    assert (invoice.state, invoice.net_minor, invoice.total_minor) == ("posted", 10_00, 11_90)
    (letter,) = sent("invoice")
    ((name, pdf, kind),) = letter.attachments
    assert (letter.to, name, kind) == (
        ["kim@c-1.example"], f"{invoice.document_no}.pdf", "application/pdf",
    )  # fmt: skip
    assert pdf.startswith(b"%PDF")

    late = invoice.due_on + timedelta(days=2)
    worked(home, MAR_1 + timedelta(days=1), late)
    reminded = list(Reminder.objects.order_by("reminded_on").values_list("reminded_on", flat=True))
    assert len(reminded) == len(sent("reminder")) >= 2, "before it is due and after"
    assert len(sent("invoice")) == 1, "the invoice goes out once"

    makers.payment(invoice.customer, 11_90, on=late + timedelta(days=1))
    worked(home, late + timedelta(days=1), late + timedelta(days=40))
    invoice.refresh_from_db()
    assert (invoice.state, invoice.balance_minor) == ("settled", 0)
    assert Reminder.objects.count() == len(reminded), "who paid is not reminded"
    assert Invoice.objects.count() == 1, "the contract ended with its month"
    by_hand = Fact.objects.filter(customer_id=invoice.customer_id, touch="human")
    assert not by_hand.filter(name__startswith="contracts.").exists()
    assert not by_hand.filter(name__startswith="invoicing.").exists()
    assert verify().ok


def test_an_order_whose_price_was_missing_is_taken_up_by_the_run_once_it_is_there(
    home: LegalEntity,
) -> None:
    buyer = makers.customer(home)
    add_contact(customer_id=buyer.pk, name="Kim", by=ANN, card={"email": "kim@c-1.example"})
    assert ordered(home).state == "refused"
    first = run_day(home, MAR_1)
    assert counted(first, "orders") == {"still_refused": 1}
    assert not Contract.objects.exists()

    price("SEAT", 10_00)
    second = run_day(home, MAR_1 + timedelta(days=1))
    assert counted(second, "orders") == {"fulfilled": 1}
    assert Order.objects.get().state == "fulfilled"
    invoice = Invoice.objects.get()
    assert (invoice.net_minor, invoice.issued_on) == (10_00, MAR_1 + timedelta(days=1))
    assert "orders" not in run_day(home, MAR_1 + timedelta(days=2)).report
