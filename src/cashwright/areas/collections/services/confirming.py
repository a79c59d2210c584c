"""Doing, about words that confirm: a promise noted, a payment plan agreed on, a payment that came."""

from collections.abc import Iterable, Sequence
from datetime import date
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings

from cashwright.areas.collections.models import PaymentPlan, Promise
from cashwright.areas.collections.queries import Addressee, addressees
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import TemplateKey
from cashwright.areas.messaging.queries import text_in_force
from cashwright.areas.messaging.rules import (
    Draft,
    ReminderFacts,
    ReminderItem,
    Sender,
    day_text,
    money_text,
    reminder_values,
    render,
)
from cashwright.areas.messaging.services import queue_message
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.policies import Delivery, Purpose
from cashwright.areas.payments.models import Payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.money import Money


def confirm_promise(promise: Promise, by: Actor) -> None:
    """Confirm a promise to whoever gave it, else to whom reminders go; once, where mail is wanted."""
    reader = _reader(promise.customer, promise.contact_id)
    if reader is None:
        return
    items = promise.items.values_list("invoice_id", "amount_minor")
    language = reader.language or promise.customer.language
    _queue(
        TemplateKey.PROMISE_CONFIRMED, promise, items, reader, promise.promised_on, by,
        {"due_on": day_text(promise.due_on, language)},
    )  # fmt: skip


def confirm_plan(plan: PaymentPlan, on: date, by: Actor) -> None:
    """Send the schedule of a plan that was agreed on; once, where mail is wanted."""
    reader = _reader(plan.customer, None)
    if reader is None:
        return
    items = plan.items.values_list("invoice_id", "amount_minor")
    language = reader.language or plan.customer.language
    parts = plan.instalments.order_by("number").values_list("due_on", "amount_minor")
    lines = [
        f"- {day_text(day, language)}: {money_text(Money(minor, plan.currency), language)}"
        for day, minor in parts
    ]
    _queue(
        TemplateKey.PLAN_AGREED, plan, items, reader, on, by, {"instalment_list": "\n".join(lines)}
    )


def confirm_payment(
    payment: Payment, items: Iterable[tuple[UUID, int]], on: date, by: Actor
) -> Message | None:
    """Thank for a payment, with what it paid of which invoice; once, where mail is wanted."""
    assert payment.customer is not None, "money of nobody thanks nobody"
    reader = _reader(payment.customer, None)
    if reader is None:
        return None
    return _queue(TemplateKey.PAYMENT_THANKS, payment, items, reader, on, by, {})


def _reader(customer: Customer, contact_id: UUID | None) -> Addressee | None:
    """Who reads it: the person who promised, when they have an address; else accounts payable."""
    if customer.delivery == Delivery.NONE:
        return None
    asked = Contact.objects.filter(customer=customer, is_active=True).exclude(email="")
    giver = asked.filter(pk=contact_id).first() if contact_id else None
    if giver is not None:
        return Addressee(giver.pk, giver.name, giver.email, giver.phone, giver.language, False)
    found = addressees([customer.pk]).get(customer.pk)
    return None if found is None or found.is_opted_out else found


def _queue(
    key: TemplateKey, about: Promise | PaymentPlan | Payment, items: Iterable[tuple[UUID, int]],
    reader: Addressee, on: date, by: Actor, more: dict[str, str],
) -> Message | None:  # fmt: skip
    customer = about.customer
    assert customer is not None, "it is somebody's"
    language = reader.language or customer.language
    text = text_in_force(key, language)
    facts = ReminderFacts(
        customer_name=customer.name, account_no=customer.account_no, contact_name=reader.name,
        entity_name=customer.entity.name,
        sender=Sender(name="", email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        items=_items(tuple(items), about.currency), on=on,
    )  # fmt: skip
    draft = Draft(
        entity_id=customer.entity_id, customer_id=customer.pk, contact_id=reader.contact_id,
        to_address=reader.email, purpose=Purpose.CONFIRMATIONS, language=text.language,
        said=render(text.text, {**reminder_values(facts, language), **more}), template=text.label,
        dedupe_key=f"{key}/{about.pk}", mentions=((about.pk, str(key)),),
    )  # fmt: skip
    return queue_message(draft, by=by)


def _items(parts: Sequence[tuple[UUID, int]], currency: str) -> list[ReminderItem]:
    invoices = Invoice.objects.in_bulk([invoice_id for invoice_id, _ in parts])
    return [
        ReminderItem(
            document_no=str(invoices[invoice_id].document_no),
            issued_on=invoices[invoice_id].issued_on, due_on=invoices[invoice_id].due_on,
            balance=Money(minor, currency),
        )
        for invoice_id, minor in parts
    ]  # fmt: skip
