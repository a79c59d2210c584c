"""Refunds: money back to a customer, out of a payment or a credit note, with a second person's word."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Sum

from cashwright.areas.controls.limits import WINDOW, check_limit, hold_customer
from cashwright.areas.controls.policies import REFUND
from cashwright.areas.controls.services import announce, command
from cashwright.areas.invoicing.models import CreditNote
from cashwright.areas.ledger import queries as ledger
from cashwright.areas.ledger.rules import Line, functional, relieve
from cashwright.areas.ledger.services import hold_open, post_entry
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.events import Refunded
from cashwright.areas.payments.models import Payment, Refund
from cashwright.areas.payments.refusals import (
    NotPositive,
    NotReceivedYet,
    RefundExceeds,
    Unidentified,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import NotFound


@command
def refund(
    *,
    source_kind: str,
    source_id: UUID,
    amount_minor: int,
    on: date,
    reason: str,
    by: Actor,
    approval_id: UUID | None = None,
    money_account: str = "",
) -> Refund:
    """Send back part of what is unapplied of a payment or credit note (`source_kind`).

    money_account  the account of the ledger it is paid from; where the payment came in if not said,
                   that of role `bank` for a credit note
    raises  NotPositive, NotFound, Unidentified, NotReceivedYet, RefundExceeds, ApprovalNeeded, PeriodClosed
    """
    if amount_minor <= 0:
        raise NotPositive(amount_minor=amount_minor)
    source = _locked_source(source_kind, source_id)
    customer_id = source.customer_id
    if customer_id is None:
        raise Unidentified(payment_id=str(source_id))
    since = source.received_on if isinstance(source, Payment) else source.issued_on
    if on < max(since, source.reopened_on or since):
        raise NotReceivedYet(received_on=since, on=on)
    if amount_minor > source.unapplied_minor:
        raise RefundExceeds(asked_minor=amount_minor, left_minor=source.unapplied_minor)
    check_limit(
        REFUND, entity_id=source.entity_id, currency=source.currency, amount_minor=amount_minor,
        recent_minor=_recent(customer_id, source.currency, on), on=on,
        payload=refund_payload(source_kind, source_id, amount_minor, on, reason),
        approval_id=approval_id,
    )  # fmt: skip
    hold_open(source.entity_id, on)

    home = LegalEntity.objects.get(pk=source.entity_id).currency
    paid = functional(amount_minor, source.currency, home, ledger.rate(source.currency, home, on))
    taken = relieve(amount_minor, source.unapplied_minor, source.unapplied_functional_minor)
    made = Refund(
        id=new_id(), entity_id=source.entity_id, customer_id=customer_id, source_kind=source_kind,
        source_id=source_id, refunded_on=on, currency=source.currency, amount_minor=amount_minor,
        functional_minor=paid, source_functional_minor=taken, reason=reason,
        approval_id=approval_id, money_account_id=money_account or _money_of(source),
        entry_id=new_id(), created_at=now(),
    )  # fmt: skip
    post_entry(
        entity_id=made.entity_id, effective_on=on, kind="refund", document_id=made.pk,
        lines=_lines(made), by=by, memo=reason, entry_id=made.entry_id,
    )  # fmt: skip
    made.save(force_insert=True)
    event = Refunded(
        entity_id=made.entity_id, refund_id=made.pk, customer_id=customer_id,
        source_kind=source_kind, source_id=source_id, refunded_on=on, currency=made.currency,
        amount_minor=amount_minor, entry_id=made.entry_id,
    )  # fmt: skip
    announce(event, by=by, why=reason)
    return made


def refund_payload(
    source_kind: str, source_id: UUID, amount_minor: int, on: date, reason: str
) -> dict[str, Any]:
    """What is approved when a refund is: exactly this one."""
    return {
        "source_kind": source_kind, "source_id": str(source_id), "amount_minor": amount_minor,
        "on": on.isoformat(), "reason": reason,
    }  # fmt: skip


def _locked_source(kind: str, source_id: UUID) -> Payment | CreditNote:
    model: type[Payment | CreditNote] = Payment if kind == "payment" else CreditNote
    found = model.objects.select_for_update().filter(pk=source_id).first()
    if found is None:
        raise NotFound(document=kind, id=str(source_id))
    return found


def _money_of(source: Payment | CreditNote) -> str:
    return source.money_account_id if isinstance(source, Payment) else ledger.account("bank")


def _lines(made: Refund) -> list[Line]:
    roles = ledger.accounts_by_role()
    lines = [
        Line(
            roles["customer_credit"], made.currency, made.amount_minor,
            made.source_functional_minor, made.customer_id, made.source_id,
        ),
        Line(made.money_account_id, made.currency, -made.amount_minor, -made.functional_minor, made.customer_id),
    ]  # fmt: skip
    difference = made.functional_minor - made.source_functional_minor
    if difference:
        lines.append(Line(roles["fx_realized"], made.currency, 0, difference, made.customer_id))
    return lines


def _recent(customer_id: UUID, currency: str, on: date) -> int:
    hold_customer(customer_id, REFUND)
    recent = Refund.objects.filter(
        customer_id=customer_id, currency=currency, approval_id__isnull=True,
        refunded_on__gt=on - WINDOW, refunded_on__lte=on,
    )  # fmt: skip
    return int(recent.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
