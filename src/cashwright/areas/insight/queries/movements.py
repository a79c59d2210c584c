"""Movements against the documents they were noted from: they must never differ."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

# Every movement there must be, from the documents alone.
FROM_DOCUMENTS = """
    SELECT entity_id, currency, 'issued' AS kind, issued_on AS moved_on, issued_on, due_on,
           total_minor AS amount_minor
    FROM invoicing_invoice WHERE state NOT IN ('draft', 'discarded')
    UNION ALL
    SELECT a.entity_id, a.currency, a.source_kind, a.applied_on, i.issued_on, i.due_on,
           -a.amount_minor
    FROM cash_application a JOIN invoicing_invoice i ON i.id = a.invoice_id
    UNION ALL
    SELECT entity_id, currency, 'credited', issued_on, NULL, NULL, -total_minor
    FROM invoicing_creditnote
    UNION ALL
    SELECT p.entity_id, p.currency, 'unapplied', p.effective_on, NULL, NULL, p.amount_minor
    FROM ledger_posting p JOIN ledger_account a ON a.code = p.account_id
    WHERE a.role = 'customer_credit'
"""


@dataclass(frozen=True, slots=True)
class MovementDifference:
    """One day on which movements and documents disagree; `amount_minor` = noted - documents."""

    entity_id: UUID
    currency: str
    kind: str
    moved_on: date
    amount_minor: int


def movement_differences() -> list[MovementDifference]:
    """Where movements differ from the documents, for all entities; empty when all is well."""
    sql = f"""
        SELECT entity_id, currency, kind, moved_on, sum(amount_minor)::bigint FROM (
            SELECT entity_id, currency, kind, moved_on, issued_on, due_on, amount_minor
            FROM insight_movement
            UNION ALL
            SELECT entity_id, currency, kind, moved_on, issued_on, due_on, -amount_minor
            FROM ({FROM_DOCUMENTS}) AS documents
        ) AS compared
        GROUP BY entity_id, currency, kind, moved_on, issued_on, due_on
        HAVING sum(amount_minor) <> 0 ORDER BY moved_on, currency, kind
    """  # noqa: S608 - a constant of this module
    rows: list[tuple[Any, ...]]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = list(cursor.fetchall())
    return [MovementDifference(*row) for row in rows]
