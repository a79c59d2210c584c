"""What is disputed of which invoice, as of any day: what reminding and matching leave alone."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import polars as pl
from django.db.models import Sum

from cashwright.areas.disputes.models import Dispute
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import ID, MINOR

HELD = {"invoice_id": ID, "held_minor": MINOR}

# A case counts from the day it was opened up to, not including, the day it was closed.
_HELD = """
SELECT d.invoice_id, least(sum(d.amount_minor), min(i.total_minor - coalesce(a.settled, 0)))::bigint
       AS held_minor
FROM disputes_dispute d JOIN invoicing_invoice i ON i.id = d.invoice_id
LEFT JOIN LATERAL (
    SELECT sum(p.amount_minor) AS settled FROM cash_application p
    WHERE p.invoice_id = d.invoice_id AND p.applied_on <= %(on)s
) a ON true
WHERE d.entity_id = %(entity)s AND d.opened_on <= %(on)s
  AND (d.closed_on IS NULL OR d.closed_on > %(on)s)
  AND (%(customers)s::uuid[] IS NULL OR d.customer_id = ANY(%(customers)s::uuid[]))
GROUP BY d.invoice_id
HAVING min(i.total_minor - coalesce(a.settled, 0)) > 0
"""


def held_minor(
    entity_id: UUID, on: date, customer_ids: Collection[UUID] | None = None
) -> pl.DataFrame:
    """HELD: how much of each invoice is disputed on a day, at most what is open of it then.

    Invoices without an open case, or with nothing open, are not in it.
    """
    customers = None if customer_ids is None else list(customer_ids)
    given = {"entity": entity_id, "on": on, "customers": customers}
    return read_frame(_HELD, given, schema=HELD)


def disputed_minor(invoice_id: UUID) -> int:
    """What is disputed of an invoice now, in cases not closed."""
    rows = Dispute.objects.filter(invoice_id=invoice_id, closed_on__isnull=True)
    return int(rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def disputed_by_invoice(invoice_ids: Collection[UUID]) -> dict[UUID, int]:
    """The same of many; invoices without an open case are not in it."""
    rows = Dispute.objects.filter(invoice_id__in=invoice_ids, closed_on__isnull=True)
    return dict(rows.order_by().values_list("invoice_id").annotate(Sum("amount_minor")))
