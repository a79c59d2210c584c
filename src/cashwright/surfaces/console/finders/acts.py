"""Finds what can be begun from anywhere: a new contract, a new product, a file of events."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from cashwright.surfaces.console.finders.hit import Hit
from cashwright.surfaces.console.pages import SIGNED_IN, may

HEADING = "Do"
PERMISSION = SIGNED_IN
_ACTS = (
    ("New customer", "customer_new", "customers.edit", "users"),
    ("New contract", "contract_new", "contracts.edit", "file-text"),
    ("New invoice", "invoice_new", "invoices.draft", "file-invoice"),
    ("New product", "product_new", "catalog.edit", "tag"),
    ("New meter", "meter_new", "catalog.edit", "gauge"),
    ("New coupon", "coupon_new", "catalog.edit", "tag"),
    ("Take a file of usage events", "usage_file", "usage.take", "upload"),
    ("Import a file", "import_new", "imports.run", "file-import"),
    ("Record a payment", "payment_new", "payments.receive", "cash"),
    ("Take a bank file", "bank_file_new", "payments.receive", "file-import"),
    ("Accept all certain bank lines", "cash_certain", "cash.apply", "checks"),
    ("Bank lines as a sheet", "cash_sheet", "payments.read", "table"),
    ("How good is the matching", "cash_quality", "payments.read", "gauge"),
    ("What is remembered of payers", "cash_memory", "payments.read", "bookmark"),
    ("Bank lines", "bank_lines", "payments.read", "list"),
    ("Bank files", "bank_files", "payments.read", "file-text"),
    ("New bank account", "bank_account_new", "bank_details.edit", "building-bank"),
    ("Drafts left for a person", "billing_parked", "invoices.read", "alert-triangle"),
    ("Tax rates", "taxes", "catalog.read", "scale"),
    ("Meters", "meters", "catalog.read", "gauge"),
    ("Coupons", "coupons", "catalog.read", "tag"),
)


def find(request: HttpRequest, text: str) -> Iterator[Hit]:
    """The acts whose name has every word of `text`."""
    words = text.lower().split()
    if not words:
        return
    for label, name, permission, icon in _ACTS:
        if all(word in label.lower() for word in words) and may(request, permission):
            yield Hit(label, reverse(f"console:{name}"), icon)
