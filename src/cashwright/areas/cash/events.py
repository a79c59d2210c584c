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
class ShortPaid:
    """A line left part of its invoices open, and the policy wants a dispute of it."""

    name: ClassVar[str] = "cash.short_paid"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "match_id"

    entity_id: UUID
    match_id: UUID
    line_id: UUID
    customer_id: UUID
    currency: str
    short_minor: int
    noted_on: date


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
class LinesTransferred:
    """Two bank lines are one transfer between own accounts: money that left one and came to another."""

    name: ClassVar[str] = "cash.lines_transferred"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "transfer_id"

    entity_id: UUID
    transfer_id: UUID
    out_line_id: UUID
    in_line_id: UUID
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BankOpeningBooked:
    """What a bank account held before its first statement is in the books."""

    name: ClassVar[str] = "cash.bank_opening_booked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "bank_account_id"

    entity_id: UUID
    bank_account_id: UUID
    opened_on: date
    currency: str
    amount_minor: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceTold:
    """A payer's advice of what a payment covers came in."""

    name: ClassVar[str] = "cash.remittance_told"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "remittance_id"

    entity_id: UUID
    remittance_id: UUID
    source: str
    amount_minor: int | None
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceTied:
    """An advice belongs to a bank line."""

    name: ClassVar[str] = "cash.remittance_tied"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "remittance_id"

    entity_id: UUID
    remittance_id: UUID
    line_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountOpened:
    """One of our accounts at a bank: its statements may be imported; `number` is masked."""

    name: ClassVar[str] = "cash.bank_account_opened"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "bank_account_id"

    entity_id: UUID
    bank_account_id: UUID
    code: str
    currency: str
    number: str
    account_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankColumnsSaved:
    """How tables of a bank are read was said; `columns` names what was said."""

    name: ClassVar[str] = "cash.bank_columns_saved"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "bank_account_id"

    entity_id: UUID
    bank_account_id: UUID
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFileImported:
    """A bank's file was taken in; `lines_hash` seals what it booked (frames/bank_lines.py).

    booked_count  its lines that the bank booked; new_count those nobody had told before
    """

    name: ClassVar[str] = "cash.bank_file_imported"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "file_id"

    entity_id: UUID
    file_id: UUID
    sha256: str
    format: str
    line_count: int
    new_count: int
    booked_count: int
    lines_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTied:
    """A bank line is a payment that came into the books another way."""

    name: ClassVar[str] = "cash.line_tied"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "line_id"

    entity_id: UUID
    line_id: UUID
    payment_id: UUID
    entry_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSettled:
    """A line that took money is a returned payment, or a refund that is in the books."""

    name: ClassVar[str] = "cash.line_settled"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "line_id"

    entity_id: UUID
    line_id: UUID
    settles_id: UUID
    entry_id: UUID | None
