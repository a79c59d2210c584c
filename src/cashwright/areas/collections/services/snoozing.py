"""Doing about the worklist's hours: putting a customer off, waking them, giving them to a colleague."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from cashwright.areas.collections.events import CustomerSnoozed, CustomerWoken
from cashwright.areas.collections.models import Snooze
from cashwright.areas.collections.queries.touches import (
    escalating_in_force,
    portfolio_of,
    snoozes,
)
from cashwright.areas.collections.refusals import NoPortfolio, NotSnoozed
from cashwright.areas.collections.rules.touches import check_snooze
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.rules import words
from cashwright.areas.parties.services import move_customers
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput, NotFound


@command
def snooze_customer(
    *, customer_id: UUID, until_on: date, on: date, by: Actor, reason: str = ""
) -> Snooze:
    """Put a customer off the worklist until `until_on`; a snooze in force gives way to this one.

    Reminders go on: what stops them is a hold.

    raises  NotFound, SnoozedTooFar
    """
    customer = _locked(customer_id)
    check_snooze(on, until_on, escalating_in_force(customer.entity_id, on).snooze_days_max)
    for standing in snoozes(on).filter(customer=customer):
        _end(standing, on, by)
    snooze = Snooze.objects.create(
        entity_id=customer.entity_id, customer=customer, from_on=on, until_on=until_on,
        reason=words.one_line("reason", reason, length_max=200, may_be_empty=True),
        snoozed_by=by.name, snoozed_at=now(),
    )  # fmt: skip
    event = CustomerSnoozed(
        entity_id=customer.entity_id, snooze_id=snooze.pk, customer_id=customer.pk, from_on=on,
        until_on=until_on,
    )  # fmt: skip
    announce(event, by=by, why=snooze.reason)
    return snooze


@command
def wake_customer(*, customer_id: UUID, on: date, by: Actor) -> None:
    """Put a customer back on the worklist today. Raises NotFound, NotSnoozed."""
    customer = _locked(customer_id)
    standing = list(snoozes(on).filter(customer=customer))
    if not standing:
        raise NotSnoozed(customer_id=str(customer_id))
    for snooze in standing:
        _end(snooze, on, by)


@command
def reassign_customers(
    *,
    customer_ids: Collection[UUID],
    by: Actor,
    portfolio_id: UUID | None = None,
    user_id: UUID | None = None,
) -> int:
    """Give customers into another portfolio, or to a colleague: the portfolio that one looks after.

    returns  how many changed hands
    raises   BadInput (neither or both), NotFound, NoPortfolio; then none changes hands
    """
    if (portfolio_id is None) == (user_id is None):
        raise BadInput(field="portfolio", value="", expected="a portfolio or a colleague")
    if user_id is None:
        return move_customers(customer_ids=customer_ids, portfolio_id=portfolio_id, by=by)
    entities: dict[UUID, list[UUID]] = {}
    found = Customer.objects.filter(pk__in=customer_ids).values_list("pk", "entity_id")
    for pk, entity_id in found:
        entities.setdefault(entity_id, []).append(pk)
    moved = 0
    for entity_id, ids in sorted(entities.items()):
        folio = portfolio_of(user_id, entity_id)
        if folio is None:
            raise NoPortfolio(user_id=str(user_id))
        moved += move_customers(customer_ids=ids, portfolio_id=folio, by=by)
    return moved


def _end(snooze: Snooze, on: date, by: Actor) -> None:
    snooze.ended_on = on
    snooze.save(update_fields=["ended_on"])
    event = CustomerWoken(
        entity_id=snooze.entity_id, snooze_id=snooze.pk, customer_id=snooze.customer_id,
        ended_on=on,
    )  # fmt: skip
    announce(event, by=by)


def _locked(customer_id: UUID) -> Customer:
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    return customer
