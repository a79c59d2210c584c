"""At the moment of sending a reminder says what the books say: never a wrong amount, never of what is stopped."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part, apply
from cashwright.areas.collections.queries import reminder_plan
from cashwright.areas.collections.rules.promises import Origin
from cashwright.areas.collections.services import as_the_books_stand, note_promise, remind
from cashwright.areas.collections.services.writing import write_to_customer
from cashwright.areas.controls.models import Fact
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.rules.inbox.mail import InboundMail
from cashwright.areas.messaging.services import (
    DeliveryReport,
    deliver_queued,
    release_message,
    take_inbound,
)
from cashwright.areas.parties.models import Contact, Customer, LegalEntity
from cashwright.areas.parties.services import add_contact
from cashwright.kernel.clock import noon_utc, running_on
from tests import makers
from tests.makers import ANN

pytestmark = pytest.mark.django_db
ISSUED, DUE = date(2026, 1, 5), date(2026, 2, 4)
ON = DUE + timedelta(days=1)


@pytest.fixture
def buyer(settings: Any) -> Iterator[Customer]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with running_on(noon_utc(ON)):
        customer = makers.customer(makers.entity())
        card = {"email": "kim@buyer.example"}
        add_contact(customer_id=customer.pk, name="Kim Paul", by=ANN, card=card)
        yield customer


def owed(of: Customer, euros: int) -> Invoice:
    return makers.invoice(of, euros * 100, issued_on=ISSUED, due_on=DUE)


def reminded(home: LegalEntity) -> Message:
    remind(reminder_plan(home.pk, ON), entity_id=home.pk, on=ON, by=ANN)
    return Message.objects.get(purpose="reminders")


def pay(invoice: Invoice, minor: int) -> None:
    payment = makers.payment(invoice.customer, minor, on=ON)
    part = Part(invoice.pk, minor)
    apply(source_kind=SourceKind.PAYMENT, source_id=payment.pk, parts=[part], on=ON, by=ANN)


def deliver(on: date = ON) -> DeliveryReport:
    guard = partial(as_the_books_stand, on=on)
    return deliver_queued(limit=9, on=on, at=noon_utc(on).now(), by=ANN, guard=guard)


def test_what_was_paid_in_part_while_it_waited_is_said_with_what_is_left(
    buyer: Customer, mailoutbox: list[Any]
) -> None:
    invoice = owed(buyer, 100)
    message = reminded(buyer.entity)
    assert "100.00 EUR" in message.body_text
    pay(invoice, 60_00)
    assert deliver() == DeliveryReport(sent=1)
    [mail] = mailoutbox
    assert "40.00 EUR" in mail.body
    assert "100.00" not in mail.body + str(mail.alternatives) + mail.subject
    after = Message.objects.get(pk=message.pk)
    assert (after.template, after.state) == (message.template, "sent")
    assert after.figures["asked"] == {str(invoice.pk): 40_00}
    told = Fact.objects.get(name="messaging.message_reworded")
    assert f'"{invoice.pk}":10000' in bytes(told.body).decode().replace(" ", "")
    moved = Fact.objects.filter(name="messaging.message_moved", document_id=message.pk)
    assert any("reworded" in bytes(one.body).decode() for one in moved)


def test_of_two_invoices_the_paid_one_is_no_longer_named(
    buyer: Customer, mailoutbox: list[Any]
) -> None:
    paid, open_ = owed(buyer, 100), owed(buyer, 50)
    message = reminded(buyer.entity)
    pay(paid, 100_00)
    assert deliver() == DeliveryReport(sent=1)
    assert str(paid.document_no) not in mailoutbox[0].body
    assert str(open_.document_no) in mailoutbox[0].body
    assert Message.objects.get(pk=message.pk).document_ids == [open_.pk]


@pytest.mark.parametrize("what", ["paid", "promised", "replied"])
def test_when_nothing_is_left_to_ask_for_nothing_is_said(
    buyer: Customer, mailoutbox: list[Any], what: str
) -> None:
    invoice = owed(buyer, 100)
    message = reminded(buyer.entity)
    if what == "paid":
        pay(invoice, 100_00)
    elif what == "replied":
        told = "We look at it."
        mail = InboundMail(
            message_id="1@buyer.example", answers=(f"{message.public_id}@house.example",),
            from_address=message.to_address, reply_text=told, body_text=told,
        )  # fmt: skip
        take_inbound(mail, entity_id=buyer.entity_id, by=ANN)
    else:
        note_promise(
            customer_id=buyer.pk, currency="EUR", amount_minor=100_00, by=ANN, origin=Origin.CALL,
            due_on=ON + timedelta(days=4), on=ON, invoice_ids=[invoice.pk],
        )  # fmt: skip
    assert deliver().suppressed == 1
    assert Message.objects.get(pk=message.pk).reason == what


def test_days_that_passed_while_it_waited_are_counted_and_nothing_else_is_told(
    buyer: Customer, mailoutbox: list[Any]
) -> None:
    owed(buyer, 100)
    message = reminded(buyer.entity)
    later = ON + timedelta(days=4)  # a Monday
    with running_on(noon_utc(later)):
        assert deliver(later) == DeliveryReport(sent=1)
    after = Message.objects.get(pk=message.pk)
    assert after.figures["on"] == later.isoformat()
    assert not Fact.objects.filter(name="messaging.message_reworded").exists()
    assert "100.00 EUR" in mailoutbox[0].body


def typed(buyer: Customer) -> Message:
    kim = Contact.objects.get(customer=buyer)
    made = write_to_customer(
        customer_id=buyer.pk, contact_id=kim.pk, subject="Your 100.00 EUR",
        text="Please pay 100.00 EUR.", once="1", on=ON, by=ANN,
    )  # fmt: skip
    assert made is not None
    return made


def test_what_a_person_typed_is_not_changed_but_waits_for_them_when_figures_moved(
    buyer: Customer, mailoutbox: list[Any]
) -> None:
    invoice = owed(buyer, 100)
    message = typed(buyer)
    pay(invoice, 60_00)
    assert deliver() == DeliveryReport(held=1)
    held = Message.objects.get(pk=message.pk)
    assert (held.state, held.reason) == ("held", "figures_changed")
    assert held.body_text == message.body_text
    release_message(message_id=message.pk, by=ANN)
    assert deliver() == DeliveryReport(sent=1)
    assert "100.00 EUR" in mailoutbox[0].body


def test_what_a_person_typed_goes_out_as_it_is_while_nothing_moved(
    buyer: Customer, mailoutbox: list[Any]
) -> None:
    owed(buyer, 100)
    typed(buyer)
    assert deliver() == DeliveryReport(sent=1)
    assert mailoutbox[0].body == "Please pay 100.00 EUR.\n"
