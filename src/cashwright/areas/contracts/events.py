"""Facts that contracts announce."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractCreated:
    """A contract was written down; `state` tells whether it is agreed already."""

    name: ClassVar[str] = "contracts.created"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "contract_id"

    entity_id: UUID
    contract_id: UUID
    customer_id: UUID
    bill_to_id: UUID
    contract_no: str
    currency: str
    starts_on: date
    ends_on: date | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractMoved:
    """A contract was activated, discarded, ended or renewed: `move`, to `state`."""

    name: ClassVar[str] = "contracts.moved"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "contract_id"

    entity_id: UUID
    contract_id: UUID
    customer_id: UUID
    move: str
    state: str
    ends_on: date | None
    approval_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractChanged:
    """Who pays, or the purchase order of a contract, changed."""

    name: ClassVar[str] = "contracts.changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "contract_id"

    entity_id: UUID
    contract_id: UUID
    customer_id: UUID
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionAdded:
    """A contract got a subscription; `charges` tells how many prices it pays."""

    name: ClassVar[str] = "contracts.subscription_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "subscription_id"

    entity_id: UUID
    subscription_id: UUID
    contract_id: UUID
    customer_id: UUID
    reference: str
    starts_on: date
    ends_on: date | None
    charges: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A subscription changed from `effective_on` on; `net_minor` is what it comes to in a billed period."""

    name: ClassVar[str] = "contracts.amended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "amendment_id"

    entity_id: UUID
    amendment_id: UUID
    contract_id: UUID
    subscription_id: UUID
    customer_id: UUID
    kind: str
    effective_on: date
    proration: str
    currency: str
    net_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountAgreed:
    """Something is taken off a contract or one of its charges."""

    name: ClassVar[str] = "contracts.discount_agreed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "discount_id"

    entity_id: UUID
    discount_id: UUID
    contract_id: UUID
    customer_id: UUID
    charge_id: UUID | None
    coupon_code: str
    percent_ppm: int | None
    amount_minor: int | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemToBill:
    """A line waits to be invoiced, apart from the regular periods."""

    name: ClassVar[str] = "contracts.item_to_bill"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "bill_item_id"

    entity_id: UUID
    bill_item_id: UUID
    contract_id: UUID
    customer_id: UUID
    reason: str
    currency: str
    net_minor: int
    bill_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneSet:
    """A part of the price is billed when a milestone is reached."""

    name: ClassVar[str] = "contracts.milestone_set"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "milestone_id"

    entity_id: UUID
    milestone_id: UUID
    contract_id: UUID
    customer_id: UUID
    currency: str
    amount_minor: int
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneReached:
    """A milestone was reached; its amount waits to be invoiced."""

    name: ClassVar[str] = "contracts.milestone_reached"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "milestone_id"

    entity_id: UUID
    milestone_id: UUID
    contract_id: UUID
    customer_id: UUID
    reached_on: date
    currency: str
    amount_minor: int
    bill_item_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditGranted:
    """A customer got prepaid credit that its charges use up."""

    name: ClassVar[str] = "contracts.credit_granted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "grant_id"

    entity_id: UUID
    grant_id: UUID
    customer_id: UUID
    currency: str
    amount_minor: int
    granted_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTaken:
    """An order of the outside world came in and was fulfilled or refused (`state`, `refusal`)."""

    name: ClassVar[str] = "contracts.order_taken"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "order_id"

    entity_id: UUID
    order_id: UUID
    source: str
    source_ref: str
    state: str
    refusal: str
    contract_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRenewed:
    """A contract goes on until `ends_on`; its subscriptions with it."""

    name: ClassVar[str] = "contracts.renewed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "contract_id"

    entity_id: UUID
    contract_id: UUID
    customer_id: UUID
    ended_on: date
    ends_on: date
