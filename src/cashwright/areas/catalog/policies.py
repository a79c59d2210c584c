"""The fixed words of the price book, and the scales its numbers are kept in.

Quantities count millionths of a unit (`_e6`), unit prices billionths of a major unit (`_e9`: 0.05 EUR
is 50_000_000), rates of a percentage charge billionths of one (1.2 % is 12_000_000), tax and
discount rates millionths (`_ppm`: 19 % is 190_000). Flat amounts are minor units as everywhere.
"""

from enum import StrEnum

QUANTITY_EXPONENT = 6
PRICE_EXPONENT = 9


class ChargeModel(StrEnum):
    """How a quantity becomes an amount. What only one of them means is said in `rules`."""

    FLAT = "flat"
    PER_UNIT = "per_unit"
    GRADUATED = "graduated"
    VOLUME = "volume"
    PACKAGE = "package"
    STAIRSTEP = "stairstep"
    PERCENTAGE = "percentage"
    GRADUATED_PERCENTAGE = "graduated_percentage"


TIERED = frozenset(
    {
        ChargeModel.GRADUATED,
        ChargeModel.VOLUME,
        ChargeModel.STAIRSTEP,
        ChargeModel.GRADUATED_PERCENTAGE,
    }
)


class Timing(StrEnum):
    """When a charge is billed: at the start of its period, at its end, or once when it starts."""

    ADVANCE = "advance"
    ARREARS = "arrears"
    ONCE = "once"


class Aggregation(StrEnum):
    """How a meter makes one quantity of many events."""

    SUM = "sum"
    COUNT = "count"
    MAX = "max"
    LAST = "last"
    UNIQUE = "unique"
    WEIGHTED_SUM = "weighted_sum"  # each value counts for the share of the period it was in force
    PERCENTILE = "percentile"


class TaxClass(StrEnum):
    """What kind of good a product is to the tax man."""

    STANDARD = "standard"
    REDUCED = "reduced"
    ZERO = "zero"
    EXEMPT = "exempt"


class TaxCategory(StrEnum):
    """The category codes of EN 16931 (UNCL 5305)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    OUTSIDE = "O"


class DiscountKind(StrEnum):
    """What a coupon or a negotiated discount takes off: a share, or an amount a period."""

    PERCENT = "percent"
    AMOUNT = "amount"
