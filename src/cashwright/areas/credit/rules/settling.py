"""When an invoice was paid, as of any day: from what was applied to it and taken back again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Applied:
    """One application: minor units, negative where it was undone."""

    on: date
    amount_minor: int
    is_payment: bool


def settled_on(total_minor: int, applied: Iterable[Applied], *, on: date) -> date | None:
    """The day since when an invoice has been closed without a break, as of `on`.

    total_minor  what it asked for, > 0
    returns      None while something is open of it, and when no money closed any part of it: what
                 was credited or written off tells nothing of how a customer pays
    What is undone and applied again on one day closed it on the first day: it was a correction.
    """
    assert total_minor > 0
    by_day: dict[date, int] = defaultdict(int)
    paid_minor = 0
    for each in applied:
        if each.on <= on:
            by_day[each.on] += each.amount_minor
            paid_minor += each.amount_minor if each.is_payment else 0
    closed_on, left = None, total_minor
    for day in sorted(by_day):
        left -= by_day[day]
        closed_on = (closed_on or day) if left == 0 else None
    return closed_on if paid_minor > 0 else None
