"""Doing, about the price book and tax: products, meters, prices and their versions, coupons, taxes."""

from cashwright.areas.catalog.services.coupons import add_coupon
from cashwright.areas.catalog.services.meters import MeterFilter, add_meter
from cashwright.areas.catalog.services.prices import (
    PriceNumbers,
    add_price,
    negotiate_price,
    set_price,
)
from cashwright.areas.catalog.services.products import add_product, change_product, retire
from cashwright.areas.catalog.services.tax_facts import (
    end_registration,
    record_exemption,
    register_for_tax,
)
from cashwright.areas.catalog.services.tax_rates import (
    import_tax_rates,
    load_starter_tax_rates,
    set_tax_rate,
)

__all__ = [
    "MeterFilter",
    "PriceNumbers",
    "add_coupon",
    "add_meter",
    "add_price",
    "add_product",
    "change_product",
    "end_registration",
    "import_tax_rates",
    "load_starter_tax_rates",
    "negotiate_price",
    "record_exemption",
    "register_for_tax",
    "retire",
    "set_price",
    "set_tax_rate",
]
