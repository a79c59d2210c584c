"""Doing, about answers: what a person writes back, to the one who wrote, in the same conversation."""

from html import escape
from uuid import UUID

from cashwright.areas.controls.services import command
from cashwright.areas.messaging.models import Inbound, Message
from cashwright.areas.messaging.refusals import OnlyAPerson, ThreadWithoutCustomer
from cashwright.areas.messaging.rules import Draft, Rendered
from cashwright.areas.messaging.services.queueing import queue_message
from cashwright.areas.messaging.services.threads import locked_thread, move_thread
from cashwright.areas.messaging.states import ThreadState
from cashwright.areas.parties.policies import Purpose
from cashwright.areas.parties.rules import words
from cashwright.kernel.actors import Actor, Touch
from cashwright.kernel.refusals import NotAllowedNow


@command
def answer_thread(*, thread_id: UUID, text: str, by: Actor) -> Message:
    """Write back to who wrote last; the conversation is answered then.

    raises  NotFound, OnlyAPerson, ThreadWithoutCustomer, NotAllowedNow (nobody wrote, it is closed),
            BadInput (no words)
    repeat  the same words to the same mail go out once
    """
    # Read.
    thread = locked_thread(thread_id)
    if by.touch is not Touch.HUMAN:
        raise OnlyAPerson(message_id=str(thread_id))
    if thread.customer is None:
        raise ThreadWithoutCustomer(thread_id=thread.public_id)
    last = thread.inbound.order_by("-received_at", "-pk").first()
    if last is None:
        raise NotAllowedNow(document="conversation", state=thread.state, move="answer")

    # Decide.
    said = words.some_lines("text", text, length_max=20_000)
    draft = _draft(last, said, count=thread.messages.count())

    # Write and tell.
    message = queue_message(draft, by=by)
    assert message is not None, "its key counts what was said before"
    Message.objects.filter(pk=message.pk).update(thread=thread)
    if thread.state in (ThreadState.WAITING, ThreadState.SNOOZED):
        move_thread(thread, "answer", by=by)
    return message


def _draft(last: Inbound, said: str, *, count: int) -> Draft:
    assert last.customer_id is not None, "the conversation has a customer"
    subject = f"Re: {last.subject or last.thread.subject}"[:400]
    html = "\n".join(f"<p>{escape(p)}</p>".replace("\n", "<br>\n") for p in said.split("\n\n"))
    return Draft(
        entity_id=last.entity_id, customer_id=last.customer_id, contact_id=last.contact_id,
        to_address=last.from_address, purpose=Purpose.INVOICES, language=last.language or "en",
        said=Rendered(subject, said, html), template="", dedupe_key=f"answer:{last.pk}:{count}",
    )  # fmt: skip
