"""What was between us and a customer, newest first: calls, notes, letters, replies, payments, facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from cashwright.areas.access.models import User
from cashwright.areas.access.queries import scoped
from cashwright.areas.collections.models import Call, Escalation, Note
from cashwright.areas.controls.models import Fact
from cashwright.areas.controls.queries import customer_facts
from cashwright.areas.messaging.models import Inbound, Message, Thread
from cashwright.areas.parties.models import Customer
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.collecting import CONTACTS, LEVELS, OUTCOMES
from cashwright.surfaces.console.pages import may
from cashwright.surfaces.console.timeline import fact_url

EACH = 15
SHOWN = 40

_TOLD_APART = (
    "collections.call_logged", "collections.note_written", "collections.customer_escalated",
    "messaging.", "controls.task", "collections.note_pinned",
)  # fmt: skip
"""Facts of what stands in the story in its own words."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing. `text` is what was said; `fact` is told by the words of facts."""

    at: datetime
    icon: str
    title: str = ""
    text: str = ""
    who: str = ""
    url: str = ""
    is_theirs: bool = False
    fact: Fact | None = None


def story(request: HttpRequest, customer: Customer) -> list[Told]:
    """The latest of everything, as far as the reader may see it."""
    told = [*_calls(customer), *_notes(customer), *_escalations(customer), *_facts(customer)]
    if may(request, "mailbox.read"):
        told += _sent(request, customer)
    if may(request, "inbox.read"):
        told += _replies(request, customer)
    return sorted(told, key=lambda one: one.at, reverse=True)[:SHOWN]


def pinned(customer: Customer) -> list[tuple[Note, str]]:
    """The notes at the head of the page, each with who wrote it."""
    rows = list(Note.objects.filter(customer=customer, is_pinned=True).order_by("-written_at")[:3])
    names = _names({row.written_by for row in rows})
    return [(row, names.get(row.written_by, "")) for row in rows]


def _names(keys: set[str]) -> dict[str, str]:
    ids = [key for key in keys if len(key) == 36]
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)}


def _calls(customer: Customer) -> Iterator[Told]:
    rows = list(Call.objects.filter(customer=customer).order_by("-called_at")[:EACH])
    names = _names({row.called_by for row in rows})
    for row in rows:
        title = f"Call: {OUTCOMES.get(row.outcome, row.outcome).lower()}"
        yield Told(row.called_at, "phone", title, row.note, names.get(row.called_by, ""))


def _notes(customer: Customer) -> Iterator[Told]:
    rows = list(Note.objects.filter(customer=customer).order_by("-written_at")[:EACH])
    names = _names({row.written_by for row in rows})
    for row in rows:
        yield Told(row.written_at, "note", "Note", row.text, names.get(row.written_by, ""))


def _escalations(customer: Customer) -> Iterator[Told]:
    rows = list(Escalation.objects.filter(customer=customer).order_by("-escalated_at")[:EACH])
    names = _names({row.escalated_by for row in rows} | {str(row.reaches_id) for row in rows})
    for row in rows:
        to = names.get(str(row.reaches_id), "")
        title = f"Passed on: {LEVELS.get(row.level, row.level)}{f', {to}' if to else ''}"
        yield Told(row.escalated_at, "arrow-up", title, row.reason, names.get(row.escalated_by, ""))


def _sent(request: HttpRequest, customer: Customer) -> Iterator[Told]:
    mine = scoped(Message.objects.filter(customer=customer), request.user, "mailbox.read")
    for row in mine.order_by("-queued_at")[:EACH]:
        title = f"{CONTACTS.get(row.channel, row.channel)}, {row.state}: {row.subject}"
        url = reverse("console:message", args=[row.public_id])
        yield Told(row.sent_at or row.queued_at, "mail-forward", title, url=url)


def _replies(request: HttpRequest, customer: Customer) -> Iterator[Told]:
    mine = scoped(Inbound.objects.filter(customer=customer), request.user, "inbox.read")
    for row in mine.order_by("-received_at")[:EACH]:
        text = (row.reply_text or row.body_text).strip()
        url = reverse("console:inbox_thread", args=[public_id(Thread.PREFIX, row.thread_id)])
        yield Told(
            row.received_at, "message", f"They wrote: {row.subject}", text[:600], row.from_name,
            url=url, is_theirs=True,
        )  # fmt: skip


def _facts(customer: Customer) -> Iterator[Told]:
    for fact in customer_facts(customer.pk)[: SHOWN * 2]:
        if not fact.name.startswith(_TOLD_APART):
            yield Told(fact.at, "circle", fact=fact, url=fact_url(fact))


def customer_url(customer: Customer) -> str:
    return reverse("console:customer", args=[public_id(Customer.PREFIX, customer.pk)])
