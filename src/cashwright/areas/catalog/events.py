"""Facts that the price book and the tax tables announce. Most belong to the whole house.

`changes` holds (field, before, after).
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from cashwright.kernel.events import HOUSE

Changes = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductAdded:
    """Something can be sold from now on."""

    name: ClassVar[str] = "catalog.product_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "product_id"

    product_id: UUID
    code: str
    account: str
    tax_class: str
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged:
    """The words, the income account or the tax class of a product changed."""

    name: ClassVar[str] = "catalog.product_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "product_id"

    product_id: UUID
    changes: Changes
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterAdded:
    """Something is measured from now on."""

    name: ClassVar[str] = "catalog.meter_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "meter_id"

    meter_id: UUID
    code: str
    event_kind: str
    aggregation: str
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceAdded:
    """There is one more way to charge for a product."""

    name: ClassVar[str] = "catalog.price_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "price_id"

    price_id: UUID
    product_id: UUID
    code: str
    model: str
    timing: str
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSet:
    """A price costs this in a currency from a day on. `terms`: (name, value) of what is not zero.

    owner_id  the contract that negotiated it; None in the price book
    tiers     (up to in millionths or None, unit price e9, flat minor, rate e9) of each
    """

    name: ClassVar[str] = "catalog.price_set"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "price_version_id"

    price_version_id: UUID
    price_id: UUID
    currency: str
    valid_from: date
    owner_id: UUID | None
    terms: tuple[tuple[str, str], ...]
    tiers: tuple[tuple[int | None, int, int, int], ...]
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponAdded:
    """A discount anyone may redeem."""

    name: ClassVar[str] = "catalog.coupon_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "coupon_id"

    coupon_id: UUID
    code: str
    valid_from: date
    valid_until: date | None
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRetired:
    """A product, price or meter (`kind`) is not sold any more; what was agreed goes on."""

    name: ClassVar[str] = "catalog.entry_retired"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "entry_id"

    entry_id: UUID
    kind: str
    code: str
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRatesAdded:
    """Tax rates were entered or read from a source."""

    name: ClassVar[str] = "catalog.tax_rates_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "import_id"

    import_id: UUID
    source: str
    added: int
    countries: tuple[str, ...]
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRegistered:
    """A legal entity collects tax in a place from a day on."""

    name: ClassVar[str] = "catalog.tax_registered"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "registration_id"

    entity_id: UUID
    registration_id: UUID
    country: str
    region: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRegistrationEnded:
    """A legal entity collects tax in a place up to this day, and no longer."""

    name: ClassVar[str] = "catalog.tax_registration_ended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "registration_id"

    entity_id: UUID
    registration_id: UUID
    country: str
    region: str
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxExemptionRecorded:
    """A customer showed that it pays no tax in a place."""

    name: ClassVar[str] = "catalog.tax_exemption_recorded"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "exemption_id"

    entity_id: UUID
    customer_id: UUID
    exemption_id: UUID
    country: str
    region: str
    category: str
    certificate_no: str
    valid_from: date
    valid_until: date | None
