"""A draft that is thrown away lets go of what it would have billed: the next bill run bills it anew."""

from uuid import UUID

from django.db import connection

from cashwright.kernel.clock import now

_LOOK_AGAIN = """
UPDATE contracts_subscription SET changed_at = %(now)s WHERE id IN (
    SELECT c.subscription_id FROM invoicing_invoiceline l
    JOIN contracts_charge c ON c.id = l.charge_id WHERE l.invoice_id = %(invoice)s)
"""
_FREE = (
    "UPDATE contracts_billitem SET invoice_id = NULL WHERE invoice_id = %(invoice)s",
    "DELETE FROM contracts_creditdraw WHERE invoice_id = %(invoice)s",
    "UPDATE invoicing_invoiceline SET charge_id = NULL WHERE invoice_id = %(invoice)s",
)


def free_billed(invoice_id: UUID) -> None:
    """Take the charges off the lines of a draft, its bill items and prepaid credit back."""
    given = {"invoice": invoice_id, "now": now()}
    with connection.cursor() as cursor:
        for statement in (_LOOK_AGAIN, *_FREE):
            cursor.execute(statement, given)
