"""The demo's inbox: what customers write comes in as real mail, and the collector answers what is asked.

What is to be answered is known from the same dice as the mail itself; the machine's reading is
corrected where it was wrong (answering.py). The mails of the last days are left to the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings

from cashwright.areas.access.policies import Role
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Inbound, Message
from cashwright.areas.messaging.states import ThreadState
from cashwright.areas.parties.models import LegalEntity
from cashwright.connectors.simulator import Company, Received, payday, span_end
from cashwright.connectors.simulator.people import (
    Correspondence,
    Says,
    as_payer,
    mail,
    message_id,
)
from cashwright.connectors.simulator.people.of_company import characters_of
from cashwright.kernel.clock import FixedClock, noon_utc, running_on
from cashwright.kernel.periods import add_months
from cashwright.project.demo.answering import answer
from cashwright.project.demo.hearing import Heard, heard
from cashwright.project.demo.people import BY, actor
from cashwright.runs.answer_mail import take_mail
from cashwright.runs.day import DayDone

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
                answer(inbound, one.reply, on, actor(Role.COLLECTOR))


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
