"""Facts that access announces. They name people by id only: no personal data.

`change_id` and `ending_id` are time-ordered by the machine's own clock, as the ids of assignments
are, so that `verify` can tell what a person held when, whatever day the books were on.
"""

from dataclasses import dataclass
from datetime import date, datetime
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
    """Something about a person changed: the names of the fields, and no value but `is_active`."""

    name: ClassVar[str] = "access.person_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "user_id"

    user_id: UUID
    fields: tuple[str, ...]
    change_id: UUID
    is_active: bool
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
    """A person holds a role; `of_entity_id` and `of_portfolio_id` are None when it covers all.

    second_person  whether somebody agreed to it (a policies.SecondPerson); `approval_id` tells who
    """

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
    second_person: str
    approval_id: UUID | None
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEnded:
    """A role was taken from a person."""

    name: ClassVar[str] = "access.role_ended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "user_id"

    user_id: UUID
    assignment_id: UUID
    ending_id: UUID
    role: str
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyMade:
    """A program may call the API; `of_entity_id` is None when it reaches all legal entities."""

    name: ClassVar[str] = "access.api_key_made"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "key_id"

    key_id: UUID
    label: str
    permissions: tuple[str, ...]
    of_entity_id: UUID | None
    expires_at: datetime | None
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRevoked:
    """A program may call no more, from its next call on."""

    name: ClassVar[str] = "access.api_key_revoked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "key_id"

    key_id: UUID
    entity_id: UUID = HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class HookChanged:
    """A system that calls us was added (`secret_no` 1), got a new secret, or was shut out."""

    name: ClassVar[str] = "access.hook_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "hook_id"

    hook_id: UUID
    source: str
    of_entity_id: UUID
    secret_no: int
    is_revoked: bool
    entity_id: UUID = HOUSE
