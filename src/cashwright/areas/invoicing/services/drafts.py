"""Drafts: written, rewritten and thrown away until they are posted."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing import rules
from cashwright.areas.invoicing.events import InvoiceDiscarded, InvoiceDrafted
from cashwright.areas.invoicing.models import Invoice, InvoiceLine
from cashwright.areas.invoicing.refusals import Parked
from cashwright.areas.invoicing.rules import LineDraft
from cashwright.areas.invoicing.services.freeing import (
    check_nothing_built_upon,
    free_charges,
    free_items,
)
from cashwright.areas.invoicing.services.numbers import once_only
from cashwright.areas.invoicing.states import INVOICE, InvoiceState
from cashwright.areas.parties.models import Customer, Terms
from cashwright.areas.parties.queries import terms_value
from cashwright.areas.parties.rules import HOUSE_TERMS, discount_until
from cashwright.areas.parties.rules import due_on as due_by_terms
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.currencies import currency as known_currency
from cashwright.kernel.refusals import NotFound


@command
def draft_invoice(
    *,
    customer_id: UUID,
    issued_on: date,
    lines: Sequence[LineDraft],
    by: Actor,
    due_on: date | None = None,
    currency: str | None = None,
    terms_id: UUID | None = None,
    purchase_order_no: str = "",
    memo: str = "",
    source: str = "console",
    source_ref: str | None = None,
) -> Invoice:
    """Write a draft. Without `due_on` the terms decide: the given ones, the customer's, the entity's.

    raises  NotFound, UnknownCurrency, EmptyInvoice, NegativeInvoice, DueBeforeIssue, AlreadyRecorded
    """
    customer = Customer.objects.select_related("entity", "terms").filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    terms = _terms(customer, terms_id)
    agreed = terms_value(terms) if terms else HOUSE_TERMS
    due_on = due_on or due_by_terms(agreed, issued_on)
    code = known_currency(currency or customer.currency).code
    sums = rules.totals(lines)
    rules.check_dates(issued_on, due_on)
    invoice = Invoice(
        entity_id=customer.entity_id, customer=customer, issued_on=issued_on, due_on=due_on,
        currency=code, net_minor=sums.net_minor, tax_minor=sums.tax_minor,
        total_minor=sums.total_minor, line_count=len(lines), terms=terms,
        discount_bp=agreed.discount_bp,
        discount_until_on=discount_until(agreed, issued_on),
        purchase_order_no=purchase_order_no, memo=memo, source=source, source_ref=source_ref,
        created_at=now(),
    )  # fmt: skip
    with once_only(invoice):
        invoice.save(force_insert=True)
    InvoiceLine.objects.bulk_create(_rows(invoice.pk, lines))
    _announce_draft(invoice, by)
    return invoice


@command
def redraft_invoice(
    *, invoice_id: UUID, issued_on: date, due_on: date, lines: Sequence[LineDraft],
    purchase_order_no: str, memo: str, by: Actor,
) -> Invoice:  # fmt: skip
    """Rewrite a draft. One that the bill run parked bills charges, and stays as it was priced.

    raises  NotFound, NotAllowedNow (it is posted), Parked, EmptyInvoice, DueBeforeIssue
    """
    invoice = locked_invoice(invoice_id)
    INVOICE.after(InvoiceState(invoice.state), "post")
    if invoice.parked_code:
        raise Parked(parked_code=invoice.parked_code)
    sums = rules.totals(lines)
    rules.check_dates(issued_on, due_on)
    invoice.lines.all().delete()
    invoice.issued_on, invoice.due_on, invoice.line_count = issued_on, due_on, len(lines)
    invoice.net_minor, invoice.tax_minor = sums.net_minor, sums.tax_minor
    invoice.total_minor = sums.total_minor
    invoice.purchase_order_no, invoice.memo = purchase_order_no, memo
    invoice.save()
    InvoiceLine.objects.bulk_create(_rows(invoice.pk, lines))
    _announce_draft(invoice, by)
    return invoice


@command
def discard_invoice(*, invoice_id: UUID, by: Actor) -> Invoice:
    """Throw a draft away; it stays on file without a number, and what it billed is billed anew.

    raises  NotFound, NotAllowedNow, BuiltUpon
    """
    invoice = locked_invoice(invoice_id)
    invoice.state = INVOICE.after(InvoiceState(invoice.state), "discard")
    check_nothing_built_upon(invoice.pk)
    free_charges(invoice.pk)
    invoice.save(update_fields=["state"])
    free_items(invoice.pk)
    event = InvoiceDiscarded(
        entity_id=invoice.entity_id, invoice_id=invoice.pk, customer_id=invoice.customer_id
    )
    announce(event, by=by)
    return invoice


def locked_invoice(invoice_id: UUID) -> Invoice:
    """The invoice, locked until the transaction ends. Raises NotFound."""
    found = (
        Invoice.objects.select_for_update(of=("self",))
        .select_related("entity", "customer")
        .filter(pk=invoice_id)
        .first()
    )
    if found is None:
        raise NotFound(document="invoice", id=str(invoice_id))
    return found


def _terms(customer: Customer, terms_id: UUID | None) -> Terms | None:
    if terms_id is not None:
        return Terms.objects.get(pk=terms_id)
    return customer.terms or customer.entity.default_terms


def _rows(invoice_id: UUID, lines: Sequence[LineDraft]) -> list[InvoiceLine]:
    return [
        InvoiceLine(
            invoice_id=invoice_id, line_no=line_no, description=i.description,
            account_code=i.account_code, quantity_scaled=i.quantity_scaled,
            quantity_exponent=i.quantity_exponent, unit_price_scaled=i.unit_price_scaled,
            unit_price_exponent=i.unit_price_exponent, net_minor=i.net_minor,
            tax_code=i.tax_code, tax_rate_ppm=i.tax_rate_ppm, tax_minor=i.tax_minor,
        )
        for line_no, i in enumerate(lines, start=1)
    ]  # fmt: skip


def _announce_draft(invoice: Invoice, by: Actor) -> None:
    event = InvoiceDrafted(
        entity_id=invoice.entity_id, invoice_id=invoice.pk, customer_id=invoice.customer_id,
        currency=invoice.currency, total_minor=invoice.total_minor,
    )  # fmt: skip
    announce(event, by=by)
