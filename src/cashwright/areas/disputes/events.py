"""Facts that disputes announce."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened:
    """Part of an invoice is disputed: it is not reminded of until the case is closed."""

    name: ClassVar[str] = "disputes.opened"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "dispute_id"

    entity_id: UUID
    dispute_id: UUID
    customer_id: UUID
    invoice_id: UUID
    dispute_no: str
    opened_on: date
    currency: str
    amount_minor: int
    reason: str
    origin: str
    source_id: UUID | None
    department: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeMoved:
    """A case went on: another state, team or person has it, and another clock runs."""

    name: ClassVar[str] = "disputes.moved"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "dispute_id"

    entity_id: UUID
    dispute_id: UUID
    customer_id: UUID
    move: str
    state: str
    department: str
    owner: str
    moved_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeNoted:
    """What is known of a case was written down: `names` of facts, waived parts, whether it is shown."""

    name: ClassVar[str] = "disputes.noted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "dispute_id"

    entity_id: UUID
    dispute_id: UUID
    customer_id: UUID
    names: tuple[str, ...]
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAdded:
    """A paper was added to a case; `sha256` tells which bytes."""

    name: ClassVar[str] = "disputes.evidence_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "evidence_id"

    entity_id: UUID
    evidence_id: UUID
    dispute_id: UUID
    customer_id: UUID
    kind: str
    size: int
    sha256: str
    is_from_customer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWordSaid:
    """A word was said in a case: to the customer, by them, or inside."""

    name: ClassVar[str] = "disputes.word_said"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "word_id"

    entity_id: UUID
    word_id: UUID
    dispute_id: UUID
    customer_id: UUID
    said: str
    occasion: str
    said_on: date
    message_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeProposed:
    """Somebody who works a case says how it should end, and what that would credit."""

    name: ClassVar[str] = "disputes.outcome_proposed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "dispute_id"

    entity_id: UUID
    dispute_id: UUID
    customer_id: UUID
    outcome: str
    cause: str
    credit_minor: int
    proposed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAsked:
    """An outcome is above what one person may credit alone: it waits for a second."""

    name: ClassVar[str] = "disputes.decision_asked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "dispute_id"

    entity_id: UUID
    dispute_id: UUID
    customer_id: UUID
    outcome: str
    approval_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeClosed:
    """A case was decided or withdrawn: its hold ends on `closed_on`, and reminding goes on."""

    name: ClassVar[str] = "disputes.closed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "dispute_id"

    entity_id: UUID
    dispute_id: UUID
    customer_id: UUID
    invoice_id: UUID
    outcome: str
    cause: str
    closed_on: date
    currency: str
    amount_minor: int
    credited_minor: int
    credit_note_id: UUID | None
    new_invoice_id: UUID | None
