"""Reading what erasing a person does to the messages to them, and to what they wrote."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cashwright.areas.messaging.models import Inbound, Message, Suggestion
from cashwright.areas.messaging.policies import ERASED_TEXT
from cashwright.areas.messaging.rules import letter_kept_until
from cashwright.areas.messaging.states import MessageState, SuggestionState
from cashwright.areas.parties.models import Contact

_NEVER_SENT = (
    MessageState.QUEUED,
    MessageState.HELD,
    MessageState.FAILED,
    MessageState.SUPPRESSED,
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """The messages to one person, and their own: what may be emptied, and letters that have to stay."""

    free: tuple[Message, ...]
    letters: tuple[Message, ...]
    heard: tuple[Inbound, ...] = ()
    received: tuple[Inbound, ...] = ()

    @property
    def kept_until(self) -> date | None:
        """When the last letter may go, too."""
        sent = (_kept_until(letter) for letter in self.letters)
        received = (letter_kept_until(mail.received_at.date()) for mail in self.received)
        return max((*sent, *received), default=None)


def erasure_of(contact: Contact, on: date, *, lock: bool = False) -> Erasure:
    """What erasing a person on a day does to the messages to them, or to their address.

    A message that went out is a business letter and stays, as it was sent, for the years the law
    wants (GDPR Article 17(3)(b)); whether one that is being sent went out, nobody knows yet. So does
    a mail of theirs that something was done by: a promise noted, a dispute opened. All else they wrote goes.
    """
    theirs = Q(contact_id=contact.pk)
    if contact.email:
        theirs |= Q(contact_id=None, customer_id=contact.customer_id, to_address=contact.email)
    rows = Message.objects.filter(theirs).exclude(body_text=ERASED_TEXT).order_by("pk")
    messages = list(rows.select_for_update() if lock else rows)
    free = [m for m in messages if m.state in _NEVER_SENT or _kept_until(m) < on]
    wrote = _wrote(contact, lock=lock)
    acted = set(
        Suggestion.objects.filter(
            inbound__in=wrote, state__in=(SuggestionState.CONFIRMED, SuggestionState.EDITED),
            result_id__isnull=False,
        ).values_list("inbound_id", flat=True)
    )  # fmt: skip
    kept = [m for m in wrote if m.pk in acted and letter_kept_until(m.received_at.date()) >= on]
    return Erasure(
        tuple(free), tuple(m for m in messages if m not in free),
        tuple(m for m in wrote if m not in kept), tuple(kept),
    )  # fmt: skip


def _wrote(contact: Contact, *, lock: bool) -> list[Inbound]:
    """What a person wrote: known as theirs, or from their address or number while nobody knew whose."""
    nobodys = Q(contact_id=None, entity_id=contact.customer.entity_id) & (
        Q(customer_id=None) | Q(customer_id=contact.customer_id)
    )
    theirs = Q(contact_id=contact.pk)
    for address in (contact.email, contact.phone):
        if address:
            theirs |= nobodys & Q(from_address__iexact=address)
    rows = Inbound.objects.filter(theirs).exclude(body_text=ERASED_TEXT).order_by("pk")
    return list(rows.select_for_update(of=("self",)) if lock else rows)


def _kept_until(message: Message) -> date:
    return letter_kept_until((message.sent_at or message.queued_at).date())
