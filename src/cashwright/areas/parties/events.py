"""Facts that parties announce. Changed fields are named; personal data is never told.

`changes` holds (field, before, after); for a name or an address before and after stay empty.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from cashwright.kernel.events import HOUSE

Changes = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEntityAdded:
    """One of our own companies has been set up."""

    name: ClassVar[str] = "parties.legal_entity_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "entity_id"

    entity_id: UUID
    code: str
    currency: str
    zone: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEntityChanged:
    """A setting of one of our companies changed."""

    name: ClassVar[str] = "parties.legal_entity_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "entity_id"

    entity_id: UUID
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogEntryAdded:
    """Terms, a segment or a portfolio (`kind`) can be chosen from now on."""

    name: ClassVar[str] = "parties.catalog_entry_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "entry_id"

    entry_id: UUID
    kind: str
    code: str
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAdded:
    """A customer can be invoiced from now on."""

    name: ClassVar[str] = "parties.customer_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "customer_id"

    entity_id: UUID
    customer_id: UUID
    account_no: str
    country: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged:
    """Something on a customer's card changed."""

    name: ClassVar[str] = "parties.customer_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "customer_id"

    entity_id: UUID
    customer_id: UUID
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLimitSet:
    """How much a customer may owe, in minor units of their currency; null: no limit."""

    name: ClassVar[str] = "parties.credit_limit_set"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "customer_id"

    entity_id: UUID
    customer_id: UUID
    currency: str
    before_minor: int | None
    limit_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAdded:
    """There is one more person to talk to."""

    name: ClassVar[str] = "parties.contact_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "contact_id"

    entity_id: UUID
    customer_id: UUID
    contact_id: UUID
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanged:
    """Something about a person changed: the names of the fields, never their values."""

    name: ClassVar[str] = "parties.contact_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "contact_id"

    entity_id: UUID
    customer_id: UUID
    contact_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactErased:
    """Nothing is known of a person any more: their card is empty and their key destroyed."""

    name: ClassVar[str] = "parties.contact_erased"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "contact_id"

    entity_id: UUID
    customer_id: UUID
    contact_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStated:
    """A person gave or withdrew consent to be reached on one channel for one purpose."""

    name: ClassVar[str] = "parties.consent_stated"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "contact_id"

    entity_id: UUID
    customer_id: UUID
    contact_id: UUID
    channel: str
    purpose: str
    is_given: bool
    stated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced:
    """Something stops for a customer."""

    name: ClassVar[str] = "parties.hold_placed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "customer_id"

    entity_id: UUID
    customer_id: UUID
    hold_id: UUID
    kind: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased:
    """It goes on again from `released_on`."""

    name: ClassVar[str] = "parties.hold_released"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "customer_id"

    entity_id: UUID
    customer_id: UUID
    hold_id: UUID
    kind: str
    released_on: date
