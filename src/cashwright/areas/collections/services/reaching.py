"""Doing, about reminders that came back: said to somebody else of the customer, or on another channel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cashwright.areas.collections.policies import SenderKind
from cashwright.areas.collections.queries import standing
from cashwright.areas.collections.services.wording import Laws, Senders, figures_of, words_of
from cashwright.areas.controls.services import command
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.queries import blocked_addresses, consents, text_of_label
from cashwright.areas.messaging.rules import Draft
from cashwright.areas.messaging.services import queue_message
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.policies import Channel, ContactRole, Delivery, Purpose
from cashwright.kernel.actors import Actor

TRIES_MAX = 5


@dataclass(frozen=True, slots=True)
class _Way:
    """A person and channel nobody tried yet; a letter needs no person."""

    channel: Channel
    address: str
    contact: Contact | None


@command
def remind_otherwise(*, message_id: UUID, on: date, by: Actor) -> Message | None:
    """Say what a reminder said to the next person of the customer, else by text message, else by letter.

    Consent, windows and budget are judged again when it goes out. Of what is no longer to be asked for
    nothing is said.

    returns  the message queued; None when there is nobody left, or it was done before
    """
    # Read.
    lost = Message.objects.select_related("customer__entity", "contact").get(pk=message_id)
    asked = _still_asked(lost)
    text = text_of_label(lost.template)
    if not asked or text is None:
        return None
    way = _next_way(lost)
    if way is None:
        return None

    # Decide.
    customer, name = lost.customer, way.contact.name if way.contact else ""
    language = (way.contact.language if way.contact else "") or lost.language
    kind = SenderKind(lost.figures["sender"])
    sender = Senders({customer.portfolio_id}, on).of(kind, customer.portfolio_id)
    invoices = Invoice.objects.in_bulk(asked)
    listed = [(invoices[pk], minor) for pk, minor in asked.items()]
    said = words_of(text, customer, name, language, sender, listed, Laws(on), on)

    # Write and tell.
    draft = Draft(
        entity_id=lost.entity_id, customer_id=customer.pk,
        contact_id=way.contact.pk if way.contact else None, to_address=way.address,
        purpose=Purpose.REMINDERS, language=lost.language, said=said, template=lost.template,
        dedupe_key=f"otherwise/{lost.pk}", mentions=_mentions(lost), channel=way.channel,
        figures=figures_of(tuple(asked.items()), kind, on),
    )  # fmt: skip
    return queue_message(draft, by=by)


def _still_asked(lost: Message) -> dict[UUID, int]:
    found = standing({UUID(pk) for pk in lost.figures.get("asked", {})})
    return {pk: one.asked_minor for pk, one in found.items() if one.asked_minor and not one.stop}


def _mentions(lost: Message) -> tuple[tuple[UUID, str], ...]:
    """The same steps once more, under a key of their own: said by this message instead."""
    told = lost.mentions.values_list("document_id", "key")
    return tuple(
        (document_id, f"{key}/otherwise:{str(lost.pk)[-12:]}"[:100]) for document_id, key in told
    )


def _next_way(lost: Message) -> _Way | None:
    """The first way nobody tried for these documents, that is neither blocked nor declined."""
    tried = _tried(lost)
    if len(tried) >= TRIES_MAX:
        return None
    people = _people(lost)
    ways = [_Way(Channel.EMAIL, one.email, one) for one in people if one.email]
    ways += [_Way(Channel.SMS, one.phone, one) for one in people if one.phone]
    fresh = [way for way in ways if (way.channel, way.address) not in tried]
    shut = blocked_addresses(lost.entity_id, ((way.channel, way.address) for way in fresh))
    said = consents([one.pk for one in people])
    for way in fresh:
        assert way.contact is not None
        word = said.get((way.contact.pk, way.channel, Purpose.REMINDERS))
        if (way.channel, way.address) in shut or word is False:
            continue
        if way.channel is Channel.EMAIL or word is True:
            return way
    return _by_letter(lost.customer, tried)


def _tried(lost: Message) -> set[tuple[str, str]]:
    same = Message.objects.filter(
        customer_id=lost.customer_id, document_ids__overlap=lost.document_ids,
        purpose=Purpose.REMINDERS, queued_at__gte=lost.queued_at,
    )  # fmt: skip
    return {(lost.channel, lost.to_address), *same.values_list("channel", "to_address")}


def _people(lost: Message) -> Sequence[Contact]:
    """The customer's people: those with the same part as who did not get it, then accounts payable."""
    roles = set(lost.contact.roles) if lost.contact else set()
    people: Iterable[Contact] = Contact.objects.filter(
        customer_id=lost.customer_id, is_active=True
    ).order_by("created_at", "pk")
    return sorted(
        people,
        key=lambda one: (
            not roles & set(one.roles), ContactRole.ACCOUNTS_PAYABLE not in one.roles
        ),
    )  # fmt: skip


def _by_letter(customer: Customer, tried: set[tuple[str, str]]) -> _Way | None:
    is_wanted = customer.delivery == Delivery.POST and bool(customer.postal_address.strip())
    return _Way(Channel.POST, "", None) if is_wanted and (Channel.POST, "") not in tried else None
