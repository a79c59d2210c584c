"""Mail of customers: taken in with the documents it names, and what a confirmed suggestion asks for, done.

The machine only suggests. What is done here is done by the person who confirmed, in one transaction
with the confirmation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cashwright.areas.collections.services import note_promise
from cashwright.areas.controls.services import command, open_task
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Inbound, Suggestion
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.refusals import ThreadWithoutCustomer
from cashwright.areas.messaging.rules.inbox.mail import InboundMail, read_mail
from cashwright.areas.messaging.services.queueing import queue_message
from cashwright.areas.messaging.services.receiving import Named, take_inbound
from cashwright.areas.messaging.services.suggesting import confirm_suggestion
from cashwright.areas.messaging.services.threads import snooze_thread
from cashwright.areas.messaging.states import ThreadState
from cashwright.areas.parties.models import Contact
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.services import add_contact, change_contact, state_consent
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import BadInput
from cashwright.runs.send_documents.bounced import take_bounce
from cashwright.runs.send_documents.letters import letter
from cashwright.runs.send_documents.sending import recipients

TASK = "messaging.asked"


def take_mail(raw: bytes, *, entity_id: UUID, on: date, by: Actor) -> str:
    """Take one raw mail: "taken", "known", or "bounce" for a report about a message of ours.

    raises  MailUnreadable, NotFound
    """
    if take_bounce(raw, on=on, by=by).outcome != "none":
        return "bounce"
    return "taken" if take_read(read_mail(raw), entity_id=entity_id, by=by) else "known"


def take_read(mail: InboundMail, *, entity_id: UUID, by: Actor) -> Inbound | None:
    """Take a mail that was read, with the invoices it names."""
    return take_inbound(mail, entity_id=entity_id, by=by, find=invoices_named)


def invoices_named(entity_id: UUID, numbers: Sequence[str]) -> Mapping[str, Named]:
    """The invoices of a legal entity by their numbers in capitals."""
    rows = Invoice.objects.filter(entity_id=entity_id, document_no__in=list(numbers)[:200])
    return {
        str(no).upper(): Named(pk, str(no), customer_id)
        for pk, no, customer_id in rows.values_list("pk", "document_no", "customer_id")
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    """A confirmed suggestion with what its acts need."""

    suggestion: Suggestion
    inbound: Inbound
    customer_id: UUID
    invoices: tuple[Invoice, ...]
    on: date
    by: Actor

    @property
    def facts(self) -> dict[str, Any]:
        return dict(self.suggestion.facts)


@command
def do_suggested(
    *,
    suggestion_id: UUID,
    on: date,
    by: Actor,
    facts: Mapping[str, Any] | None = None,
    intent: Intent | None = None,
) -> Suggestion:
    """Confirm a suggestion and do what it asks for, or neither.

    facts   what the person read otherwise: {"on", "amount_minor", "currency", "document_ids", "reason", …}
    raises  NotFound, OnlyAPerson, NotAllowedNow, ThreadWithoutCustomer, BadInput, and what the act raises
    """
    found = Suggestion.objects.filter(pk=suggestion_id).values_list("intent", flat=True).first()
    suggestion = confirm_suggestion(
        suggestion_id=suggestion_id, by=by, facts=facts, intent=intent,
        is_answer=str(intent or found) != Intent.OUT_OF_OFFICE,
    )  # fmt: skip
    inbound = Inbound.objects.select_related("customer", "contact").get(pk=suggestion.inbound_id)
    if inbound.customer_id is None:
        raise ThreadWithoutCustomer(thread_id=inbound.thread.public_id)
    ids = [UUID(str(pk)) for pk in suggestion.facts.get("document_ids", [])]
    rows = Invoice.objects.select_related("customer", "entity").filter(
        pk__in=ids, customer_id=inbound.customer_id
    )
    asked = _Asked(suggestion, inbound, inbound.customer_id, tuple(rows.order_by("due_on", "pk")), on, by)  # fmt: skip
    act = _ACTS.get(Intent(suggestion.decided_intent))
    suggestion.result_id = act(asked) if act else None
    suggestion.save(update_fields=["result_id"])
    return suggestion


def _promise(asked: _Asked) -> UUID:
    open_ones = [one for one in asked.invoices if one.balance_minor > 0]
    currency = str(asked.facts.get("currency") or (open_ones[0].currency if open_ones else ""))
    same = [one for one in open_ones if one.currency == currency]
    amount = asked.facts.get("amount_minor") or sum(one.balance_minor for one in same)
    if not amount:
        raise BadInput(field="amount", value="", expected="the amount that is promised")
    promise = note_promise(
        customer_id=asked.customer_id, currency=currency, amount_minor=int(amount),
        due_on=_day(asked), on=asked.on, origin="email", by=asked.by,
        invoice_ids=[one.pk for one in same], contact_id=asked.inbound.contact_id,
        source_id=asked.suggestion.pk,
    )  # fmt: skip
    return promise.pk


def _dispute(asked: _Asked) -> UUID:
    if len(asked.invoices) != 1:
        raise BadInput(field="document_ids", value="", expected="the one invoice it is about")
    (invoice,) = asked.invoices
    said = asked.inbound.reply_text[asked.suggestion.start : asked.suggestion.end]
    dispute = open_dispute(
        invoice_id=invoice.pk, reason=Reason(asked.facts.get("reason", Reason.OTHER)),
        amount_minor=int(asked.facts.get("amount_minor") or invoice.balance_minor), on=asked.on,
        origin=Origin.INBOX, by=asked.by, facts={"description": said[:500]},
        contact_id=asked.inbound.contact_id, source_id=asked.inbound.pk,
    )  # fmt: skip
    return dispute.pk


def _copy(asked: _Asked) -> UUID | None:
    """The documents once more, to who asked where we know them, else to whom they are sent."""
    if not asked.invoices:
        raise BadInput(field="document_ids", value="", expected="the invoice that is wanted")
    to = asked.inbound.contact or next(
        iter(recipients([asked.customer_id])[asked.customer_id]), None
    )
    if to is None:
        raise BadInput(field="contact", value="", expected="a person of the customer")
    key = f"copy:{str(asked.suggestion.pk)[-12:]}"
    sent = [queue_message(letter(one, to, key), by=asked.by) for one in asked.invoices]
    return next((one.pk for one in sent if one is not None), None)


def _wrong_contact(asked: _Asked) -> UUID | None:
    """Who wrote is written to no more; whom they named becomes a person of the customer."""
    contact = asked.inbound.contact
    address = str(asked.facts.get("address") or "")
    known = Contact.objects.filter(customer_id=asked.customer_id, email__iexact=address)
    fresh = None
    if address and not known.exists():
        card = {"email": address, "roles": list(contact.roles) if contact else []}
        name = address.partition("@")[0].replace(".", " ").title()
        fresh = add_contact(customer_id=asked.customer_id, name=name, card=card, by=asked.by)
    if contact is not None and contact.is_active and contact.email.lower() != address:
        change_contact(contact_id=contact.pk, changes={"is_active": False}, by=asked.by)
    if contact is None and fresh is None:
        return _ask(asked, "Who is the right person at {customer}?")
    return fresh.pk if fresh else contact.pk if contact else None


def _away(asked: _Asked) -> UUID:
    thread = asked.inbound.thread
    if thread.state == ThreadState.WAITING:
        snooze_thread(thread_id=thread.pk, until=_day(asked), on=asked.on, by=asked.by)
    return thread.pk


def _opt_out(asked: _Asked) -> UUID:
    contact = asked.inbound.contact
    if contact is None:
        raise BadInput(field="contact", value="", expected="a person of the customer")
    stated = [
        state_consent(
            contact_id=contact.pk, channel=Channel.EMAIL, purpose=purpose, is_given=False,
            stated_at=asked.inbound.sent_at or now(), by=asked.by,
            proof=f"mail {asked.inbound.public_id}",
        )
        for purpose in (Purpose.REMINDERS, Purpose.MARKETING)
    ]  # fmt: skip
    return stated[0].pk


def _ask(asked: _Asked, title: str) -> UUID:
    assert asked.inbound.customer is not None
    task = open_task(
        entity_id=asked.inbound.entity_id, kind=TASK, key=f"{TASK}:{asked.suggestion.pk}", on=asked.on,
        by=asked.by, title=title.format(customer=asked.inbound.customer.name)[:200],
        customer_id=asked.customer_id, document_id=asked.inbound.pk,
        facts={"intent": asked.suggestion.decided_intent},
    )  # fmt: skip
    return task.pk


def _day(asked: _Asked) -> date:
    try:
        return date.fromisoformat(str(asked.facts["on"]))
    except (KeyError, ValueError):
        raise BadInput(field="on", value="", expected="the day that is meant") from None


_ACTS: dict[Intent, Callable[[_Asked], UUID | None]] = {
    Intent.PROMISE: _promise,
    Intent.DISPUTE: _dispute,
    Intent.COPY_WANTED: _copy,
    Intent.WRONG_CONTACT: _wrong_contact,
    Intent.OUT_OF_OFFICE: _away,
    Intent.OPT_OUT: _opt_out,
    Intent.PAID_ALREADY: lambda asked: _ask(
        asked, "{customer} says it has paid: look for the payment"
    ),
    Intent.PAYMENT_PLAN: lambda asked: _ask(asked, "{customer} wants to pay in parts"),
}
