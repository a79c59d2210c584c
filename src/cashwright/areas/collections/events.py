"""Facts that collections announce."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReminded:
    """One message about `steps` is on its way: (invoice, step); `skipped` never will be."""

    name: ClassVar[str] = "collections.customer_reminded"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "message_id"

    entity_id: UUID
    message_id: UUID
    customer_id: UUID
    ladder: str
    ladder_version: int
    act: str
    reminded_on: date
    steps: tuple[tuple[UUID, str], ...]
    skipped: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepHandedOver:
    """A step of a ladder became a person's work; `detour` tells why, where it was a message's."""

    name: ClassVar[str] = "collections.step_handed_over"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "task_id"

    entity_id: UUID
    task_id: UUID
    customer_id: UUID
    ladder: str
    ladder_version: int
    act: str
    detour: str
    handed_on: date
    steps: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRehearsed:
    """What would have been done, had the autonomy not been shadow. Nothing left the house."""

    name: ClassVar[str] = "collections.reminder_rehearsed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "customer_id"

    entity_id: UUID
    customer_id: UUID
    ladder: str
    ladder_version: int
    act: str
    rehearsed_on: date
    steps: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStopAsked:
    """A ladder came to where the service of a customer is to be stopped; other systems may listen."""

    name: ClassVar[str] = "collections.service_stop_asked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "customer_id"

    entity_id: UUID
    customer_id: UUID
    asked_on: date
    invoice_ids: tuple[UUID, ...]
