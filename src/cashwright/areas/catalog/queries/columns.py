"""The price book as columns, for runs."""

from collections.abc import Collection
from uuid import UUID

import polars as pl

from cashwright.areas.catalog.frames import TERMS, TIERS
from cashwright.areas.catalog.models import Price, PriceVersion, Product, Tier
from cashwright.columns.copy import read_frame
from cashwright.columns.dtypes import CODE, DAY, ID, TEXT

BOOK = {"price_id": ID, "currency": CODE, "valid_from": DAY, "price_version_id": ID}
PRICES = {
    "price_id": ID, "price_code": TEXT, "product_id": ID, "product_name": TEXT, "price_name": TEXT,
    "account_code": CODE, "tax_class": CODE, "model": CODE, "timing": CODE, "meter_id": ID,
    "aggregation": CODE, "unit_name": TEXT,
}  # fmt: skip
PRODUCTS = {"product_id": ID, "product_name": TEXT, "account_code": CODE, "tax_class": CODE}


def terms_frames(
    version_ids: Collection[UUID] | None = None, *, currency: str | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Terms (frames.TERMS, one row a version) and tiers (frames.TIERS), of all or of those named."""
    versions = PriceVersion.objects.all()
    if version_ids is not None:
        versions = versions.filter(pk__in=version_ids)
    if currency is not None:
        versions = versions.filter(currency=currency)
    theirs = {"price_version_id": "pk", "model": "price__model"}
    schema = {theirs.get(name, name): dtype for name, dtype in TERMS.items()}
    terms = read_frame(versions, schema=schema).rename({pk: ours for ours, pk in theirs.items()})
    is_all = version_ids is None and currency is None
    tiers = Tier.objects.all() if is_all else Tier.objects.filter(price_version__in=versions)
    return terms, read_frame(tiers, schema=TIERS)


def book_versions(currency: str | None = None) -> pl.DataFrame:
    """The price book's versions: price_id, currency, valid_from, price_version_id; by valid_from."""
    versions = PriceVersion.objects.filter(owner_id__isnull=True)
    if currency is not None:
        versions = versions.filter(currency=currency)
    found = read_frame(
        versions, schema={"price_id": ID, "currency": CODE, "valid_from": DAY, "id": ID}
    )
    return found.rename({"id": "price_version_id"}).sort("valid_from")


def price_facts() -> pl.DataFrame:
    """What a line says of its price and product: PRICES, one row a price."""
    names = {
        "price_id": "id", "price_code": "code", "product_id": "product_id",
        "product_name": "product__name", "price_name": "name", "account_code": "product__account_id",
        "tax_class": "product__tax_class", "model": "model", "timing": "timing",
        "meter_id": "meter_id", "aggregation": "meter__aggregation", "unit_name": "unit_name",
    }  # fmt: skip
    schema = {theirs: PRICES[ours] for ours, theirs in names.items()}
    found = read_frame(Price.objects.all(), schema=schema)
    return found.rename({theirs: ours for ours, theirs in names.items() if ours != theirs})


def product_facts() -> pl.DataFrame:
    """What a line says of its product: PRODUCTS, one row a product, those without a price among them."""
    names = {
        "id": "product_id",
        "name": "product_name",
        "account_id": "account_code",
        "tax_class": "tax_class",
    }
    schema = {theirs: PRODUCTS[ours] for theirs, ours in names.items()}
    return read_frame(Product.objects.all(), schema=schema).rename(names)
