"""Acts of several steps in one transaction: crediting an invoice, taking a payment back."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.queries import standing
from cashwright.areas.cash.services.applying import Part, apply, unapply
from cashwright.areas.controls.services import command
from cashwright.areas.invoicing.models import CreditNote
from cashwright.areas.invoicing.services import post_credit_note
from cashwright.areas.invoicing.services.drafts import locked_invoice
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import locked_payment, return_unapplied
from cashwright.kernel.actors import Actor


@command
def credit_invoice(
    *,
    invoice_id: UUID,
    on: date,
    reason: str,
    by: Actor,
    net_by_line: Mapping[int, int] | None = None,
    approval_id: UUID | None = None,
) -> CreditNote:
    """Credit an invoice, whole or by line, and settle its balance with the note.

    What the balance does not need (the invoice was paid) stays the customer's credit.

    raises  those of post_credit_note and apply
    """
    invoice = locked_invoice(invoice_id)
    note = post_credit_note(
        issued_on=on, reason=reason, by=by, invoice_id=invoice_id, net_by_line=net_by_line,
        approval_id=approval_id,
    )  # fmt: skip
    part = min(note.total_minor, invoice.balance_minor)
    if part > 0:
        apply(
            source_kind=SourceKind.CREDIT_NOTE, source_id=note.pk, on=on, by=by,
            parts=[Part(invoice_id, part)], reason=f"credit note {note.document_no}",
        )  # fmt: skip
        note.refresh_from_db()
    return note


@command
def return_payment(*, payment_id: UUID, on: date, reason: str, by: Actor) -> Payment:
    """The bank took a payment back: everything it settled reopens, then the money goes (I-28).

    raises  NotFound, NotAllowedNow (part of it was refunded), AppliedTooEarly, PeriodClosed
    """
    payment = locked_payment(payment_id)
    for application in standing(SourceKind.PAYMENT, payment.pk).order_by("invoice_id", "pk"):
        unapply(application_id=application.pk, on=on, by=by, reason=reason)
    return return_unapplied(payment_id=payment_id, on=on, by=by, why=reason)
