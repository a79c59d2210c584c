"""Doing, about statements of account: one is queued for a person at the customer, with its PDF.

The message names the days it covers in its template, `statement/<from>/<until>`; whoever hands it over
has the PDF set then, in the language of the message (`period_of`).
"""

from datetime import date
from uuid import UUID

from cashwright.areas.controls.services import command
from cashwright.areas.insight.printing.statement import Period
from cashwright.areas.messaging.models import Message
from cashwright.areas.messaging.rules import Draft, render
from cashwright.areas.messaging.rules.texts import Text, check_text
from cashwright.areas.messaging.services import queue_message
from cashwright.areas.parties.models import Contact
from cashwright.areas.parties.policies import Purpose
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound

STATEMENT = "statement"


@command
def send_statement(
    *, customer_id: UUID, contact_id: UUID, period: Period, language: str, subject: str,
    text: str, once: str, by: Actor,
) -> Message | None:  # fmt: skip
    """Queue a statement for one of a customer's people; None when it was queued before.

    once    names this one sending: the same again is the same letter
    raises  NotFound, BadAddress, BadTemplate, UnknownToken (nothing is filled in: it is final)
    """
    people = Contact.objects.select_related("customer").filter(customer_id=customer_id)
    contact = people.filter(pk=contact_id, is_active=True).first()
    if contact is None:
        raise NotFound(document="contact", id=str(contact_id))
    written = Text(subject, text.replace("\r\n", "\n"))
    check_text(written)
    draft = Draft(
        entity_id=contact.customer.entity_id, customer_id=customer_id, contact_id=contact.pk,
        to_address=contact.email, purpose=Purpose.INVOICES, language=language,
        said=render(written, {}), template=f"{STATEMENT}/{period.from_on or ''}/{period.until_on}",
        dedupe_key=f"{STATEMENT}/{once}"[:160],
    )  # fmt: skip
    return queue_message(draft, by=by)


def period_of(template: str) -> Period | None:
    """What the statement of a message covers; None for messages that bring none."""
    kind, _, days = template.partition("/")
    if kind != STATEMENT:
        return None
    first, _, last = days.partition("/")
    return Period(date.fromisoformat(last), date.fromisoformat(first) if first else None)
