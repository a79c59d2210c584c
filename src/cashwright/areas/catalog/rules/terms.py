"""The words of pricing: what a price version says, and what rating answers.

Amounts on the way are *exact*: whole 10**-15ths of a minor unit (`_e15`), the scale in which a
quantity (10**-6) times a unit price (10**-9) is a whole number. They are rounded once, at the end.
"""

from dataclasses import dataclass

from cashwright.areas.catalog.policies import ChargeModel
from cashwright.kernel.rounding import round_half_up

EXACT = 10**15
E6 = 10**6
E9 = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class TierTerms:
    """One tier: above the tier before it, up to and with `up_to_e6`; None: no end."""

    up_to_e6: int | None
    unit_price_e9: int = 0
    flat_minor: int = 0
    rate_e9: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTerms:
    """The numbers of a price version with its charge model; models.PriceVersion explains each."""

    model: ChargeModel
    unit_price_e9: int = 0
    flat_minor: int = 0
    free_e6: int = 0
    free_minor: int = 0
    free_events: int = 0
    package_e6: int = 0
    package_minor: int = 0
    rate_e9: int = 0
    event_fee_e9: int = 0
    event_minimum_minor: int | None = None
    event_maximum_minor: int | None = None
    minimum_minor: int | None = None
    maximum_minor: int | None = None
    is_tax_inclusive: bool = False
    tiers: tuple[TierTerms, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part of an amount: so many units (packages, major units of money) at such a price.

    tier_no      1, 2, 3 ... of a tiered price; 0 otherwise
    package_e6   how many units are in each; 0 when not sold in packages
    rate_e9      of a percentage: the share of the quantity, which is money
    exact_e15    what it comes to, before rounding; flat_minor is in it
    """

    quantity_e6: int
    exact_e15: int
    unit_price_e9: int = 0
    flat_minor: int = 0
    rate_e9: int = 0
    package_e6: int = 0
    tier_no: int = 0

    @property
    def amount_minor(self) -> int:
        """What this step comes to by itself, rounded: for people; the sum is rounded only once."""
        return round_half_up(self.exact_e15, EXACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """An amount and how it came about. `is_capped`: the maximum was reached, steps say more."""

    amount_minor: int
    steps: tuple[Step, ...]
    is_capped: bool = False


def tens(exponent: int) -> int:
    """10**exponent; the exponent is not negative."""
    power: int = 10**exponent
    return power


def units_at(quantity_e6: int, unit_price_e9: int, units: int) -> int:
    """Units times unit price, exact. `units`: the decimals of the currency."""
    return quantity_e6 * unit_price_e9 * tens(units)
