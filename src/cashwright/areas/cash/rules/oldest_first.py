"""Oldest due first: the order that applies when a payment says nothing else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cashwright.kernel.money import Money
from cashwright.kernel.refusals import CurrencyMismatch


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A posted invoice with a balance. `invoice_id` is any text that orders the same each time."""

    invoice_id: str
    due_on: date
    balance: Money


@dataclass(frozen=True, slots=True)
class ApplicationPlan:
    """`applied` holds only positive amounts; applied + unapplied == payment, always."""

    applied: tuple[tuple[str, Money], ...]
    unapplied: Money


def check_open(payment: Money, items: Collection[OpenItem]) -> None:
    """The payment is not negative, every item is open, and all share one currency.

    raises  CurrencyMismatch, whichever item is foreign and whether or not money reaches it
    """
    assert payment.minor >= 0
    assert all(item.balance.minor > 0 for item in items)
    foreign = {item.balance.currency for item in items} - {payment.currency}
    if foreign:
        raise CurrencyMismatch(payment=payment.currency, items=sorted(foreign))


def in_order(items: Collection[OpenItem]) -> list[OpenItem]:
    """Oldest due first; equal due dates: lower invoice_id first, so a re-run is identical."""
    return sorted(items, key=lambda item: (item.due_on, item.invoice_id))


def apply_oldest_first(payment: Money, items: Collection[OpenItem]) -> ApplicationPlan:
    """Settle the oldest due item first, then the next, until the money is used up.

    payment  minor units >= 0
    items    any order; all in the payment's currency; balances > 0
    ties     equal due dates: lower invoice_id first, so a re-run is identical
    raises   CurrencyMismatch, whichever item is foreign and whether or not money reaches it
    source   requirement S1.4.3
    """
    check_open(payment, items)
    left = payment
    applied: list[tuple[str, Money]] = []
    for item in in_order(items):
        part = Money(min(left.minor, item.balance.minor), left.currency)
        if part.minor == 0:
            break
        applied.append((item.invoice_id, part))
        left = left - part
    return ApplicationPlan(tuple(applied), left)
