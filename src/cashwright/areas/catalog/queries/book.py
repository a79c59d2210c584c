"""The price book as values: by code, and what is in force on a day."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from cashwright.areas.catalog.models import Coupon, Meter, Price, PriceVersion, Product
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.refusals import NoPriceInCurrency, UnknownCoupon, UnknownMeter
from cashwright.areas.catalog.rules import PriceTerms, TierTerms
from cashwright.kernel.refusals import NotFound

NUMBERS = (
    "unit_price_e9", "flat_minor", "free_e6", "free_minor", "free_events", "package_e6",
    "package_minor", "rate_e9", "event_fee_e9", "event_minimum_minor", "event_maximum_minor",
    "minimum_minor", "maximum_minor", "is_tax_inclusive",
)  # fmt: skip
"""The fields of a PriceVersion that are terms, named alike in PriceTerms."""


def product_by_code(code: str) -> Product:
    """Raises NotFound."""
    found = Product.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise NotFound(document="product", id=code[:40])
    return found


def price_by_code(code: str) -> Price:
    """Raises NotFound."""
    found = Price.objects.filter(code=code.strip().upper()).select_related("product").first()
    if found is None:
        raise NotFound(document="price", id=code[:40])
    return found


def meter_by_code(code: str) -> Meter:
    """A meter in use. Raises UnknownMeter."""
    found = Meter.objects.filter(code=code.strip().upper(), is_active=True).first()
    if found is None:
        raise UnknownMeter(meter=code[:40])
    return found


def coupon_by_code(code: str) -> Coupon:
    """A coupon, valid or not: `rules.check_redeemable` says. Raises UnknownCoupon."""
    found = Coupon.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise UnknownCoupon(coupon=code[:40])
    return found


def versions_of(price_id: UUID, *, owner_id: UUID | None = None) -> QuerySet[PriceVersion]:
    """Versions of a price, newest first: those of the price book, or those a contract negotiated."""
    return (
        PriceVersion.objects.filter(price_id=price_id, owner_id=owner_id)
        .prefetch_related("tiers")
        .order_by("currency", "-valid_from", "-created_at")
    )


def version_for(
    price_id: UUID, currency: str, on: date, owner_id: UUID | None = None
) -> PriceVersion:
    """What is in force on a day: the owner's newest version, or else the price book's.

    raises  NoPriceInCurrency
    """
    theirs = Q(owner_id__isnull=True) | (Q(owner_id=owner_id) if owner_id else Q())
    known = PriceVersion.objects.filter(theirs, price_id=price_id, currency=currency)
    found = (
        known.filter(valid_from__lte=on)
        .order_by("owner_id", "-valid_from", "-created_at")  # null, the price book, comes last
        .first()
    )
    if found is None:
        code = Price.objects.filter(pk=price_id).values_list("code", flat=True).first()
        raise NoPriceInCurrency(price=code or str(price_id), currency=currency, on=on)
    return found


def price_terms(version: PriceVersion | UUID) -> PriceTerms:
    """The terms of a version as the rules take them. Raises NotFound for an id nobody has."""
    if isinstance(version, UUID):
        found = PriceVersion.objects.select_related("price").filter(pk=version).first()
        if found is None:
            raise NotFound(document="price version", id=str(version))
        version = found
    tiers = tuple(
        TierTerms(
            up_to_e6=t.up_to_e6, unit_price_e9=t.unit_price_e9, flat_minor=t.flat_minor,
            rate_e9=t.rate_e9,
        )
        for t in sorted(version.tiers.all(), key=lambda t: t.tier_no)
    )  # fmt: skip
    numbers = {name: getattr(version, name) for name in NUMBERS}
    return PriceTerms(model=ChargeModel(version.price.model), tiers=tiers, **numbers)
