"""What messaging needs from others: whether a message is still wanted, and what goes with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A queued message as the asker sees it: what it is for and which documents it names."""

    message_id: UUID
    entity_id: UUID
    customer_id: UUID
    contact_id: UUID | None
    purpose: str
    document_ids: tuple[UUID, ...]


class Guard(Protocol):
    """Asked at the last moment before sending, in the transaction that hands messages over."""

    def __call__(self, waiting: Sequence[Waiting]) -> Mapping[UUID, str]:
        """The messages (by id) that must not go out any more, each with the reason."""
        ...


def nothing_changed(waiting: Sequence[Waiting]) -> Mapping[UUID, str]:
    """The guard of those who have nothing to object."""
    return {}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    kind: str
    content: bytes


class Attacher(Protocol):
    """Asked before a message is sent, outside any transaction. A Refusal keeps it from going out."""

    def __call__(self, message: Waiting) -> Sequence[Attachment]:
        """What goes with it; nothing with most."""
        ...


def nothing_attached(message: Waiting) -> Sequence[Attachment]:
    """The attacher of those who send words alone."""
    return ()
