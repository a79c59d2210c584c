"""Finds invoices by number and payments by reference."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.invoicing.queries import invoices
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.queries import payments
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.books.numbered import numbered
from cashwright.surfaces.console.finders.hit import Hit
from cashwright.surfaces.console.formats import day_text, money_text
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may

HEADING = "Documents"
PERMISSION = "invoices.read"


def find(request: HttpRequest, text: str) -> Iterator[Hit]:
    """Invoices whose number begins with the text, then payments whose reference has it."""
    if len(text) < 3:
        return iter(())
    return chain(_invoices(request, text), _payments(request, text))


def _invoices(request: HttpRequest, text: str) -> Iterator[Hit]:
    frame = frame_of(request)
    mine = scoped(invoices(), request.user, "invoices.read").filter(entity_id__in=frame.entity_ids)
    for row in mine.filter(numbered(text, frame)).order_by("-issued_on", "-pk")[:5]:
        note = f"{row.customer.name}, {money_text(row.balance_minor, row.currency)} {row.currency} open"
        url = reverse("console:invoice", args=[row.public_id]) + frame.query
        yield Hit(str(row.document_no), url, "file-invoice", note)


def _payments(request: HttpRequest, text: str) -> Iterator[Hit]:
    if not may(request, "payments.read"):
        return
    frame = frame_of(request)
    mine = scoped(payments(), request.user, "payments.read").filter(entity_id__in=frame.entity_ids)
    for row in mine.filter(reference__icontains=text).order_by("-received_on", "-pk")[:3]:
        who = row.customer.name if row.customer else "unidentified"
        url = reverse("console:payment", args=[public_id(Payment.PREFIX, row.pk)]) + frame.query
        amount = f"{money_text(row.amount_minor, row.currency)} {row.currency}"
        yield Hit(row.reference, url, "cash", f"{who}, {amount} on {day_text(row.received_on)}")
