"""One payment: it comes in, stays on account, or goes back where it came from."""

from datetime import date
from uuid import UUID

from django.db import connection

from cashwright.areas.controls.services import announce, command
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.rules import Line, functional
from cashwright.areas.ledger.services import hold_open, post_entry, reverse_entry
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.payments.events import (
    PaymentKeptOnAccount,
    PaymentReceived,
    PaymentReturned,
)
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.refusals import (
    AlreadyReceived,
    NotPositive,
    NotReceivedYet,
    Unidentified,
)
from cashwright.areas.payments.services.accounts import sealed_account
from cashwright.areas.payments.states import IDENTIFIED, PAYMENT, UNIDENTIFIED, PaymentState
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.currencies import currency as known_currency
from cashwright.kernel.ids import new_id
from cashwright.kernel.personal import masked_accounts
from cashwright.kernel.refusals import NotAllowedNow, NotFound


@command
def receive_payment(
    *,
    entity_id: UUID,
    received_on: date,
    currency: str,
    amount_minor: int,
    by: Actor,
    customer_id: UUID | None = None,
    method: str = "bank_transfer",
    reference: str = "",
    payer_text: str = "",
    source: str = "console",
    source_ref: str | None = None,
    money_account: str = "",
) -> Payment:
    """Book money that came in: bank against the customer's credit, or against unidentified receipts.

    money_account  the account of the ledger the money stands on; that of role `bank` if not said
    repeat  the same (entity, source, source_ref) with the same figures returns the first payment
    raises  NotPositive, UnknownCurrency, AlreadyReceived, NotFound, PeriodClosed, NoRate
    """
    if amount_minor <= 0:
        raise NotPositive(amount_minor=amount_minor)
    code = known_currency(currency).code
    if source_ref:
        _hold_source(entity_id, source, source_ref)
    known = (
        source_ref
        and Payment.objects.filter(
            entity_id=entity_id, source=source, source_ref=source_ref
        ).first()
    )
    if known:
        if (known.amount_minor, known.currency, known.received_on) != (
            amount_minor,
            code,
            received_on,
        ):
            raise AlreadyReceived(
                source_ref=source_ref, amount_minor=amount_minor, known_minor=known.amount_minor
            )
        return known
    if customer_id and not Customer.objects.filter(pk=customer_id, entity_id=entity_id).exists():
        raise NotFound(document="customer", id=str(customer_id))
    hold_open(entity_id, received_on)
    home = LegalEntity.objects.get(pk=entity_id).currency
    rate = ledger.rate(code, home, received_on)
    worth = functional(amount_minor, code, home, rate)
    roles = ledger.accounts_by_role()
    money = money_account or roles["bank"]
    payment_id = new_id()
    payment = Payment.objects.create(
        id=payment_id, entity_id=entity_id, customer_id=customer_id, received_on=received_on,
        currency=code, amount_minor=amount_minor, functional_minor=worth,
        rate_numerator=rate.numerator, rate_denominator=rate.denominator,
        unapplied_minor=amount_minor, unapplied_functional_minor=worth, method=method,
        reference=masked_accounts(reference)[:200], payer_text=masked_accounts(payer_text)[:200],
        account_sealed=sealed_account(
            payment_id=payment_id, entity_id=entity_id, customer_id=customer_id,
            told=f"{reference} {payer_text}",
        ),
        source=source, source_ref=source_ref, money_account_id=money, entry_id=new_id(), created_at=now(),
    )  # fmt: skip
    credit = roles["customer_credit"] if customer_id else roles["unidentified"]
    post_entry(
        entity_id=entity_id, effective_on=received_on, kind="payment", document_id=payment.pk,
        lines=[
            Line(money, code, amount_minor, worth, customer_id),
            Line(credit, code, -amount_minor, -worth, customer_id, payment.pk),
        ],
        by=by, memo=payment.reference, entry_id=payment.entry_id,
    )  # fmt: skip
    event = PaymentReceived(
        entity_id=entity_id, payment_id=payment.pk, customer_id=customer_id,
        received_on=received_on, currency=code, amount_minor=amount_minor, method=method,
        entry_id=payment.entry_id,
    )  # fmt: skip
    announce(event, by=by)
    return payment


def _hold_source(entity_id: UUID, source: str, source_ref: str) -> None:
    """Let the same receipt, told twice at once, be looked for by one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"receipt {entity_id} {source} {source_ref}"],
        )


@command
def keep_on_account(*, payment_id: UUID, keep: bool, by: Actor) -> Payment:
    """Leave what is unapplied on account on purpose (the day's run passes it over), or take that back.

    raises  NotFound, Unidentified
    """
    payment = locked_payment(payment_id)
    if payment.customer_id is None:
        raise Unidentified(payment_id=str(payment_id))
    payment.is_on_account = keep
    payment.save(update_fields=["is_on_account"])
    event = PaymentKeptOnAccount(
        entity_id=payment.entity_id, payment_id=payment.pk, customer_id=payment.customer_id,
        is_on_account=keep,
    )  # fmt: skip
    announce(event, by=by)
    return payment


@command
def return_unapplied(*, payment_id: UUID, on: date, by: Actor, why: str) -> Payment:
    """The bank took the payment back; nothing of it is applied any more (cash.services sees to that).

    raises  NotFound, NotAllowedNow, NotReceivedYet, PeriodClosed
    """
    payment = locked_payment(payment_id)
    state = PAYMENT.after(PaymentState(payment.state), "return")
    if payment.unapplied_minor != payment.amount_minor:
        raise NotAllowedNow(document="payment", state="applied or refunded", move="return")
    if on < max(payment.received_on, payment.reopened_on or payment.received_on):
        raise NotReceivedYet(received_on=payment.received_on, on=on)
    entry_id = _take_back(payment, on, by)
    payment.state, payment.returned_on = state, on
    payment.unapplied_minor = payment.unapplied_functional_minor = 0
    payment.save(
        update_fields=["state", "returned_on", "unapplied_minor", "unapplied_functional_minor"]
    )
    event = PaymentReturned(
        entity_id=payment.entity_id, payment_id=payment.pk, customer_id=payment.customer_id,
        returned_on=on, currency=payment.currency, amount_minor=payment.amount_minor,
        entry_id=entry_id,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return payment


def _take_back(payment: Payment, on: date, by: Actor) -> UUID:
    """Post the bank's taking: the mirror of the receipt, or of what identification made of it."""
    named = ledger.document_entries(payment.pk).filter(kind__in=[IDENTIFIED, UNIDENTIFIED])
    if not named.exists():
        return reverse_entry(
            entry_id=payment.entry_id, on=on, kind="payment_return", document_id=payment.pk, by=by
        ).pk
    roles = ledger.accounts_by_role()
    owed = roles["customer_credit"] if payment.customer_id else roles["unidentified"]
    amount, worth, code = payment.amount_minor, payment.functional_minor, payment.currency
    return post_entry(
        entity_id=payment.entity_id, effective_on=on, kind="payment_return", document_id=payment.pk,
        lines=[
            Line(owed, code, amount, worth, payment.customer_id, payment.pk),
            Line(payment.money_account_id, code, -amount, -worth, payment.customer_id),
        ],
        by=by, memo="returned by the bank",
    ).pk  # fmt: skip


def locked_payment(payment_id: UUID) -> Payment:
    """The payment, locked until the transaction ends. Raises NotFound."""
    found = Payment.objects.select_for_update().filter(pk=payment_id).first()
    if found is None:
        raise NotFound(document="payment", id=str(payment_id))
    return found
