"""Decisions about trials: who gets which arm, what an arm brought, how the odds follow.

placing    a customer's arm, from their id alone
chances    rates with their intervals, the difference to those who heard nothing
learning   odds that follow what was learned, by draws that can be made again
"""

from cashwright.areas.collections.rules.trials.chances import (
    Interval,
    Uplift,
    Verdict,
    rate,
    uplift,
)
from cashwright.areas.collections.rules.trials.learning import learned_odds
from cashwright.areas.collections.rules.trials.placing import arm_for

__all__ = [
    "Interval",
    "Uplift",
    "Verdict",
    "arm_for",
    "learned_odds",
    "rate",
    "uplift",
]
