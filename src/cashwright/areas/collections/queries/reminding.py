"""Reading about reminders: who would read them, what was sent, what speaks against sending."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from cashwright.areas.collections.models import Reminder
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.ports import Waiting
from cashwright.areas.parties.policies import Purpose

PAID = "paid"

_ADDRESSEES = """
SELECT DISTINCT ON (k.customer_id) k.customer_id, k.id, k.name, k.email, k.phone, k.language,
       coalesce(said.is_no, false)
FROM parties_contact k
LEFT JOIN LATERAL (SELECT NOT s.is_given AS is_no FROM parties_consent s
                   WHERE s.contact_id = k.id AND s.channel = %(channel)s AND s.purpose = 'reminders'
                   ORDER BY s.stated_at DESC, s.id DESC LIMIT 1) AS said ON true
WHERE k.is_active AND k.customer_id = ANY(%(customers)s::uuid[])
  AND CASE %(channel)s WHEN 'sms' THEN k.phone <> '' AND said.is_no IS FALSE ELSE k.email <> '' END
ORDER BY k.customer_id, coalesce(said.is_no, false),
         ('accounts_payable' = ANY(k.roles)) DESC, k.created_at, k.id
"""


@dataclass(frozen=True, slots=True)
class Addressee:
    """The person at a customer who gets reminders; `is_opted_out` only when all of them are."""

    contact_id: UUID
    name: str
    email: str
    phone: str
    language: str
    is_opted_out: bool


def addressees(customer_ids: Collection[UUID], *, channel: str = "email") -> dict[UUID, Addressee]:
    """Whom to write to at each customer: someone who did not say no, accounts payable first.

    By text message: only who said yes and has a number.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ADDRESSEES, {"customers": list(customer_ids), "channel": channel})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {customer_id: Addressee(*rest) for customer_id, *rest in rows}


def reminders(invoice_id: UUID) -> QuerySet[Reminder]:
    """The steps an invoice was reminded with or that were passed over, oldest first."""
    return Reminder.objects.filter(invoice_id=invoice_id).order_by("days", "created_at")


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
