"""What comes back: the document goes to the next person, or a task asks for an address that works."""

from dataclasses import dataclass
from datetime import date

from cashwright.areas.controls.services import command, open_task
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.rules import bounce_of
from cashwright.areas.messaging.services import note_bounce, queue_message
from cashwright.areas.parties.policies import Purpose
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import Refusal
from cashwright.runs.send_documents.letters import SENT, letter
from cashwright.runs.send_documents.sending import recipients

TASK = "messaging.bounced"
TRIES_MAX = 5


@dataclass(frozen=True, slots=True)
class BounceTaken:
    """What became of a mail that was taken for a bounce: none, known, sent_on or asked."""

    outcome: str


@command
def take_bounce(raw: bytes, *, on: date, by: Actor) -> BounceTaken:
    """Note a message that came back and see to it that its document still arrives.

    raw     the mail as it came in
    repeat  a second report of the same message changes nothing
    """
    bounce = bounce_of(raw)
    if bounce is None:
        return BounceTaken("none")
    try:
        message_id = parse_public_id(Message.PREFIX, bounce.message_id)
        message = note_bounce(message_id=message_id, status=bounce.status, by=by)
    except Refusal:
        return BounceTaken("none")
    if message is None:
        return BounceTaken("known")
    if message.purpose == Purpose.INVOICES and bounce.is_permanent and _sent_on(message, by):
        return BounceTaken("sent_on")
    open_task(
        entity_id=message.entity_id, kind=TASK, key=f"{TASK}:{message.pk}", on=on, by=by,
        title=f"Mail to {message.customer.name} came back"[:200], customer_id=message.customer_id,
        document_id=message.pk, facts={"status": bounce.status},
    )  # fmt: skip
    return BounceTaken("asked")


def _sent_on(message: Message, by: Actor) -> bool:
    """Queue the document for the next person nobody wrote to about it yet."""
    tried = Message.objects.filter(
        customer_id=message.customer_id, document_ids__overlap=message.document_ids
    ).values_list("to_address", flat=True)
    people = recipients([message.customer_id])[message.customer_id]
    fresh = next((one for one in people if one.email not in set(tried)), None)
    if fresh is None or len(tried) >= TRIES_MAX:
        return False
    for kind in (Invoice, CreditNote):
        rows = kind.objects.select_related("customer", "entity")
        for document in rows.filter(pk__in=message.document_ids):
            queue_message(letter(document, fresh, f"{SENT}:{len(tried) + 1}"), by=by)
    return True
