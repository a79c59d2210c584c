"""Facts that collections announce."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReminded:
    """One message about `steps` is on its way: (invoice, days from due); `skipped` never will be."""

    name: ClassVar[str] = "collections.customer_reminded"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "message_id"

    entity_id: UUID
    message_id: UUID
    customer_id: UUID
    ladder: str
    ladder_version: int
    reminded_on: date
    steps: tuple[tuple[UUID, int], ...]
    skipped: tuple[tuple[UUID, int], ...]
