"""Facts that cash application announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CashApplied:
    """Part of a payment, credit note or write-off settles an invoice."""

    name: ClassVar[str] = "cash.applied"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "application_id"

    entity_id: UUID
    application_id: UUID
    customer_id: UUID
    invoice_id: UUID
    source_kind: str
    source_id: UUID
    applied_on: date
    currency: str
    amount_minor: int
    entry_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CashUnapplied:
    """An application was taken back; the invoice is open again by `amount_minor` (positive)."""

    name: ClassVar[str] = "cash.unapplied"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "application_id"

    entity_id: UUID
    application_id: UUID
    undoes_id: UUID
    customer_id: UUID
    invoice_id: UUID
    source_kind: str
    source_id: UUID
    applied_on: date
    currency: str
    amount_minor: int
    entry_id: UUID
