"""What an arm brought, with how sure that is.

source  E. B. Wilson, Probable inference (1927), for a rate; R. G. Newcombe, Interval estimation for the
        difference between independent proportions (1998), method 10, for a difference. Both stay within
        what is possible and cover as they should with few customers
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from cashwright.areas.cash.rules.shares import wilson

_Z2 = 3.841459
"""The square of 1.96: 95 % on both sides."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate, or a difference of rates, with the bounds of its 95 % interval. Shares, not money."""

    at: float
    low: float
    high: float


class Verdict(StrEnum):
    """What may be said of an arm beside those who heard nothing."""

    TOO_FEW = "too_few"
    NOTHING_SHOWN = "nothing_shown"
    HELPS = "helps"
    HURTS = "hurts"


@dataclass(frozen=True, slots=True)
class Uplift:
    """The difference to the holdout; no interval while there are too few on either side."""

    verdict: Verdict
    difference: Interval | None = None


def rate(hits: int, of: int) -> Interval:
    """The share `hits` of `of`; of nobody anything is possible."""
    low, high = wilson(hits, of, z2=_Z2)
    return Interval(hits / of if of else 0.0, low, high)


def uplift(arm: tuple[int, int], holdout: tuple[int, int], *, least: int) -> Uplift:
    """What an arm brought more than hearing nothing.

    arm, holdout  (responses, customers)
    least         customers needed on each side before anything is said
    """
    if min(arm[1], holdout[1]) < least:
        return Uplift(Verdict.TOO_FEW)
    mine, theirs = rate(*arm), rate(*holdout)
    at = mine.at - theirs.at
    low = at - sqrt((mine.at - mine.low) ** 2 + (theirs.high - theirs.at) ** 2)
    high = at + sqrt((mine.high - mine.at) ** 2 + (theirs.at - theirs.low) ** 2)
    verdict = Verdict.HELPS if low > 0 else Verdict.HURTS if high < 0 else Verdict.NOTHING_SHOWN
    return Uplift(verdict, Interval(at, low, high))
