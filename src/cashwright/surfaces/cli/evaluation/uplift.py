"""What reminders truly did: when invoices were paid, and when they would have been; only the truth knows.

The books alone can tell this only where some customers were held out by chance: what the two groups paid
is then compared. Where nobody was held out they say nothing, and neither does this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cashwright.areas.collections.rules.trials import Uplift
from cashwright.surfaces.cli.evaluation.intents import interval_ppt

WINDOW_DAYS = 14
ALONE = (
    "Nobody was held out of reminders here, so the books alone cannot tell what they did. Ways to remind"
    " held against people of whom both is known: cashwright evaluate uplift --world 4000"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """An invoice that was reminded of when it was late, and what messages truly changed about it.

    first_on  the day of the first such reminder
    would_on, paid_on  without messages, and as it was; None where messages changed nothing
    """

    first_on: date
    would_on: date | None = None
    paid_on: date | None = None


@dataclass(slots=True)
class TrueEffect:
    """Counted over invoices that were reminded of.

    sooner, later   paid on an earlier or a later day than without messages
    days_won        days earlier, less days later, in sum
    in_time, lost   paid within the window only because of messages; not paid in it because of them
    """

    invoices: int = 0
    sooner: int = 0
    later: int = 0
    days_won: int = 0
    in_time: int = 0
    lost: int = 0

    @property
    def uplift_ppt(self) -> int | None:
        """How many more thousandths were paid within the window; None of nothing."""
        return (self.in_time - self.lost) * 1000 // self.invoices if self.invoices else None

    def as_json(self) -> dict[str, Any]:
        """Everything counted, shares in thousandths."""
        return {
            "invoices": self.invoices, "sooner": self.sooner, "later": self.later,
            "days_won": self.days_won, "window_days": WINDOW_DAYS, "in_time": self.in_time,
            "lost": self.lost, "uplift_ppt": self.uplift_ppt,
            "sooner_between_ppt": interval_ppt(self.sooner, self.invoices),
        }  # fmt: skip


def true_effect(invoices: Iterable[Reminded]) -> TrueEffect:
    """Add up what messages truly changed."""
    told = TrueEffect()
    for one in invoices:
        told.invoices += 1
        if one.would_on is None or one.paid_on is None:
            continue
        told.sooner += one.paid_on < one.would_on
        told.later += one.paid_on > one.would_on
        told.days_won += (one.would_on - one.paid_on).days
        end = one.first_on + timedelta(days=WINDOW_DAYS)
        told.in_time += one.paid_on <= end < one.would_on
        told.lost += one.would_on <= end < one.paid_on
    return told


def trial_json(title: str, way: str, rate: tuple[int, int], said: Uplift) -> dict[str, Any]:
    """What the house says of one way of a trial, in thousandths."""
    return {
        "trial": title, "way": way, "answered": rate[0], "customers": rate[1],
        "verdict": str(said.verdict), "said_ppt": said_ppt(said),
    }  # fmt: skip


def said_ppt(said: Uplift) -> list[int] | None:
    """A difference and between which two it lies, in thousandths; None where too few were asked."""
    between = said.difference
    if between is None:
        return None
    return [round(1000 * one) for one in (between.at, between.low, between.high)]
