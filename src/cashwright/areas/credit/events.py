"""Facts that credit announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOff:
    """Part of an invoice was declared uncollectible."""

    name: ClassVar[str] = "credit.written_off"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "write_off_id"

    entity_id: UUID
    write_off_id: UUID
    customer_id: UUID
    invoice_id: UUID
    written_off_on: date
    currency: str
    amount_minor: int
    application_id: UUID
    approval_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A payment came for what had been written off."""

    name: ClassVar[str] = "credit.recovered"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "recovery_id"

    entity_id: UUID
    recovery_id: UUID
    write_off_id: UUID
    payment_id: UUID
    customer_id: UUID
    recovered_on: date
    currency: str
    amount_minor: int
    entry_id: UUID
