"""A bank line whose money is in the books already: tied to its payment, and booked no second time."""

from datetime import date
from uuid import UUID

from cashwright.areas.cash.events import LineTied
from cashwright.areas.cash.models import BankLine, Match, SourceKind
from cashwright.areas.cash.queries import standing, standing_match
from cashwright.areas.cash.refusals import PaymentUnlike
from cashwright.areas.cash.services.lines import locked_line
from cashwright.areas.cash.services.proposals import SURE_PPM, decide
from cashwright.areas.cash.states import BANK_LINE, BankLineState, MatchState
from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger.rules import Line
from cashwright.areas.ledger.services import post_entry
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import locked_payment
from cashwright.areas.payments.states import PaymentState
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now

ALREADY = "already"
"""The lane of a line that was tied: found in the books, not matched."""


@command
def tie_line(*, line_id: UUID, payment_id: UUID, on: date, by: Actor) -> BankLine:
    """Say that a line is a payment which came into the books another way.

    The money moves to the account of its bank, dated `on` or when both are there; of a known customer
    the line is settled, else it waits for who it is.

    raises  NotFound, NotAllowedNow, PaymentUnlike, PeriodClosed
    """
    line = locked_line(line_id)
    payment = locked_payment(payment_id)
    _check(line, payment)
    move = "apply" if payment.customer_id else "ask"
    if line.state != BankLineState.QUEUED or payment.customer_id:
        line.state = BANK_LINE.after(BankLineState(line.state), move)
    if payment.money_account_id != line.bank_account.account_id:
        line.entry_id = _move(line, payment, max(on, line.booked_on, payment.received_on), by)
    line.payment_id, line.customer_id = payment.pk, payment.customer_id
    line.save(update_fields=["state", "entry_id", "payment_id", "customer_id"])
    if payment.customer_id:
        _note(line, payment, by)
    event = LineTied(entity_id=line.entity_id, line_id=line.pk, payment_id=payment.pk,
                     entry_id=line.entry_id)  # fmt: skip
    announce(event, by=by)
    return line


def _check(line: BankLine, payment: Payment) -> None:
    """Raises PaymentUnlike when they cannot be the same money."""
    alike = (line.entity_id, line.currency, line.amount_minor) == (
        payment.entity_id, payment.currency, payment.amount_minor,
    )  # fmt: skip
    is_free = (
        line.payment_id is None
        and payment.state == PaymentState.RECEIVED
        and not BankLine.objects.filter(payment_id=payment.pk).exists()
    )
    if not (alike and is_free):
        raise PaymentUnlike(line_id=str(line.pk), payment_id=str(payment.pk))


def _move(line: BankLine, payment: Payment, on: date, by: Actor) -> UUID:
    code, minor, worth = payment.currency, payment.amount_minor, payment.functional_minor
    return post_entry(
        entity_id=line.entity_id, effective_on=on, kind="bank_line", document_id=line.pk,
        lines=[
            Line(line.bank_account.account_id, code, minor, worth),
            Line(payment.money_account_id, code, -minor, -worth),
        ],
        by=by, memo="on its bank account",
    ).pk  # fmt: skip


def _note(line: BankLine, payment: Payment, by: Actor) -> None:
    proposed = standing_match(line.pk)
    if proposed is not None:
        decide(proposed, "reject", by)
    parts = standing(SourceKind.PAYMENT, payment.pk).order_by("pk")
    Match.objects.create(
        entity_id=line.entity_id, line_id=line.pk, customer_id=payment.customer_id, lane=ALREADY,
        state=MatchState.APPLIED, confidence_ppm=SURE_PPM, touch=str(by.touch),
        parts=[[str(pk), number, minor] for pk, number, minor in parts.values_list(
            "invoice_id", "invoice__document_no", "amount_minor")],
        over_minor=payment.unapplied_minor, reasons=["it is in the books as a payment already"],
        made_on=line.booked_on, made_at=now(), decided_at=now(), decided_by=by.name,
    )  # fmt: skip
