"""Reading for collections: what may be reminded of, who would read it, and what was sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection
from django.db.models import QuerySet

from cashwright.areas.collections import frames
from cashwright.areas.collections.models import Reminder
from cashwright.areas.collections.policies import LADDER, STANDARD, Ladder, ladder_of
from cashwright.areas.controls.queries import policy_value
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.ports import Waiting
from cashwright.areas.messaging.queries import last_said_at
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.policies import Delivery, HoldKind, Purpose
from cashwright.areas.parties.queries import held_customers
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import no_rows

PAID = "paid"

_ITEMS = """
SELECT i.customer_id, i.id AS invoice_id, i.issued_on, i.due_on, i.balance_minor, r.sent_up_to,
       false AS is_held
FROM invoicing_invoice i
LEFT JOIN LATERAL (SELECT max(days_from_due)::int AS sent_up_to
                   FROM collections_reminder WHERE invoice_id = i.id) AS r ON true
WHERE i.entity_id = %(entity)s AND i.balance_minor > 0 AND i.issued_on <= %(on)s
  AND i.due_on <= %(on)s - %(first)s
  AND (%(customers)s::uuid[] IS NULL OR i.customer_id = ANY(%(customers)s::uuid[]))
"""

_ADDRESSEES = """
SELECT DISTINCT ON (k.customer_id) k.customer_id, k.id, k.name, k.email, k.language,
       coalesce(said.is_no, false)
FROM parties_contact k
LEFT JOIN LATERAL (SELECT NOT s.is_given AS is_no FROM parties_consent s
                   WHERE s.contact_id = k.id AND s.channel = 'email' AND s.purpose = 'reminders'
                   ORDER BY s.stated_at DESC, s.id DESC LIMIT 1) AS said ON true
WHERE k.is_active AND k.email <> '' AND k.customer_id = ANY(%(customers)s::uuid[])
ORDER BY k.customer_id, coalesce(said.is_no, false),
         ('accounts_payable' = ANY(k.roles)) DESC, k.created_at, k.id
"""


@dataclass(frozen=True, slots=True)
class Addressee:
    """The person at a customer who gets reminders; `is_opted_out` only when all of them are."""

    contact_id: UUID
    name: str
    email: str
    language: str
    is_opted_out: bool


def ladder_in_force(entity_id: UUID, on: date) -> Ladder:
    """The ladder an entity reminds by on a day: its own, the house's, else the standard one."""
    value = policy_value(LADDER, on=on, entity_id=entity_id)
    return STANDARD if value is None else ladder_of(value)


def dunning_items(
    entity_id: UUID, on: date, ladder: Ladder, customer_ids: Collection[UUID] | None = None
) -> pl.DataFrame:
    """frames.ITEMS: the open invoices (of these customers, or all) that reached the first step."""
    params = {
        "entity": entity_id,
        "on": on,
        "first": ladder.steps[0].days_from_due,
        "customers": None if customer_ids is None else list(customer_ids),
    }
    return read_frame(_ITEMS, params, schema=frames.ITEMS)


def addressees(customer_ids: Collection[UUID]) -> dict[UUID, Addressee]:
    """Whom to write to at each customer: someone who did not say no, accounts payable first."""
    with connection.cursor() as cursor:
        cursor.execute(_ADDRESSEES, {"customers": list(customer_ids)})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {customer_id: Addressee(*rest) for customer_id, *rest in rows}


def standings(entity_id: UUID, on: date, customer_ids: Collection[UUID]) -> pl.DataFrame:
    """frames.STANDINGS of these customers: what may stop a message to them on a day.

    A customer whose card says that documents go nowhere has not consented to being written to.
    """
    zone = ZoneInfo(LegalEntity.objects.values_list("zone", flat=True).get(pk=entity_id))
    known = addressees(customer_ids)
    held = held_customers(on, HoldKind.DUNNING, customer_ids)
    said = last_said_at(customer_ids, Purpose.REMINDERS)
    cards = Customer.objects.filter(pk__in=customer_ids).values_list("pk", "delivery")
    rows = [
        (
            str(customer_id),
            customer_id in known,
            delivery != Delivery.NONE,
            customer_id in known and known[customer_id].is_opted_out,
            customer_id in held,
            said[customer_id].astimezone(zone).date() if customer_id in said else None,
        )
        for customer_id, delivery in cards
    ]
    return pl.DataFrame(rows, schema=frames.STANDINGS, orient="row")


def reminder_plan(
    entity_id: UUID,
    on: date,
    *,
    ladder: Ladder | None = None,
    customer_ids: Collection[UUID] | None = None,
) -> pl.DataFrame:
    """What every customer of an entity hears on a day, and what is held back and why.

    returns  as frames.plan_reminders; nothing is changed by asking
    """
    ladder = ladder or ladder_in_force(entity_id, on)
    items = dunning_items(entity_id, on, ladder, customer_ids)
    due = frames.due_steps(items.lazy(), ladder, on).collect().select(items.columns)
    if due.is_empty():
        return _nobody_to_remind().clone()
    concerned = [UUID(customer_id) for customer_id in due["customer_id"].unique().sort()]
    facts = standings(entity_id, on, concerned)
    return frames.plan_reminders(due.lazy(), facts.lazy(), ladder, on).collect()


@cache
def _nobody_to_remind() -> pl.DataFrame:
    """The plan of a day on which no step is due: most days of small companies."""
    items, facts = no_rows(frames.ITEMS), no_rows(frames.STANDINGS)
    return frames.plan_reminders(items.lazy(), facts.lazy(), STANDARD, date.min).collect()


def reminders(invoice_id: UUID) -> QuerySet[Reminder]:
    """The steps an invoice was reminded with or that were passed over, oldest first."""
    return Reminder.objects.filter(invoice_id=invoice_id).order_by("days_from_due", "created_at")


def no_longer_due(waiting: Iterable[Waiting]) -> dict[UUID, str]:
    """The waiting reminders about an invoice that was settled meanwhile: the guard of delivery."""
    about = {
        one.message_id: one.document_ids for one in waiting if one.purpose == Purpose.REMINDERS
    }
    named = {document_id for ids in about.values() for document_id in ids}
    settled = set(
        Invoice.objects.filter(pk__in=named, balance_minor=0).values_list("pk", flat=True)
    )
    return {message_id: PAID for message_id, ids in about.items() if settled.intersection(ids)}
