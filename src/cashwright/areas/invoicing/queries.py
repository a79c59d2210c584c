"""Reading invoices and credit notes, now and as of any date."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Max, QuerySet

from cashwright.areas.contracts.ports import BilledLine
from cashwright.areas.invoicing.models import (
    Billed,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
)
from cashwright.areas.invoicing.rules import Creditable
from cashwright.areas.invoicing.states import InvoiceState

LIVE = (InvoiceState.POSTED, InvoiceState.SETTLED, InvoiceState.CREDITED)


def invoices() -> QuerySet[Invoice]:
    """All invoices with what a list shows."""
    return Invoice.objects.select_related("customer", "entity")


def posted_by(as_of: date) -> QuerySet[Invoice]:
    """Invoices issued on or before a day: what can be owed as of it."""
    return Invoice.objects.filter(state__in=LIVE, issued_on__lte=as_of)


def candidates(entity_id: UUID, as_of: date) -> QuerySet[Invoice]:
    """Invoices open now and issued by `as_of`: what cash of that day may still settle."""
    return Invoice.objects.filter(
        entity_id=entity_id, state=InvoiceState.POSTED, issued_on__lte=as_of, balance_minor__gt=0
    )


def creditable(invoice_id: UUID) -> list[Creditable]:
    """What is left of each line of an invoice."""
    rows = InvoiceLine.objects.filter(invoice_id=invoice_id).order_by("line_no")
    return [
        Creditable(
            row.line_no, row.net_minor, row.tax_minor,
            row.net_minor - row.credited_net_minor, row.tax_minor - row.credited_tax_minor,
        )
        for row in rows
    ]  # fmt: skip


def billed_lines(charge_ids: Collection[UUID], /) -> list[BilledLine]:
    """What was billed for charges, on invoices (a parked draft counts) and on credit notes.

    It is what contracts asks for (contracts.ports.BilledLines). A credit note's amounts are given
    with the sign they were billed in.
    """
    invoiced = InvoiceLine.objects.filter(charge_id__in=charge_ids).select_related("price_version")
    found = [_billed(row, sign=1, credited_minor=_credited(row)) for row in invoiced]
    credited = CreditNoteLine.objects.filter(charge_id__in=charge_ids)
    return found + [_billed(row, sign=-1, credited_minor=0) for row in credited]


def _billed(row: Billed, *, sign: int, credited_minor: int) -> BilledLine:
    assert row.charge_id is not None, "it bills a charge"
    assert row.from_on is not None, "for days"
    assert row.until_on is not None, "for days"
    return BilledLine(
        charge_id=row.charge_id, revision=row.revision, from_on=row.from_on, until_on=row.until_on,
        gross_minor=sign * (row.gross_minor or 0), discount_minor=sign * (row.discount_minor or 0),
        credited_minor=credited_minor,
    )  # fmt: skip


def _credited(row: InvoiceLine) -> int:
    """What credit notes took of what was priced: with the tax where the price contains it."""
    version = row.price_version
    is_inclusive = version is not None and version.is_tax_inclusive
    return row.credited_net_minor + (row.credited_tax_minor if is_inclusive else 0)


def price_billed_on(
    price_id: UUID, currency: str, from_on: date, until_on: date | None, /
) -> date | None:
    """The latest first day, of [from_on, until_on), of a line billed at the price book's price.

    It is what the catalog asks for (catalog.ports.BilledPrices); a parked draft counts.
    """
    lines = InvoiceLine.objects.filter(
        charge__price_id=price_id, price_version__owner_id=None, price_version__currency=currency,
        from_on__gte=from_on,
    )  # fmt: skip
    if until_on is not None:
        lines = lines.filter(from_on__lt=until_on)
    latest: date | None = lines.aggregate(latest=Max("from_on"))["latest"]
    return latest


def credit_notes() -> QuerySet[CreditNote]:
    """All credit notes with what a list shows."""
    return CreditNote.objects.select_related("customer", "entity", "invoice")
