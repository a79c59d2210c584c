"""What a running period will come to, if it goes on as it began."""

from cashwright.areas.catalog.policies import Aggregation
from cashwright.kernel.rounding import round_half_up

_GROWS = {Aggregation.SUM, Aggregation.COUNT}


def projected(aggregation: Aggregation, so_far_e6: int, days_gone: int, days: int) -> int:
    """The quantity at the end of a period of `days`, of which `days_gone` (at least one) are over.

    What adds up goes on at the same pace; a largest, a last, an average and a number of different
    ones is taken to stay as it is.
    """
    assert 0 < days_gone <= days, "a day of the period is over"
    if aggregation not in _GROWS:
        return so_far_e6
    return round_half_up(so_far_e6 * days, days_gone)
