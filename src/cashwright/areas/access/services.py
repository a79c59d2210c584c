"""Doing, about people: adding them, passwords, sessions ended. Roles: granting.py."""

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cashwright.areas.access.events import (
    PersonAdded,
    PersonChanged,
    SessionsEnded,
)
from cashwright.areas.access.granting import locked_person, not_oneself
from cashwright.areas.access.models import User
from cashwright.areas.access.refusals import EmailTaken, WeakPassword
from cashwright.areas.access.rules import one_address
from cashwright.areas.controls.services import announce, command
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import new_id


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
    user = locked_person(user_id)
    asked = {"name": name, "language": language, "zone": zone}
    changed = [f for f, value in asked.items() if value is not None and value != getattr(user, f)]
    for field in changed:
        setattr(user, field, asked[field])
    return _changed(user, changed, by)


@command
def set_password(*, user_id: UUID, password: str, by: Actor) -> User:
    """Give a person a new password and log them out everywhere. Raises NotFound, WeakPassword."""
    user = locked_person(user_id)
    _take_password(user, password)
    user.sessions_epoch += 1
    return _changed(user, ["password", "sessions_epoch"], by)


@command
def set_active(*, user_id: UUID, is_active: bool, by: Actor) -> User:
    """Let a person go, or take them back: their sessions and rights stop with the next request.

    raises  NotFound, SelfGrant (nobody does this to themselves)
    """
    user = locked_person(user_id)
    not_oneself(user, by, role="")
    if user.is_active == is_active:
        return user
    user.is_active = is_active
    user.sessions_epoch += 1
    return _changed(user, ["is_active", "sessions_epoch"], by)


@command
def end_sessions(*, user_id: UUID, by: Actor) -> User:
    """Log a person out everywhere, at once. Raises NotFound."""
    user = locked_person(user_id)
    user.sessions_epoch += 1
    user.save(update_fields=["sessions_epoch"])
    announce(SessionsEnded(user_id=user.pk, ended=user.sessions_epoch), by=by)
    return user


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
