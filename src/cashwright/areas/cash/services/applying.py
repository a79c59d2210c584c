"""Applying one payment or credit to invoices, and taking an application back.

Locks in the house's order: the payment or credit note, then the invoices by id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cashwright.areas.cash.events import CashApplied, CashUnapplied
from cashwright.areas.cash.models import Application, SourceKind
from cashwright.areas.cash.refusals import (
    AlreadyUndone,
    AppliedTooEarly,
    ExceedsBalance,
    ExceedsUnapplied,
    NothingLeft,
    NotOpen,
    WrongEntity,
)
from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.invoicing.states import InvoiceState
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.rules import Line, relieve, settlement_lines
from cashwright.areas.ledger.services import hold_open, post_entry, reverse_entry
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.refusals import NotPositive, Unidentified
from cashwright.areas.payments.services import keep_on_account
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import CurrencyMismatch, NotFound

Source = Payment | CreditNote


@dataclass(frozen=True, slots=True)
class Part:
    """How much of the source goes to one invoice, in minor units of their currency."""

    invoice_id: UUID
    amount_minor: int


@command
def apply(
    *,
    source_kind: SourceKind,
    source_id: UUID,
    parts: Sequence[Part],
    on: date,
    by: Actor,
    reason: str = "",
) -> list[Application]:
    """Settle invoices, in whole or part, with a payment or credit note, as of `on`.

    The customer of the invoice need not be the payer: a parent pays for a child.

    raises  NotFound, Unidentified, NothingLeft, NotOpen, WrongEntity, CurrencyMismatch,
            PeriodClosed, AppliedTooEarly, NotPositive, ExceedsUnapplied, ExceedsBalance
    """
    # Read.
    source = locked_source(source_kind, source_id)
    ids = sorted({part.invoice_id for part in parts})
    found = Invoice.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    invoices = {row.pk: row for row in found}
    hold_open(source.entity_id, on)
    roles = ledger.accounts_by_role()

    # Decide.
    _check(source, invoices, parts, on)

    # Write and tell.
    return [
        _apply_part(source, source_kind, invoices[p.invoice_id], p, on, roles, by, reason)
        for p in parts
    ]


@command
def unapply(*, application_id: UUID, on: date, by: Actor, reason: str = "") -> Application:
    """Take an application back, dated `on`: the invoice reopens, the money is unapplied again.

    What a person takes back stays with people: the payment is kept on account, so that the day's
    run does not apply it again the next morning.

    raises  NotFound, AlreadyUndone, AppliedTooEarly, PeriodClosed
    """
    seen = Application.objects.filter(pk=application_id).first()
    if seen is None:
        raise NotFound(document="application", id=str(application_id))
    reopened: list[date | None] = []
    if seen.source_kind in (SourceKind.PAYMENT, SourceKind.CREDIT_NOTE):
        source = locked_source(SourceKind(seen.source_kind), seen.source_id)
        reopened.append(source.reopened_on)
    reopened.append(Invoice.objects.select_for_update().get(pk=seen.invoice_id).reopened_on)
    if seen.amount_minor < 0 or Application.objects.filter(reverses=seen).exists():
        raise AlreadyUndone(application_id=str(application_id))
    earliest = max([seen.applied_on, *(day for day in reopened if day)])
    if on < earliest:
        raise AppliedTooEarly(on=on, earliest=earliest)
    undo_id = new_id()
    entry = reverse_entry(
        entry_id=seen.entry_id, on=on, kind="unapplication", document_id=undo_id, by=by
    )
    undo = Application.objects.create(
        id=undo_id, entity_id=seen.entity_id, customer_id=seen.customer_id,
        invoice_id=seen.invoice_id, source_kind=seen.source_kind, source_id=seen.source_id,
        applied_on=on, currency=seen.currency, amount_minor=-seen.amount_minor,
        invoice_functional_minor=-seen.invoice_functional_minor,
        source_functional_minor=-seen.source_functional_minor, reverses=seen, reason=reason,
        entry_id=entry.pk, created_at=now(),
    )  # fmt: skip
    event = CashUnapplied(
        entity_id=seen.entity_id, application_id=undo_id, undoes_id=seen.pk,
        customer_id=seen.customer_id, invoice_id=seen.invoice_id, source_kind=seen.source_kind,
        source_id=seen.source_id, applied_on=on, currency=seen.currency,
        amount_minor=seen.amount_minor, entry_id=entry.pk,
    )  # fmt: skip
    announce(event, by=by, why=reason)
    if by.touch == Touch.HUMAN and seen.source_kind == SourceKind.PAYMENT:
        keep_on_account(payment_id=seen.source_id, keep=True, by=by)
    return undo


def locked_source(kind: SourceKind, source_id: UUID) -> Source:
    """The payment or credit note, locked. Raises NotFound, Unidentified."""
    model: type[Payment | CreditNote] = Payment if kind == SourceKind.PAYMENT else CreditNote
    found = model.objects.select_for_update().filter(pk=source_id).first()
    if found is None:
        raise NotFound(document=str(kind), id=str(source_id))
    if found.customer_id is None:
        raise Unidentified(payment_id=str(source_id))
    return found


def available_since(source: Source) -> date:
    """The first day the source's money can be used: when it came, or was last given back."""
    since = source.received_on if isinstance(source, Payment) else source.issued_on
    return max(since, source.reopened_on or since)


def _check(source: Source, invoices: dict[UUID, Invoice], parts: Sequence[Part], on: date) -> None:
    if source.unapplied_minor == 0:
        raise NothingLeft(source_id=str(source.pk))
    asked: dict[UUID, int] = {}
    for part in parts:
        invoice = invoices.get(part.invoice_id)
        if invoice is None:
            raise NotFound(document="invoice", id=str(part.invoice_id))
        _check_pair(source, invoice, on)
        if part.amount_minor <= 0:
            raise NotPositive(amount_minor=part.amount_minor)
        asked[part.invoice_id] = asked.get(part.invoice_id, 0) + part.amount_minor
    total = sum(asked.values())
    if total > source.unapplied_minor:
        raise ExceedsUnapplied(asked_minor=total, left_minor=source.unapplied_minor)
    for invoice_id, minor in asked.items():
        balance = invoices[invoice_id].balance_minor
        if minor > balance:
            raise ExceedsBalance(
                invoice_id=str(invoice_id), asked_minor=minor, balance_minor=balance
            )


def _check_pair(source: Source, invoice: Invoice, on: date) -> None:
    if invoice.state != InvoiceState.POSTED:
        raise NotOpen(invoice_id=str(invoice.pk), state=invoice.state)
    if invoice.entity_id != source.entity_id:
        raise WrongEntity(invoice_id=str(invoice.pk), source_id=str(source.pk))
    if invoice.currency != source.currency:
        raise CurrencyMismatch(invoice=invoice.currency, source=source.currency)
    earliest = max(
        available_since(source), invoice.issued_on, invoice.reopened_on or invoice.issued_on
    )
    if on < earliest:
        raise AppliedTooEarly(on=on, earliest=earliest)


def _apply_part(
    source: Source,
    kind: SourceKind,
    invoice: Invoice,
    part: Part,
    on: date,
    roles: dict[str, str],
    by: Actor,
    reason: str,
) -> Application:
    """Write one application; the database moves both balances, the objects in hand follow."""
    minor = part.amount_minor
    from_invoice = relieve(minor, invoice.balance_minor, invoice.balance_functional_minor)
    from_source = relieve(minor, source.unapplied_minor, source.unapplied_functional_minor)
    application_id, code = new_id(), invoice.currency
    lines = settlement_lines(
        receivable=Line(
            roles["receivable"], code, -minor, -from_invoice, invoice.customer_id, invoice.pk
        ),
        credit=Line(
            roles["customer_credit"], code, minor, from_source, source.customer_id, source.pk
        ),
        fx_account=roles["fx_realized"],
    )
    entry = post_entry(
        entity_id=invoice.entity_id, effective_on=on, kind="application",
        document_id=application_id, lines=lines, by=by, memo=invoice.document_no or "",
    )  # fmt: skip
    application = Application.objects.create(
        id=application_id, entity_id=invoice.entity_id, customer_id=invoice.customer_id,
        invoice=invoice, source_kind=kind, source_id=source.pk, applied_on=on, currency=code,
        amount_minor=minor, invoice_functional_minor=from_invoice,
        source_functional_minor=from_source, reason=reason, entry_id=entry.pk, created_at=now(),
    )  # fmt: skip
    invoice.balance_minor -= minor
    invoice.balance_functional_minor -= from_invoice
    source.unapplied_minor -= minor
    source.unapplied_functional_minor -= from_source
    event = CashApplied(
        entity_id=invoice.entity_id, application_id=application_id,
        customer_id=invoice.customer_id, invoice_id=invoice.pk, source_kind=str(kind),
        source_id=source.pk, applied_on=on, currency=code, amount_minor=minor, entry_id=entry.pk,
    )  # fmt: skip
    announce(event, by=by, why=reason)
    return application
