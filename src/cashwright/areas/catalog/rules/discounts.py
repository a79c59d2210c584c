"""Discounts: taken one after the other, each from what the earlier ones left, never below zero.

Signs: a credit line (negative gross) gives back its discount, so its discount is negative too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cashwright.kernel.money import split_minor
from cashwright.kernel.rounding import round_half_up

PPM = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountTerms:
    """A share or an amount, exactly one of them.

    charges   the positions of the lines it is for; None: all of them, an amount spread over them
    """

    percent_ppm: int | None = None
    amount_minor: int | None = None
    charges: frozenset[int] | None = None

    def __post_init__(self) -> None:
        assert (self.percent_ppm is None) != (self.amount_minor is None), "a share or an amount"


def discounted_lines(
    gross_minor: Sequence[int], discounts: Sequence[DiscountTerms]
) -> tuple[int, ...]:
    """What is taken off each of the lines one set of discounts is for (a contract's, a period's).

    percent   of what is left of each line, half up
    amount    at most what is left of the charges it is for, spread by what is left of each (largest
              remainder, ties to the earlier line); credit lines take no part in amounts
    """
    left = list(gross_minor)
    for discount in discounts:
        theirs = [n for n in range(len(left)) if _is_for(discount, n)]
        for n, taken in zip(theirs, _taken([left[n] for n in theirs], discount), strict=True):
            left[n] -= taken
    return tuple(gross - rest for gross, rest in zip(gross_minor, left, strict=True))


def _is_for(discount: DiscountTerms, line: int) -> bool:
    return discount.charges is None or line in discount.charges


def _taken(left: Sequence[int], discount: DiscountTerms) -> Sequence[int]:
    if discount.percent_ppm is not None:
        return [round_half_up(minor * discount.percent_ppm, PPM) for minor in left]
    weights = [max(0, minor) for minor in left]
    if not sum(weights):
        return [0] * len(left)
    return split_minor(min(discount.amount_minor or 0, sum(weights)), weights)
