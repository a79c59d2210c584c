"""Facts that messaging announces: which message and what became of it, never its words."""

from dataclasses import dataclass
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
class MessageErased:
    """The address and the words of a message are gone: the person it was for was erased."""

    name: ClassVar[str] = "messaging.message_erased"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "message_id"

    entity_id: UUID
    customer_id: UUID
    message_id: UUID


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
    entity_id: UUID = HOUSE
