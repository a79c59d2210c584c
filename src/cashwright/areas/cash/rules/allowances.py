"""How much of an invoice a person may clear for a reason, by the policy of the bank account."""

from dataclasses import dataclass
from datetime import date, timedelta

from cashwright.areas.cash.policies import DifferenceKind, MatchingPolicy

_BP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """An invoice that was not paid in full, and the line that paid it.

    balance_minor  what was open before; charge_minor what a bank says it kept
    """

    total_minor: int
    balance_minor: int
    discount_bp: int
    discount_until_on: date | None
    booked_on: date
    charge_minor: int


def most_cleared(kind: DifferenceKind, policy: MatchingPolicy, of: Short) -> int:
    """The most that is cleared, in minor units; anything more is a write-off, which others decide."""
    if kind is DifferenceKind.TOLERANCE:
        return min(policy.tolerance_minor, of.balance_minor * policy.tolerance_bp // _BP)
    if kind is DifferenceKind.FEE:
        return max(policy.fee_max_minor, of.charge_minor)
    if kind is DifferenceKind.DISCOUNT:
        return _discount(policy, of)
    if kind is DifferenceKind.WITHHELD_TAX:
        return max((-(-of.total_minor * bp // _BP) for bp in policy.withheld_bp), default=0)
    return of.balance_minor * policy.fx_bp // _BP


def _discount(policy: MatchingPolicy, of: Short) -> int:
    """What the invoice offers, when it was paid by then or within the days of grace."""
    until = of.discount_until_on
    if not of.discount_bp or until is None:
        return 0
    if of.booked_on > until + timedelta(days=policy.grace_days):
        return 0
    return -(-of.total_minor * of.discount_bp // _BP)
