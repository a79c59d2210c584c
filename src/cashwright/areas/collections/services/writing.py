"""Doing about letters a person writes to a customer: queued once, like every message."""

from datetime import date
from uuid import UUID

from cashwright.areas.collections.queries import asked_now
from cashwright.areas.controls.services import command
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import BY_HAND
from cashwright.areas.messaging.rules import Draft, render
from cashwright.areas.messaging.rules.texts import Text, check_text
from cashwright.areas.messaging.services import queue_message
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.policies import Purpose
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound


@command
def write_to_customer(
    *, customer_id: UUID, contact_id: UUID, subject: str, text: str, once: str, on: date, by: Actor
) -> Message | None:
    """Queue what a person wrote to one of a customer's people; None when it was queued before.

    on      the day: what may be asked for on it is kept beside the text, and when other amounts are open
            by the time it goes out, it waits for the person
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
        template=BY_HAND, dedupe_key=f"by_hand/{once}"[:160],
        figures={"on": on.isoformat(), "asked": _asked(customer_id, on)},
    )  # fmt: skip
    return queue_message(draft, by=by)


def _asked(customer_id: UUID, on: date) -> dict[str, int]:
    return {str(pk): minor for pk, minor in asked_now(customer_id, on).items()}
