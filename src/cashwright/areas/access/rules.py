"""Decisions about access: one address, duties kept apart, what a person may do to which records.

Words: a *grant* is a role in force with its scope; *rights* are all grants of one person;
a *scope* is the records one permission covers, as a union of grants.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.access.policies import (
    AUTHENTICATED,
    DUTIES,
    INCOMPATIBLE,
    PERMISSIONS,
    PUBLIC,
    ROLES,
    Duty,
    Role,
)
from cashwright.areas.access.refusals import BadAddress

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def one_address(text: str) -> str:
    """Exactly one e-mail address, or a refusal; never a list, a name with brackets, or a quote.

    returns  the address with its domain in lower case; an international domain in its ASCII form,
             so that a look-alike shows as what it is
    raises   BadAddress (facts say why, never the text: it may be personal or hostile)
    """
    local, at, domain = text.strip(" ").rpartition("@")
    if not at:
        raise BadAddress(reason="there is no @")
    if len(local) > 64 or not _LOCAL.fullmatch(local):
        raise BadAddress(reason="what stands before the @ is not one plain name")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise BadAddress(reason="the domain cannot be written in ASCII") from None
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress(reason="what stands after the @ is not a domain")
    if len(local) + len(ascii_domain) + 1 > 254:
        raise BadAddress(reason="longer than 254 characters")
    return f"{local}@{ascii_domain}"


def duties_of(roles: Iterable[Role]) -> frozenset[Duty]:
    """The duties that come with `roles` together."""
    permissions = {name for role in roles for name in ROLES[role].permissions}
    return frozenset(DUTIES[name] for name in permissions if name in DUTIES)


def conflicts(duties: Iterable[Duty]) -> tuple[tuple[Duty, Duty], ...]:
    """The pairs among `duties` that one person must not hold, each sorted, in order."""
    held = frozenset(duties)
    pairs = [tuple(sorted(pair)) for pair in INCOMPATIBLE if pair <= held]
    return tuple((first, second) for first, second in sorted(pairs))


def new_conflicts(role: Role, held: Iterable[Role]) -> tuple[tuple[Duty, Duty], ...]:
    """The pairs that `role` would add for a person who holds `held` already."""
    before = list(held)
    known = set(conflicts(duties_of(before)))
    return tuple(pair for pair in conflicts(duties_of([*before, role])) if pair not in known)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included; without a last day it goes on."""

    from_on: date
    until_on: date | None

    def meets(self, other: "Span") -> bool:
        """Whether the two share a day."""
        return (other.until_on is None or self.from_on <= other.until_on) and (
            self.until_on is None or other.from_on <= self.until_on
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAsked:
    """One role asked for a person. None means every legal entity, every portfolio, without an end."""

    user_id: UUID
    role: Role
    from_on: date
    entity_id: UUID | None = None
    portfolio_id: UUID | None = None
    until_on: date | None = None
    compensating_control: str = ""

    def payload(self) -> dict[str, Any]:
        """What a second person agrees to, as JSON keeps it."""
        told = {
            name: value if value is None else str(value) for name, value in asdict(self).items()
        }
        return {**told, "compensating_control": self.compensating_control.strip()}

    @classmethod
    def of_payload(cls, told: Mapping[str, Any]) -> "RoleAsked":
        """The same, read again."""
        return cls(
            user_id=UUID(told["user_id"]), role=Role(told["role"]),
            from_on=date.fromisoformat(told["from_on"]), entity_id=_id(told["entity_id"]),
            portfolio_id=_id(told["portfolio_id"]), compensating_control=told["compensating_control"],
            until_on=date.fromisoformat(told["until_on"]) if told["until_on"] else None,
        )  # fmt: skip


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in force. None means every legal entity, or every portfolio."""

    role: Role
    entity_id: UUID | None = None
    portfolio_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The records one permission covers: any that one of its parts (entity, portfolio) covers."""

    parts: frozenset[tuple[UUID | None, UUID | None]]

    @property
    def is_nothing(self) -> bool:
        return not self.parts

    @property
    def is_everything(self) -> bool:
        return (None, None) in self.parts

    def covers(self, entity_id: UUID, portfolio_id: UUID | None = None) -> bool:
        """Whether one record lies inside; `portfolio_id` None for a record in no portfolio."""
        return any(
            entity in (None, entity_id) and portfolio in (None, portfolio_id)
            for entity, portfolio in self.parts
        )

    def entities(self) -> frozenset[UUID] | None:
        """The legal entities it reaches into, wholly or in part; None for all."""
        found = {entity for entity, _ in self.parts}
        return None if None in found else frozenset(e for e in found if e is not None)


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do now. Made anew for each request, so that changes apply at once."""

    is_known: bool
    grants: tuple[Grant, ...] = ()

    def may(self, permission: str) -> bool:
        """Whether any grant, or the permission's own openness, allows it somewhere."""
        if permission in (PUBLIC, AUTHENTICATED):
            return permission == PUBLIC or self.is_known
        return not self.scope(permission).is_nothing

    def scope(self, permission: str) -> Scope:
        """The records `permission` covers for this person."""
        assert permission in PERMISSIONS, f"no such permission: {permission}"
        return Scope(
            frozenset(
                (grant.entity_id, grant.portfolio_id)
                for grant in self.grants
                if self.is_known and permission in ROLES[grant.role].permissions
            )
        )

    def entities(self) -> frozenset[UUID] | None:
        """The legal entities any grant reaches into; None for all."""
        held = self.grants if self.is_known else ()
        return Scope(frozenset((grant.entity_id, None) for grant in held)).entities()


NOBODY = Rights(is_known=False)
