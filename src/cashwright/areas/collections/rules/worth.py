"""What a customer is worth a call: what is past due, times the chance that it is still unpaid in 14 days.

The chance comes from the customer's own record, drawn towards that of all customers the less of it
there is (empirical Bayes): of the invoices that were still open when they were as late as this one
is now, how many were open 14 days later. Who paid a week earlier or later might as well have paid
then, so an invoice counts by a ramp of a week to either side, in fourteenths. A promise that was
broken counts as one more that stayed open, a promise kept as one that did not; so does a risk tier.

source  design: intelligence 3.7 and 5 (amount x P(unpaid in 14 days), before uplift is known)
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

AHEAD_DAYS = 14
"""How far the chance looks: to 14 days after today, or after the due date where that is later."""

RAMP_DAYS = 7
WHOLE = 2 * RAMP_DAYS
"""How much one invoice counts, whole."""

POOL_WEIGHT = 2
"""How many invoices of one's own weigh as much as everybody's."""

PRIOR_WEIGHT = 20
"""How many invoices of everybody's weigh as much as what a house starts with."""

# Days late from which it holds, the chance in ppm that it is still unpaid 14 days on. What a house
# starts with before it has a record of its own; our estimate, soon outweighed.
PRIOR = (
    (-10_000, 300_000),
    (1, 500_000),
    (15, 600_000),
    (31, 700_000),
    (61, 800_000),
    (91, 900_000),
)

PPM = 1_000_000

_JUDGED = ("low", "high")


@dataclass(frozen=True, slots=True)
class Record:
    """How a customer pays.

    settled  days late of invoices that were paid in full, early ones negative
    open     days late of those that are not
    kept, broken  promises
    risk     low, medium, high, or "" where nobody judged
    """

    settled: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    kept: int = 0
    broken: int = 0
    risk: str = ""


def until(days_late: int) -> int:
    """The lateness the chance looks at: in 14 days, or 14 days past due where that is later."""
    return max(days_late, 0) + AHEAD_DAYS


def prior_ppm(days_late: int) -> int:
    """What a house starts with."""
    return next(ppm for since, ppm in reversed(PRIOR) if days_late >= since)


def counted(
    settled: Iterable[tuple[int, int]], still_open: Iterable[tuple[int, int]], now: int
) -> tuple[int, int]:
    """Of the invoices open at `now` days late, how much was open at `until(now)`: (open, still open).

    settled, still_open  (days late, how many invoices); an invoice counts WHOLE
    An open invoice that is not as late as `until(now)` yet says nothing either way.
    """
    then, seen, unpaid = until(now), 0, 0
    for days, count in settled:
        seen += count * min(max(days - now + RAMP_DAYS, 0), WHOLE)
        unpaid += count * min(max(days - then + RAMP_DAYS, 0), WHOLE)
    still = sum(count for days, count in still_open if days > then)
    return seen + WHOLE * still, unpaid + WHOLE * still


def pooled_ppm(settled: Counter[int], still_open: Counter[int], days_late: int) -> int:
    """The chance for a customer nothing is known of: everybody's, or what a house starts with."""
    seen, unpaid = counted(settled.items(), still_open.items(), days_late)
    weight = WHOLE * PRIOR_WEIGHT
    return (unpaid * PPM + weight * prior_ppm(days_late)) // (seen + weight)


def unpaid_ppm(record: Record, days_late: int, pool_ppm: int) -> int:
    """The chance, in millionths, that an invoice so late now is still unpaid in 14 days.

    days_late  signed: before the due date it is negative
    pool_ppm   everybody's, by `pooled_ppm`
    """
    seen, unpaid = counted(
        ((days, 1) for days in record.settled), ((days, 1) for days in record.open), days_late
    )
    seen += WHOLE * (record.kept + record.broken + (record.risk in _JUDGED))
    unpaid += WHOLE * (record.broken + (record.risk == "high"))
    weight = WHOLE * POOL_WEIGHT
    return (unpaid * PPM + weight * pool_ppm) // (seen + weight)


def expected_minor(overdue_minor: int, ppm: int) -> int:
    """What of an amount is likely still unpaid in 14 days, half up."""
    return (2 * overdue_minor * ppm + PPM) // (2 * PPM)


@dataclass(frozen=True, slots=True)
class Weight:
    """One overdue invoice of a customer: how late, how much, its chance."""

    days_late: int
    overdue_minor: int
    ppm: int


def worth(items: Collection[Weight]) -> tuple[int, int]:
    """(expected_minor, unpaid_ppm) of a customer: the sum, and its share of what is overdue."""
    expected = sum(expected_minor(item.overdue_minor, item.ppm) for item in items)
    overdue = sum(item.overdue_minor for item in items)
    assert overdue > 0, "something is overdue"
    return expected, expected * PPM // overdue
