"""Doing about phone calls: what was tried, whom it reached, what came of it."""

from datetime import date
from uuid import UUID

from cashwright.areas.collections.events import CallLogged
from cashwright.areas.collections.models import Call
from cashwright.areas.collections.policies import CallOutcome
from cashwright.areas.collections.refusals import StepTaken
from cashwright.areas.collections.rules.touches import closes_step
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import announce, close_task, command
from cashwright.areas.controls.states import TaskState
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput, NotFound

NOTE_MAX = 2000


@command
def log_call(
    *,
    customer_id: UUID,
    outcome: CallOutcome,
    on: date,
    by: Actor,
    contact_id: UUID | None = None,
    note: str = "",
    task_id: UUID | None = None,
) -> Call:
    """Write down a call, or the attempt; the step it was is closed when it reached somebody.

    task_id  the task of the ladder's step; any colleague who may work it may take it
    repeat   a task that is closed is refused: two people do not take the same step
    raises   NotFound (customer, contact, task), BadInput, StepTaken
    """
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    if contact_id and not Contact.objects.filter(pk=contact_id, customer=customer).exists():
        raise NotFound(document="contact", id=str(contact_id))
    told = _outcome(outcome)
    is_step = task_id is not None and closes_step(told)
    if task_id is not None:
        _check_task(task_id, customer_id)

    at = now()
    call = Call.objects.create(
        entity_id=customer.entity_id, customer=customer, contact_id=contact_id, outcome=told,
        note=words.some_lines("note", note, length_max=NOTE_MAX), task_id=task_id if is_step else None,
        called_at=at, called_on=on, called_by=by.name,
    )  # fmt: skip
    if is_step and task_id is not None:
        close_task(task_id=task_id, move="finish", outcome=f"call: {told}", by=by)

    event = CallLogged(
        entity_id=customer.entity_id, call_id=call.pk, customer_id=customer.pk,
        contact_id=contact_id, outcome=str(told), called_on=on, task_id=task_id,
    )  # fmt: skip
    announce(event, by=by)
    return call


def _outcome(value: str) -> CallOutcome:
    try:
        return CallOutcome(value)
    except ValueError:
        expected = ", ".join(CallOutcome)
        raise BadInput(field="outcome", value=str(value)[:16], expected=expected) from None


def _check_task(task_id: UUID, customer_id: UUID) -> None:
    task = Task.objects.select_for_update().filter(pk=task_id, customer_id=customer_id).first()
    if task is None:
        raise NotFound(document="task", id=str(task_id))
    if task.state != TaskState.OPEN:
        raise StepTaken(task_id=str(task_id))
