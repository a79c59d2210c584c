"""Reading about reminders: who would read them, what was sent, what speaks against sending."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from cashwright.areas.collections.models import Reminder
from cashwright.areas.messaging.ports import Waiting
from cashwright.areas.parties.policies import Purpose

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
_STOPPED = """
SELECT i.id, found.code
FROM invoicing_invoice i
CROSS JOIN LATERAL (SELECT CASE
    WHEN i.balance_minor <= 0 THEN 'paid'
    WHEN EXISTS (SELECT FROM collections_placementitem k
                 JOIN collections_placement p ON p.id = k.placement_id
                 WHERE k.invoice_id = i.id AND p.state = 'placed') THEN 'placed'
    WHEN (SELECT sum(d.amount_minor) FROM disputes_dispute d
          WHERE d.invoice_id = i.id AND d.closed_on IS NULL) >= i.balance_minor THEN 'disputed'
    WHEN EXISTS (SELECT FROM collections_promiseitem k
                 JOIN collections_promise p ON p.id = k.promise_id
                 WHERE k.invoice_id = i.id AND p.state = 'open') THEN 'promised'
    WHEN EXISTS (SELECT FROM collections_planitem k
                 JOIN collections_paymentplan p ON p.id = k.plan_id
                 WHERE k.invoice_id = i.id AND p.state = 'active') THEN 'in_plan'
    END AS code) AS found
WHERE i.id = ANY(%(invoices)s::uuid[]) AND found.code IS NOT NULL
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
    """The waiting reminders that speak of what is stopped by now: the guard of delivery.

    An invoice that was paid, promised, put in a plan, disputed whole or placed since the message was
    queued takes its message with it: the ladder writes anew about what is left (I-33).
    """
    about = {
        one.message_id: one.document_ids for one in waiting if one.purpose == Purpose.REMINDERS
    }
    named = sorted({document_id for ids in about.values() for document_id in ids})
    if not named:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STOPPED, {"invoices": named})
        stopped: dict[UUID, str] = dict(cursor.fetchall())
    found = {
        message_id: [stopped[one] for one in ids if one in stopped]
        for message_id, ids in about.items()
    }
    return {message_id: codes[0] for message_id, codes in found.items() if codes}
