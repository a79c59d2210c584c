"""Doing, about conversations: whose they are, who answers, until when they wait, when they are done."""

from datetime import date, timedelta
from uuid import UUID

from cashwright.areas.access.models import User
from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import ThreadMoved
from cashwright.areas.messaging.models import Inbound, Thread
from cashwright.areas.messaging.policies.inbox import SNOOZE_DAYS_MAX
from cashwright.areas.messaging.queries.inbox import due_threads
from cashwright.areas.messaging.states import THREAD, ThreadState
from cashwright.areas.parties.models import Contact, Customer
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput, NotFound


def move_thread(thread: Thread, move: str, *, by: Actor, until: date | None = None) -> None:
    """Move a locked conversation inside the command in progress. Raises NotAllowedNow."""
    thread.state = THREAD.after(ThreadState(thread.state), move)
    thread.snoozed_until = until
    thread.save(update_fields=["state", "snoozed_until"])
    _tell(thread, move, by)


@command
def assign_thread(
    *, thread_id: UUID, by: Actor, customer_id: UUID | None = None, owner: str | None = None
) -> Thread:
    """Say whose conversation it is, or who answers it; what is not said stays.

    customer_id  of the same legal entity; its mails become the customer's
    owner        the public id's person, as `by` names them; "" for nobody
    raises       NotFound (the conversation, the customer, the person)
    """
    thread = locked_thread(thread_id)
    if customer_id is not None:
        rows = Customer.objects.filter(pk=customer_id, entity_id=thread.entity_id)
        customer = rows.first()
        if customer is None:
            raise NotFound(document="customer", id=str(customer_id))
        thread.customer = customer
        for inbound in Inbound.objects.filter(thread=thread):
            writer = Contact.objects.filter(customer=customer, email__iexact=inbound.from_address)
            inbound.customer, inbound.contact = (
                customer,
                writer.order_by("-is_active", "pk").first(),
            )
            inbound.save(update_fields=["customer", "contact"])
    if owner is not None:
        if owner and not User.objects.filter(pk=_uuid(owner), is_active=True).exists():
            raise NotFound(document="person", id=owner[:64])
        thread.owner = owner
    thread.save(update_fields=["customer", "owner"])
    _tell(thread, "assign", by)
    return thread


@command
def snooze_thread(*, thread_id: UUID, until: date, on: date, by: Actor) -> Thread:
    """Put a conversation off to a day after `on`. Raises NotFound, BadInput, NotAllowedNow."""
    thread = locked_thread(thread_id)
    if not on < until <= on + timedelta(days=SNOOZE_DAYS_MAX):
        raise BadInput(
            field="until", value=until.isoformat(), expected="a day within the next year"
        )
    move_thread(thread, "snooze", by=by, until=until)
    return thread


@command
def wake_threads(*, entity_id: UUID, on: date, by: Actor) -> int:
    """Wake what was put off to `on` or an earlier day; returns how many."""
    due = list(due_threads(entity_id, on).select_for_update())
    for thread in due:
        move_thread(thread, "wake", by=by)
    return len(due)


@command
def close_thread(*, thread_id: UUID, by: Actor) -> Thread:
    """Note that nothing is to be done, or nothing more. Raises NotFound, NotAllowedNow."""
    thread = locked_thread(thread_id)
    move_thread(thread, "close", by=by)
    return thread


def locked_thread(thread_id: UUID) -> Thread:
    """A conversation, locked inside the command in progress. Raises NotFound."""
    rows = Thread.objects.select_for_update(of=("self",)).select_related("customer", "entity")
    thread = rows.filter(pk=thread_id).first()
    if thread is None:
        raise NotFound(document="conversation", id=str(thread_id))
    return thread


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(document="person", id=text[:64]) from None


def _tell(thread: Thread, move: str, by: Actor) -> None:
    event = ThreadMoved(
        entity_id=thread.entity_id, customer_id=thread.customer_id, thread_id=thread.pk, move=move,
        state=str(thread.state), owner=thread.owner,
        snoozed_until=thread.snoozed_until.isoformat() if thread.snoozed_until else "",
    )  # fmt: skip
    announce(event, by=by)
