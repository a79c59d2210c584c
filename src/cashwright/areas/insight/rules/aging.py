"""The aged balance and the shares read from it (F8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cashwright.areas.collections.rules import Bucket, bucket
from cashwright.areas.insight import definitions
from cashwright.areas.insight.rules.figure import Figure, amount_text, percent


@dataclass(frozen=True, slots=True)
class AgedBalance:
    """Open balances by bucket, and unapplied cash beside them in a column of its own.

    by_bucket        every bucket in its order, zero when empty
    unapplied_minor  <= 0: money customers sent that is tied to no invoice yet
    """

    by_bucket: dict[Bucket, int]
    unapplied_minor: int = 0

    @property
    def open_minor(self) -> int:
        """A/R as the KPIs mean it: unapplied cash left out."""
        return sum(self.by_bucket.values())

    @property
    def current_minor(self) -> int:
        """Not past due."""
        return self.by_bucket[Bucket.CURRENT]

    @property
    def past_due_minor(self) -> int:
        """Past due by a day or more."""
        return self.open_minor - self.current_minor

    @property
    def total_minor(self) -> int:
        """What the control account says: open items less unapplied cash."""
        return self.open_minor + self.unapplied_minor


def aged_balance(
    items: Iterable[tuple[date, int]], on: date, *, unapplied_minor: int = 0
) -> AgedBalance:
    """Sort open balances into buckets as of `on`.

    items            (due_on, balance in minor units), one currency
    unapplied_minor  <= 0
    """
    assert unapplied_minor <= 0
    by_bucket = dict.fromkeys(Bucket, 0)
    for due_on, balance_minor in items:
        by_bucket[bucket(due_on, on)] += balance_minor
    return AgedBalance(by_bucket, unapplied_minor)


def percent_current(aged: AgedBalance, *, currency: str) -> Figure:
    """Current A/R in percent of A/R; undefined when nothing is open."""
    return percent(
        definitions.PERCENT_CURRENT,
        aged.current_minor,
        aged.open_minor,
        lambda minor: amount_text(minor, currency),
    )


def at_risk_rate(*, still_unpaid_minor: int, billed_minor: int, currency: str) -> Figure:
    """Of what one month billed, the percent still unpaid 90 days past due."""
    return percent(
        definitions.AT_RISK,
        still_unpaid_minor,
        billed_minor,
        lambda minor: amount_text(minor, currency),
    )
