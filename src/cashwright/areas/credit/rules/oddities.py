"""Is one paying day that is much too late the beginning of something, or an oddity that passes?

A customer who pays once a month is warned of after one such day (rules/drift.py), since the next is far
away. Where customers forget single invoices now and then, that would be a false alarm each time. So
the house looks at what became of such days among all its customers: a *spike* is a paying day far above
the customer's own habit after one that was not; it *stayed* when the next one was as late, else it was
*lone*. Where spikes are mostly lone, one day alone warns of nobody, and the second one does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from cashwright.areas.credit.rules.baseline import NORMAL, SPREAD_MIN

SPIKE = (
    6.0  # spreads above the customer's own middle, by the MAD: what is looked for does not widen it
)
LONE_MIN = 5  # fewer lone spikes tell nothing
LONE_SHARE = 2 / 3  # of all spikes


@dataclass(frozen=True, slots=True)
class Spikes:
    """How many spikes passed, and how many stayed."""

    lone: int
    stayed: int

    @property
    def alone_tells(self) -> bool:
        """Whether one paying day alone may warn."""
        return self.lone < LONE_MIN or self.lone < LONE_SHARE * (self.lone + self.stayed)


def spikes_of(customers: Iterable[Sequence[float]]) -> Spikes:
    """What became of the spikes of customers, each told by the lateness of their paying days in order.

    The first and the last day of a customer tell nothing: what was before or came after is not known.
    """
    lone = stayed = 0
    for days in customers:
        middle = median(days)
        mad = median(abs(each - middle) for each in days)
        limit = middle + SPIKE * max(mad * NORMAL, SPREAD_MIN)
        late = [each > limit for each in days]
        for before, spike, after in zip(late, late[1:], late[2:], strict=False):
            if spike and not before:
                stayed += after
                lone += not after
    return Spikes(lone, stayed)
