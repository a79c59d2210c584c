"""Doing in credit: writing off what will not come, recovering what came after all.

A write-off that was a mistake is taken back as any application is: `take_back`.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Sum

from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.refusals import AppliedTooEarly, ExceedsBalance, NotOpen
from cashwright.areas.cash.services import unapply
from cashwright.areas.controls.limits import WINDOW, check_limit, hold_customer
from cashwright.areas.controls.policies import WRITE_OFF
from cashwright.areas.controls.services import announce, command
from cashwright.areas.credit.events import Recovered, WrittenOff
from cashwright.areas.credit.models import Recovery, WriteOff
from cashwright.areas.credit.refusals import NotWrittenOff, RecoveredInPart, RecoveryExceeds
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.services.drafts import locked_invoice
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.rules import Line, relieve
from cashwright.areas.ledger.services import hold_open, post_entry
from cashwright.areas.payments.refusals import NotPositive, NotReceivedYet
from cashwright.areas.payments.services import locked_payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import NotFound


@command
def write_off(
    *,
    invoice_id: UUID,
    amount_minor: int,
    on: date,
    reason: str,
    by: Actor,
    approval_id: UUID | None = None,
) -> WriteOff:
    """Declare part of an open invoice uncollectible: bad debt expense against the receivable.

    raises  NotFound, NotOpen, PeriodClosed, AppliedTooEarly, NotPositive, ExceedsBalance, ApprovalNeeded
    """
    invoice = locked_invoice(invoice_id)
    _check(invoice, amount_minor, on)
    check_limit(
        WRITE_OFF, entity_id=invoice.entity_id, currency=invoice.currency,
        amount_minor=amount_minor, recent_minor=_recent(invoice, on), on=on,
        payload=write_off_payload(invoice_id, amount_minor, on, reason), approval_id=approval_id,
    )  # fmt: skip
    worth = relieve(amount_minor, invoice.balance_minor, invoice.balance_functional_minor)
    made = WriteOff(
        id=new_id(), entity_id=invoice.entity_id, customer_id=invoice.customer_id, invoice=invoice,
        written_off_on=on, currency=invoice.currency, amount_minor=amount_minor,
        functional_minor=worth, reason=reason, approval_id=approval_id, application_id=new_id(),
        created_at=now(),
    )  # fmt: skip
    _settle(made, invoice, by)
    made.save(force_insert=True)
    event = WrittenOff(
        entity_id=made.entity_id, write_off_id=made.pk, customer_id=made.customer_id,
        invoice_id=invoice_id, written_off_on=on, currency=made.currency,
        amount_minor=amount_minor, application_id=made.application_id, approval_id=approval_id,
    )  # fmt: skip
    announce(event, by=by, why=reason)
    return made


@command
def recover(
    *, write_off_id: UUID, payment_id: UUID, amount_minor: int, on: date, by: Actor
) -> Recovery:
    """Take part of a payment as income for what was written off; the invoice stays written off.

    raises  NotFound, NotWrittenOff, NotPositive, NotReceivedYet, RecoveryExceeds, PeriodClosed
    """
    payment = locked_payment(payment_id)
    written = WriteOff.objects.select_for_update().filter(pk=write_off_id).first()
    if written is None or payment.customer_id != written.customer_id:
        raise NotFound(document="write-off", id=str(write_off_id))
    if Application.objects.filter(reverses_id=written.application_id).exists():
        raise NotWrittenOff(write_off_id=str(write_off_id))
    if amount_minor <= 0:
        raise NotPositive(amount_minor=amount_minor)
    since = max(
        payment.received_on, payment.reopened_on or payment.received_on, written.written_off_on
    )
    if on < since:
        raise NotReceivedYet(received_on=since, on=on)
    left = min(written.amount_minor - written.recovered_minor, payment.unapplied_minor)
    if payment.currency != written.currency or amount_minor > left:
        raise RecoveryExceeds(asked_minor=amount_minor, left_minor=left)
    hold_open(payment.entity_id, on)
    worth = relieve(amount_minor, payment.unapplied_minor, payment.unapplied_functional_minor)
    roles, code, customer_id = ledger.accounts_by_role(), payment.currency, written.customer_id
    recovery = Recovery(
        id=new_id(), entity_id=payment.entity_id, customer_id=customer_id, write_off=written,
        payment_id=payment_id, recovered_on=on, currency=code, amount_minor=amount_minor,
        functional_minor=worth, entry_id=new_id(), created_at=now(),
    )  # fmt: skip
    post_entry(
        entity_id=payment.entity_id, effective_on=on, kind="recovery", document_id=recovery.pk,
        lines=[
            Line(roles["customer_credit"], code, amount_minor, worth, customer_id, payment_id),
            Line(roles["recovery"], code, -amount_minor, -worth, customer_id),
        ],
        by=by, memo="written off, paid after all", entry_id=recovery.entry_id,
    )  # fmt: skip
    recovery.save(force_insert=True)
    event = Recovered(
        entity_id=recovery.entity_id, recovery_id=recovery.pk, write_off_id=write_off_id,
        payment_id=payment_id, customer_id=customer_id, recovered_on=on, currency=code,
        amount_minor=amount_minor, entry_id=recovery.entry_id,
    )  # fmt: skip
    announce(event, by=by)
    return recovery


@command
def take_back(*, application_id: UUID, on: date, by: Actor, reason: str = "") -> Application:
    """Unapply any application; a write-off only while nothing of it was recovered.

    raises  RecoveredInPart, and those of cash.services.unapply
    """
    written = WriteOff.objects.select_for_update().filter(application_id=application_id).first()
    if written is not None and written.recovered_minor:
        raise RecoveredInPart(
            write_off_id=str(written.pk), recovered_minor=written.recovered_minor,
            currency=written.currency,
        )  # fmt: skip
    return unapply(application_id=application_id, on=on, by=by, reason=reason)


def write_off_payload(invoice_id: UUID, amount_minor: int, on: date, reason: str) -> dict[str, Any]:
    """What is approved when a write-off is: exactly this one."""
    return {
        "invoice_id": str(invoice_id), "amount_minor": amount_minor, "on": on.isoformat(),
        "reason": reason,
    }  # fmt: skip


def _check(invoice: Invoice, amount_minor: int, on: date) -> None:
    if invoice.state != InvoiceState.POSTED:
        raise NotOpen(invoice_id=str(invoice.pk), state=invoice.state)
    hold_open(invoice.entity_id, on)
    earliest = max(invoice.issued_on, invoice.reopened_on or invoice.issued_on)
    if on < earliest:
        raise AppliedTooEarly(on=on, earliest=earliest)
    if amount_minor <= 0:
        raise NotPositive(amount_minor=amount_minor)
    if amount_minor > invoice.balance_minor:
        raise ExceedsBalance(
            invoice_id=str(invoice.pk),
            asked_minor=amount_minor,
            balance_minor=invoice.balance_minor,
        )


def _settle(made: WriteOff, invoice: Invoice, by: Actor) -> None:
    roles, code = ledger.accounts_by_role(), made.currency
    entry = post_entry(
        entity_id=made.entity_id, effective_on=made.written_off_on, kind="write_off",
        document_id=made.pk,
        lines=[
            Line(roles["bad_debt"], code, made.amount_minor, made.functional_minor, made.customer_id),
            Line(
                roles["receivable"], code, -made.amount_minor, -made.functional_minor,
                made.customer_id, invoice.pk,
            ),
        ],
        by=by, memo=invoice.document_no or "",
    )  # fmt: skip
    Application.objects.create(
        id=made.application_id, entity_id=made.entity_id, customer_id=made.customer_id,
        invoice=invoice, source_kind=SourceKind.WRITE_OFF, source_id=made.pk,
        applied_on=made.written_off_on, currency=code, amount_minor=made.amount_minor,
        invoice_functional_minor=made.functional_minor,
        source_functional_minor=made.functional_minor, reason=made.reason, entry_id=entry.pk,
        created_at=now(),
    )  # fmt: skip


def _recent(invoice: Invoice, on: date) -> int:
    hold_customer(invoice.customer_id, WRITE_OFF)
    recent = WriteOff.objects.filter(
        customer_id=invoice.customer_id, currency=invoice.currency, approval_id__isnull=True,
        written_off_on__gt=on - WINDOW, written_off_on__lte=on,
    )  # fmt: skip
    return int(recent.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
