"""Facts that payments announce."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived:
    """Money came in; without a customer it is unidentified cash."""

    name: ClassVar[str] = "payments.received"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "payment_id"

    entity_id: UUID
    payment_id: UUID
    customer_id: UUID | None
    received_on: date
    currency: str
    amount_minor: int
    method: str
    entry_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentIdentified:
    """Someone knew whose unidentified cash it was."""

    name: ClassVar[str] = "payments.identified"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "payment_id"

    entity_id: UUID
    payment_id: UUID
    customer_id: UUID
    identified_on: date
    entry_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentUnidentified:
    """It was not that customer's money: it is unidentified cash again."""

    name: ClassVar[str] = "payments.unidentified"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "payment_id"

    entity_id: UUID
    payment_id: UUID
    customer_id: UUID
    unidentified_on: date
    entry_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentKeptOnAccount:
    """The customer left the money on account on purpose, or wants it applied again."""

    name: ClassVar[str] = "payments.kept_on_account"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "payment_id"

    entity_id: UUID
    payment_id: UUID
    customer_id: UUID
    is_on_account: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReturned:
    """The bank took a payment back."""

    name: ClassVar[str] = "payments.returned"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "payment_id"

    entity_id: UUID
    payment_id: UUID
    customer_id: UUID | None
    returned_on: date
    currency: str
    amount_minor: int
    entry_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """Money went back to a customer."""

    name: ClassVar[str] = "payments.refunded"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "refund_id"

    entity_id: UUID
    refund_id: UUID
    customer_id: UUID
    source_kind: str
    source_id: UUID
    refunded_on: date
    currency: str
    amount_minor: int
    entry_id: UUID
