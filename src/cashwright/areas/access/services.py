"""Doing, about people: adding them, passwords, roles granted and ended, sessions ended."""

from datetime import date
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cashwright.areas.access.events import (
    PersonAdded,
    PersonChanged,
    RoleEnded,
    RoleGranted,
    SessionsEnded,
)
from cashwright.areas.access.models import RoleAssignment, User
from cashwright.areas.access.policies import Role
from cashwright.areas.access.refusals import (
    DutiesIncompatible,
    EmailTaken,
    SelfGrant,
    WeakPassword,
)
from cashwright.areas.access.rules import Span, new_conflicts, one_address
from cashwright.areas.controls.services import announce, command
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import BadInput, NotAllowedNow, NotFound


@command
def add_person(
    *,
    email: str,
    by: Actor,
    name: str = "",
    password: str | None = None,
    language: str = "en",
    zone: str = "UTC",
) -> User:
    """Add somebody, with no role yet; without a password they cannot log in.

    raises  BadAddress, EmailTaken, WeakPassword
    """
    address = one_address(email).lower()
    if User.objects.filter(email__iexact=address).exists():
        raise EmailTaken
    user = User(email=address, name=name.strip(), language=language, zone=zone)
    _take_password(user, password)
    user.save(force_insert=True)
    announce(PersonAdded(user_id=user.pk), by=by)
    return user


@command
def change_person(
    *, user_id: UUID, by: Actor, name: str | None = None, language: str | None = None,
    zone: str | None = None,
) -> User:  # fmt: skip
    """Change what is not None. Raises NotFound."""
    user = _locked(user_id)
    asked = {"name": name, "language": language, "zone": zone}
    changed = [f for f, value in asked.items() if value is not None and value != getattr(user, f)]
    for field in changed:
        setattr(user, field, asked[field])
    return _changed(user, changed, by)


@command
def set_password(*, user_id: UUID, password: str, by: Actor) -> User:
    """Give a person a new password and log them out everywhere. Raises NotFound, WeakPassword."""
    user = _locked(user_id)
    _take_password(user, password)
    user.sessions_epoch += 1
    return _changed(user, ["password", "sessions_epoch"], by)


@command
def set_active(*, user_id: UUID, is_active: bool, by: Actor) -> User:
    """Let a person go, or take them back: their sessions and rights stop with the next request.

    raises  NotFound, SelfGrant (nobody does this to themselves)
    """
    user = _locked(user_id)
    _not_oneself(user, by, role="")
    if user.is_active == is_active:
        return user
    user.is_active = is_active
    user.sessions_epoch += 1
    return _changed(user, ["is_active", "sessions_epoch"], by)


@command
def end_sessions(*, user_id: UUID, by: Actor) -> User:
    """Log a person out everywhere, at once. Raises NotFound."""
    user = _locked(user_id)
    user.sessions_epoch += 1
    user.save(update_fields=["sessions_epoch"])
    announce(SessionsEnded(user_id=user.pk, ended=user.sessions_epoch), by=by)
    return user


@command
def grant_role(
    *,
    user_id: UUID,
    role: Role,
    from_on: date,
    by: Actor,
    entity_id: UUID | None = None,
    portfolio_id: UUID | None = None,
    until_on: date | None = None,
    compensating_control: str = "",
) -> RoleAssignment:
    """Give a person a role over all records, or those of one legal entity or portfolio.

    compensating_control  how the house watches a person who holds duties that are kept apart
    raises                NotFound, SelfGrant, BadInput (dates), DutiesIncompatible
    """
    # Read.
    user = _locked(user_id)
    held = list(user.assignments.filter(ended_at__isnull=True))

    # Decide.
    _not_oneself(user, by, role=role)
    if until_on is not None and until_on < from_on:
        raise BadInput(field="until_on", value=str(until_on), expected=f"{from_on} or later")
    span = Span(from_on, until_on)
    beside = [Role(a.role) for a in held if Span(a.from_on, a.until_on).meets(span)]
    fresh = new_conflicts(role, beside)
    if fresh and not compensating_control.strip():
        raise DutiesIncompatible(role=str(role), pairs=[f"{one} and {two}" for one, two in fresh])

    # Write.
    assignment = RoleAssignment.objects.create(
        user=user, role=role, entity_id=entity_id, portfolio_id=portfolio_id, from_on=from_on,
        until_on=until_on, granted_by=by.name, compensating_control=compensating_control.strip(),
    )  # fmt: skip

    # Tell.
    event = RoleGranted(
        user_id=user.pk, assignment_id=assignment.pk, role=str(role), of_entity_id=entity_id,
        of_portfolio_id=portfolio_id, from_on=from_on, until_on=until_on,
        compensating_control=assignment.compensating_control,
    )  # fmt: skip
    announce(event, by=by)
    return assignment


@command
def end_role(*, assignment_id: UUID, by: Actor) -> RoleAssignment:
    """Take a role away, at once. Raises NotFound, SelfGrant, NotAllowedNow (already ended)."""
    assignment = RoleAssignment.objects.select_for_update().filter(pk=assignment_id).first()
    if assignment is None:
        raise NotFound(document="role", id=str(assignment_id))
    _not_oneself(assignment.user, by, role=assignment.role)
    if assignment.ended_at is not None:
        raise NotAllowedNow(document="role", state="ended", move="end")
    assignment.ended_at = now()
    assignment.save(update_fields=["ended_at"])
    event = RoleEnded(
        user_id=assignment.user_id, assignment_id=assignment.pk, ending_id=new_id(),
        role=assignment.role,
    )  # fmt: skip
    announce(event, by=by)
    return assignment


def _locked(user_id: UUID) -> User:
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound(document="person", id=str(user_id))
    return user


def _not_oneself(user: User, by: Actor, *, role: str) -> None:
    if by.name == str(user.pk):
        raise SelfGrant(role=str(role))


def _take_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(reasons=list(error.messages)) from None
    user.set_password(password)


def _changed(user: User, fields: list[str], by: Actor) -> User:
    if fields:
        user.save(update_fields=fields)
        event = PersonChanged(
            user_id=user.pk, fields=tuple(fields), change_id=new_id(), is_active=user.is_active
        )
        announce(event, by=by)
    return user
