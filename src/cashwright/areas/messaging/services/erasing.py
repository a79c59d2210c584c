"""Doing, about a person who asks to be forgotten: their card, their key, the messages to them.

A message that went out is a business letter: it stays, as it was sent, for the years the law wants
(GDPR Article 17(3)(b); German law: six, from the end of the year). Asking again later erases it.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import MessageErased
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import ERASED_ADDRESS, ERASED_TEXT
from cashwright.areas.messaging.rules import letter_kept_until
from cashwright.areas.messaging.services.moving import move
from cashwright.areas.messaging.states import MessageState
from cashwright.areas.parties.models import Contact
from cashwright.areas.parties.services import erase_contact
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound

_NEVER_SENT = (MessageState.QUEUED, MessageState.FAILED, MessageState.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Erasure:
    """How many messages were emptied, how many letters stay, and until when the last of them."""

    emptied: int
    kept: int
    kept_until: date | None


@command
def erase_person(*, contact_id: UUID, on: date, by: Actor, why: str) -> Erasure:
    """Erase what the house knows of a person at a customer, but for letters it has to keep.

    on      the day by which letters are old enough to go
    raises  NotFound
    repeat  a second call erases the letters that have become old enough, and nothing else
    """
    # Read. The messages are found by the address, so before the address goes.
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None:
        raise NotFound(document="contact", id=str(contact_id))
    messages = list(_messages_to(contact).select_for_update().order_by("pk"))

    # Decide.
    free = [m for m in messages if m.state in _NEVER_SENT or _kept_until(m) < on]
    letters = [message for message in messages if message not in free]

    # Write and tell.
    erase_contact(contact_id=contact_id, by=by, why=why)
    waiting = [message for message in free if message.state == MessageState.QUEUED]
    move([(message, "suppress", "contact_erased") for message in waiting], by=by)
    Message.objects.filter(pk__in=[message.pk for message in free]).update(
        to_address=ERASED_ADDRESS, body_text=ERASED_TEXT, body_html=""
    )
    for message in free:
        event = MessageErased(
            entity_id=message.entity_id, customer_id=message.customer_id, message_id=message.pk
        )
        announce(event, by=by, why=why)
    until = max((_kept_until(letter) for letter in letters), default=None)
    return Erasure(len(free), len(letters), until)


def _messages_to(contact: Contact) -> QuerySet[Message]:
    """Those to the person, and those to their address that name no person."""
    theirs = Q(contact_id=contact.pk)
    if contact.email:
        theirs |= Q(contact_id=None, customer_id=contact.customer_id, to_address=contact.email)
    return Message.objects.filter(theirs).exclude(to_address=ERASED_ADDRESS)


def _kept_until(message: Message) -> date:
    return letter_kept_until((message.sent_at or message.queued_at).date())
