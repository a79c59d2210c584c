"""Reading access: what a person may do, and to which records.

Nothing is remembered between requests: a role that is ended stops counting with the next one.
A record outside the scope is answered as if it did not exist (NotFound), never as forbidden.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Prefetch, Q, QuerySet

from cashwright.areas.access.models import RoleAssignment, User
from cashwright.areas.access.policies import DECIDE, ROLES, Duty, Role
from cashwright.areas.access.rules import (
    NOBODY,
    Grant,
    Rights,
    Scope,
    conflicts,
    duties_of,
)
from cashwright.kernel.clock import SystemClock
from cashwright.kernel.refusals import NotFound

M = TypeVar("M", bound=Model)
Asker = AbstractBaseUser | AnonymousUser


def people_day() -> date:
    """The day that counts for roles: the machine's own, even while the books run on another.

    A person hired today may look at the books of 2012.
    """
    return SystemClock().now().date()


def in_force(on: date | None = None) -> QuerySet[RoleAssignment]:
    """The assignments in force on a day (default: today)."""
    day = on or people_day()
    return RoleAssignment.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day),
        from_on__lte=day,
        ended_at__isnull=True,
        user__is_active=True,
    )


def rights(user: Asker, *, on: date | None = None) -> Rights:
    """Everything `user` may do now. One query, unless this very row was read for one request."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    if on is None and user.held is not None:
        return user.held
    held = in_force(on).filter(user_id=user.pk).values_list("role", "entity_id", "portfolio_id")
    return Rights(True, tuple(Grant(Role(role), entity, folio) for role, entity, folio in held))


def rights_for_request(user: Asker) -> Rights:
    """The same, remembered on this row: for the user of one request, who asks it again and again."""
    found = rights(user)
    if isinstance(user, User):
        user.held = found
    return found


def may(user: Asker, permission: str) -> bool:
    """Whether `user` may do this somewhere."""
    return rights(user).may(permission)


def scope(user: Asker, permission: str) -> Scope:
    """The records `permission` covers for `user`."""
    return rights(user).scope(permission)


def within(scope: Scope, *, entity: str = "entity_id", portfolio: str | None) -> Q:
    """`scope` as a condition on rows.

    entity     the path from the row to its legal entity's id
    portfolio  the path to its customer's portfolio id; None for rows that belong to no customer:
               then only people who see all portfolios of the entity see them
    """
    if scope.is_everything:
        return Q()
    condition = Q(pk__in=[])
    for entity_id, portfolio_id in scope.parts:
        if portfolio_id is not None and portfolio is None:
            continue
        part = Q()
        if entity_id is not None:
            part &= Q(**{entity: entity_id})
        if portfolio_id is not None and portfolio is not None:
            part &= Q(**{portfolio: portfolio_id})
        condition |= part
    return condition


def scoped(
    queryset: QuerySet[M],
    user: Asker,
    permission: str,
    *,
    entity: str = "entity_id",
    portfolio: str | None = "customer__portfolio_id",
) -> QuerySet[M]:
    """The rows of `queryset` that `user` may touch with `permission`; see `within`."""
    return queryset.filter(within(scope(user, permission), entity=entity, portfolio=portfolio))


def found(
    queryset: QuerySet[M],
    user: Asker,
    permission: str,
    pk: UUID,
    *,
    document: str,
    entity: str = "entity_id",
    portfolio: str | None = "customer__portfolio_id",
) -> M:
    """The one row with id `pk`. Raises NotFound when there is none in the asker's scope."""
    rows = scoped(queryset, user, permission, entity=entity, portfolio=portfolio)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(document=document, id=str(pk))
    return row


def people() -> QuerySet[User]:
    """Everybody, by e-mail, with all their assignments (`assignments.all()`)."""
    held = RoleAssignment.objects.order_by("from_on", "role")
    return User.objects.order_by("email").prefetch_related(Prefetch("assignments", held))


@dataclass(frozen=True, slots=True)
class Holder:
    """One person and the roles in force for them."""

    user: User
    grants: tuple[Grant, ...]


def roster(on: date | None = None) -> list[Holder]:
    """Everybody, by e-mail, with the roles in force on a day (default: today)."""
    grants: dict[UUID, list[Grant]] = {}
    held = in_force(on).order_by("role", "pk")
    for user_id, role, entity_id, portfolio_id in held.values_list(
        "user_id", "role", "entity_id", "portfolio_id"
    ):
        grants.setdefault(user_id, []).append(Grant(Role(role), entity_id, portfolio_id))
    users = User.objects.order_by("email")
    return [Holder(user, tuple(grants.get(user.pk, ()))) for user in users]


def person(user_id: UUID) -> User:
    """One person. Raises NotFound."""
    user = people().filter(pk=user_id).first()
    if user is None:
        raise NotFound(document="person", id=str(user_id))
    return user


def person_by_email(email: str) -> User:
    """One person, by e-mail in any case. Raises NotFound."""
    user = people().filter(email__iexact=email.strip()).first()
    if user is None:
        raise NotFound(document="person", id=email[:64])
    return user


def holders(permission: str, *, entity_id: UUID) -> QuerySet[User]:
    """Who may use `permission` on some record of a legal entity: whom to ask for a decision."""
    roles = [role for role, card in ROLES.items() if permission in card.permissions]
    reach = Q(entity_id__isnull=True) | Q(entity_id=entity_id)
    held = in_force().filter(reach, role__in=roles)
    return User.objects.filter(pk__in=held.values("user_id")).order_by("email")


def deciders(*, entity_id: UUID | None = None, portfolio_id: UUID | None = None) -> list[User]:
    """Who decides now about a record of an entity and portfolio, or for the whole house; by e-mail."""
    held = in_force().filter(_decides(entity_id, portfolio_id))
    return list(User.objects.filter(pk__in=held.values("user_id")).order_by("email"))


def former_deciders() -> list[User]:
    """Who has ever decided for the whole house, whether they still do or not; by e-mail."""
    held = RoleAssignment.objects.filter(_decides(None, None), from_on__lte=people_day())
    return list(User.objects.filter(pk__in=held.values("user_id")).order_by("email"))


def _decides(entity_id: UUID | None, portfolio_id: UUID | None) -> Q:
    roles = [role for role, card in ROLES.items() if DECIDE in card.permissions]
    of_entity, of_folio = Q(entity_id__isnull=True), Q(portfolio_id__isnull=True)
    if entity_id is not None:
        of_entity |= Q(entity_id=entity_id)
    if portfolio_id is not None:
        of_folio |= Q(portfolio_id=portfolio_id)
    return Q(role__in=roles) & of_entity & of_folio


def uncontrolled_conflicts(on: date | None = None) -> list[tuple[User, tuple[Duty, Duty]]]:
    """Who holds duties that are kept apart, with no control named on any of the roles: none may.

    The services refuse it; this finds what came in another way, for `verify` and the auditor.
    """
    controlled = set(
        in_force(on).exclude(compensating_control="").values_list("user_id", flat=True)
    )
    return [
        (holder.user, pair)
        for holder in roster(on)
        if holder.user.pk not in controlled
        for pair in conflicts(duties_of(grant.role for grant in holder.grants))
    ]
