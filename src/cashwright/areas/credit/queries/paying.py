"""How customers paid, as of any day, read as frames; and how one customer did."""

from datetime import date, timedelta
from uuid import UUID

import polars as pl

from cashwright.areas.credit import frames
from cashwright.areas.credit.frames.schemas import MOVES
from cashwright.columns.copy import read_frame

LOOK_BACK = timedelta(days=540)  # of due dates: what was longer ago is no habit any more

_MOVES = """
SELECT i.customer_id, i.id AS invoice_id, i.issued_on, i.due_on, i.total_minor,
       a.applied_on, a.amount_minor, a.source_kind = 'payment' AS is_payment
FROM invoicing_invoice i
LEFT JOIN cash_application a ON a.invoice_id = i.id AND a.applied_on <= %(on)s
WHERE i.entity_id = %(entity)s AND i.state IN ('posted', 'settled', 'credited')
  AND i.issued_on <= %(on)s AND i.due_on >= %(since)s AND i.total_minor > 0
  AND (%(customer)s::uuid IS NULL OR i.customer_id = %(customer)s::uuid)
"""


def invoices_paid(entity_id: UUID, on: date, customer_id: UUID | None = None) -> pl.DataFrame:
    """Invoices due in the last 540 days or later, each with the day money closed it, as of `on`.

    returns  frames.schemas.INVOICES
    """
    asked = {"entity": entity_id, "on": on, "since": on - LOOK_BACK, "customer": customer_id}
    moves = read_frame(_MOVES, asked, schema=MOVES)
    return frames.invoices_as_of(moves.lazy(), on).collect()


def segments(entity_id: UUID) -> pl.DataFrame:
    """customer_id | segment_id of every customer of an entity."""
    return read_frame(
        "SELECT id AS customer_id, segment_id FROM parties_customer WHERE entity_id = %(entity)s",
        {"entity": entity_id},
        schema={"customer_id": pl.String, "segment_id": pl.String},
    )
