"""Reading what people did about customers: calls, notes, who is put off, where a case stands."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from cashwright.areas.access.models import User
from cashwright.areas.access.queries import in_force
from cashwright.areas.collections.models import Call, Escalation, Note, Snooze
from cashwright.areas.collections.policies import Level
from cashwright.areas.collections.policies.escalating import (
    ESCALATION,
    Escalating,
    Rung,
    escalating_of,
)
from cashwright.areas.controls.queries import policy_value
from cashwright.areas.parties.models import Customer


def calls(customer_id: UUID) -> QuerySet[Call]:
    """The calls to a customer, newest first."""
    return Call.objects.filter(customer_id=customer_id).order_by("-called_at", "-pk")


def notes(customer_id: UUID) -> QuerySet[Note]:
    """The notes on a customer: those pinned first, then the newest."""
    rows = Note.objects.filter(customer_id=customer_id)
    return rows.order_by("-is_pinned", "-written_at", "-pk")


def escalations(customer_id: UUID) -> QuerySet[Escalation]:
    """How a customer's case was passed on, newest first."""
    rows = Escalation.objects.filter(customer_id=customer_id)
    return rows.order_by("-escalated_at", "-pk")


def snoozes(on: date) -> QuerySet[Snooze]:
    """The snoozes in force on a day; on `until_on` the customer is back."""
    return Snooze.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), from_on__lte=on, until_on__gt=on
    )


def snoozed(on: date, customer_ids: Collection[UUID] | None = None) -> dict[UUID, date]:
    """Customer -> the day they are back, of those (or all) who are put off on a day."""
    rows = snoozes(on)
    if customer_ids is not None:
        rows = rows.filter(customer_id__in=customer_ids)
    return dict(rows.order_by("until_on").values_list("customer_id", "until_on"))


def levels(on: date, customer_ids: Collection[UUID] | None = None) -> dict[UUID, Level]:
    """Customer -> where their case stands on a day; who is not named is with the collector."""
    rows = Escalation.objects.filter(escalated_on__lte=on)
    if customer_ids is not None:
        rows = rows.filter(customer_id__in=customer_ids)
    latest = rows.order_by("customer_id", "-escalated_at", "-pk").distinct("customer_id")
    return {pk: Level(level) for pk, level in latest.values_list("customer_id", "level")}


def has_unanswered(entity_id: UUID, on: date) -> bool:
    """Whether a case of an entity may have to go up: the day to answer it by has gone."""
    return Escalation.objects.filter(entity_id=entity_id, answer_by__lt=on).exists()


def escalating_in_force(entity_id: UUID, on: date) -> Escalating:
    """Who answers at which level: the entity's policy, the house's, else as a house starts."""
    return escalating_of(policy_value(ESCALATION, on=on, entity_id=entity_id))


def answering(customer: Customer, level: Level, rung: Rung) -> User | None:
    """Who answers for a customer at a level; None when nobody holds that place.

    The owner of the account before the role; of several with the role the one whose portfolio,
    then whose entity it is, then who has held it longest.
    """
    if rung.email:
        return User.objects.filter(email__iexact=rung.email, is_active=True).first()
    owner = customer.account_owner
    if level is Level.ACCOUNT_OWNER and owner is not None and owner.is_active:
        return owner
    held = in_force().filter(
        Q(entity_id__isnull=True) | Q(entity_id=customer.entity_id),
        Q(portfolio_id__isnull=True) | Q(portfolio_id=customer.portfolio_id),
        role=rung.role,
    )
    nearness = Case(
        When(portfolio_id__isnull=False, then=Value(0)),
        When(entity_id__isnull=False, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    first = held.annotate(nearness=nearness).order_by("nearness", "granted_at", "pk").first()
    return None if first is None else first.user


def portfolio_of(user_id: UUID, entity_id: UUID) -> UUID | None:
    """The portfolio a colleague looks after in an entity: the one held longest; None without one."""
    held = in_force().filter(
        Q(entity_id__isnull=True) | Q(entity_id=entity_id),
        user_id=user_id, portfolio_id__isnull=False,
    )  # fmt: skip
    return held.order_by(F("granted_at"), "pk").values_list("portfolio_id", flat=True).first()
