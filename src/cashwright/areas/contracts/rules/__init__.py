"""Decisions about contracts: when is billed, which days, and what a change comes to.

calendar   schedules of periods, bill days, shares of a cycle
days       the days of a period that count: spans less pauses, trial and end
changing   what a change leaves of the spans of a charge
proration  shares of prices, credits and charges of a change, what may be credited
orders     what an order must say
"""

from cashwright.areas.contracts.rules.calendar import (
    SCHEDULE_AHEAD,
    Interval,
    PlannedPeriod,
    bill_dates,
    cycle_fraction,
    schedule,
)
from cashwright.areas.contracts.rules.changing import (
    AddCharge,
    Cancelling,
    Change,
    ChangePrice,
    ChangeQuantity,
    Pausing,
    RemoveCharge,
    Resuming,
    in_force,
)
from cashwright.areas.contracts.rules.days import Days, Segment, Span, billed_days
from cashwright.areas.contracts.rules.proration import (
    Billed,
    New,
    Priced,
    ProrationLine,
    ProrationQuote,
    capped_credit,
    change_quote,
    parts,
    prorated,
    share,
    standing,
    unused,
)

__all__ = [
    "SCHEDULE_AHEAD",
    "AddCharge",
    "Billed",
    "Cancelling",
    "Change",
    "ChangePrice",
    "ChangeQuantity",
    "Days",
    "Interval",
    "New",
    "Pausing",
    "PlannedPeriod",
    "Priced",
    "ProrationLine",
    "ProrationQuote",
    "RemoveCharge",
    "Resuming",
    "Segment",
    "Span",
    "bill_dates",
    "billed_days",
    "capped_credit",
    "change_quote",
    "cycle_fraction",
    "in_force",
    "parts",
    "prorated",
    "schedule",
    "share",
    "standing",
    "unused",
]
