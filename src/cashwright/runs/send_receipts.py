"""The step of the day that thanks for payments, where the policy `payments.receipts` says so.

A payment is thanked for once, when all of it has found its invoices. What was returned, given back or
loaded from another system is not.
"""

from collections import defaultdict
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.collections.services import confirm_payment
from cashwright.areas.messaging.policies import TemplateKey
from cashwright.areas.payments.models import Payment
from cashwright.runs.harness import Job, Tally
from cashwright.runs.policies import is_thanking

STEP = "send_receipts"
LOOKED_BACK = timedelta(
    days=14
)  # for what has not found its invoices by then, nobody is thanked late

_UNTHANKED = """
SELECT p.id, p.customer_id FROM payments_payment p
WHERE p.entity_id = %(entity)s AND p.state = 'received' AND p.customer_id IS NOT NULL
  AND p.unapplied_minor = 0 AND p.refunded_minor = 0 AND p.source <> 'import'
  AND p.received_on > %(after)s AND p.received_on <= %(on)s
  AND NOT EXISTS (SELECT FROM messaging_mention m WHERE m.document_id = p.id AND m.key = %(key)s)
ORDER BY p.id
"""


def send_receipts(job: Job) -> None:
    """Queue one thank-you a payment."""
    if not is_thanking(entity_id=job.entity_id, on=job.on):
        return
    given: dict[str, Any] = {
        "entity": job.entity_id, "on": job.on, "after": job.on - LOOKED_BACK,
        "key": str(TemplateKey.PAYMENT_THANKS),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_UNTHANKED, given)
        rows: list[tuple[UUID, UUID]] = cursor.fetchall()
    buckets: dict[int, list[UUID]] = defaultdict(list)
    for payment_id, customer_id in rows:
        buckets[job.bucket_of(str(customer_id))].append(payment_id)
    for bucket, ids in sorted(buckets.items()):
        job.once(STEP, bucket, partial(_thank, job, ids))


def _thank(job: Job, ids: list[UUID]) -> Tally:
    paid: dict[UUID, dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    rows = Application.objects.filter(source_kind=SourceKind.PAYMENT, source_id__in=ids)
    for payment_id, invoice_id, minor in rows.values_list(
        "source_id", "invoice_id", "amount_minor"
    ):
        paid[payment_id][invoice_id] += minor
    thanked = 0
    payments = Payment.objects.select_related("customer__entity").filter(pk__in=ids)
    for payment in payments.order_by("pk"):
        items = [(pk, minor) for pk, minor in paid[payment.pk].items() if minor > 0]
        if items and confirm_payment(payment, items, job.on, job.by) is not None:
            thanked += 1
    return Tally.of(payments=thanked)
