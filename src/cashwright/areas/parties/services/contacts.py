"""Doing, about people at customers: adding, changing, erasing, and what they consent to."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from cashwright.areas.access.rules import one_address
from cashwright.areas.controls import keys
from cashwright.areas.controls.keys import Secret
from cashwright.areas.controls.policies import SubjectKind
from cashwright.areas.controls.refusals import SubjectErased
from cashwright.areas.controls.services import announce, command
from cashwright.areas.parties.events import (
    ConsentStated,
    ContactAdded,
    ContactChanged,
    ContactErased,
)
from cashwright.areas.parties.models import Consent, Contact, Customer
from cashwright.areas.parties.policies import ERASED, Channel, ContactRole, Purpose
from cashwright.areas.parties.rules import words
from cashwright.areas.parties.services.changing import apply_changes
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput, NotFound


def _roles(value: Collection[str]) -> list[str]:
    unknown = sorted(set(value) - set(ContactRole))
    if unknown:
        raise BadInput(field="roles", value=unknown[0][:24], expected=", ".join(ContactRole))
    return [str(role) for role in ContactRole if role in set(value)]


def _channel(value: str) -> str:
    """How a person wants to hear of open invoices; empty: by e-mail."""
    if value and value not in set(Channel):
        raise BadInput(field="channel", value=value[:16], expected=", ".join(Channel))
    return str(value)


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda v: words.one_line("name", v, length_max=120),
    "email": lambda v: one_address(v) if v else "",
    "phone": lambda v: words.one_line("phone", v, length_max=40, may_be_empty=True),
    "roles": _roles,
    "language": lambda v: words.language(v) if v else "",
    "zone": lambda v: words.zone(v) if v else "",
    "channel": _channel,
    "is_active": bool,
}


@command
def add_contact(
    *, customer_id: UUID, name: str, by: Actor, card: Mapping[str, Any] | None = None
) -> Contact:
    """Add a person at a customer.

    card    any of email (exactly one address), phone, roles, language, zone, channel; an empty
            language or zone is the customer's, an empty channel is e-mail
    raises  NotFound, BadInput, BadAddress
    """
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(document="customer", id=str(customer_id))
    contact = Contact(customer=customer)
    apply_changes(contact, {**(card or {}), "name": name}, _FIELDS, frozenset(_FIELDS))
    contact.save(force_insert=True)
    event = ContactAdded(
        entity_id=customer.entity_id, customer_id=customer.pk, contact_id=contact.pk,
        roles=tuple(contact.roles),
    )  # fmt: skip
    announce(event, by=by)
    return contact


@command
def change_contact(*, contact_id: UUID, changes: Mapping[str, Any], by: Actor) -> Contact:
    """Change a person's card; `is_active` False when they left.

    raises  NotFound, BadInput, BadAddress, SubjectErased
    """
    contact = _locked(contact_id)
    if contact.erased_at is not None:
        raise SubjectErased(subject_id=str(contact_id))
    fields = [f for f, _, _ in apply_changes(contact, changes, _FIELDS, frozenset(_FIELDS))]
    if fields:
        contact.save(update_fields=fields)
        event = ContactChanged(
            entity_id=contact.customer.entity_id, customer_id=contact.customer_id,
            contact_id=contact.pk, fields=tuple(fields),
        )  # fmt: skip
        announce(event, by=by)
    return contact


@command
def state_consent(
    *,
    contact_id: UUID,
    channel: Channel,
    purpose: Purpose,
    is_given: bool,
    stated_at: datetime,
    proof: str,
    by: Actor,
) -> Consent:
    """Record that a person gave or withdrew consent, and what proves it. The latest counts.

    raises  NotFound, BadInput (no proof), SubjectErased
    """
    contact = _locked(contact_id)
    told = words.one_line("proof", proof, length_max=200)
    consent = Consent(
        contact=contact, channel=channel, purpose=purpose, is_given=is_given, stated_at=stated_at,
        recorded_by=by.name,
    )  # fmt: skip
    place = keys.place("parties_consent", "proof_sealed", consent.pk)
    (consent.proof_sealed,) = keys.seal([Secret(SubjectKind.CONTACT, contact_id, place, told)])
    consent.save(force_insert=True)
    event = ConsentStated(
        entity_id=contact.customer.entity_id, customer_id=contact.customer_id,
        contact_id=contact.pk, channel=str(channel), purpose=str(purpose), is_given=is_given,
        stated_at=stated_at,
    )  # fmt: skip
    announce(event, by=by)
    return consent


@command
def erase_contact(*, contact_id: UUID, by: Actor, why: str) -> bool:
    """Empty a person's card and destroy their key; False when that was done before.

    What stays names nobody: the row, its id in documents and facts, what was consented to and when.
    why     on whose request; it enters the journal, so it names no person either
    raises  NotFound
    """
    contact = _locked(contact_id)
    at = now()
    if not keys.destroy_key(SubjectKind.CONTACT, contact_id, at=at):
        return False
    contact.name, contact.email, contact.phone = ERASED, "", ""
    contact.is_active, contact.erased_at = False, at
    contact.save(update_fields=["name", "email", "phone", "is_active", "erased_at"])
    event = ContactErased(
        entity_id=contact.customer.entity_id, customer_id=contact.customer_id,
        contact_id=contact_id,
    )  # fmt: skip
    announce(event, by=by, why=why)
    return True


def _locked(contact_id: UUID) -> Contact:
    rows = Contact.objects.select_related("customer").select_for_update(of=("self",))
    contact = rows.filter(pk=contact_id).first()
    if contact is None:
        raise NotFound(document="contact", id=str(contact_id))
    return contact
