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


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceCleared:
    """What a payer kept of an invoice is cleared for a reason: a fee, a discount, tax withheld."""

    name: ClassVar[str] = "cash.difference_cleared"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "difference_id"

    entity_id: UUID
    difference_id: UUID
    customer_id: UUID
    invoice_id: UUID
    payment_id: UUID
    kind: str
    cleared_on: date
    currency: str
    amount_minor: int
    tax_minor: int
    application_id: UUID
    entry_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchProposed:
    """A bank line waits for a person; this is what is thought of it."""

    name: ClassVar[str] = "cash.match_proposed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "line_id"

    entity_id: UUID
    line_id: UUID
    match_id: UUID
    customer_id: UUID | None
    lane: str
    confidence_ppm: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineApplied:
    """A bank line is applied: by itself where it was certain, or as a person said."""

    name: ClassVar[str] = "cash.line_applied"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "line_id"

    entity_id: UUID
    line_id: UUID
    match_id: UUID
    payment_id: UUID
    customer_id: UUID
    lane: str
    confidence_ppm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSetAside:
    """A bank line is no customer's money: it stands against another account."""

    name: ClassVar[str] = "cash.line_set_aside"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "line_id"

    entity_id: UUID
    line_id: UUID
    set_aside_on: date
    account_code: str
    entry_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LineUndone:
    """What was done with a bank line is taken back: it waits for a person again."""

    name: ClassVar[str] = "cash.line_undone"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "line_id"

    entity_id: UUID
    line_id: UUID
    undone_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerAliasSaid:
    """A person said whose a payer's account, name or habit is; without a customer: forget it."""

    name: ClassVar[str] = "cash.payer_alias_said"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "alias_id"

    entity_id: UUID
    alias_id: UUID
    kind: str
    customer_id: UUID | None
