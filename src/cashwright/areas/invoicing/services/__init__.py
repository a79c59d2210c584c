"""Doing in invoicing: drafts, posting (one or many), credit notes, numbers."""

from cashwright.areas.invoicing.services.bulk import Documents, post_credit_notes, post_invoices
from cashwright.areas.invoicing.services.bulk_drafts import draft_invoices
from cashwright.areas.invoicing.services.credit_notes import post_credit_note
from cashwright.areas.invoicing.services.drafts import (
    discard_invoice,
    draft_invoice,
    redraft_invoice,
)
from cashwright.areas.invoicing.services.parking import release_invoice
from cashwright.areas.invoicing.services.posting import post_invoice

__all__ = [
    "Documents",
    "discard_invoice",
    "draft_invoice",
    "draft_invoices",
    "post_credit_note",
    "post_credit_notes",
    "post_invoice",
    "post_invoices",
    "redraft_invoice",
    "release_invoice",
]
