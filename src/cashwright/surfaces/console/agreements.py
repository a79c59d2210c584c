"""What was agreed with a customer, for pages that show one: open promises, plans, late charges.

A page includes "console/collections/agreements.html" with what `agreements_of` tells.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cashwright.areas.collections.queries import (
    charges_of,
    kept_rate,
    plans_of,
    promises_of,
    waiting_charges,
)
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.areas.parties.models import Customer
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may

SHOWN_MAX = 12


def agreements_of(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The context of the partial; empty for who may not read collections."""
    if not may(request, "collections.read"):
        return {}
    sums: dict[str, int] = {}
    for code, minor in waiting_charges(customer.pk).values_list("currency", "amount_minor"):
        sums[code] = sums.get(code, 0) + minor
    return {
        "agreements": {
            "customer": customer.public_id,
            "promises": promises_of(customer.pk)[:SHOWN_MAX],
            "rate": kept_rate([customer.pk], frame_of(request).as_of)[customer.pk],
            "plans": plans_of(customer.pk)[:SHOWN_MAX],
            "charges": charges_of(customer.pk)[:SHOWN_MAX],
            "waiting": sorted(sums.items()),
            "may_work": may(request, "collections.work"),
            "may_decide": may(request, "charges.decide"),
        }
    }


def open_invoices(customer: Customer) -> list[Invoice]:
    """The open invoices of a customer, oldest due first."""
    rows = Invoice.objects.filter(customer=customer, state=InvoiceState.POSTED)
    return list(rows.order_by("due_on", "pk"))
