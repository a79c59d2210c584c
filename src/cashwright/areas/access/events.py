"""Facts that access announces. They name people by id only: no personal data."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from cashwright.kernel.events import HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded:
    """Somebody can work here once they hold a role."""

    name: ClassVar[str] = "access.person_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "user_id"

    user_id: UUID
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged:
    """Something about a person changed: the names of the fields, never their values."""

    name: ClassVar[str] = "access.person_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "user_id"

    user_id: UUID
    fields: tuple[str, ...]
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded:
    """Somebody was logged out everywhere."""

    name: ClassVar[str] = "access.sessions_ended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "user_id"

    user_id: UUID
    ended: int
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted:
    """A person holds a role; `of_entity_id` and `of_portfolio_id` are None when it covers all."""

    name: ClassVar[str] = "access.role_granted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "user_id"

    user_id: UUID
    assignment_id: UUID
    role: str
    of_entity_id: UUID | None
    of_portfolio_id: UUID | None
    from_on: date
    until_on: date | None
    compensating_control: str
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEnded:
    """A role was taken from a person."""

    name: ClassVar[str] = "access.role_ended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "user_id"

    user_id: UUID
    assignment_id: UUID
    role: str
    entity_id: UUID = HOUSE
