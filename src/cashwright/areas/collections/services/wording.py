"""Doing, about what a reminder says: the draft of each contact that is written."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings

from cashwright.areas.access.policies import Role
from cashwright.areas.access.queries import in_force
from cashwright.areas.collections.policies import Act, SenderKind
from cashwright.areas.collections.queries import Addressee, addressees, law_words
from cashwright.areas.collections.services.contacts import Contact
from cashwright.areas.collections.services.hours import Hours
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.policies import TemplateKey, Tone
from cashwright.areas.messaging.ports import Rendered
from cashwright.areas.messaging.queries import TextInForce, text_in_force
from cashwright.areas.messaging.rules import (
    Draft,
    ReminderFacts,
    ReminderItem,
    Sender,
    reminder_values,
    render,
    says,
)
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.kernel.money import Money

CHANNELS = {
    Act.EMAIL: Channel.EMAIL,
    Act.SMS: Channel.SMS,
    Act.LETTER: Channel.POST,
    Act.PORTAL: Channel.PORTAL,
}


def drafts_of(contacts: Sequence[Contact], on: date) -> list[Draft]:
    """The message of each contact, in their order."""
    named = {invoice_id for contact in contacts for invoice_id, _ in contact.listed}
    invoices = Invoice.objects.in_bulk(named)
    ids = [contact.customer.pk for contact in contacts]
    known = {
        Channel.EMAIL: addressees(ids),
        Channel.SMS: addressees(ids, channel="sms")
        if any(contact.act is Act.SMS for contact in contacts)
        else {},
    }
    senders = Senders({contact.customer.portfolio_id for contact in contacts}, on)
    texts, laws = Texts(), Laws(on)
    hours = _hours(contacts, known[Channel.EMAIL], on)
    return [
        _draft(contact, invoices, known, senders, texts, laws, hours, on) for contact in contacts
    ]


def _hours(
    contacts: Sequence[Contact], readers: Mapping[UUID, Addressee], on: date
) -> Mapping[UUID, Hours]:
    ids = [reader.contact_id for reader in readers.values()]
    entities = {contact.customer.entity_id for contact in contacts}
    return {entity_id: Hours(entity_id, on, ids) for entity_id in entities}


class Texts:
    """The texts in force, each asked for once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], TextInForce] = {}

    def of(self, contact: Contact, language: str) -> TextInForce:
        """The text of a contact's step, for a customer's segment, by the step's tone."""
        segment, lead = contact.customer.segment, contact.lead
        variant = contact.arm.variant if contact.arm else ""
        key = (lead.template, language, segment.code if segment else "", str(lead.tone), variant)
        if key not in self._known:
            self._known[key] = text_in_force(
                TemplateKey(key[0]), language, segment=key[2], tone=key[3], variant=variant
            )
        return self._known[key]


class Laws:
    """What law or contract says about paying late on a day, each asked for once."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._known: dict[tuple[UUID, Tone, str], str] = {}

    def of(self, entity: LegalEntity, text: TextInForce, language: str) -> str:
        """The sentence in a text; empty where the text does not say it."""
        if not says(text.text, "by_law"):
            return ""
        key = (entity.pk, text.spoken_tone, language)
        if key not in self._known:
            self._known[key] = law_words(entity, text.spoken_tone, language, self._on)
        return self._known[key]


class Senders:
    """Who signs: the collector of a portfolio, the desk, a credit manager of the house."""

    def __init__(self, portfolio_ids: set[UUID | None], on: date) -> None:
        held = in_force(on).order_by("-granted_at", "-pk")
        mine = held.filter(
            role=Role.COLLECTOR, portfolio_id__in={one for one in portfolio_ids if one is not None}
        ).values_list("portfolio_id", "user__name", "user__email")
        self._collectors = {key: Sender(name=name, email=mail) for key, name, mail in mine}
        self._desk = Sender(name="", email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
        managers = held.filter(role=Role.CREDIT_MANAGER).values_list("user__name", "user__email")
        self._manager = next(
            (Sender(name=name, email=mail) for name, mail in managers[:1]), self._desk
        )

    def of(self, kind: SenderKind, portfolio_id: UUID | None) -> Sender:
        """The sender a step names, to a customer of a portfolio; the desk where nobody holds that part."""
        if kind is SenderKind.MANAGER:
            return self._manager
        if kind is SenderKind.DESK or portfolio_id is None:
            return self._desk
        return self._collectors.get(portfolio_id, self._desk)


def _draft(
    contact: Contact,
    invoices: Mapping[UUID, Invoice],
    known: Mapping[Channel, Mapping[UUID, Addressee]],
    senders: Senders,
    texts: Texts,
    laws: Laws,
    hours: Mapping[UUID, Hours],
    on: date,
) -> Draft:
    customer, channel = contact.customer, CHANNELS[contact.act]
    reader = known.get(channel, {}).get(customer.pk)
    language = (reader.language if reader else "") or customer.language
    text = texts.of(contact, language)
    sender = senders.of(contact.lead.sender, customer.portfolio_id)
    listed = [(invoices[invoice_id], minor) for invoice_id, minor in contact.listed]
    name = reader.name if reader else ""
    said = words_of(text, customer, name, language, sender, listed, laws, on)
    at: datetime | None = None
    hour: dict[str, Any] = {}
    if channel is Channel.EMAIL and reader is not None:
        at, hour = hours[customer.entity_id].of(customer, reader.contact_id)
    address = {Channel.EMAIL: "email", Channel.SMS: "phone"}.get(channel)
    return Draft(
        entity_id=customer.entity_id,
        customer_id=customer.pk,
        contact_id=reader.contact_id if reader else None,
        to_address=getattr(reader, address) if reader and address else "",
        purpose=Purpose.REMINDERS,
        language=text.language,
        said=said,
        template=text.label,
        dedupe_key=f"reminder/{customer.pk}/{on.isoformat()}/{contact.group}",
        mentions=tuple(
            (
                one.invoice_id,
                f"reminder/{contact.ladder.name}/{contact.ladder.version}/{one.code}"
                + (f"/{one.event_id}" if one.event_id else ""),
            )
            for one in contact.taken
        ),
        channel=channel,
        figures=figures_of(contact.listed, contact.lead.sender, on),
        not_before_at=at,
        choice={**_choice(contact), **hour},
        is_held=contact.waits,
    )


def _choice(contact: Contact) -> dict[str, Any]:
    """What chance chose of it, with the odds it had."""
    trial, arm = contact.trial, contact.arm
    if trial is None or arm is None:
        return {}
    return {
        "trial": trial.code, "trial_version": trial.version, "arm": arm.code,
        "arm_odds_bp": trial.odds_bp[trial.arms.index(arm)], "holdout_bp": trial.holdout_bp,
    }  # fmt: skip


def figures_of(listed: Sequence[tuple[UUID, int]], sender: SenderKind, on: date) -> dict[str, Any]:
    """What a reminder states of money and who signs it, so that it can be said anew."""
    asked = {str(invoice_id): minor for invoice_id, minor in listed}
    return {"on": on.isoformat(), "asked": asked, "sender": str(sender)}


def words_of(
    text: TextInForce, customer: Customer, name: str, language: str, sender: Sender,
    listed: Sequence[tuple[Invoice, int]], laws: Laws, on: date,
) -> Rendered:  # fmt: skip
    """A text as it is said to a customer (with its entity at hand) of invoices and what is asked for."""
    facts = ReminderFacts(
        customer_name=customer.name, account_no=customer.account_no, contact_name=name,
        entity_name=customer.entity.name, sender=sender,
        items=[_item(invoice, minor) for invoice, minor in listed], on=on,
    )  # fmt: skip
    law = laws.of(customer.entity, text, language)
    return render(text.text, {**reminder_values(facts, language), "by_law": law})


def _item(invoice: Invoice, asked_minor: int) -> ReminderItem:
    return ReminderItem(
        document_no=str(invoice.document_no),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        balance=Money(asked_minor, invoice.currency),
    )
