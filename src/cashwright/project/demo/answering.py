"""What the demo's collector does about a mail: agrees to what was read, corrects it, does it by hand, writes back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cashwright.areas.access.policies import Role
from cashwright.areas.collections.rules.plans import Even
from cashwright.areas.collections.services import agree_plan, note_promise, propose_plan
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Inbound, Suggestion
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.services.answering import answer_thread
from cashwright.areas.messaging.services.suggesting import reject_suggestion
from cashwright.areas.messaging.services.threads import close_thread
from cashwright.areas.messaging.states import SuggestionState
from cashwright.connectors.simulator.people import Reply, Says
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.project.demo.people import actor
from cashwright.runs.answer_mail import do_suggested

_ANSWERS = {
    "en": "Thank you for your message. We have noted it and come back to you.",
    "de": "Vielen Dank für Ihre Nachricht. Wir haben sie vermerkt und melden uns.",
}
_PLAN_MONTHS = 3


def answer(inbound: Inbound, reply: Reply, on: date, by: Actor) -> None:
    """Do what was meant; where the books no longer allow it, say thank you and close."""
    read = Suggestion.objects.filter(inbound=inbound, state=SuggestionState.OPEN).order_by("number")
    suggestions = list(read)
    meant = next((one for one in suggestions if one.intent == str(reply.says)), None)
    try:
        if reply.says is Says.OTHER or not suggestions:
            _by_hand(inbound, reply, on, by)
            answer_thread(
                thread_id=inbound.thread_id, by=by,
                text=_ANSWERS.get(inbound.language, _ANSWERS["en"]),
            )  # fmt: skip
            return
        chosen = meant or suggestions[0]
        do_suggested(
            suggestion_id=chosen.pk, on=on, by=by, facts=_facts(inbound, chosen, reply),
            intent=None if meant else Intent(str(reply.says)),
        )  # fmt: skip
        if reply.says is Says.PAYMENT_PLAN:
            _plan(inbound, reply, on, by)
    except Refusal:
        close_thread(thread_id=inbound.thread_id, by=by)
    else:
        for other in suggestions:
            if other.pk != chosen.pk:
                reject_suggestion(suggestion_id=other.pk, by=by)


def _by_hand(inbound: Inbound, reply: Reply, on: date, by: Actor) -> None:
    """What the machine did not read is done without a suggestion."""
    invoices = _open(inbound, reply)
    if inbound.customer_id is None or not invoices:
        return
    if reply.says is Says.PROMISE and reply.due_on is not None:
        note_promise(
            customer_id=inbound.customer_id, currency=invoices[0].currency, due_on=reply.due_on, on=on,
            amount_minor=sum(one.balance_minor for one in invoices), origin="email", by=by,
            invoice_ids=[one.pk for one in invoices], source_id=inbound.pk,
        )  # fmt: skip
    if reply.says is Says.DISPUTE:
        open_dispute(
            invoice_id=invoices[0].pk, reason=Reason(str(reply.objection)), on=on, by=by,
            amount_minor=min(reply.amount_minor, invoices[0].balance_minor), origin=Origin.INBOX,
            facts={"description": inbound.reply_text[:500]}, source_id=inbound.pk,
        )  # fmt: skip


def _facts(inbound: Inbound, chosen: Suggestion, reply: Reply) -> dict[str, Any]:
    """What the collector says otherwise: the day where it was misread, the invoices that are meant."""
    facts: dict[str, Any] = {}
    if reply.due_on is not None and chosen.facts.get("on") != reply.due_on.isoformat():
        facts["on"] = reply.due_on.isoformat()
    if reply.says is Says.PROMISE and "amount_minor" in chosen.facts:
        # They mean everything they were reminded of; what was paid since is not promised.
        meant = [str(one.pk) for one in _open(inbound, reply)]
        facts |= {"document_ids": meant, "amount_minor": None, "currency": None}
    if reply.says is Says.DISPUTE:
        (invoice,) = _open(inbound, reply)[:1] or (None,)
        facts["reason"] = str(reply.objection)
        if invoice is not None:
            facts["document_ids"] = [str(invoice.pk)]
            facts["amount_minor"] = min(reply.amount_minor, invoice.balance_minor)
    if reply.says is Says.COPY_WANTED:
        facts["document_ids"] = [str(one.pk) for one in _open(inbound, reply)]
    return facts


def _open(inbound: Inbound, reply: Reply) -> list[Invoice]:
    """The invoices meant that are still open, of the currency of the first."""
    if inbound.customer_id is None:
        return []
    numbers = [one.document_no for one in reply.about]
    rows = Invoice.objects.filter(
        entity_id=inbound.entity_id, customer_id=inbound.customer_id, document_no__in=numbers,
    ).order_by("due_on", "document_no")  # fmt: skip
    if reply.says is not Says.COPY_WANTED:
        rows = rows.filter(balance_minor__gt=0)
    found = list(rows)
    return [one for one in found if one.currency == found[0].currency]


def _plan(inbound: Inbound, reply: Reply, on: date, by: Actor) -> None:
    """Three equal parts, the first in three weeks; what needs a second person is left to the reader."""
    invoices = _open(inbound, reply)
    if inbound.customer_id is None or not invoices:
        return
    plan = propose_plan(
        customer_id=inbound.customer_id, currency=invoices[0].currency, on=on, by=by,
        invoice_ids=[one.pk for one in invoices],
        instalments=Even(_PLAN_MONTHS, on + timedelta(days=21)),
        note="They asked for it by mail",
    )  # fmt: skip
    agree_plan(plan_id=plan.pk, on=on, by=actor(Role.CREDIT_MANAGER))
