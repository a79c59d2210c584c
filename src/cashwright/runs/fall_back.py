"""What becomes of a message that did not reach its address: the next person, another channel, a person of ours."""

from uuid import UUID

from cashwright.areas.collections.services import remind_otherwise
from cashwright.areas.controls.queries import books_today
from cashwright.areas.controls.services import command, open_task
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.services import queue_message
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import Purpose
from cashwright.kernel.actors import Actor
from cashwright.runs.send_documents.letters import SENT, letter
from cashwright.runs.send_documents.sending import recipients

TASK = "messaging.bounced"
TRIES_MAX = 5


@command
def fall_back(message_id: UUID, *, is_permanent: bool, by: Actor) -> str:
    """Send what came back on to the next person or channel, or ask a person for an address that works.

    is_permanent  the address is of no use; what failed for now is left to a person
    returns       "sent_on" or "asked"
    repeat        a second call changes nothing
    """
    message = Message.objects.get(pk=message_id)
    customer = Customer.objects.select_related("entity").get(pk=message.customer_id)
    on = books_today(customer.entity.zone)
    if is_permanent:
        if _is_followed(message):
            return "sent_on"
        if message.purpose == Purpose.INVOICES and _sent_on(message, by):
            return "sent_on"
        is_reminder = message.purpose == Purpose.REMINDERS
        if is_reminder and remind_otherwise(message_id=message.pk, on=on, by=by) is not None:
            return "sent_on"
    open_task(
        entity_id=message.entity_id, kind=TASK, key=f"{TASK}:{message.pk}", on=on, by=by,
        title=f"Mail to {customer.name} came back"[:200], customer_id=customer.pk,
        document_id=message.pk, facts={"status": message.reason},
    )  # fmt: skip
    return "asked"


def _is_followed(message: Message) -> bool:
    """Whether what it said was said to somebody else before."""
    later = Message.objects.filter(
        customer_id=message.customer_id, document_ids__overlap=message.document_ids,
        purpose=message.purpose, pk__gt=message.pk,
    )  # fmt: skip
    if message.purpose == Purpose.REMINDERS:
        later = later.filter(dedupe_key=f"otherwise/{message.pk}")
    return later.exists()


def _sent_on(message: Message, by: Actor) -> bool:
    """Queue the document for the next person nobody wrote to about it yet."""
    tried = Message.objects.filter(
        customer_id=message.customer_id, document_ids__overlap=message.document_ids
    ).values_list("to_address", flat=True)
    people = recipients([message.customer_id])[message.customer_id]
    fresh = next((one for one in people if one.email not in set(tried)), None)
    if fresh is None or len(tried) >= TRIES_MAX:
        return False
    made = [
        queue_message(letter(document, fresh, f"{SENT}:{len(tried) + 1}"), by=by)
        for kind in (Invoice, CreditNote)
        for document in kind.objects.select_related("customer", "entity").filter(
            pk__in=message.document_ids
        )
    ]
    return any(made)
