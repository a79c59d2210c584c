"""Facts that invoicing announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDrafted:
    """A draft was written, or rewritten; it has no number and claims nothing."""

    name: ClassVar[str] = "invoicing.drafted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "invoice_id"

    entity_id: UUID
    invoice_id: UUID
    customer_id: UUID
    currency: str
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDiscarded:
    """A draft was thrown away before it left the house."""

    name: ClassVar[str] = "invoicing.discarded"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "invoice_id"

    entity_id: UUID
    invoice_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReleased:
    """A person looked at a draft the bill run had parked, and lets it be posted."""

    name: ClassVar[str] = "invoicing.released"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "invoice_id"

    entity_id: UUID
    invoice_id: UUID
    customer_id: UUID
    parked_code: str
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePosted:
    """An invoice got its number and its journal entry; `content_hash` seals what was issued."""

    name: ClassVar[str] = "invoicing.posted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "invoice_id"

    entity_id: UUID
    invoice_id: UUID
    customer_id: UUID
    document_no: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int
    entry_id: UUID
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNotePosted:
    """A credit note got its number and its journal entry."""

    name: ClassVar[str] = "invoicing.credit_note_posted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "credit_note_id"

    entity_id: UUID
    credit_note_id: UUID
    customer_id: UUID
    invoice_id: UUID | None
    document_no: str
    issued_on: date
    currency: str
    total_minor: int
    entry_id: UUID
    content_hash: str
