"""Finds open invoices by an amount: those of exactly it, and two of one customer that sum to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.queries import invoices
from cashwright.kernel.currencies import minor_of, minor_units
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.finders.hit import Hit
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.scoping import currencies

HEADING = "Amount"
PERMISSION = "invoices.read"

_AMOUNT = re.compile(r"^\d{1,3}(?:,?\d{3})*(?:\.\d{1,3})?$|^\d+(?:\.\d{1,3})?$")
SINGLES, PAIRS = 5, 3
PAIRED_MAX = 20_000  # open invoices of a currency; beyond it pairs take longer than typing allows


def find(request: HttpRequest, text: str) -> Iterator[Hit]:
    """Open invoices of the amount typed, in any currency customers are billed in."""
    plain = text.replace(" ", "")
    if not _AMOUNT.match(plain):
        return
    mine = _open(request)
    for code, minor in _readings(request, plain.replace(",", "")):
        of = mine.filter(currency=code)
        yield from (_one(request, row) for row in _exact(of, minor))
        yield from (_pair(request, first, second) for first, second in _pairs(of, minor))


def _open(request: HttpRequest) -> QuerySet[Invoice]:
    rows = scoped(invoices(), request.user, "invoices.read")
    return rows.filter(entity_id__in=frame_of(request).entity_ids, balance_minor__gt=0)


def _readings(request: HttpRequest, plain: str) -> Iterator[tuple[str, int]]:
    for code, _ in currencies(frame_of(request)):
        if "." in plain and len(plain.partition(".")[2]) > minor_units(code):
            continue
        try:
            yield code, minor_of(plain, code)
        except Refusal:
            continue


def _exact(of: QuerySet[Invoice], minor: int) -> QuerySet[Invoice]:
    return of.filter(balance_minor=minor).order_by("due_on", "pk")[:SINGLES]


def _pairs(of: QuerySet[Invoice], minor: int) -> Iterator[tuple[Invoice, Invoice]]:
    """Two open invoices of one customer that sum to the amount, each pair once."""
    other = Invoice.objects.filter(
        customer_id=OuterRef("customer_id"), currency=OuterRef("currency"), balance_minor__gt=0,
        balance_minor=minor - OuterRef("balance_minor"), pk__gt=OuterRef("pk"),
    ).order_by("pk")  # fmt: skip
    if of.order_by()[: PAIRED_MAX + 1].count() > PAIRED_MAX:
        return
    rows = of.filter(balance_minor__lt=minor).annotate(partner=Subquery(other.values("pk")[:1]))
    firsts = list(rows.exclude(partner=None).order_by("due_on", "pk")[:PAIRS])
    partners = Invoice.objects.in_bulk([row.partner for row in firsts])
    for row in firsts:
        yield row, partners[row.partner]


def _one(request: HttpRequest, row: Invoice) -> Hit:
    url = reverse("console:invoice", args=[row.public_id]) + frame_of(request).query
    amount = f"{money_text(row.balance_minor, row.currency)} {row.currency}"
    return Hit(f"{row.document_no}, {amount} open", url, "zoom-money", row.customer.name)


def _pair(request: HttpRequest, first: Invoice, second: Invoice) -> Hit:
    link = frame_of(request).link("console:invoices", customer=first.customer.public_id, tab="open")
    return Hit(
        f"{first.document_no} + {second.document_no}", link, "zoom-money",
        f"{first.customer.name}, together this amount",
    )  # fmt: skip
