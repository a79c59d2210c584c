"""What an entry of a statement becomes: one line, or one for each payment of a batch.

The lines of an entry always add up to the entry, so that the balances of the bank are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cashwright.areas.cash.ports import BankEntry, Charge, Direction, EntryDetail

CHARGES = "PMNT-MDOP-CHRG"
"""The ISO code of charges: what a bank kept of a batch is a line of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line to be.

    detail_no     0 when the entry is one line, else from 1
    amount_minor  signed: above zero money came in
    charge_minor  what the bank kept of it before, or took with it
    details       the payment it is; several when the bank does not part them, none for charges
    """

    detail_no: int
    amount_minor: int
    charge_minor: int
    details: Sequence[EntryDetail]


def parts_of(entry: BankEntry) -> tuple[Part, ...]:
    """The lines of an entry: its payments, when they add up to it (less included charges).

    Payments in another currency, or some without an amount, leave the entry one line.
    """
    details, charge = entry.details, _included(entry.charges, entry.currency)
    if len(details) == 1:
        own = charge + _included(details[0].charges, entry.currency)
        return (Part(0, entry.signed_minor, own, details),)
    whole = (Part(0, entry.signed_minor, charge, details),)
    amounts = [_signed(detail, entry.currency) for detail in details]
    if None in amounts:
        return whole
    known = [amount for amount in amounts if amount is not None]
    kept = sum(known) - entry.signed_minor
    if kept not in (0, charge):
        return whole
    parts = tuple(
        Part(number, amount, _included(detail.charges, entry.currency), (detail,))
        for number, (amount, detail) in enumerate(zip(known, details, strict=True), start=1)
    )
    return (*parts, Part(len(parts) + 1, -kept, 0, ())) if kept else parts


def _signed(detail: EntryDetail, currency: str) -> int | None:
    if detail.amount_minor is None or detail.currency != currency:
        return None
    return detail.amount_minor if detail.direction is Direction.CREDIT else -detail.amount_minor


def _included(charges: Sequence[Charge], currency: str) -> int:
    """What the charges have taken from the amount already; less than zero never."""
    taken = sum(
        charge.amount_minor if charge.direction is Direction.DEBIT else -charge.amount_minor
        for charge in charges
        if charge.is_included and charge.currency == currency
    )
    return max(taken, 0)
