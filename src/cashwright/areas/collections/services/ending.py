"""Doing, about what stands at the end of its ladder: a person takes over, once for each invoice."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import command, open_task
from cashwright.areas.parties.models import Customer
from cashwright.kernel.actors import Actor

KIND = "collections.ladder_ended"


@command
def hand_over_ended(
    oldest: Sequence[tuple[UUID, UUID]], *, entity_id: UUID, on: date, by: Actor
) -> int:
    """Open a task for each (customer, oldest late invoice) whose ladder ended; returns how many are new.

    repeat  an invoice that once was handed over opens no second task
    """
    keys = {f"{KIND}/{invoice_id}": (customer_id, invoice_id) for customer_id, invoice_id in oldest}
    there = set(Task.objects.filter(key__in=list(keys)).values_list("key", flat=True))
    fresh = {key: whose for key, whose in keys.items() if key not in there}
    names = dict(
        Customer.objects.filter(pk__in=[one for one, _ in fresh.values()]).values_list("pk", "name")
    )
    for key, (customer_id, invoice_id) in fresh.items():
        open_task(
            entity_id=entity_id, kind=KIND, key=key, on=on, by=by, customer_id=customer_id,
            document_id=invoice_id,
            title=f"All reminders to {names[customer_id]} were sent: decide what follows"[:200],
        )  # fmt: skip
    return len(fresh)
