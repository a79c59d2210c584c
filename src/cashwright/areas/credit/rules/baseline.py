"""How a customer usually pays: a middle and a spread that a few odd invoices do not move.

Words: a *paying day* is a day on which at least one invoice was closed with money; its *lateness* is
the mean of those invoices' days from due to paid, below zero when early. A payment run of forty
invoices is one decision of the customer and counts once.
Median and MAD stand 50 % of odd values (Hampel 1974); what few paying days tell is drawn towards
customers alike (empirical Bayes for the middle, a geometric mean for the spread).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

NORMAL = 1.4826  # a MAD times this is a standard deviation, were it normal
UPPER = 1.2816  # so many standard deviations lie 10 % above
SPREAD_MIN = 1.0  # days: nobody is more regular than the calendar
PRIOR_WEIGHT = 4  # how many paying days the customers alike are worth
CUSTOMERS_MIN = 20  # fewer customers alike tell nothing of a customer


@dataclass(frozen=True, slots=True)
class Prior:
    """How customers alike pay, in days: their middle, how far they lie apart, each one's spread.

    alone_tells  whether one paying day that is much too late is worth a word (rules/oddities.py)
    """

    typical_days: float = 0.0
    between_days: float = 15.0
    spread_days: float = 5.0
    alone_tells: bool = True


@dataclass(frozen=True, slots=True)
class Baseline:
    """How one customer pays: days late in the middle, their spread, of how many paying days."""

    typical_days: float
    spread_days: float
    count: int


def spread_of(days: Sequence[float]) -> float:
    """The spread of some lateness, >= 1 day: by the MAD, or by the upper tenth where that is wider."""
    middle = median(days)
    mad = median(abs(each - middle) for each in days)
    upper = sorted(days)[len(days) * 9 // 10] - middle
    return max(mad * NORMAL, upper / UPPER, SPREAD_MIN)


def baseline(days: Sequence[float], prior: Prior) -> Baseline:
    """The habit in `days` (at least one), drawn towards `prior` the more the fewer there are."""
    count, own = len(days), spread_of(days)
    spread = (own**count * prior.spread_days**PRIOR_WEIGHT) ** (1 / (count + PRIOR_WEIGHT))
    between = count * prior.between_days**2
    weight = between / (between + spread**2)
    typical = weight * median(days) + (1 - weight) * prior.typical_days
    return Baseline(typical, spread, count)


def prior_of(customers: Sequence[Sequence[float]]) -> Prior:
    """How customers alike pay: each one's lateness; fewer than 20 of them tell nothing."""
    if len(customers) < CUSTOMERS_MIN:
        return Prior()
    middles = [median(days) for days in customers]
    middle = median(middles)
    apart = median(abs(each - middle) for each in middles) * NORMAL
    spread = median(spread_of(days) for days in customers)
    return Prior(middle, max(apart, Prior().spread_days), spread)
