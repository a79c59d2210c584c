"""Reading applications, and the documents they tie, now and as of any date."""

from collections.abc import Sequence
from uuid import UUID

import polars as pl
from django.db.models import QuerySet

from cashwright.areas.cash.frames.differences import OPEN
from cashwright.areas.cash.frames.settlement import INVOICES, PAYMENTS
from cashwright.areas.cash.models import Application, SourceKind
from cashwright.columns.copy import read_frame

_PAYMENTS = """
SELECT id AS payment_id, entity_id AS payment_entity_id, customer_id AS payer_id,
       currency AS payment_currency, greatest(received_on, reopened_on) AS available_on,
       unapplied_minor, unapplied_functional_minor
FROM payments_payment WHERE id = ANY(%s::uuid[]) AND customer_id IS NOT NULL ORDER BY id FOR UPDATE
"""
_NOTES = """
SELECT id AS payment_id, entity_id AS payment_entity_id, customer_id AS payer_id,
       currency AS payment_currency, greatest(issued_on, reopened_on) AS available_on,
       unapplied_minor, unapplied_functional_minor
FROM invoicing_creditnote WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE
"""
_INVOICES = """
SELECT id AS invoice_id, entity_id AS invoice_entity_id, customer_id, currency,
       greatest(issued_on, reopened_on) AS open_since_on, state, document_no, balance_minor,
       balance_functional_minor, total_minor, tax_minor
FROM invoicing_invoice WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE
"""


def locked_payments(ids: Sequence[str]) -> pl.DataFrame:
    """settlement.PAYMENTS of these ids, locked in id order; the unidentified are left out."""
    return read_frame(_PAYMENTS, [list(ids)], schema=PAYMENTS)


def locked_notes(ids: Sequence[str]) -> pl.DataFrame:
    """Credit notes of these ids as settlement.PAYMENTS has sources of money, locked in id order."""
    return read_frame(_NOTES, [list(ids)], schema=PAYMENTS)


def locked_invoices(ids: Sequence[str]) -> pl.DataFrame:
    """settlement.INVOICES of these ids, locked in id order."""
    return read_frame(_INVOICES, [list(ids)], schema=INVOICES)


def locked_open(ids: Sequence[str]) -> pl.DataFrame:
    """differences.OPEN of these ids, locked in id order."""
    return read_frame(_INVOICES, [list(ids)], schema=OPEN)


def invoice_applications(invoice_id: UUID) -> QuerySet[Application]:
    """What settled an invoice, and what was taken back, oldest first."""
    return Application.objects.filter(invoice_id=invoice_id).order_by("applied_on", "pk")


def source_applications(source_id: UUID) -> QuerySet[Application]:
    """Where a payment, credit note or write-off went, oldest first."""
    return (
        Application.objects.filter(source_id=source_id)
        .select_related("invoice", "customer")
        .order_by("applied_on", "pk")
    )


def standing(source_kind: SourceKind, source_id: UUID) -> QuerySet[Application]:
    """The applications of a source that were not taken back."""
    return Application.objects.filter(
        source_kind=source_kind, source_id=source_id, amount_minor__gt=0, reversed_by__isnull=True
    )
