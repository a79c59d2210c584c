"""Reading cash: applications and what they tie, now and as of any date."""

from cashwright.areas.cash.queries.applications import (
    invoice_applications,
    locked_invoices,
    locked_open,
    locked_payments,
    source_applications,
    standing,
)

__all__ = [
    "invoice_applications",
    "locked_invoices",
    "locked_open",
    "locked_payments",
    "source_applications",
    "standing",
]
