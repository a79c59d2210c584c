"""Doing, about a person who asks to be forgotten: their card, their key, the messages to them."""

from datetime import date
from uuid import UUID

from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import MessageErased
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import ERASED_ADDRESS, ERASED_TEXT
from cashwright.areas.messaging.queries import Erasure, erasure_of
from cashwright.areas.messaging.services.moving import move
from cashwright.areas.messaging.states import MessageState
from cashwright.areas.parties.models import Contact
from cashwright.areas.parties.services import erase_contact
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound


@command
def erase_person(*, contact_id: UUID, on: date, by: Actor, why: str) -> Erasure:
    """Erase what the house knows of a person at a customer, but for letters it has to keep.

    on      the day by which letters are old enough to go
    raises  NotFound
    repeat  a second call erases the letters that have become old enough, and nothing else
    """
    # Read and decide. The messages are found by the address, so before the address goes.
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None:
        raise NotFound(document="contact", id=str(contact_id))
    found = erasure_of(contact, on, lock=True)

    # Write.
    erase_contact(contact_id=contact_id, by=by, why=why)
    waiting = [message for message in found.free if message.state == MessageState.QUEUED]
    move([(message, "suppress", "contact_erased") for message in waiting], by=by)
    Message.objects.filter(pk__in=[message.pk for message in found.free]).update(
        to_address=ERASED_ADDRESS, body_text=ERASED_TEXT, body_html=""
    )

    # Tell.
    for message in found.free:
        event = MessageErased(
            entity_id=message.entity_id, customer_id=message.customer_id, message_id=message.pk
        )
        announce(event, by=by, why=why)
    return found
