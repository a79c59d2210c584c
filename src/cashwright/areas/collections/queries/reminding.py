"""Reading about reminders: who would read them, what was sent, what speaks against sending."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from cashwright.areas.collections.models import Reminder
from cashwright.areas.collections.queries.ladders import dunning_in_force
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer

_ADDRESSEES = """
SELECT DISTINCT ON (k.customer_id) k.customer_id, k.id, k.name, k.email, k.phone, k.language,
       coalesce(said.is_no, false)
FROM parties_contact k
LEFT JOIN LATERAL (SELECT NOT s.is_given AS is_no FROM parties_consent s
                   WHERE s.contact_id = k.id AND s.channel = %(channel)s AND s.purpose = 'reminders'
                   ORDER BY s.stated_at DESC, s.id DESC LIMIT 1) AS said ON true
JOIN parties_customer c ON c.id = k.customer_id
WHERE k.is_active AND k.customer_id = ANY(%(customers)s::uuid[])
  AND NOT EXISTS (SELECT FROM messaging_blockedaddress x
                  WHERE x.entity_id = c.entity_id AND x.channel = %(channel)s AND x.lifted_at IS NULL
                    AND x.address_hash = encode(sha256(convert_to(%(channel)s || ':' || lower(
                        CASE %(channel)s WHEN 'sms' THEN k.phone ELSE k.email END), 'UTF8')), 'hex'))
  AND CASE %(channel)s WHEN 'sms' THEN k.phone <> '' AND said.is_no IS FALSE ELSE k.email <> '' END
ORDER BY k.customer_id, coalesce(said.is_no, false),
         ('accounts_payable' = ANY(k.roles)) DESC, k.created_at, k.id
"""
_STANDING = """
SELECT i.id, greatest(i.balance_minor - coalesce(held.minor, 0), 0), CASE
    WHEN i.balance_minor <= 0 THEN 'paid'
    WHEN EXISTS (SELECT FROM collections_placementitem k
                 JOIN collections_placement p ON p.id = k.placement_id
                 WHERE k.invoice_id = i.id AND p.state = 'placed') THEN 'placed'
    WHEN held.minor >= i.balance_minor THEN 'disputed'
    WHEN EXISTS (SELECT FROM collections_promiseitem k
                 JOIN collections_promise p ON p.id = k.promise_id
                 WHERE k.invoice_id = i.id AND p.state = 'open') THEN 'promised'
    WHEN EXISTS (SELECT FROM collections_planitem k
                 JOIN collections_paymentplan p ON p.id = k.plan_id
                 WHERE k.invoice_id = i.id AND p.state = 'active') THEN 'in_plan'
    ELSE '' END
FROM invoicing_invoice i
CROSS JOIN LATERAL (SELECT sum(d.amount_minor)::bigint AS minor FROM disputes_dispute d
                    WHERE d.invoice_id = i.id AND d.closed_on IS NULL) AS held
WHERE i.id = ANY(%(invoices)s::uuid[])
"""

_REPLIED = """
SELECT DISTINCT t.customer_id FROM messaging_thread t
WHERE t.customer_id = ANY(%(customers)s::uuid[]) AND t.state = 'waiting'
  AND t.last_at >= %(since)s
  AND EXISTS (SELECT FROM messaging_inbound b WHERE b.thread_id = t.id AND NOT b.is_auto)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be asked for of an invoice now, in minor units, and what stops asking; empty: nothing."""

    asked_minor: int
    stop: str


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


def standing(invoice_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """How invoices stand in the books at this moment: what delivery asks before it says anything."""
    if not invoice_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"invoices": sorted(invoice_ids)})
        rows: list[tuple[UUID, int, str]] = cursor.fetchall()
    return {pk: Standing(minor, stop) for pk, minor, stop in rows}


def asked_now(customer_id: UUID, on: date) -> dict[UUID, int]:
    """What a customer may be asked for on a day: each late invoice that nothing stops, in minor units."""
    late = Invoice.objects.filter(customer_id=customer_id, balance_minor__gt=0, due_on__lt=on)
    found = standing(set(late.values_list("pk", flat=True)))
    return {pk: one.asked_minor for pk, one in found.items() if not one.stop}


def who_replied(customer_ids: Collection[UUID], on: date) -> set[UUID]:
    """Those who wrote to us and got no answer yet, as long as that stops reminders on a day."""
    found: set[UUID] = set()
    whose: dict[UUID, list[UUID]] = {}
    for entity_id, pk in Customer.objects.filter(pk__in=customer_ids).values_list(
        "entity_id", "pk"
    ):
        whose.setdefault(entity_id, []).append(pk)
    for entity_id, ids in whose.items():
        days = timedelta(days=dunning_in_force(entity_id, on).reply_days)
        params: dict[str, Any] = {
            "customers": ids,
            "since": datetime.combine(on - days, time(), UTC),
        }
        with connection.cursor() as cursor:
            cursor.execute(_REPLIED, params)
            found |= {customer_id for (customer_id,) in cursor.fetchall()}
    return found
