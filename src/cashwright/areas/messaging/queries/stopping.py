"""Reading what speaks against a message: who left, who said no, what is blocked, holds, windows."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from cashwright.areas.controls.queries import policy_value
from cashwright.areas.messaging.models import BlockedAddress, Message
from cashwright.areas.messaging.policies import (
    CONTACT,
    OFF_BUDGET,
    ContactPolicy,
    Stop,
    contact_policy_of,
)
from cashwright.areas.messaging.ports import Waiting
from cashwright.areas.messaging.rules.windows import Contacted, Recipient
from cashwright.areas.messaging.rules.zones import UNKNOWN, plausible_zones
from cashwright.areas.messaging.states import MessageState
from cashwright.areas.parties.models import Consent, Contact, Customer
from cashwright.areas.parties.policies import HoldKind, Purpose
from cashwright.areas.parties.queries import held_customers

_SAID = (
    MessageState.SENDING,
    MessageState.SENT,
    MessageState.DELIVERED,
    MessageState.COMPLAINED,
    MessageState.UNKNOWN,
)
"""The states of what reached somebody, or may have."""


def contact_policy(entity_id: UUID, on: date) -> ContactPolicy:
    """What an entity keeps to when it contacts people: its own, the house's, else the standard."""
    return contact_policy_of(policy_value(CONTACT, on=on, entity_id=entity_id))


def address_hash(channel: str, address: str) -> str:
    """What is kept of a blocked address: SHA-256 of the address as it is compared."""
    return hashlib.sha256(f"{channel}:{address.strip().lower()}".encode()).hexdigest()


def blocked_addresses(
    entity_id: UUID, addresses: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Which of these (channel, address) an entity sends nothing to."""
    asked = {address_hash(channel, address): (channel, address) for channel, address in addresses}
    blocks = BlockedAddress.objects.filter(
        entity_id=entity_id, address_hash__in=list(asked), lifted_at__isnull=True
    )
    return {asked[one] for one in blocks.values_list("address_hash", flat=True)}


def objections(
    waiting: Sequence[Waiting],
    *,
    on: date,
    policies: dict[UUID, ContactPolicy] | None = None,
    addresses: dict[UUID, str] | None = None,
) -> dict[UUID, str]:
    """Which messages must not go out on a day at all, and by which rule.

    policies   by legal entity; where one is missing, it is read
    addresses  by message; without them no address is blocked
    hold       one on reminders stops reminders, one on delivery stops invoices
    """
    contacts = {one.contact_id for one in waiting if one.contact_id is not None}
    gone = set(
        Contact.objects.filter(pk__in=contacts, is_active=False).values_list("pk", flat=True)
    )
    said = consents(contacts)
    held = _held(waiting, on)
    blocked = _blocked(waiting, addresses or {})
    known = dict(policies or {})
    reasons: dict[UUID, str] = {}
    for one in waiting:
        if one.entity_id not in known:
            known[one.entity_id] = contact_policy(one.entity_id, on)
        word = said.get((one.contact_id, one.channel, one.purpose))
        if one.message_id in blocked:
            reasons[one.message_id] = Stop.BLOCKED
        if one.customer_id in held.get(one.purpose, set()):
            reasons[one.message_id] = Stop.ON_HOLD
        if word is None and _needs_yes(one, known[one.entity_id]):
            reasons[one.message_id] = Stop.NO_CONSENT
        if word is False:
            reasons[one.message_id] = Stop.OPTED_OUT
        if one.contact_id in gone:
            reasons[one.message_id] = Stop.CONTACT_LEFT
    return reasons


def _needs_yes(one: Waiting, policy: ContactPolicy) -> bool:
    return one.channel in policy.consent_channels or one.purpose == Purpose.MARKETING


def consents(contact_ids: Collection[UUID]) -> dict[tuple[UUID | None, str, str], bool]:
    """The latest word of each person on each channel and purpose, where there is one."""
    if not contact_ids:
        return {}
    said = Consent.objects.filter(contact_id__in=contact_ids)
    latest = said.order_by("contact_id", "channel", "purpose", "-stated_at", "-pk")
    latest = latest.distinct("contact_id", "channel", "purpose")
    return {
        (contact_id, channel, purpose): is_given
        for contact_id, channel, purpose, is_given in latest.values_list(
            "contact_id", "channel", "purpose", "is_given"
        )
    }


def _held(waiting: Sequence[Waiting], on: date) -> dict[str, set[UUID]]:
    customers = {one.customer_id for one in waiting}
    return {
        str(Purpose.REMINDERS): held_customers(on, HoldKind.DUNNING, customers),
        str(Purpose.INVOICES): held_customers(on, HoldKind.DELIVERY, customers),
    }


def _blocked(waiting: Sequence[Waiting], addresses: dict[UUID, str]) -> set[UUID]:
    found: set[UUID] = set()
    for entity_id in {one.entity_id for one in waiting}:
        theirs = [
            one for one in waiting if one.entity_id == entity_id and addresses.get(one.message_id)
        ]
        shut = blocked_addresses(entity_id, ((o.channel, addresses[o.message_id]) for o in theirs))
        found |= {o.message_id for o in theirs if (o.channel, addresses[o.message_id]) in shut}
    return found


def recipients(customer_ids: Collection[UUID], *, at: datetime) -> dict[UUID, Recipient]:
    """Where each customer may be and what was said to them over all channels in the days before.

    Documents and confirmations count for no budget, answers to what they wrote neither. Calls are known further up:
    who calls adds them.
    """
    cards = Customer.objects.filter(pk__in=customer_ids).values_list("pk", "zone", "country")
    said: dict[UUID, list[Contacted]] = {}
    printed = Q(state=MessageState.HELD)  # a letter that is made: it only waits to be posted
    rows = Message.objects.filter(
        printed | Q(state__in=_SAID), customer_id__in=customer_ids,
        tried_at__gt=at - timedelta(days=61),
    ).exclude(purpose__in=OFF_BUDGET)  # fmt: skip
    for customer_id, channel, tried_at in rows.values_list("customer_id", "channel", "tried_at"):
        if tried_at is not None:
            said.setdefault(customer_id, []).append(Contacted(tried_at, channel))
    return {
        pk: Recipient(
            zones=plausible_zones("", zone, country), country=country, history=said.get(pk, ())
        )
        for pk, zone, country in cards
    }


def recipients_of(messages: Sequence[Message], *, at: datetime) -> dict[UUID, Recipient]:
    """The recipient of each message: its customer, in the zone of the person it goes to."""
    known = recipients({message.customer_id for message in messages}, at=at)
    people: dict[UUID | None, str] = dict(
        Contact.objects.filter(pk__in={m.contact_id for m in messages if m.contact_id})
        .exclude(zone__in=UNKNOWN)
        .values_list("pk", "zone")
    )
    return {
        message.pk: replace(
            known[message.customer_id], zones=(ZoneInfo(people[message.contact_id]),)
        )
        if message.contact_id in people
        else known[message.customer_id]
        for message in messages
    }
