"""Reading what erasing a person does to the messages to them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.policies import ERASED_TEXT
from cashwright.areas.messaging.rules import letter_kept_until
from cashwright.areas.messaging.states import MessageState
from cashwright.areas.parties.models import Contact

_NEVER_SENT = (
    MessageState.QUEUED,
    MessageState.HELD,
    MessageState.FAILED,
    MessageState.SUPPRESSED,
)


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
    rows = Message.objects.filter(theirs).exclude(body_text=ERASED_TEXT).order_by("pk")
    messages = list(rows.select_for_update() if lock else rows)
    free = [m for m in messages if m.state in _NEVER_SENT or _kept_until(m) < on]
    return Erasure(tuple(free), tuple(m for m in messages if m not in free))


def _kept_until(message: Message) -> date:
    return letter_kept_until((message.sent_at or message.queued_at).date())
