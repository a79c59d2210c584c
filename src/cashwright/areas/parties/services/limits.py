"""Doing, about how much a customer may owe: a duty of its own, apart from keeping the card."""

from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.events import CreditLimitSet
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput, NotFound

LIMIT_MINOR_MAX = 10**15


@command
def set_credit_limit(
    *, customer_id: UUID, limit_minor: int | None, reason: str, by: Actor
) -> Customer:
    """Say how much a customer may owe, in minor units of their currency; None: no limit is set.

    raises  NotFound, BadInput (below 0, beyond what the books hold, no reason)
    """
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    if limit_minor is not None and not 0 <= limit_minor <= LIMIT_MINOR_MAX:
        raise BadInput(field="limit", value=str(limit_minor), expected="0 or more")
    why = words.one_line("reason", reason, length_max=200)
    before = customer.credit_limit_minor
    if before == limit_minor:
        return customer
    customer.credit_limit_minor = limit_minor
    customer.save(update_fields=["credit_limit_minor"])
    event = CreditLimitSet(
        entity_id=customer.entity_id, customer_id=customer.pk, currency=customer.currency,
        before_minor=before, limit_minor=limit_minor,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return customer
