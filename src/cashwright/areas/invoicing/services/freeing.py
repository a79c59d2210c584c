"""A draft that is thrown away lets go of what it would have billed: the next bill run bills it anew."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.kernel.clock import now

_LOOK_AGAIN = """
UPDATE contracts_subscription SET changed_at = %(now)s WHERE id IN (
    SELECT c.subscription_id FROM invoicing_invoiceline l
    JOIN contracts_charge c ON c.id = l.charge_id WHERE l.invoice_id = %(invoice)s)
"""
_FREE_CHARGES = "UPDATE invoicing_invoiceline SET charge_id = NULL WHERE invoice_id = %(invoice)s"
_FREE_ITEMS = (
    "UPDATE contracts_billitem SET invoice_id = NULL WHERE invoice_id = %(invoice)s",
    "DELETE FROM contracts_creditdraw WHERE invoice_id = %(invoice)s",
)


def free_charges(invoice_id: UUID) -> None:
    """Take the charges off the lines of a draft; their subscriptions are looked at again."""
    _do((_LOOK_AGAIN, _FREE_CHARGES), invoice_id)


def free_items(invoice_id: UUID) -> None:
    """Give back the bill items and the prepaid credit of a discarded invoice."""
    _do(_FREE_ITEMS, invoice_id)


def _do(statements: Sequence[str], invoice_id: UUID) -> None:
    given: dict[str, Any] = {"invoice": invoice_id, "now": now()}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, given)
