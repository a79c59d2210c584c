"""Reading the price book and the tax tables: values for one, frames for many."""

from cashwright.areas.catalog.queries.book import (
    coupon_by_code,
    meter_by_code,
    price_by_code,
    price_terms,
    product_by_code,
    version_for,
    versions_of,
)
from cashwright.areas.catalog.queries.columns import (
    book_versions,
    price_facts,
    product_facts,
    terms_frames,
)
from cashwright.areas.catalog.queries.taxes import (
    buyers,
    exemptions,
    registrations,
    tax_engine,
    tax_rates,
)

__all__ = [
    "book_versions",
    "buyers",
    "coupon_by_code",
    "exemptions",
    "meter_by_code",
    "price_by_code",
    "price_facts",
    "price_terms",
    "product_by_code",
    "product_facts",
    "registrations",
    "tax_engine",
    "tax_rates",
    "terms_frames",
    "version_for",
    "versions_of",
]
