"""A price book as values, in the scales of catalog.policies. What each field means: catalog.models."""

from dataclasses import dataclass, field
from datetime import date

from cashwright.areas.catalog.services import MeterFilter, PriceNumbers


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductEntry:
    """A product by its code."""

    code: str
    name: str
    account: str
    tax_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterEntry:
    """A meter by its code."""

    code: str
    name: str
    unit_name: str
    event_kind: str
    aggregation: str
    value_key: str = ""
    filters: tuple[MeterFilter, ...] = ()
    group_key: str = ""
    percentile: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What a price costs in one currency from a day on."""

    currency: str
    valid_from: date
    numbers: PriceNumbers


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEntry:
    """A price by its code, with what it costs; `product` and `meter` are codes."""

    code: str
    product: str
    name: str
    model: str
    timing: str
    meter: str = ""
    unit_name: str = ""
    interval_months: int | None = None
    interval_days: int | None = None
    amounts: tuple[Amounts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponEntry:
    """A coupon by its code."""

    code: str
    name: str
    valid_from: date
    valid_until: date | None = None
    percent_ppm: int | None = None
    amount_minor: int | None = None
    currency: str = ""
    periods: int | None = None
    product: str = ""
    redemptions_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateEntry:
    """A tax rate of a place from a day on."""

    country: str
    region: str
    tax_class: str
    rate_ppm: int
    valid_from: date
    name: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationEntry:
    """Where one of our companies, by its code, collects tax."""

    entity: str
    country: str
    region: str
    tax_no: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """All that one file says. `starter_rates`: also the tax rates that come with the house."""

    products: tuple[ProductEntry, ...] = ()
    meters: tuple[MeterEntry, ...] = ()
    prices: tuple[PriceEntry, ...] = ()
    coupons: tuple[CouponEntry, ...] = ()
    rates: tuple[RateEntry, ...] = ()
    registrations: tuple[RegistrationEntry, ...] = field(default=())
    starter_rates: bool = False
