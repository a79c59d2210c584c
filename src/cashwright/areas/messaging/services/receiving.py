"""Doing, about what customers write: taken once, put into its conversation, read for what it asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from cashwright.areas.controls.services import announce, command
from cashwright.areas.messaging.events import InboundTaken
from cashwright.areas.messaging.models import Inbound, InboundFile, Message, Suggestion, Thread
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.rules.inbox.intents import Reader, Reading
from cashwright.areas.messaging.rules.inbox.mail import InboundMail, hidden_id
from cashwright.areas.messaging.rules.inbox.threading import about, named, our_messages
from cashwright.areas.messaging.services.stopping import heed_stop
from cashwright.areas.messaging.services.threads import move_thread
from cashwright.areas.messaging.states import ThreadState
from cashwright.areas.parties.models import Contact, Customer, LegalEntity
from cashwright.areas.parties.policies import Channel
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.local_days import local_date
from cashwright.kernel.refusals import BadInput, NotFound

_SURE = 1000
_DOLLARS = frozenset(["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"])


@dataclass(frozen=True, slots=True)
class Named:
    """A document of a customer that a text names."""

    document_id: UUID
    number: str
    customer_id: UUID


FindDocuments = Callable[[UUID, Sequence[str]], Mapping[str, Named]]
"""Asked for the documents of a legal entity by number (capitals); what it does not know it leaves out."""


def no_documents(entity_id: UUID, numbers: Sequence[str]) -> Mapping[str, Named]:
    """The finder of those who keep no documents."""
    return {}


@dataclass(slots=True)
class _Belongs:
    """Whose a mail is, as far as is known."""

    thread: Thread | None = None
    customer: Customer | None = None
    contact: Contact | None = None
    answers: Message | None = None
    document_ids: tuple[UUID, ...] = ()


@command
def take_inbound(
    mail: InboundMail, *, entity_id: UUID, by: Actor, find: FindDocuments = no_documents
) -> Inbound | None:
    """Take one mail; None when it was taken before.

    The conversation is that of the message it answers, else of the document its subject names, else
    of the person who writes, else one without a customer that somebody assigns. What a person writes
    wakes the conversation; what a machine writes wakes nothing, and STOP alone is heeded at once
    (stopping.py). Whatever else it asks for is suggested only.

    raises  NotFound (the legal entity)
    locks   the legal entity, against the same mail taken twice at once
    """
    # Read.
    entity = LegalEntity.objects.select_for_update(no_key=True).filter(pk=entity_id).first()
    if entity is None:
        raise NotFound(document="entity", id=str(entity_id))
    known = (mail.message_id, hidden_id(mail.message_id))
    if Inbound.objects.filter(entity=entity, message_id__in=known).exists():
        return None
    at = now()
    belongs = _belongs(mail, entity, find)

    # Decide.
    readings = _readings(mail, belongs.customer, entity, at)
    asked = [one for one in readings if one.intent is not Intent.OTHER]

    # Write.
    thread = belongs.thread or _opened(mail, entity, belongs, at)
    documents = dict.fromkeys([*thread.document_ids, *belongs.document_ids])
    inbound = _written(mail, entity, thread, belongs, readings[0], at)
    is_stop = heed_stop(inbound=inbound)
    if is_stop:
        asked = []
        Inbound.objects.filter(pk=inbound.pk).update(intent=str(Intent.OPT_OUT), confidence=_SURE)
        inbound.intent, inbound.confidence = str(Intent.OPT_OUT), _SURE
    _suggest(inbound, asked, _numbered(asked, thread, find), tuple(documents))
    thread.document_ids, thread.last_at = list(documents), at
    thread.save(update_fields=["document_ids", "last_at"])
    if belongs.answers is not None and belongs.answers.thread_id is None:
        Message.objects.filter(pk=belongs.answers.pk).update(thread=thread)

    # Tell.
    event = InboundTaken(
        entity_id=entity.pk, customer_id=thread.customer_id, inbound_id=inbound.pk, thread_id=thread.pk,
        contact_id=inbound.contact_id, channel=str(mail.channel), intent=inbound.intent,
        confidence=inbound.confidence, is_auto=mail.is_auto, document_ids=tuple(thread.document_ids),
    )  # fmt: skip
    announce(event, by=by)
    waits_for_nobody = mail.is_auto or is_stop
    if not waits_for_nobody and thread.state != ThreadState.WAITING:
        move_thread(thread, "wake", by=by)
    if waits_for_nobody and not asked and belongs.thread is None:
        move_thread(thread, "close", by=by)
    return inbound


def _belongs(mail: InboundMail, entity: LegalEntity, find: FindDocuments) -> _Belongs:
    return (
        _by_our_message(mail, entity)
        or _by_their_mail(mail, entity)
        or _by_document(mail, entity, find)
        or _by_sender(mail, entity)
        or _Belongs()
    )


def _by_our_message(mail: InboundMail, entity: LegalEntity) -> _Belongs | None:
    for told in our_messages(mail.answers):
        try:
            pk = parse_public_id(Message.PREFIX, told)
        except BadInput:
            continue
        rows = Message.objects.select_related("customer", "contact").filter(entity=entity, pk=pk)
        message = rows.first()
        if message is None:
            continue
        thread = _locked(message.thread_id)
        contact = _contact(mail, message.customer) or _if_theirs(message.contact, mail)
        return _Belongs(thread, message.customer, contact, message, tuple(message.document_ids))
    return None


def _by_their_mail(mail: InboundMail, entity: LegalEntity) -> _Belongs | None:
    before = Inbound.objects.filter(entity=entity, message_id__in=mail.answers[:50])
    thread_id = before.order_by("-received_at").values_list("thread_id", flat=True).first()
    thread = _locked(thread_id)
    if thread is None:
        return None
    return _Belongs(thread, thread.customer, _contact(mail, thread.customer))


def _by_document(mail: InboundMail, entity: LegalEntity, find: FindDocuments) -> _Belongs | None:
    """The customer of the documents the subject names, where they are of one customer."""
    found = list(find(entity.pk, named(mail.subject)).values())
    customers = {one.customer_id for one in found}
    if len(customers) != 1:
        return None
    customer = Customer.objects.get(pk=customers.pop())
    ids = tuple(one.document_id for one in found)
    same = Thread.objects.filter(entity=entity, customer=customer, document_ids__overlap=list(ids))
    return _Belongs(_latest(same), customer, _contact(mail, customer), None, ids)


def _by_sender(mail: InboundMail, entity: LegalEntity) -> _Belongs | None:
    """The customer of the one person with this address; of two customers' nobody decides."""
    rows = Contact.objects.select_related("customer").filter(
        _writes(mail), customer__entity=entity, erased_at=None
    )
    contacts = list(rows.order_by("-is_active", "created_at", "pk")[:20])
    if not contacts or len({one.customer_id for one in contacts}) > 1:
        return None
    contact = contacts[0]
    same = Thread.objects.filter(customer=contact.customer, subject=about(mail.subject))
    return _Belongs(_latest(same.exclude(state=ThreadState.CLOSED)), contact.customer, contact)


def _latest(rows: Any) -> Thread | None:
    return _locked(rows.order_by("-last_at").values_list("pk", flat=True).first())


def _locked(thread_id: UUID | None) -> Thread | None:
    rows = Thread.objects.select_for_update(of=("self",)).select_related("customer")
    return rows.filter(pk=thread_id).first() if thread_id else None


def _contact(mail: InboundMail, customer: Customer | None) -> Contact | None:
    if customer is None:
        return None
    rows = Contact.objects.filter(_writes(mail), customer=customer, erased_at=None)
    return rows.order_by("-is_active", "created_at", "pk").first()


def _writes(mail: InboundMail) -> Q:
    """Whose address a mail, or whose number a text message, comes from."""
    if mail.channel == Channel.SMS:
        return Q(phone=mail.from_address)
    return Q(email__iexact=mail.from_address)


def _if_theirs(contact: Contact | None, mail: InboundMail) -> Contact | None:
    return contact if contact and contact.email.lower() == mail.from_address else None


def _readings(
    mail: InboundMail, customer: Customer | None, entity: LegalEntity, at: datetime
) -> tuple[Reading, ...]:
    zone = customer.zone if customer else entity.zone
    currency = customer.currency if customer else entity.currency
    written_at = min(mail.sent_at or at, at)
    reader = Reader(
        on=local_date(written_at, zone),
        is_month_first=(customer.country if customer else entity.country) == "US",
        dollar=currency if currency in _DOLLARS else "USD",
    )
    return reader.read(mail.reply_text, is_auto=mail.is_auto)


def _opened(mail: InboundMail, entity: LegalEntity, belongs: _Belongs, at: datetime) -> Thread:
    return Thread.objects.create(
        entity=entity, customer=belongs.customer, subject=about(mail.subject) or "(no subject)",
        document_ids=list(belongs.document_ids), opened_at=at, last_at=at,
    )  # fmt: skip


def _written(
    mail: InboundMail, entity: LegalEntity, thread: Thread, belongs: _Belongs, first: Reading, at: datetime
) -> Inbound:  # fmt: skip
    inbound = Inbound.objects.create(
        entity=entity, thread=thread, customer=thread.customer, contact=belongs.contact,
        channel=mail.channel, from_address=mail.from_address, from_name=mail.from_name,
        subject=mail.subject, body_text=mail.body_text, reply_text=mail.reply_text,
        message_id=mail.message_id, answers_id=belongs.answers.pk if belongs.answers else None,
        is_auto=mail.is_auto, language=mail.language, intent=str(first.intent),
        confidence=first.confidence, sent_at=mail.sent_at, received_at=at,
    )  # fmt: skip
    InboundFile.objects.bulk_create(
        InboundFile(inbound=inbound, name=one.name, kind=one.kind, content=one.content)
        for one in mail.files
    )
    return inbound


def _numbered(asked: Sequence[Reading], thread: Thread, find: FindDocuments) -> Mapping[str, Named]:
    """The documents of the conversation's customer that its sentences name."""
    tokens = list(dict.fromkeys(number for one in asked for number in one.numbers))
    if not tokens or thread.customer_id is None:
        return {}
    found = find(thread.entity_id, tokens)
    return {no: one for no, one in found.items() if one.customer_id == thread.customer_id}


def _suggest(
    inbound: Inbound, asked: Sequence[Reading], documents: Mapping[str, Named], known: Sequence[UUID]
) -> None:  # fmt: skip
    Suggestion.objects.bulk_create(
        Suggestion(
            inbound=inbound, number=number, intent=str(one.intent), confidence=one.confidence,
            start=one.start, end=one.end, facts=_facts(one, documents, known),
        )
        for number, one in enumerate(asked)
    )  # fmt: skip


def _facts(one: Reading, documents: Mapping[str, Named], known: Sequence[UUID]) -> dict[str, Any]:
    """What a sentence says; where it names no document, those the conversation is about."""
    ids = [documents[no].document_id for no in one.numbers if no in documents] or list(known)
    facts: dict[str, Any] = {"document_ids": [str(pk) for pk in ids]}
    if one.on is not None:
        facts["on"] = one.on.isoformat()
    if one.amount is not None:
        facts |= {"amount_minor": one.amount.minor, "currency": one.amount.currency}
    if one.address:
        facts["address"] = one.address
    return facts
