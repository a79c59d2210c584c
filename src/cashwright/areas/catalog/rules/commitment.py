"""Commitments: a period costs at least so much; and metered costs passed on with a markup."""

from cashwright.areas.catalog.rules.terms import E9, PriceTerms
from cashwright.kernel.rounding import round_half_up


def minimum_topup(terms: PriceTerms, amount_minor: int) -> int:
    """What is missing to the minimum of a period: a line of its own, so that people see why."""
    if terms.minimum_minor is None:
        return 0
    return max(0, terms.minimum_minor - amount_minor)


def markup(cost_minor: int, multiplier_e9: int) -> int:
    """A metered cost times a multiplier, half up: 10.00 at 1.33333 is 13.33."""
    return round_half_up(cost_minor * multiplier_e9, E9)
