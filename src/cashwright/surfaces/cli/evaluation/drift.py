"""How early and how rightly it was noticed that customers began to pay worse, against the hidden day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from statistics import median
from typing import Any

DAYS_A_MONTH = 30.4
MONTHS_MIN = 12
"""Fewer customer-months say nothing of how rare false alarms are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One customer: since when they could be watched, when they truly changed, when that was said.

    from_on    the day the first invoice fell due
    changes_on from this day on they truly pay worse; None where they never do
    felt_on    the day the first invoice fell due that is paid worse: before, nobody could tell
    alarms     (day, by what), the oldest first
    """

    from_on: date
    until_on: date
    changes_on: date | None
    alarms: tuple[tuple[date, str], ...] = ()
    felt_on: date | None = None


@dataclass(slots=True)
class DriftScores:
    """changes: customers who truly changed while watched; delays: days until that was said, of those found.

    felt   the same days, counted from when the first invoice fell due that is paid worse
    again  alarms about somebody it was said of before, rightly: they still pay worse
    """

    customers: int = 0
    changes: int = 0
    delays: list[int] = field(default_factory=list)
    felt: list[int] = field(default_factory=list)
    false: dict[str, int] = field(default_factory=dict)
    again: int = 0
    quiet_days: int = 0

    @property
    def found(self) -> int:
        return len(self.delays)

    @property
    def false_count(self) -> int:
        return sum(self.false.values())

    @property
    def quiet_months(self) -> float:
        """Customer-months in which nothing had changed."""
        return self.quiet_days / DAYS_A_MONTH

    @property
    def false_per_100(self) -> tuple[float, float, float] | None:
        """False alarms in 100 customer-months, and between which that lies; None of too few months."""
        if self.quiet_months < MONTHS_MIN:
            return None
        low, high = counted_between(self.false_count)
        per = 100 / self.quiet_months
        return self.false_count * per, low * per, high * per

    def as_json(self) -> dict[str, Any]:
        """Everything counted; days and plain numbers."""
        false = self.false_per_100
        return {
            "customers": self.customers, "changes": self.changes, "found": self.found,
            "delay_days_median": median(self.delays) if self.delays else None,
            "delay_days": sorted(self.delays), "felt_days": sorted(self.felt), "said_again": self.again,
            "false_alarms": dict(sorted(self.false.items())),
            "quiet_customer_months": round(self.quiet_months, 1),
            "false_per_100_months": [round(one, 2) for one in false] if false else None,
        }  # fmt: skip


def drift_scores(watched: Iterable[Watched]) -> DriftScores:
    """Hold the alarms about many customers against the days they truly changed."""
    scores = DriftScores()
    for one in watched:
        scores.customers += 1
        change = one.changes_on
        is_change = change is not None and one.from_on <= change <= one.until_on
        quiet_until = change if change is not None and is_change else one.until_on
        scores.quiet_days += max(0, (quiet_until - one.from_on).days)
        scores.changes += is_change
        is_found = False
        for on, by in one.alarms:
            if not is_change or change is None or on < change:
                scores.false[by] = scores.false.get(by, 0) + 1
            elif is_found:
                scores.again += 1
            else:
                is_found = True
                scores.delays.append((on - change).days)
                scores.felt.append((on - (one.felt_on or change)).days)
    return scores


def counted_between(count: int) -> tuple[float, float]:
    """Between which true means a count lies with 95 % (Byar's approximation of the Poisson interval).

    source  N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (1987), 2.3
    """
    z, more = 1.959964, count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3 if count else 0.0
    return max(0.0, low), more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3
