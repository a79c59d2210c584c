"""Tiered prices: graduated (each unit at its own tier), volume (all at the last), stairstep.

The first tier is in force at zero: its flat amount is due even when nothing was used, as a base
fee is. `up_to` belongs to the tier it ends.
"""

from collections.abc import Iterator

from cashwright.areas.catalog.refusals import TierOverrun
from cashwright.areas.catalog.rules.numbers import plain
from cashwright.areas.catalog.rules.terms import EXACT, PriceTerms, Step, TierTerms, units_at

_EndedTier = tuple[int, TierTerms, int]  # tier_no, the tier, where the one before it ended


def entered(terms: PriceTerms, quantity_e6: int) -> Iterator[_EndedTier]:
    """The tiers a quantity has come into, lowest first; raises TierOverrun past an ended last."""
    lower = 0
    for tier_no, tier in enumerate(terms.tiers, start=1):
        yield tier_no, tier, lower
        if tier.up_to_e6 is None or quantity_e6 <= tier.up_to_e6:
            return
        lower = tier.up_to_e6
    raise TierOverrun(quantity=plain(quantity_e6, 6), up_to=plain(lower, 6))


def graduated(terms: PriceTerms, quantity_e6: int, units: int) -> list[Step]:
    """Each unit at the price of the tier it falls in, and the flat amount of each tier entered."""
    steps = []
    for tier_no, tier, lower in entered(terms, quantity_e6):
        upper = quantity_e6 if tier.up_to_e6 is None else min(quantity_e6, tier.up_to_e6)
        steps.append(_step(tier_no, tier, upper - lower, units))
    return steps


def volume(terms: PriceTerms, quantity_e6: int, units: int) -> list[Step]:
    """All units at the price of the tier the quantity ends in, and its flat amount."""
    tier_no, tier, _ = list(entered(terms, quantity_e6))[-1]
    return [_step(tier_no, tier, quantity_e6, units)]


def stairstep(terms: PriceTerms, quantity_e6: int, units: int) -> list[Step]:
    """The flat amount of the tier the quantity ends in, for any quantity in it."""
    tier_no, tier, _ = list(entered(terms, quantity_e6))[-1]
    minor = tier.flat_minor
    return [
        Step(quantity_e6=quantity_e6, flat_minor=minor, exact_e15=minor * EXACT, tier_no=tier_no)
    ]


def _step(tier_no: int, tier: TierTerms, quantity_e6: int, units: int) -> Step:
    exact = units_at(quantity_e6, tier.unit_price_e9, units) + tier.flat_minor * EXACT
    return Step(
        quantity_e6=quantity_e6, unit_price_e9=tier.unit_price_e9, flat_minor=tier.flat_minor,
        exact_e15=exact, tier_no=tier_no,
    )  # fmt: skip
