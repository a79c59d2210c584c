"""Other signs of strain: promises broken, invoices paid in part, payments taken back.

Such things are rare and come by themselves, so they are counted: is what came lately more than the
customer's own past, and a prior, let expect?
"""

import math

from cashwright.areas.credit.policies import Detector, DriftPolicy
from cashwright.areas.credit.rules.drift import Warned

PRIOR_EVENTS, PRIOR_DAYS = 0.5, 365.0  # of a customer nothing is known of: one in two years
COUNT_MIN = 2  # once is an accident


def expected(before_count: int, before_days: int, policy: DriftPolicy) -> float:
    """How many to expect in `signal_days`, by `before_count` in the `before_days` before them."""
    rate = (before_count + PRIOR_EVENTS) / (before_days + PRIOR_DAYS)
    return rate * policy.signal_days


def odds(count: int, expecting: float) -> float:
    """How likely `count` or more are where `expecting` > 0 are expected (Poisson)."""
    below = sum(expecting**n / math.factorial(n) for n in range(count))
    return max(1.0 - math.exp(-expecting) * below, 0.0)


def signal_drift(
    detector: Detector, count: int, before_count: int, before_days: int, policy: DriftPolicy
) -> Warned | None:
    """Whether `count` in the last `signal_days` are too many; days stand for counts in the answer."""
    expecting = expected(before_count, before_days, policy)
    if count < COUNT_MIN:
        return None
    rare = odds(count, expecting)
    if rare >= policy.signal_odds:
        return None
    return Warned(detector, -math.log10(max(rare, 1e-12)), expecting, count)
