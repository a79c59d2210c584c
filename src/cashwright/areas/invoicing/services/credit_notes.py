"""Posting one credit note, against lines of an invoice or on account."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Sum

from cashwright.areas.controls.limits import WINDOW, check_limit, hold_customer
from cashwright.areas.controls.policies import CREDIT_NOTE
from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing import rules
from cashwright.areas.invoicing.events import CreditNotePosted
from cashwright.areas.invoicing.models import CreditNote, CreditNoteLine, Invoice
from cashwright.areas.invoicing.queries import creditable
from cashwright.areas.invoicing.refusals import CreditExceedsLine, EmptyInvoice, IssueDateBeforeLast
from cashwright.areas.invoicing.rules import LineDraft
from cashwright.areas.invoicing.services.drafts import locked_invoice
from cashwright.areas.invoicing.services.numbers import once_only
from cashwright.areas.invoicing.services.posting import (
    document_lines,
    header,
    number,
    price_in_functional,
    record,
)
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.areas.ledger.services import hold_open, post_entry
from cashwright.areas.parties.models import Customer
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import NotAllowedNow


@command
def post_credit_note(
    *,
    issued_on: date,
    reason: str,
    by: Actor,
    invoice_id: UUID | None = None,
    net_by_line: Mapping[int, int] | None = None,
    customer_id: UUID | None = None,
    lines: Sequence[LineDraft] = (),
    currency: str | None = None,
    approval_id: UUID | None = None,
) -> CreditNote:
    """Credit an invoice (all that is left, or `net_by_line`), or a customer on account (`lines`).

    net_by_line  net minor units to credit, by line number; the tax follows
    raises       NotFound, NotAllowedNow, PeriodClosed, CreditExceedsLine, EmptyInvoice, ApprovalNeeded,
                 NumberTaken
    """
    assert (invoice_id is None) != (customer_id is None), "against an invoice, or on account"
    if invoice_id is not None:
        invoice = locked_invoice(invoice_id)
        customer, drafts = invoice.customer, _against(invoice, net_by_line)
        if issued_on < invoice.issued_on:
            raise IssueDateBeforeLast(
                issued_on=issued_on, last_issued_on=invoice.issued_on, series=invoice.document_no
            )
        code = invoice.currency
    else:
        invoice, drafts = None, list(lines)
        customer = Customer.objects.select_related("entity").get(pk=str(customer_id))
        code = currency or customer.currency
    sums = rules.totals(drafts)
    if sums.total_minor == 0:
        raise EmptyInvoice(invoice_id=str(invoice_id))
    note = CreditNote(
        id=new_id(), entity=customer.entity, customer=customer, invoice=invoice,
        issued_on=issued_on, currency=code, net_minor=sums.net_minor, tax_minor=sums.tax_minor,
        total_minor=sums.total_minor, line_count=len(drafts), reason=reason, source="console",
        approval_id=approval_id, created_at=now(), posted_at=now(),
        unapplied_minor=sums.total_minor,
    )  # fmt: skip
    check_limit(
        CREDIT_NOTE, entity_id=customer.entity_id, currency=code, amount_minor=sums.total_minor,
        recent_minor=_recent(customer.pk, code, issued_on), on=issued_on,
        payload=credit_payload(
            invoice_id, net_by_line, customer.pk, sums.total_minor, issued_on, currency=code,
            lines=lines,
        ),
        approval_id=approval_id,
    )  # fmt: skip
    hold_open(customer.entity_id, issued_on)
    entry_id, sealed = _write(note, drafts, by)
    event = CreditNotePosted(
        entity_id=note.entity_id, credit_note_id=note.pk, customer_id=customer.pk,
        invoice_id=invoice_id, document_no=str(note.document_no), issued_on=issued_on,
        currency=code, total_minor=note.total_minor, entry_id=entry_id,
        content_hash=sealed.hex(),
    )  # fmt: skip
    announce(event, by=by, why=reason)
    return note


def credit_payload(
    invoice_id: UUID | None,
    net_by_line: Mapping[int, int] | None,
    customer_id: UUID,
    total_minor: int,
    issued_on: date,
    *,
    currency: str = "",
    lines: Sequence[LineDraft] = (),
) -> dict[str, Any]:
    """What is approved when a credit note is: exactly this credit, on this day.

    currency, lines  of a credit on account; without an invoice nothing else tells them
    """
    own = {"currency": currency, "lines": [asdict(line) for line in lines]}
    return {
        "invoice_id": str(invoice_id) if invoice_id else None,
        "net_by_line": {str(k): v for k, v in sorted((net_by_line or {}).items())},
        "customer_id": str(customer_id),
        "total_minor": total_minor,
        "issued_on": issued_on.isoformat(),
        **({} if invoice_id else own),
    }


def _against(invoice: Invoice, net_by_line: Mapping[int, int] | None) -> list[LineDraft]:
    if invoice.state not in (InvoiceState.POSTED, InvoiceState.SETTLED):
        raise NotAllowedNow(document="invoice", state=invoice.state, move="credit")
    left = {line.line_no: line for line in creditable(invoice.pk)}
    if net_by_line is None:
        taken = dict(rules.credit_all(left.values()))
    else:
        unknown = [line_no for line_no in net_by_line if line_no not in left]
        if unknown:
            raise CreditExceedsLine(
                line_no=unknown[0], asked_net_minor=net_by_line[unknown[0]], left_net_minor=0
            )
        taken = {
            no: (net, rules.credit_tax(left[no], net)) for no, net in net_by_line.items() if net
        }
    rows = {row.line_no: row for row in invoice.lines.all()}
    return [
        LineDraft(
            net_minor=net, tax_minor=tax, account_code=rows[no].account_code,
            description=rows[no].description, tax_code=rows[no].tax_code,
            tax_rate_ppm=rows[no].tax_rate_ppm, invoice_line_no=no,
        )
        for no, (net, tax) in taken.items()
    ]  # fmt: skip


def _write(note: CreditNote, drafts: Sequence[LineDraft], by: Actor) -> tuple[UUID, bytes]:
    price_in_functional(note)
    note.unapplied_functional_minor = note.functional_minor
    number(note, note.entity.credit_note_prefix)
    rows = [
        CreditNoteLine(
            credit_note_id=note.pk, line_no=line_no, description=i.description,
            account_code=i.account_code, net_minor=i.net_minor, tax_code=i.tax_code,
            tax_rate_ppm=i.tax_rate_ppm, tax_minor=i.tax_minor,
            invoice_id=note.invoice_id if i.invoice_line_no else None,
            invoice_line_no=i.invoice_line_no,
        )
        for line_no, i in enumerate(drafts, start=1)
    ]  # fmt: skip
    entry_id = new_id()
    sealed = rules.content_hash(rules.content(header(note), map(record, rows)))
    note.content_hash, note.entry_id = sealed, entry_id
    with once_only(note):
        note.save(force_insert=True)
    CreditNoteLine.objects.bulk_create(rows)
    post_entry(
        entity_id=note.entity_id, effective_on=note.issued_on, kind="credit_note",
        document_id=note.pk, lines=document_lines(note, rows, debit="customer_credit", sign=-1),
        by=by, memo=str(note.document_no), entry_id=entry_id,
    )  # fmt: skip
    return entry_id, sealed


def _recent(customer_id: UUID, currency: str, on: date) -> int:
    """What the customer was credited without approval in the thirty days up to `on`."""
    hold_customer(customer_id, CREDIT_NOTE)
    recent = CreditNote.objects.filter(
        customer_id=customer_id, currency=currency, approval_id__isnull=True,
        issued_on__gt=on - WINDOW, issued_on__lte=on, source="console",
    )  # fmt: skip
    return int(recent.aggregate(sum=Sum("total_minor"))["sum"] or 0)
