"""The demo's inbox: what customers write comes in as real mail, and the collector answers what is asked.

What is to be answered is known from the same dice as the mail itself; the machine's reading is
corrected where it was wrong, as a person would. The mails of the last days are left to the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from cashwright.areas.access.policies import Role
from cashwright.areas.collections.rules.plans import Even
from cashwright.areas.collections.services import agree_plan, note_promise, propose_plan
from cashwright.areas.disputes.policies import Origin, Reason
from cashwright.areas.disputes.services import open_dispute
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Inbound, Message, Suggestion
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.services.answering import answer_thread
from cashwright.areas.messaging.services.suggesting import reject_suggestion
from cashwright.areas.messaging.services.threads import close_thread
from cashwright.areas.messaging.states import SuggestionState, ThreadState
from cashwright.areas.parties.models import LegalEntity
from cashwright.connectors.simulator import Company, Received, payday, span_end
from cashwright.connectors.simulator.people import (
    Correspondence,
    Reply,
    Says,
    as_payer,
    mail,
    message_id,
)
from cashwright.connectors.simulator.people.of_company import characters_of
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import FixedClock, noon_utc, running_on
from cashwright.kernel.periods import add_months
from cashwright.kernel.refusals import Refusal
from cashwright.project.demo.hearing import Heard, heard
from cashwright.project.demo.people import BY, actor
from cashwright.runs.answer_mail import do_suggested, take_mail
from cashwright.runs.day import DayDone

_ANSWERS = {
    "en": "Thank you for your message. We have noted it and come back to you.",
    "de": "Vielen Dank für Ihre Nachricht. Wir haben sie vermerkt und melden uns.",
}
_PLAN_MONTHS = 3
_LOOK_BACK_DAYS = 7  # nobody answers later, and nobody here either
_LEFT_DAYS = 7  # what came in the last days of the year is left to the reader


@dataclass(slots=True)
class Mailbox:
    """What customers of an entity are about to write, or wrote lately.

    received  the invoices as those who pay them know them, by number, for the days that come
    """

    told: Company
    entity: LegalEntity
    replies: list[Heard] = field(default_factory=list)
    received: Mapping[str, Received] = field(default_factory=dict)

    def begin(self, received: Iterable[Received], on: date) -> None:
        """Days begin on which these invoices are known; what was sent just before may be answered."""
        self.received = {one.document_no: one for one in received}
        if not self.replies:
            self._hear(on - timedelta(days=_LOOK_BACK_DAYS), on - timedelta(days=1))

    def note_sent(self, on: date, done: DayDone) -> None:
        """Look at what was sent on a day; somebody may write back."""
        sent = done.report.get("deliver", {}).get("outcomes", {}).get("sent", 0)
        if done.was_done or sent:
            self._hear(on, on)

    def open(self, on: date) -> None:
        """Answer what came the working day before, then take in what came."""
        ends_on = add_months(self.told.starts_on, 12) - timedelta(days=_LEFT_DAYS)
        for one in self.replies:
            if _next_working_day(_comes_on(one)) == on and _comes_on(one) < ends_on:
                self._answer(one, on)
        for one in self.replies:
            if _comes_on(one) == on:
                self._take(one, on)

    def written(self, first: date, last: date) -> list[Heard]:
        """What was written on these days."""
        return [one for one in self.replies if first <= one.reply.on <= last]

    def _hear(self, first: date, last: date) -> None:
        for one in heard(self.told, self.entity, first, last):
            if one.reaction.reply is not None:
                self.replies.append(self._as_payer(one))

    def _as_payer(self, one: Heard) -> Heard:
        """Who is paying anyway says so: nothing that is told now changes it any more."""
        known = [self.received.get(owed.document_no) for owed in one.reply.about]
        paydays = [payday(self.told, invoice) if invoice else None for invoice in known]
        days = [on for on in paydays if on is not None]
        if len(days) < len(paydays) or not days or max(days) > span_end(one.reply.on):
            return one
        reply = as_payer(one.reply, max(days))
        return replace(one, reaction=replace(one.reaction, reply=reply))

    def _take(self, one: Heard, on: date) -> None:
        zone = ZoneInfo(self.entity.zone)
        written_at = datetime.combine(one.reply.on, time(one.reply.hour, 17), zone).astimezone(UTC)
        who = characters_of(self.told)[one.account_no]
        written = mail(
            self.told.seed, one.account_no, who, one.reply, _correspondence(one), written_at
        )
        before_noon = noon_utc(on).now() - timedelta(minutes=20)
        with running_on(FixedClock(before_noon)):
            take_mail(written, entity_id=self.entity.pk, on=on, by=BY)

    def _answer(self, one: Heard, on: date) -> None:
        came = Inbound.objects.filter(entity=self.entity, message_id=id_of(self.told, one))
        inbound = came.select_related("thread").first()
        if inbound is not None and inbound.thread.state == ThreadState.WAITING:
            with running_on(FixedClock(noon_utc(on).now() - timedelta(minutes=40))):
                _answer(inbound, one.reply, on, actor(Role.COLLECTOR))


def _comes_on(one: Heard) -> date:
    """The day a mail is taken in; what a machine answers in the afternoon, the next morning."""
    late = one.reply.says is Says.OUT_OF_OFFICE
    return one.reply.on + timedelta(days=1) if late else one.reply.on


def _next_working_day(on: date) -> date:
    return on + timedelta(days=3 if on.weekday() == 4 else 2 if on.weekday() == 5 else 1)


def id_of(told: Company, one: Heard) -> str:
    """The Message-ID of what somebody wrote back."""
    return message_id(told.seed, one.account_no, one.reply, one.address)


def _correspondence(one: Heard) -> Correspondence:
    sent = Message.objects.select_related("contact", "entity").get(pk=one.message_id)
    house = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    assert sent.sent_at is not None, "it was sent"
    return Correspondence(
        name=sent.contact.name if sent.contact else "", address=sent.to_address, to_address=house,
        to_name=sent.entity.name, answers_id=f"{sent.public_id}@{house.rpartition('@')[2]}",
        subject=sent.subject, body=sent.body_text, sent_at=sent.sent_at,
        currency=Invoice.objects.values_list("currency", flat=True).get(
            entity_id=sent.entity_id, document_no=one.reply.about[0].document_no
        ),
    )  # fmt: skip


def _answer(inbound: Inbound, reply: Reply, on: date, by: Actor) -> None:
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
    """Three equal parts, the first in two weeks; what needs a second person is left to the reader."""
    invoices = _open(inbound, reply)
    if inbound.customer_id is None or not invoices:
        return
    plan = propose_plan(
        customer_id=inbound.customer_id, currency=invoices[0].currency, on=on, by=by,
        invoice_ids=[one.pk for one in invoices],
        instalments=Even(_PLAN_MONTHS, on + timedelta(days=14)),
        note="They asked for it by mail",
    )  # fmt: skip
    agree_plan(plan_id=plan.pk, on=on, by=actor(Role.CREDIT_MANAGER))
