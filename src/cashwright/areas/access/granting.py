"""Doing, about roles: granting one, or asking a second person to agree; ending one.

A role that carries a duty (policies/duties.py) needs somebody else who decides for the house, once
there is such a person: not the one who grants, and not the one granted to. Before, it is granted at
once and the fact says `not_there`. docs/decisions/0021.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import connection

from cashwright.areas.access import queries
from cashwright.areas.access.events import RoleEnded, RoleGranted
from cashwright.areas.access.models import RoleAssignment, User
from cashwright.areas.access.policies import GRANT_ROLE, Role, SecondPerson
from cashwright.areas.access.refusals import DutiesIncompatible, SecondPersonNeeded, SelfGrant
from cashwright.areas.access.rules import RoleAsked, Span, duties_of, new_conflicts
from cashwright.areas.controls.limits import approved
from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.services import announce, command, request_approval
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.clock import now
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import new_id
from cashwright.kernel.refusals import BadInput, NotAllowedNow, NotFound


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
    approval_id: UUID | None = None,
) -> RoleAssignment:
    """Give a person a role over all records, or those of one legal entity or portfolio.

    compensating_control  how the house watches a person who holds duties that are kept apart
    approval_id           the request for exactly this role that was agreed to; the role counts from
                          the day it is given, never from before
    raises                NotFound, SelfGrant, BadInput (dates), DutiesIncompatible, SecondPersonNeeded
    """
    asked = RoleAsked(
        user_id=user_id, role=role, from_on=from_on, entity_id=entity_id, portfolio_id=portfolio_id,
        until_on=until_on, compensating_control=compensating_control,
    )  # fmt: skip
    _hold_roles()
    user = _fit(asked, by)
    if approval_id is None:
        return _granted(user, asked, _alone(asked, by), None, by)
    approval = approved(approval_id, kind=GRANT_ROLE, payload=asked.payload())
    return _granted(user, asked, SecondPerson.AGREED, approval, by)


@command
def grant_or_ask(asked: RoleAsked, *, by: Actor, reason: str = "") -> Approval | None:
    """Grant the role, or, where a second person has to agree, ask for it and return the request.

    raises  what grant_role does, but SecondPersonNeeded; AlreadyAsked
    """
    try:
        grant_role(**asdict(asked), by=by)
    except SecondPersonNeeded:
        return request_approval(
            entity_id=HOUSE, kind=GRANT_ROLE, document_id=asked.user_id, payload=asked.payload(),
            by=by, reason=reason,
        )  # fmt: skip
    return None


@command
def grant_first_roles(
    roles: Mapping[UUID, Role], *, from_on: date, by: Actor
) -> list[RoleAssignment]:
    """Give the first people of a house their roles, together: none of them could decide before.

    raises  SecondPersonNeeded (somebody could), and what grant_role raises
    """
    _hold_roles()
    asked = [RoleAsked(user_id=key, role=role, from_on=from_on) for key, role in roles.items()]
    alone = [_alone(each, by) for each in asked]
    return [
        _granted(_fit(each, by), each, second, None, by)
        for each, second in zip(asked, alone, strict=True)
    ]


@command
def end_role(*, assignment_id: UUID, by: Actor) -> RoleAssignment:
    """Take a role away, at once. Raises NotFound, SelfGrant, NotAllowedNow (already ended)."""
    assignment = RoleAssignment.objects.select_for_update().filter(pk=assignment_id).first()
    if assignment is None:
        raise NotFound(document="role", id=str(assignment_id))
    not_oneself(assignment.user, by, role=assignment.role)
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


def locked_person(user_id: UUID) -> User:
    """One person, held until the transaction ends. Raises NotFound."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound(document="person", id=str(user_id))
    return user


def not_oneself(user: User, by: Actor, *, role: str) -> None:
    """Raises SelfGrant when a person would act on their own account."""
    if by.name == str(user.pk):
        raise SelfGrant(role=str(role))


def _hold_roles() -> None:
    """One grant at a time: two at once would not see that the other makes somebody a second person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('access.roles', 0))")


def _fit(asked: RoleAsked, by: Actor) -> User:
    """The person, when they may hold the role. Raises NotFound, SelfGrant, BadInput, DutiesIncompatible."""
    user = locked_person(asked.user_id)
    not_oneself(user, by, role=asked.role)
    if asked.until_on is not None and asked.until_on < asked.from_on:
        expected = f"{asked.from_on} or later"
        raise BadInput(field="until_on", value=str(asked.until_on), expected=expected)
    span = Span(asked.from_on, asked.until_on)
    held = user.assignments.filter(ended_at__isnull=True)
    beside = [Role(a.role) for a in held if Span(a.from_on, a.until_on).meets(span)]
    fresh = new_conflicts(asked.role, beside)
    if fresh and not asked.compensating_control.strip():
        pairs = [f"{one} and {two}" for one, two in fresh]
        raise DutiesIncompatible(role=str(asked.role), pairs=pairs)
    return user


def _alone(asked: RoleAsked, by: Actor) -> SecondPerson:
    """Why one person is enough. Raises SecondPersonNeeded.

    Somebody who works here cannot make the second person disappear by ending their roles: for them
    those who ever decided count. The way out is the command line, in the hands of the operator.
    """
    if not duties_of([asked.role]):
        return SecondPerson.NOT_NEEDED
    found = queries.former_deciders() if by.touch == Touch.HUMAN else queries.deciders()
    if {str(user.pk) for user in found} - {by.name, str(asked.user_id)}:
        raise SecondPersonNeeded(kind=GRANT_ROLE, role=str(asked.role))
    return SecondPerson.NOT_THERE


def _granted(
    user: User, asked: RoleAsked, second: SecondPerson, approval: Approval | None, by: Actor
) -> RoleAssignment:
    from_on = asked.from_on
    if approval is not None:
        from_on = max(from_on, queries.people_day())
        if asked.until_on is not None and asked.until_on < from_on:
            raise BadInput(
                field="until_on", value=str(asked.until_on), expected=f"{from_on} or later"
            )
    assignment = RoleAssignment.objects.create(
        user=user, role=asked.role, entity_id=asked.entity_id, portfolio_id=asked.portfolio_id,
        from_on=from_on, until_on=asked.until_on,
        granted_by=approval.requested_by if approval else by.name,
        approval_id=approval.pk if approval else None,
        compensating_control=asked.compensating_control.strip(),
    )  # fmt: skip
    event = RoleGranted(
        user_id=user.pk, assignment_id=assignment.pk, role=str(asked.role),
        of_entity_id=asked.entity_id, of_portfolio_id=asked.portfolio_id, from_on=from_on,
        until_on=asked.until_on, compensating_control=assignment.compensating_control,
        second_person=str(second), approval_id=assignment.approval_id,
    )  # fmt: skip
    announce(event, by=by)
    return assignment
