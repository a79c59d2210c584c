"""Facts that controls announce."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from cashwright.kernel.events import HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequested:
    """Someone asked for something that a second person must decide."""

    name: ClassVar[str] = "controls.approval_requested"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "approval_id"

    entity_id: UUID
    approval_id: UUID
    kind: str
    document_id: UUID
    currency: str
    amount_minor: int
    payload_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDecided:
    """A second person decided; `decision` is approved, rejected, expired or withdrawn.

    decision_id  time-ordered by the machine's own clock, as the ids of roles are: whether the person
                 held the right then is read from it, on whatever day the books were
    """

    name: ClassVar[str] = "controls.approval_decided"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "approval_id"

    entity_id: UUID
    approval_id: UUID
    kind: str
    decision: str
    requested_by: str
    payload_hash: str
    decision_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalCarriedOut:
    """An approved request was carried out, or the books refused it by then (`outcome`)."""

    name: ClassVar[str] = "controls.approval_carried_out"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "approval_id"

    entity_id: UUID
    approval_id: UUID
    state: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySet:
    """A policy got a new version."""

    name: ClassVar[str] = "controls.policy_set"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "policy_version_id"

    entity_id: UUID
    policy_version_id: UUID
    policy: str
    policy_version: int
    before: str
    after: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened:
    """The machine left something to a person."""

    name: ClassVar[str] = "controls.task_opened"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "task_id"

    entity_id: UUID
    task_id: UUID
    kind: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClosed:
    """A task was finished or dismissed."""

    name: ClassVar[str] = "controls.task_closed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "task_id"

    entity_id: UUID
    task_id: UUID
    state: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookClockMoved:
    """The books' day was set by hand; only books that run on a test clock allow it."""

    name: ClassVar[str] = "controls.book_clock_moved"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "clock_id"

    clock_id: UUID
    before: date | None
    after: date
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysRewrapped:
    """Data keys are wrapped with another key of the installation; what they seal did not change."""

    name: ClassVar[str] = "controls.keys_rewrapped"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "batch_id"

    batch_id: UUID
    ring_key: str
    keys: int
    entity_id: UUID = HOUSE
