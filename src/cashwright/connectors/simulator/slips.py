"""What happens to money on its way: a bank keeps a fee, a payer a discount, a sum is paid twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from cashwright.connectors.simulator.company import Buyer
from cashwright.connectors.simulator.received import Received


class Slip(StrEnum):
    """Why a payment is not what was due; most are."""

    NONE = "none"
    FEE = "fee"
    DISCOUNT = "discount"
    WITHHELD = "withheld"
    SHORT = "short"
    OVER = "over"
    TWICE = "twice"
    RETURNED = "returned"
    AHEAD = "ahead"


WITHHELD_BP = 500
LATE_DISCOUNT_DAYS = 3
_ODDS = {Slip.SHORT: 0.012, Slip.OVER: 0.008, Slip.TWICE: 0.008, Slip.RETURNED: 0.006}
_FEE_ABROAD, _FEE_AT_HOME = 0.14, 0.004
_FEES = (5_00, 7_50, 10_00, 12_50, 15_00, 18_00, 25_00)
_SMALL = 100_00  # nobody makes mistakes worth telling in smaller sums


def slip_of(
    buyer: Buyer, withholds: bool, parts: Sequence[tuple[Received, int]], on: date, roll: Random
) -> Slip:
    """What happens to one payment."""
    invoices = [invoice for invoice, _ in parts]
    total = sum(amount for _, amount in parts)
    is_whole = all(amount == invoice.total_minor for invoice, amount in parts)
    if not is_whole or total < _SMALL:
        return Slip.NONE
    if all(_takes_discount(invoice, on) for invoice in invoices):
        return Slip.DISCOUNT
    if withholds:
        return Slip.WITHHELD
    is_abroad = buyer.country != buyer.entity.country or buyer.currency != buyer.entity.currency
    if roll.random() < (_FEE_ABROAD if is_abroad else _FEE_AT_HOME):
        return Slip.FEE
    chance = roll.random()
    for slip, odds in _ODDS.items():
        if chance < odds:
            return slip
        chance -= odds
    return Slip.NONE


def _takes_discount(invoice: Received, on: date) -> bool:
    """Some take it a little late as well."""
    until = invoice.discount_until_on
    return until is not None and on <= until + timedelta(days=LATE_DISCOUNT_DAYS)


def slipped(slip: Slip, parts: Sequence[tuple[Received, int]], roll: Random) -> tuple[int, int]:
    """(what is missing of the payment, what is too much)."""
    total = sum(amount for _, amount in parts)
    largest = max(amount for _, amount in parts)
    match slip:
        case Slip.FEE:
            return roll.choice([fee for fee in _FEES if fee * 4 < total] or [_FEES[0]]), 0
        case Slip.DISCOUNT:
            return sum(invoice.discount_minor for invoice, _ in parts), 0
        case Slip.WITHHELD:
            return (total * WITHHELD_BP + 5_000) // 10_000, 0
        case Slip.SHORT:
            return largest * roll.randint(3, 15) // 10_000 * 100, 0
        case Slip.OVER:
            return 0, roll.choice((10_00, 50_00, 100_00, total))
    return 0, 0
