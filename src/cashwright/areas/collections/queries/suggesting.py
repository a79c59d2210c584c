"""Reading what to do next about a customer: by which channel, and in which words."""

from dataclasses import dataclass
from datetime import date

from cashwright.areas.access.models import User
from cashwright.areas.collections.models import WorklistEntry
from cashwright.areas.collections.policies import WRITTEN, Act, Track
from cashwright.areas.collections.queries.ladders import ladders_in_force
from cashwright.areas.collections.queries.previewing import law_words
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.policies import TemplateKey
from cashwright.areas.messaging.queries import text_in_force
from cashwright.areas.messaging.rules import (
    ReminderFacts,
    ReminderItem,
    Sender,
    reminder_values,
    render,
)
from cashwright.areas.parties.models import Contact, Customer
from cashwright.kernel.money import Money

_FALLBACK = TemplateKey.SECOND


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the next step would do. `text` is filled in as of now, for a person to change."""

    act: str
    subject: str
    text: str
    template: str


def suggested(
    customer: Customer, entry: WorklistEntry | None, invoices: list[Invoice],
    contact: Contact | None, sender: User, on: date,
) -> Suggested:  # fmt: skip
    """The next step of a customer's ladder as a letter; `invoices` are what it is about, one or more.

    A step that is no letter, or none at all, is written as the second reminder would be.
    """
    act, key = _step(customer, entry, on)
    language = (contact.language if contact else "") or customer.language
    segment = customer.segment.code if customer.segment else ""
    text = text_in_force(key, language, segment=segment)
    facts = ReminderFacts(
        customer_name=customer.name, account_no=customer.account_no,
        contact_name=contact.name if contact else "", entity_name=customer.entity.name,
        sender=Sender(name=str(sender), email=sender.email),
        items=[
            ReminderItem(
                document_no=str(row.document_no), issued_on=row.issued_on, due_on=row.due_on,
                balance=Money(row.balance_minor, row.currency),
            )
            for row in invoices
        ],
        on=on,
    )  # fmt: skip
    law = law_words(customer.entity, text.spoken_tone, text.language, on)
    said = render(text.text, {**reminder_values(facts, text.language), "by_law": law})
    return Suggested(act, said.subject, said.body_text, text.label)


def _step(customer: Customer, entry: WorklistEntry | None, on: date) -> tuple[str, TemplateKey]:
    if entry is None or entry.next_days is None or not entry.next_act:
        return Act.CALL.value, _FALLBACK
    ladder = ladders_in_force(customer.entity_id, on).get(entry.ladder)
    steps = [] if ladder is None else ladder.on(Track.DUE)
    found = next((step for step in steps if step.days == entry.next_days), None)
    if found is None or found.act not in WRITTEN or found.template not in set(TemplateKey):
        return entry.next_act, _FALLBACK
    return entry.next_act, TemplateKey(found.template)
