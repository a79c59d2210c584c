"""Facts that messaging announces: which message and what became of it, never its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from cashwright.kernel.events import HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQueued:
    """Something is to be said to a customer."""

    name: ClassVar[str] = "messaging.message_queued"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "message_id"

    entity_id: UUID
    customer_id: UUID
    message_id: UUID
    contact_id: UUID | None
    channel: str
    purpose: str
    template: str
    document_ids: tuple[UUID, ...]
    state: str = "queued"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageMoved:
    """A message came to another state; see messaging/states.py."""

    name: ClassVar[str] = "messaging.message_moved"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "message_id"

    entity_id: UUID
    customer_id: UUID
    message_id: UUID
    move: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeferred:
    """A message waits for its window: which rule kept it, and until when."""

    name: ClassVar[str] = "messaging.message_deferred"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "message_id"

    entity_id: UUID
    customer_id: UUID
    message_id: UUID
    rule: str
    not_before_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReported:
    """A provider said something of a message: arrived, came back, was opened. See policies/reports.py."""

    name: ClassVar[str] = "messaging.message_reported"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "message_id"

    entity_id: UUID
    customer_id: UUID
    message_id: UUID
    provider: str
    kind: str
    is_permanent: bool
    code: str
    reported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReworded:
    """A message says something else than when it was queued, because the books changed since.

    before, after  what it says is open of each invoice, in minor units, by invoice
    """

    name: ClassVar[str] = "messaging.message_reworded"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "message_id"

    entity_id: UUID
    customer_id: UUID
    message_id: UUID
    reason: str
    template: str
    before: Mapping[str, int]
    after: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBlocked:
    """Nothing is sent to an address any more. The address itself is not told."""

    name: ClassVar[str] = "messaging.address_blocked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "block_id"

    entity_id: UUID
    block_id: UUID
    channel: str
    reason: str
    message_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLifted:
    """A person found that an address may be written to again."""

    name: ClassVar[str] = "messaging.block_lifted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "block_id"

    entity_id: UUID
    block_id: UUID
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageErased:
    """The address and the words of a message are gone: the person it was for was erased."""

    name: ClassVar[str] = "messaging.message_erased"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "message_id"

    entity_id: UUID
    customer_id: UUID
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundErased:
    """What a person wrote to us is no longer kept; that it came, and when, is."""

    name: ClassVar[str] = "messaging.inbound_erased"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "inbound_id"

    entity_id: UUID
    customer_id: UUID | None
    inbound_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePublished:
    """A text for customers got a new version."""

    name: ClassVar[str] = "messaging.template_published"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "template_id"

    template_id: UUID
    key: str
    language: str
    template_version: int
    segment: str = ""
    tone: str = ""
    variant: str = ""
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundTaken:
    """A customer, or somebody unknown, wrote to us."""

    name: ClassVar[str] = "messaging.inbound_taken"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "inbound_id"

    entity_id: UUID
    customer_id: UUID | None
    inbound_id: UUID
    thread_id: UUID
    contact_id: UUID | None
    channel: str
    intent: str
    confidence: int
    is_auto: bool
    document_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMoved:
    """A conversation came to another state, another owner or another customer."""

    name: ClassVar[str] = "messaging.thread_moved"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "thread_id"

    entity_id: UUID
    customer_id: UUID | None
    thread_id: UUID
    move: str
    state: str
    owner: str
    snoozed_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionDecided:
    """A person confirmed, changed or rejected what a mail was read to mean."""

    name: ClassVar[str] = "messaging.suggestion_decided"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "suggestion_id"

    entity_id: UUID
    customer_id: UUID | None
    suggestion_id: UUID
    inbound_id: UUID
    state: str
    intent: str
    decided_intent: str
