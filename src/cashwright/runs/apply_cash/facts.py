"""What the planner of cash looks at: payments with money left, and the open items they may settle."""

from datetime import date
from uuid import UUID

import polars as pl

from cashwright.areas.payments.queries import to_apply
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, DAY, ID, MINOR, TEXT

PAYMENTS = {
    "payment_id": ID,
    "customer_id": ID,
    "root_id": ID,  # the top of the customer's family: all that may share items are one bucket
    "account_no": TEXT,
    "customer_name": TEXT,
    "received_on": DAY,
    "reopened_on": DAY,
    "currency": CODE,
    "unapplied_minor": MINOR,
    "reference": TEXT,
}
ITEMS = {
    "payer_id": ID,
    "invoice_id": ID,
    "document_no": TEXT,
    "currency": CODE,
    "due_on": DAY,
    "balance_minor": MINOR,
}
_FIELDS = {
    "pk": "payment_id", "customer_id": "customer_id", "customer__parent_id": "parent_id",
    "customer__account_no": "account_no", "customer__name": "customer_name",
    "received_on": "received_on", "reopened_on": "reopened_on", "currency": "currency",
    "unapplied_minor": "unapplied_minor", "reference": "reference",
}  # fmt: skip
_ROOTS = """
WITH RECURSIVE up (customer_id, root_id, parent_id) AS (
    SELECT id, id, parent_id FROM parties_customer WHERE id = ANY(%s::uuid[])
    UNION ALL
    SELECT up.customer_id, c.id, c.parent_id FROM up JOIN parties_customer c ON c.id = up.parent_id
) SELECT customer_id, root_id FROM up WHERE parent_id IS NULL
"""
_ITEMS = """
WITH RECURSIVE below (payer_id, id) AS (
    SELECT id, id FROM parties_customer WHERE id = ANY(%(payers)s::uuid[])
    UNION
    SELECT b.payer_id, c.id FROM below b JOIN parties_customer c ON c.parent_id = b.id
)
SELECT b.payer_id, i.id AS invoice_id, i.document_no, i.currency, i.due_on, i.balance_minor
FROM below b JOIN invoicing_invoice i ON i.customer_id = b.id
WHERE i.entity_id = %(entity)s AND i.balance_minor > 0
  AND greatest(i.issued_on, i.reopened_on) <= %(on)s
ORDER BY i.due_on, i.id
"""


def payments_to_apply(entity_id: UUID, on: date) -> pl.DataFrame:
    """PAYMENTS: received by `on`, of known customers, with money left; in the order they came."""
    rows = to_apply(entity_id, on).exclude(reopened_on__gt=on).order_by("received_on", "pk")
    types = {**PAYMENTS, "parent_id": ID}
    schema = {field: types[name] for field, name in _FIELDS.items()}
    found = read_frame(rows, schema=schema).rename(_FIELDS)
    return found.with_columns(root_id=_roots(found)).select(*PAYMENTS)


def _roots(payments: pl.DataFrame) -> pl.Series:
    """The top of each payer's family; mostly the payer itself."""
    own = payments["customer_id"]
    members = payments.filter(pl.col("parent_id").is_not_null())["customer_id"].unique()
    if members.is_empty():
        return own
    schema = {"customer_id": ID, "root_id": ID}
    roots = read_frame(_ROOTS, [members.to_list()], schema=schema)
    return own.replace(roots["customer_id"], roots["root_id"])


def open_items(entity_id: UUID, on: date, payers: pl.Series) -> pl.DataFrame:
    """ITEMS: what was issued by `on` and is open, of the payers and of those below them."""
    given = {"payers": payers.to_list(), "entity": entity_id, "on": on}
    return read_frame(_ITEMS, given, schema=ITEMS)
