"""What a bank line becomes: a payment of somebody, applied. Every act locks the line first.

Locks in the house's order: the bank line, its payment, credit notes, invoices by id.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl

from cashwright.areas.cash.frames import DIFFERENCES
from cashwright.areas.cash.models import BankLine, SourceKind
from cashwright.areas.cash.policies import MatchingPolicy
from cashwright.areas.cash.queries import matching_policy
from cashwright.areas.cash.refusals import DifferenceTooLarge, ExceedsBalance, ExceedsUnapplied
from cashwright.areas.cash.rules.allowances import Short, most_cleared
from cashwright.areas.cash.rules.matching import Shortfall
from cashwright.areas.cash.rules.netting import netted
from cashwright.areas.cash.services.applying import Part, apply
from cashwright.areas.cash.services.differences import clear_differences
from cashwright.areas.cash.states import BANK_LINE, BankLineState
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.refusals import NotPositive
from cashwright.areas.payments.services import (
    identify_payment,
    keep_on_account,
    locked_payment,
    receive_payment,
    unidentify_payment,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import NotFound

SOURCE = "bank"
METHOD = "bank_transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a line's money is for.

    parts          invoices and how much of each is settled, by money and credits together
    credits        credit notes used with it: `Part.invoice_id` is the note's
    shortfall      what of one invoice is cleared though it was not paid
    is_on_account  what is left is kept for its payer on purpose
    """

    customer_id: UUID
    parts: tuple[Part, ...] = ()
    credits: tuple[Part, ...] = ()
    shortfall: Shortfall | None = None
    is_on_account: bool = False


def locked_line(line_id: UUID) -> BankLine:
    """The line, locked until the transaction ends. Raises NotFound."""
    found = (
        BankLine.objects.select_for_update(of=("self",))
        .select_related("bank_account")
        .filter(pk=line_id)
        .first()
    )
    if found is None:
        raise NotFound(document="bank line", id=str(line_id))
    return found


def carry_out(line: BankLine, answer: Answer, *, on: date, by: Actor) -> Payment:
    """Give the money of a locked line to its payer, apply it, clear what was kept.

    raises  NotAllowedNow, NotPositive, those of receive_payment, identify_payment and apply
    """
    line.state = BANK_LINE.after(BankLineState(line.state), "apply")
    if line.amount_minor <= 0:
        raise NotPositive(amount_minor=line.amount_minor)
    payment = _of_payer(line, answer.customer_id, on, by)
    uses, left = netted(
        [part.amount_minor for part in answer.parts], [one.amount_minor for one in answer.credits]
    )
    if sum(left) > payment.unapplied_minor:
        raise ExceedsUnapplied(asked_minor=sum(left), left_minor=payment.unapplied_minor)
    reason = netting_reason(line)
    parts = [
        Part(part.invoice_id, minor)
        for part, minor in zip(answer.parts, left, strict=True)
        if minor
    ]
    if parts:
        apply(
            source_kind=SourceKind.PAYMENT, source_id=payment.pk, parts=parts, on=on, by=by,
            reason=reason,
        )  # fmt: skip
    for number, at, minor in uses:
        apply(
            source_kind=SourceKind.CREDIT_NOTE, source_id=answer.credits[number].invoice_id,
            parts=[Part(answer.parts[at].invoice_id, minor)], on=on, by=by, reason=reason,
        )  # fmt: skip
    _clear(line, payment, answer.shortfall, on, by)
    if answer.is_on_account and payment.unapplied_minor > sum(left):
        keep_on_account(payment_id=payment.pk, keep=True, by=by)
    line.customer_id, line.payment_id = answer.customer_id, payment.pk
    return payment


def netting_reason(line: BankLine) -> str:
    """What the applications of a line say of themselves, and are found by."""
    return f"bank line {line.public_id}"


def receive(
    line: BankLine,
    customer_id: UUID | None,
    by: Actor,
    *,
    on: date | None = None,
    after: UUID | None = None,
) -> Payment:
    """Book the money of a line, of nobody yet when `customer_id` is None; once, whatever happens.

    on     the day, when it is another than the bank's: it was booked elsewhere until then
    after  the entry that was taken back for it, which makes it a receipt of its own
    """
    ref = public_id(BankLine.PREFIX, line.pk)
    return receive_payment(
        entity_id=line.entity_id, customer_id=customer_id, received_on=on or line.booked_on,
        currency=line.currency, amount_minor=line.amount_minor, method=METHOD,
        reference=" ".join(line.text.split()), payer_text=line.payer_name, source=SOURCE,
        source_ref=f"{ref}.{after.hex[-8:]}" if after else ref, by=by,
        money_account=line.bank_account.account_id,
    )  # fmt: skip


def short_of(line: BankLine, invoice: Invoice) -> Short:
    """An invoice that a line does not pay in full, as the rule takes it."""
    return Short(
        total_minor=invoice.total_minor, balance_minor=invoice.balance_minor,
        discount_bp=invoice.discount_bp, discount_until_on=invoice.discount_until_on,
        booked_on=line.booked_on, charge_minor=line.charge_minor,
    )  # fmt: skip


def check_shortfall(line: BankLine, shortfall: Shortfall | None, policy: MatchingPolicy) -> None:
    """Hold what a person wants to clear against the policy. Raises NotFound, DifferenceTooLarge."""
    if shortfall is None:
        return
    invoice = Invoice.objects.filter(pk=shortfall.invoice_id).first()
    if invoice is None:
        raise NotFound(document="invoice", id=shortfall.invoice_id)
    most = most_cleared(shortfall.kind, policy, short_of(line, invoice))
    if shortfall.amount_minor > most:
        raise DifferenceTooLarge(
            kind=str(shortfall.kind), amount_minor=shortfall.amount_minor, most_minor=most,
            currency=line.currency,
        )  # fmt: skip


def _of_payer(line: BankLine, customer_id: UUID, on: date, by: Actor) -> Payment:
    if line.payment_id is None:
        return receive(line, customer_id, by)
    payment = locked_payment(line.payment_id)
    if payment.customer_id not in (None, customer_id):
        payment = unidentify_payment(payment_id=payment.pk, on=on, by=by)
    if payment.customer_id is None:
        return identify_payment(payment_id=payment.pk, customer_id=customer_id, on=on, by=by)
    return payment


def _clear(
    line: BankLine, payment: Payment, shortfall: Shortfall | None, on: date, by: Actor
) -> None:
    if shortfall is None:
        return
    policy = matching_policy(entity_id=line.entity_id, on=on, account=line.bank_account.code)
    row = (str(payment.pk), shortfall.invoice_id, str(shortfall.kind), shortfall.amount_minor)
    told = clear_differences(
        pl.DataFrame([row], schema=DIFFERENCES, orient="row"),
        entity_id=line.entity_id, on=on, discount_tax=policy.discount_tax, by=by,
    )  # fmt: skip
    if told["refusal"][0] is not None:
        raise ExceedsBalance(
            invoice_id=shortfall.invoice_id, asked_minor=shortfall.amount_minor, balance_minor=0
        )
