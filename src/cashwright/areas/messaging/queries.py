"""Reading messages: the mailbox, the text in force, what was said, what speaks against it."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from cashwright.areas.access.queries import Asker, found, scoped
from cashwright.areas.messaging.models import Message, Template
from cashwright.areas.messaging.policies import DOCUMENTS, ERASED_ADDRESS, TemplateKey
from cashwright.areas.messaging.ports import Waiting
from cashwright.areas.messaging.rules import Text, document_language, letter_kept_until, spoken
from cashwright.areas.messaging.states import MessageState
from cashwright.areas.parties.models import Consent, Contact
from cashwright.areas.parties.policies import Channel, HoldKind, Purpose
from cashwright.areas.parties.queries import held_customers


def mailbox(user: Asker) -> QuerySet[Message]:
    """The messages `user` may read, newest first: sent, waiting, stopped and unknown."""
    rows = scoped(Message.objects.all(), user, "mailbox.read")
    return rows.select_related("customer", "entity", "contact").order_by("-queued_at", "-pk")


def message_for(user: Asker, message_id: UUID, permission: str = "mailbox.read") -> Message:
    """One message. Raises NotFound when there is none in the asker's scope."""
    rows = Message.objects.select_related("customer", "entity", "contact")
    return found(rows, user, permission, message_id, document="message")


def mailbox_counts(user: Asker) -> dict[str, int]:
    """How many messages `user` may read in each state; every state is there."""
    rows = scoped(Message.objects.all(), user, "mailbox.read").order_by()
    counted = dict(rows.values_list("state").annotate(Count("pk")))
    return {str(state): counted.get(str(state), 0) for state in MessageState}


@dataclass(frozen=True, slots=True)
class TextInForce:
    """A text and where it comes from: `version` 0 came with the house."""

    key: TemplateKey
    language: str
    version: int
    text: Text

    @property
    def label(self) -> str:
        """How a message remembers its text: reminder.first/de/2."""
        return f"{self.key}/{self.language}/{self.version}"


@cache
def _shipped() -> Mapping[tuple[str, str], Text]:
    source = files("cashwright.areas.messaging") / "data" / "templates.toml"
    rows = tomllib.loads(source.read_text("utf-8"))["template"]
    return {(r["key"], r["language"]): Text(r["subject"], r["body"].strip()) for r in rows}


def text_in_force(key: TemplateKey, language: str) -> TextInForce:
    """The text for a customer who speaks `language`: the latest published, else the house's own.

    A language the house does not speak, or not in this text, gets the English one.
    """
    tongue = document_language(language) if key in DOCUMENTS else spoken(language)
    latest = Template.objects.filter(key=key, language=tongue).order_by("-version").first()
    if latest is not None:
        return TextInForce(key, tongue, latest.version, Text(latest.subject, latest.body))
    return TextInForce(key, tongue, 0, _shipped()[str(key), tongue])


def last_said_at(customer_ids: Collection[UUID], purpose: Purpose) -> dict[UUID, datetime]:
    """When each customer was last written to for a purpose (queued or sent, not stopped)."""
    rows = Message.objects.filter(customer_id__in=customer_ids, purpose=purpose)
    rows = rows.exclude(state=MessageState.SUPPRESSED).order_by()
    return dict(rows.values_list("customer_id").annotate(Max("queued_at")))


def objections(waiting: Sequence[Waiting], *, on: date) -> dict[UUID, str]:
    """Which messages must not go out on a day, and why: the person left, said no, or a hold.

    A hold on reminders stops reminders, a hold on delivery stops invoices.
    """
    contacts = {one.contact_id for one in waiting if one.contact_id is not None}
    customers = {one.customer_id for one in waiting}
    gone = set(
        Contact.objects.filter(pk__in=contacts, is_active=False).values_list("pk", flat=True)
    )
    said_no = _withdrawn(contacts)
    held = {
        str(Purpose.REMINDERS): held_customers(on, HoldKind.DUNNING, customers),
        str(Purpose.INVOICES): held_customers(on, HoldKind.DELIVERY, customers),
    }
    reasons: dict[UUID, str] = {}
    for one in waiting:
        if one.customer_id in held.get(one.purpose, set()):
            reasons[one.message_id] = "on_hold"
        if (one.contact_id, one.purpose) in said_no:
            reasons[one.message_id] = "opted_out"
        if one.contact_id in gone:
            reasons[one.message_id] = "contact_left"
    return reasons


def _withdrawn(contacts: Collection[UUID]) -> set[tuple[UUID | None, str]]:
    """The (contact, purpose) whose latest word on e-mail was no."""
    said = Consent.objects.filter(contact_id__in=contacts, channel=Channel.EMAIL)
    latest = said.order_by("contact_id", "purpose", "-stated_at", "-pk")
    latest = latest.distinct("contact_id", "purpose")
    return {
        (contact_id, purpose)
        for contact_id, purpose, is_given in latest.values_list("contact_id", "purpose", "is_given")
        if not is_given
    }


_NEVER_SENT = (MessageState.QUEUED, MessageState.FAILED, MessageState.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Erasure:
    """The messages to one person: those that may be emptied, and letters that have to stay."""

    free: tuple[Message, ...]
    letters: tuple[Message, ...]

    @property
    def kept_until(self) -> date | None:
        """When the last letter may go, too."""
        return max((_kept_until(letter) for letter in self.letters), default=None)


def erasure_of(contact: Contact, on: date, *, lock: bool = False) -> Erasure:
    """What erasing a person on a day does to the messages to them, or to their address.

    A message that went out is a business letter and stays, as it was sent, for the years the law
    wants (GDPR Article 17(3)(b)); whether one that is being sent went out, nobody knows yet.
    """
    theirs = Q(contact_id=contact.pk)
    if contact.email:
        theirs |= Q(contact_id=None, customer_id=contact.customer_id, to_address=contact.email)
    rows = Message.objects.filter(theirs).exclude(to_address=ERASED_ADDRESS).order_by("pk")
    messages = list(rows.select_for_update() if lock else rows)
    free = [m for m in messages if m.state in _NEVER_SENT or _kept_until(m) < on]
    return Erasure(tuple(free), tuple(m for m in messages if m not in free))


def _kept_until(message: Message) -> date:
    return letter_kept_until((message.sent_at or message.queued_at).date())
