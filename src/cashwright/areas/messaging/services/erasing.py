"""Doing, about a person who asks to be forgotten: their card, their key, messages to them, what they wrote."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.access.queries import deciders
from cashwright.areas.controls.limits import approved
from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import InboundErased, MessageErased
from cashwright.areas.messaging.models import (
    Inbound,
    InboundFile,
    Letter,
    Message,
    Suggestion,
    Thread,
)
from cashwright.areas.messaging.policies import (
    ERASE_PERSON,
    ERASED_ADDRESS,
    ERASED_PHONE,
    ERASED_TEXT,
)
from cashwright.areas.messaging.queries import Erasure, erasure_of
from cashwright.areas.messaging.refusals import ErasureNeedsSecond
from cashwright.areas.messaging.rules.inbox.mail import hidden_id
from cashwright.areas.messaging.services.moving import move
from cashwright.areas.messaging.states import MessageState
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.policies import Channel
from cashwright.areas.parties.services import erase_contact
from cashwright.kernel.actors import Actor
from cashwright.kernel.personal import masked
from cashwright.kernel.refusals import NotFound


@command
def erase_person(
    *, contact_id: UUID, on: date, by: Actor, why: str, approval_id: UUID | None = None
) -> Erasure:
    """Erase what the house knows of a person at a customer, but for letters it has to keep.

    on           the day by which letters are old enough to go
    approval_id  the second person's word, for exactly this (erasure_payload); needed once there is
                 somebody else who decides about the customer
    raises       NotFound, ErasureNeedsSecond
    repeat       a second call erases the letters that have become old enough, and nothing else
    """
    # Read and decide. The messages are found by the address, so before the address goes.
    contact = Contact.objects.select_related("customer").filter(pk=contact_id).first()
    if contact is None:
        raise NotFound(document="contact", id=str(contact_id))
    if approval_id is not None:
        approved(approval_id, kind=ERASE_PERSON, payload=erasure_payload(contact_id, on, why))
    elif _others_decide(contact.customer, by):
        raise ErasureNeedsSecond(kind=ERASE_PERSON)
    found = erasure_of(contact, on, lock=True)

    # Write.
    erase_contact(contact_id=contact_id, by=by, why=why)
    stoppable = (MessageState.QUEUED, MessageState.HELD)
    waiting = [message for message in found.free if message.state in stoppable]
    move([(message, "suppress", "contact_erased") for message in waiting], by=by)
    emptied = Message.objects.filter(pk__in=[message.pk for message in found.free])
    emptied.update(body_text=ERASED_TEXT, body_html="")
    emptied.filter(channel=Channel.EMAIL).update(to_address=ERASED_ADDRESS)
    emptied.filter(channel=Channel.SMS).update(to_address=ERASED_PHONE)
    Letter.objects.filter(message__in=emptied).delete()
    _empty(found.heard)

    # Tell.
    for message in found.free:
        event = MessageErased(
            entity_id=message.entity_id, customer_id=message.customer_id, message_id=message.pk
        )
        announce(event, by=by, why=why)
    for mail in found.heard:
        heard = InboundErased(
            entity_id=mail.entity_id, customer_id=mail.customer_id, inbound_id=mail.pk
        )
        announce(heard, by=by, why=why)
    return found


def _empty(mails: Sequence[Inbound]) -> None:
    """Of what a person wrote stays that it came, when, by which channel and what it was read to mean."""
    for mail in mails:
        mail.from_address = ERASED_PHONE if mail.channel == Channel.SMS else ERASED_ADDRESS
        mail.from_name, mail.reply_text, mail.subject = "", "", ERASED_TEXT
        mail.body_text, mail.message_id = ERASED_TEXT, hidden_id(mail.message_id)
        mail.save()
    keys = [mail.pk for mail in mails]
    InboundFile.objects.filter(inbound__in=keys).delete()
    for suggestion in Suggestion.objects.filter(inbound__in=keys):
        suggestion.start = suggestion.end = 0
        suggestion.facts = {n: v for n, v in suggestion.facts.items() if n != "address"}
        suggestion.save(update_fields=["start", "end", "facts"])
    threads = Thread.objects.filter(pk__in={mail.thread_id for mail in mails})
    others = Inbound.objects.exclude(body_text=ERASED_TEXT).values("thread_id")
    threads.exclude(pk__in=others).update(subject=ERASED_TEXT)


def erasure_payload(contact_id: UUID, on: date, why: str) -> dict[str, Any]:
    """What a second person agrees to. It is kept, so the reason goes in without addresses."""
    return {"contact_id": str(contact_id), "on": on.isoformat(), "why": masked(why)}


def _others_decide(customer: Customer, by: Actor) -> bool:
    people = deciders(entity_id=customer.entity_id, portfolio_id=customer.portfolio_id)
    return any(str(person.pk) != by.name for person in people)
