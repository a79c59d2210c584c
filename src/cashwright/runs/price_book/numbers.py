"""The numbers of a price as the file writes them; which of them a model has is checked by the catalog.

unit_price 29.00   price 99.00 (flat)   free 1000 (units)   free_amount 500.00   free_events 10
package 1000 and package_price 5.00     rate "1.2 %", event_fee 0.25, event_minimum, event_maximum
minimum 500.00, maximum 9000.00 (of a period)               tax_included true
tiers [{ up_to = 1000, unit_price = 0.01, price = 0, rate = "1 %" }, { unit_price = 0.008 }]
"""

from cashwright.areas.catalog.policies import PRICE_EXPONENT, QUANTITY_EXPONENT
from cashwright.areas.catalog.rules import TierDraft
from cashwright.areas.catalog.services import PriceNumbers
from cashwright.kernel.currencies import minor_units
from cashwright.runs.price_book.fields import Fields


def numbers(fields: Fields, currency: str) -> PriceNumbers:
    """The numbers of one version. Raises PriceBookUnreadable, UnknownCurrency."""
    units = minor_units(currency)
    found = PriceNumbers(
        unit_price_e9=fields.scaled("unit_price", PRICE_EXPONENT) or 0,
        flat_minor=fields.scaled("price", units) or 0,
        free_e6=fields.scaled("free", QUANTITY_EXPONENT) or 0,
        free_minor=fields.scaled("free_amount", units) or 0,
        free_events=fields.whole("free_events") or 0,
        package_e6=fields.scaled("package", QUANTITY_EXPONENT) or 0,
        package_minor=fields.scaled("package_price", units) or 0,
        rate_e9=fields.scaled("rate", PRICE_EXPONENT, is_share=True) or 0,
        event_fee_e9=fields.scaled("event_fee", PRICE_EXPONENT) or 0,
        event_minimum_minor=fields.scaled("event_minimum", units),
        event_maximum_minor=fields.scaled("event_maximum", units),
        minimum_minor=fields.scaled("minimum", units),
        maximum_minor=fields.scaled("maximum", units),
        is_tax_inclusive=fields.flag("tax_included"),
        tiers=tuple(_tier(tier, units) for tier in fields.parts("tiers")),
    )
    fields.nothing_else()
    return found


def _tier(fields: Fields, units: int) -> TierDraft:
    found = TierDraft(
        up_to_e6=fields.scaled("up_to", QUANTITY_EXPONENT),
        above_e6=fields.scaled("above", QUANTITY_EXPONENT),
        unit_price_e9=fields.scaled("unit_price", PRICE_EXPONENT) or 0,
        flat_minor=fields.scaled("price", units) or 0,
        rate_e9=fields.scaled("rate", PRICE_EXPONENT, is_share=True) or 0,
    )
    fields.nothing_else()
    return found
