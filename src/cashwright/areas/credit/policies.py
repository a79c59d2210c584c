"""What a user may set about credit: when paying worse is worth a word, and what makes a customer a risk.

Every figure is of days or of plain counts; a policy is kept version by version under controls.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

DRIFT = "credit.drift"
RISK = "credit.risk"


class Detector(StrEnum):
    """What gave it away that a customer pays worse."""

    PAID = "paid"  # what was paid came later than it used to
    OPEN = "open"  # what is open should have come by now
    PROMISES = "promises"  # they break what they promise
    PARTIALS = "partials"  # they pay in part
    FAILED = "failed"  # what they paid was taken back


class Tier(StrEnum):
    """How much of a risk a customer is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def _given(kind: type[Any], value: Mapping[str, Any]) -> dict[str, Any]:
    standard = asdict(kind())
    return {
        name: tuple(value[name]) if isinstance(standard[name], tuple) else value[name]
        for name in standard
        if name in value
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftPolicy:
    """When a customer is said to pay worse.

    is_on           off: nothing is looked for
    history_count   how many paying days make the habit; history_min: fewer tell nothing
    memory_count    within how many paying days a lateness is remembered as nothing new
    windows         how many of the latest paying days may be the new behavior
    slack           how much worse than usual, in spreads, is still nothing
    threshold       how much beyond the slack must add up, in spreads; alone_threshold: of one day
    seldom_days     who pays at least so many days apart is warned of after one paying day
    slip_days_min   smaller slips than this are nobody's business
    hazard_ratio    of open invoices: the pace of paying that is feared, as part of the usual one
    open_threshold  how much must speak for it (log odds); invoice_max: how much one invoice may say
    open_days       how far back the open invoices are looked at
    signal_days     within how many days broken promises, payments in part and returned ones are counted
    signal_odds     how rare such a count must be, given the customer's past
    cooldown_days   how long a customer is not spoken of again
    """

    version: int = 0
    is_on: bool = True
    history_count: int = 24
    history_min: int = 4
    memory_count: int = 60
    windows: tuple[int, ...] = (1, 2, 3, 4, 6, 8)
    slack: float = 1.0
    threshold: float = 6.0
    alone_threshold: float = 5.0
    seldom_days: int = 20
    slip_days_min: int = 5
    hazard_ratio: float = 0.4
    open_threshold: float = 4.5
    invoice_max: float = 2.5
    open_days: tuple[int, ...] = (7, 14, 21, 30, 45, 60)
    signal_days: int = 60
    signal_odds: float = 0.001
    cooldown_days: int = 45

    def __post_init__(self) -> None:
        assert 3 <= self.history_min <= self.history_count <= self.memory_count
        assert all(window >= 1 for window in self.windows)
        assert 0 < self.hazard_ratio < 1

    @classmethod
    def of(cls, value: Mapping[str, Any] | None, version: int = 0) -> Self:
        """As stored: any of the fields, the others as the house has them."""
        return cls(**{**_given(cls, value or {}), "version": version})


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPolicy:
    """What weighs how much, and from how many points on a customer is a medium or a high risk.

    late_days       a point for each step of so many days the customer is usually late, up to 3
    overdue_share_bp a point for each step of this share of what is open being over 30 days late, up to 3
    drift_points    while a warning stands;  promise_points: promises broken more often than kept
    loss_points     something was written off in the last two years
    hold_points     new credit is stopped by a person
    """

    version: int = 0
    late_days: int = 15
    overdue_share_bp: int = 2_500
    drift_points: int = 2
    promise_points: int = 2
    loss_points: int = 3
    hold_points: int = 3
    medium_from: int = 2
    high_from: int = 5

    def __post_init__(self) -> None:
        assert 0 < self.medium_from < self.high_from
        assert self.late_days > 0
        assert self.overdue_share_bp > 0

    @classmethod
    def of(cls, value: Mapping[str, Any] | None, version: int = 0) -> Self:
        """As stored: any of the fields, the others as the house has them."""
        return cls(**{**_given(cls, value or {}), "version": version})
