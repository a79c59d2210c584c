"""Doing for collections: reminding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from uuid import UUID

import polars as pl
from django.conf import settings

from cashwright.areas.access.policies import Role
from cashwright.areas.access.queries import in_force
from cashwright.areas.collections.events import CustomerReminded
from cashwright.areas.collections.models import Reminder, ReminderState
from cashwright.areas.collections.policies import Ladder
from cashwright.areas.collections.queries import (
    Addressee,
    addressees,
    ladder_in_force,
    reminder_plan,
)
from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import TemplateKey
from cashwright.areas.messaging.queries import text_in_force
from cashwright.areas.messaging.rules import (
    Draft,
    ReminderFacts,
    ReminderItem,
    Sender,
    reminder_values,
    render,
)
from cashwright.areas.messaging.services import queue_messages
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import Purpose
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now


@dataclass(frozen=True, slots=True)
class Reminded:
    """What came of a plan: messages queued, steps they took, planned steps that no longer held."""

    messages: int
    steps: int
    dropped: int


@dataclass(frozen=True, slots=True)
class _Due:
    """One step to take for one invoice."""

    invoice_id: UUID
    days_from_due: int
    skipped: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Letter:
    """What one customer is to hear."""

    customer: Customer
    addressee: Addressee
    lead: int
    due: tuple[_Due, ...]


@command
def remind(plan: pl.DataFrame, *, entity_id: UUID, on: date, by: Actor) -> Reminded:
    """Carry out a plan of reminders: one message a customer, each step of an invoice once, ever.

    plan     rows of queries.reminder_plan; those suppressed there are left alone
    checks   the plan is made again from the books as they stand now, with the customers locked:
             what was paid, held or answered since is dropped
    repeat   a second call changes nothing
    """
    # Read.
    wanted = plan.filter(pl.col("suppressed").is_null()).select("invoice_id", "step", "customer_id")
    ids = [UUID(customer_id) for customer_id in wanted["customer_id"].unique().sort()]
    customers = {
        row.pk: row
        for row in Customer.objects.select_for_update(of=("self",))
        .select_related("entity")
        .filter(pk__in=ids, entity_id=entity_id)
        .order_by("pk")
    }
    ladder = ladder_in_force(entity_id, on)
    still = reminder_plan(entity_id, on, ladder=ladder, customer_ids=list(customers))

    # Decide.
    agreed = still.filter(pl.col("suppressed").is_null()).join(
        wanted, on=["invoice_id", "step"], how="semi"
    )
    letters = _letters(agreed, customers, addressees(list(customers)))

    # Write.
    messages = queue_messages(_drafts(letters, ladder, on), by=by)
    sent = [
        (letter, message)
        for letter, message in zip(letters, messages, strict=True)
        if message is not None
    ]
    Reminder.objects.bulk_create(
        [row for letter, message in sent for row in _rows(letter, message, ladder, on)]
    )

    # Tell.
    for letter, message in sent:
        announce(_event(letter, message, ladder, on), by=by)
    steps = sum(len(letter.due) for letter, _ in sent)
    return Reminded(messages=len(sent), steps=steps, dropped=wanted.height - steps)


def _letters(
    agreed: pl.DataFrame, customers: dict[UUID, Customer], known: dict[UUID, Addressee]
) -> list[_Letter]:
    letters = []
    for (customer_id,), rows in agreed.group_by("customer_id", maintain_order=True):
        customer = customers[UUID(str(customer_id))]
        due = tuple(
            _Due(UUID(invoice_id), step, tuple(skipped))
            for invoice_id, step, skipped in rows.select("invoice_id", "step", "skipped").rows()
        )
        lead = max(one.days_from_due for one in due)
        letters.append(_Letter(customer, known[customer.pk], lead, due))
    return letters


def _drafts(letters: Sequence[_Letter], ladder: Ladder, on: date) -> list[Draft]:
    named = [one.invoice_id for letter in letters for one in letter.due]
    invoices = Invoice.objects.in_bulk(named)
    portfolios = {letter.customer.portfolio_id for letter in letters}
    senders = _senders({portfolio for portfolio in portfolios if portfolio is not None}, on)
    desk = Sender(name="", email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return [
        _draft(letter, invoices, ladder, senders.get(letter.customer.portfolio_id, desk), on)
        for letter in letters
    ]


def _senders(portfolio_ids: set[UUID], on: date) -> dict[UUID | None, Sender]:
    """The collector of each portfolio: the one assigned first, where there are several."""
    held = in_force(on).filter(role=Role.COLLECTOR, portfolio_id__in=portfolio_ids)
    rows = held.order_by("-granted_at", "-pk").values_list(
        "portfolio_id", "user__name", "user__email"
    )
    return {portfolio_id: Sender(name=name, email=email) for portfolio_id, name, email in rows}


def _draft(
    letter: _Letter, invoices: dict[UUID, Invoice], ladder: Ladder, sender: Sender, on: date
) -> Draft:
    customer, addressee = letter.customer, letter.addressee
    language = addressee.language or customer.language
    text = text_in_force(TemplateKey(ladder.step_on(letter.lead).template), language)
    facts = ReminderFacts(
        customer_name=customer.name,
        account_no=customer.account_no,
        contact_name=addressee.name,
        entity_name=customer.entity.name,
        sender=sender,
        items=[_item(invoices[one.invoice_id]) for one in letter.due],
        on=on,
    )
    return Draft(
        entity_id=customer.entity_id,
        customer_id=customer.pk,
        contact_id=addressee.contact_id,
        to_address=addressee.email,
        purpose=Purpose.REMINDERS,
        language=text.language,
        said=render(text.text, reminder_values(facts, language)),
        template=text.label,
        dedupe_key=f"reminder/{customer.pk}/{on.isoformat()}",
        mentions=tuple(
            (one.invoice_id, f"reminder/{ladder.name}/{ladder.version}/{one.days_from_due:+d}")
            for one in letter.due
        ),
    )


def _item(invoice: Invoice) -> ReminderItem:
    return ReminderItem(
        document_no=str(invoice.document_no),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        balance=invoice.balance,
    )


def _rows(letter: _Letter, message: Message, ladder: Ladder, on: date) -> list[Reminder]:
    at = now()
    taken = [(one.invoice_id, one.days_from_due, ReminderState.SENT) for one in letter.due]
    passed = [
        (one.invoice_id, day, ReminderState.SKIPPED) for one in letter.due for day in one.skipped
    ]
    return [
        Reminder(
            entity_id=letter.customer.entity_id, customer_id=letter.customer.pk,
            invoice_id=invoice_id, ladder=ladder.name, ladder_version=ladder.version,
            days_from_due=day, state=state, reminded_on=on, message_id=message.pk, created_at=at,
        )
        for invoice_id, day, state in taken + passed
    ]  # fmt: skip


def _event(letter: _Letter, message: Message, ladder: Ladder, on: date) -> CustomerReminded:
    return CustomerReminded(
        entity_id=letter.customer.entity_id,
        message_id=message.pk,
        customer_id=letter.customer.pk,
        ladder=ladder.name,
        ladder_version=ladder.version,
        reminded_on=on,
        steps=tuple((one.invoice_id, one.days_from_due) for one in letter.due),
        skipped=tuple((one.invoice_id, day) for one in letter.due for day in one.skipped),
    )
