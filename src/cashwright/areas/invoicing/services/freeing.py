"""A draft that is thrown away lets go of what it would have billed: the next bill run bills it anew."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from cashwright.areas.invoicing.refusals import BuiltUpon
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


# A change or a correction of days that a regular line of the draft bills: billed elsewhere, or waiting.
_BUILT_UPON = """
WITH own AS (
    SELECT charge_id, from_on, until_on FROM invoicing_invoiceline
    WHERE invoice_id = %(invoice)s AND charge_id IS NOT NULL AND revision = 0
), later AS (
    SELECT charge_id, from_on FROM invoicing_invoiceline
    WHERE charge_id IN (SELECT charge_id FROM own) AND revision <> 0 AND invoice_id <> %(invoice)s
    UNION ALL
    SELECT charge_id, from_on FROM invoicing_creditnoteline
    WHERE charge_id IN (SELECT charge_id FROM own) AND revision <> 0
    UNION ALL
    SELECT charge_id, from_on FROM contracts_billitem
    WHERE charge_id IN (SELECT charge_id FROM own) AND invoice_id IS NULL
)
SELECT EXISTS (SELECT FROM own JOIN later USING (charge_id)
               WHERE later.from_on >= own.from_on AND later.from_on < own.until_on)
"""


def check_nothing_built_upon(invoice_id: UUID) -> None:
    """Billed anew, what a draft bills would not fit what was settled since. Raises BuiltUpon."""
    with connection.cursor() as cursor:
        cursor.execute(_BUILT_UPON, {"invoice": invoice_id})
        [is_built_upon] = cursor.fetchone()
    if is_built_upon:
        raise BuiltUpon(invoice_id=str(invoice_id))


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
