"""Doing about steps that people take: whoever did it, the customer's open steps are closed."""

from uuid import UUID

from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import close_task, command
from cashwright.areas.controls.states import TaskState
from cashwright.kernel.actors import Actor

STEPS = ("collections.call", "collections.person")
"""The tasks that speaking with a customer answers; those of others stay with them."""


def open_steps(customer_id: UUID) -> list[UUID]:
    """The tasks of a customer's steps, the oldest first."""
    waiting = Task.objects.filter(customer_id=customer_id, kind__in=STEPS, state=TaskState.OPEN)
    return list(waiting.order_by("opened_on", "pk").values_list("pk", flat=True))


@command
def finish_steps(*, customer_id: UUID, outcome: str, by: Actor) -> int:
    """Close what a customer's ladder left to people, because it was done; returns how many.

    Any colleague may: a step belongs to the customer, not to a person.
    """
    waiting = open_steps(customer_id)
    for task_id in waiting:
        close_task(task_id=task_id, move="finish", outcome=outcome, by=by)
    return len(waiting)
