"""Doing about letters a person writes to a customer: queued once, like every message."""

from uuid import UUID

from cashwright.areas.controls.services import command
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.rules import Draft, render
from cashwright.areas.messaging.rules.texts import Text, check_text
from cashwright.areas.messaging.services import queue_message
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.policies import Purpose
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound


@command
def write_to_customer(
    *, customer_id: UUID, contact_id: UUID, subject: str, text: str, once: str, by: Actor
) -> Message | None:
    """Queue what a person wrote to one of a customer's people; None when it was queued before.

    once    names this one letter: the same again is the same letter
    raises  NotFound, BadAddress, BadTemplate, UnknownToken (nothing is filled in: it is final)
    """
    customer = Customer.objects.filter(pk=customer_id).first()
    contact = Contact.objects.filter(pk=contact_id, customer_id=customer_id, is_active=True).first()
    if customer is None or contact is None:
        raise NotFound(document="contact", id=str(contact_id))
    written = Text(subject, text.replace("\r\n", "\n"))
    check_text(written)
    draft = Draft(
        entity_id=customer.entity_id, customer_id=customer_id, contact_id=contact.pk,
        to_address=contact.email, purpose=Purpose.REMINDERS,
        language=contact.language or customer.language, said=render(written, {}),
        template="by hand", dedupe_key=f"by_hand/{once}"[:160],
    )  # fmt: skip
    return queue_message(draft, by=by)
