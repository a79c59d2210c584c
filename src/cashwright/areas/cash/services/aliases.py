"""What people say of payers: whose an account, a name or a reference is, or that it be forgotten."""

from uuid import UUID

from cashwright.areas.cash.events import PayerAliasSaid
from cashwright.areas.cash.models import PayerAlias
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.models import Customer
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import NotFound


@command
def say_alias(
    *, entity_id: UUID, kind: str, alias_key: str, shown: str, customer_id: UUID | None, by: Actor
) -> PayerAlias:
    """Say whose something is; without a customer: forget what was learned of it until now.

    repeat  the last word counts
    raises  NotFound
    """
    if customer_id and not Customer.objects.filter(pk=customer_id, entity_id=entity_id).exists():
        raise NotFound(document="customer", id=str(customer_id))
    said, _ = PayerAlias.objects.update_or_create(
        entity_id=entity_id, kind=kind, alias_key=alias_key,
        defaults={
            "shown": shown[:120], "customer_id": customer_id, "said_by": by.name, "said_at": now(),
        },
    )  # fmt: skip
    _tell(said, by)
    return said


@command
def forget_alias(*, alias_id: UUID, by: Actor) -> PayerAlias:
    """Forget what a person said, and what was learned of it until now. Raises NotFound."""
    said = PayerAlias.objects.select_for_update().filter(pk=alias_id).first()
    if said is None:
        raise NotFound(document="payer alias", id=str(alias_id))
    said.customer_id, said.said_by, said.said_at = None, by.name, now()
    said.save(update_fields=["customer_id", "said_by", "said_at"])
    _tell(said, by)
    return said


def _tell(said: PayerAlias, by: Actor) -> None:
    event = PayerAliasSaid(
        entity_id=said.entity_id, alias_id=said.pk, kind=said.kind, customer_id=said.customer_id
    )
    announce(event, by=by)
