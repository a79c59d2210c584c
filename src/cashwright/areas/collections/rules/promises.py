"""Promises: what an amount is for, whether it was kept, and how often a customer keeps them (F14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from cashwright.areas.collections.states import PromiseState
from cashwright.kernel.business_days import add_business_days
from cashwright.kernel.rounding import round_half_up

GRACE_BUSINESS_DAYS = 2
"""A payment may take so long to arrive and still keep a promise or an instalment."""
KEPT_BP = 9_900
"""The share of the amount that keeps a promise: banks take their part of a transfer."""


class Origin(StrEnum):
    """Where a promise was given."""

    CALL = "call"
    EMAIL = "email"
    SMS = "sms"
    PORTAL = "portal"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class OpenPart:
    """An open invoice that a promise may be about."""

    invoice_id: UUID
    due_on: date
    balance_minor: int


def kept_until(due_on: date, place: str) -> date:
    """The last day on which a promise or an instalment may be kept, by the calendar of a place."""
    return add_business_days(due_on, GRACE_BUSINESS_DAYS, place)


def spread(amount_minor: int, parts: Iterable[OpenPart]) -> tuple[tuple[UUID, int], ...]:
    """An amount over open invoices, oldest due first; the sum is the amount when it is not too much."""
    left, told = amount_minor, []
    for part in sorted(parts, key=lambda one: (one.due_on, one.invoice_id)):
        taken = min(left, part.balance_minor)
        if taken > 0:
            told.append((part.invoice_id, taken))
            left -= taken
    return tuple(told)


def judged(*, expected_minor: int, paid_minor: int, is_over: bool) -> PromiseState | None:
    """What has become of an open promise; None while it may still be kept.

    expected_minor  the amount, less what need not be paid any more (credited, written off)
    paid_minor      what came in time
    is_over         whether its last day has passed
    """
    if expected_minor <= 0:
        return PromiseState.WITHDRAWN
    if paid_minor >= expected_minor:
        return PromiseState.KEPT
    if not is_over:
        return None
    if expected_minor - paid_minor <= expected_minor * (10_000 - KEPT_BP) // 10_000:
        return PromiseState.KEPT
    return PromiseState.PARTLY if paid_minor > 0 else PromiseState.BROKEN


@dataclass(frozen=True, slots=True)
class Judged:
    """A promise that was kept, in part or not; `paid_minor` may be more than was promised."""

    state: PromiseState
    currency: str
    amount_minor: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class KeptRate:
    """How a customer keeps promises: by count, and by amount in each currency (F14)."""

    kept: int = 0
    partly: int = 0
    broken: int = 0
    amounts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """currency -> (promised, of that paid in time)"""

    @property
    def judged(self) -> int:
        return self.kept + self.partly + self.broken

    @property
    def by_count_bp(self) -> int | None:
        """Kept of those judged, in basis points; None without any."""
        return round_half_up(10_000 * self.kept, self.judged) if self.judged else None

    def by_amount_bp(self, currency: str) -> int | None:
        """Paid of what was promised in a currency, in basis points; None without any."""
        promised, paid = self.amounts.get(currency, (0, 0))
        return round_half_up(10_000 * paid, promised) if promised else None


def kept_rate_of(promises: Sequence[Judged]) -> KeptRate:
    """The rate over promises that fell due in a period; open, superseded and withdrawn ones are not in it."""
    states = [one.state for one in promises]
    amounts: dict[str, tuple[int, int]] = {}
    for one in promises:
        promised, paid = amounts.get(one.currency, (0, 0))
        in_time = min(one.paid_minor, one.amount_minor)
        amounts[one.currency] = promised + one.amount_minor, paid + max(0, in_time)
    return KeptRate(
        kept=states.count(PromiseState.KEPT),
        partly=states.count(PromiseState.PARTLY),
        broken=states.count(PromiseState.BROKEN),
        amounts=amounts,
    )
