"""The three panes of the inbox: the list, one conversation, and the card of what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.access.queries import holders, scoped
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.messaging.models import Inbound, Message, Suggestion, Thread
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.queries.inbox import (
    decided_suggestions,
    open_suggestions,
    thread_counts,
    threads,
    words_of,
)
from cashwright.areas.messaging.rules.inbox.replies import reply_text
from cashwright.areas.messaging.rules.inbox.serving import answer_due_on
from cashwright.areas.messaging.states import ThreadState
from cashwright.kernel.clock import now
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.local_days import local_date
from cashwright.surfaces.console.formats import day_text as shown_day
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.forms.inbox import (
    INTENTS,
    AnswerForm,
    AssignForm,
    FactsForm,
    OwnerForm,
    SnoozeForm,
)
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import may

LIST_MAX = 100
_MONTH = timedelta(days=30)
INVOICES_MAX = 30
TABS = (
    (ThreadState.WAITING, "Replies"), (ThreadState.SNOOZED, "Put off"),
    (ThreadState.ANSWERED, "Answered"), (ThreadState.CLOSED, "Closed"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation in the list."""

    thread: Thread
    who: str
    intent: str
    last_on: date
    due_on: date | None
    amount: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said; the words a suggestion was read from stand between the other two."""

    said: Inbound | Message
    is_theirs: bool
    before: str
    marked: str
    after: str
    quoted: str


@dataclass(slots=True)
class Forms:
    """The forms of the page; those that were sent with a mistake in them come back as they were."""

    facts: FactsForm | None = None
    answer: AnswerForm | None = None
    snooze: SnoozeForm | None = None
    assign: AssignForm | None = None
    owner: OwnerForm | None = None


def lines(request: HttpRequest, state: str, here: UUID | None) -> list[Line]:
    """The conversations of a state in scope; those that wait longest first."""
    frame = frame_of(request)
    last = Inbound.objects.filter(thread=OuterRef("pk"), is_auto=False).order_by("-received_at")
    any_last = Inbound.objects.filter(thread=OuterRef("pk")).order_by("-received_at")
    rows = threads(request.user).filter(state=state, entity_id__in=frame.entity_ids)
    rows = rows.annotate(
        intent=Subquery(last.values("intent")[:1]), auto_intent=Subquery(any_last.values("intent")[:1]),
        writer=Subquery(any_last.values("from_address")[:1]), came_at=Subquery(last.values("received_at")[:1]),
    )  # fmt: skip
    if state in (ThreadState.ANSWERED, ThreadState.CLOSED):
        rows = rows.order_by("-last_at", "pk")
    found = list(rows[:LIST_MAX])
    amounts = _amounts(found)
    return [
        Line(
            row, row.customer.name if row.customer else row.writer or "Unknown",
            INTENTS[row.intent or row.auto_intent or Intent.OTHER], local_date(row.last_at, row.entity.zone),
            _due_on(row), amounts.get(row.pk, ""), frame.link("console:inbox_thread", row.public_id), row.pk == here,
        )
        for row in found
    ]  # fmt: skip


def _due_on(row: Any) -> date | None:
    """By when it should be answered; None where nobody waits."""
    if row.state != ThreadState.WAITING or row.came_at is None:
        return None
    home = row.customer or row.entity
    return answer_due_on(
        local_date(row.came_at, home.zone), Intent(row.intent or Intent.OTHER), home.country
    )


def _amounts(rows: Sequence[Thread]) -> dict[UUID, str]:
    """What each conversation is about: the amount it names, else what its invoices leave open."""
    told: dict[UUID, str] = {}
    about = {row.pk: {str(pk) for pk in row.document_ids} for row in rows}
    cards = Suggestion.objects.filter(inbound__thread__in=list(about)).select_related("inbound")
    for card in cards.order_by("inbound__received_at", "-number"):
        about[card.inbound.thread_id].update(card.facts.get("document_ids", []))
        if "amount_minor" in card.facts:
            told[card.inbound.thread_id] = _money(
                card.facts["amount_minor"], card.facts["currency"]
            )
    wanted = {pk for thread_id, ids in about.items() if thread_id not in told for pk in ids}
    open_rows = Invoice.objects.filter(pk__in=wanted, balance_minor__gt=0)
    open_ones = {str(one.pk): one for one in open_rows.only("currency", "balance_minor")}
    for thread_id, ids in about.items():
        left = [open_ones[pk] for pk in ids if pk in open_ones]
        if thread_id not in told and len({one.currency for one in left}) == 1:
            told[thread_id] = _money(sum(one.balance_minor for one in left), left[0].currency)
    return told


def _money(minor: int, currency: str) -> str:
    return f"{money_text(minor, currency)} {currency}"


def shown(
    request: HttpRequest, thread: Thread | None, *, state: str = "", forms: Forms | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page with one conversation open, or with none where nothing waits."""
    frame = frame_of(request)
    state = thread.state if thread else state or ThreadState.WAITING
    found = lines(request, state, thread.pk if thread else None)
    counts = thread_counts(request.user)
    here = next((n for n, line in enumerate(found) if line.is_here), -1)
    context: dict[str, Any] = {
        "title": "Inbox", "lines": found, "thread": thread, "may_answer": may(request, "inbox.answer"),
        "tabs": [
            (label, counts[one], frame.link("console:inbox", tab=str(one)), one == state)
            for one, label in TABS
        ],
        "before_url": found[here - 1].url if here > 0 else "",
        "after_url": found[here + 1].url if 0 <= here < len(found) - 1 else "",
        "is_zero": state == ThreadState.WAITING and not found, "today": frame.today,
    }  # fmt: skip
    if context["is_zero"]:
        context["month"] = decided_suggestions(request.user, now() - _MONTH)
    if thread is not None:
        context |= _open(request, thread, forms or Forms(), frame.today)
    return render(request, "console/inbox/page.html", context, status=status)


def _open(request: HttpRequest, thread: Thread, forms: Forms, today: date) -> dict[str, Any]:
    waiting = open_suggestions(thread)
    card = waiting[0] if waiting else None
    invoices = invoices_of(request, thread)
    said = [_said(one, card) for one in words_of(thread)]
    last = next((one.said for one in reversed(said) if one.is_theirs), None)
    assert last is None or isinstance(last, Inbound), "what is theirs came in"
    begun = request.GET.get("begin", "")
    begun = begun if begun in INTENTS else ""
    facts = forms.facts or (_facts_form(card, invoices, thread) if card else None)
    return {
        "said": said, "card": card, "read": _read(card, invoices) if card else [],
        "card_intent": INTENTS[card.intent] if card else "",
        "more": len(waiting) - 1 if card else 0, "facts_form": facts, "last": last,
        "sure": card.confidence // 10 if card else 0,
        "answer_form": forms.answer or AnswerForm(initial={"text": _reply(last, card, begun)}, prefix="answer"),
        "begun": begun, "beginnings": list(INTENTS.items()),
        "owner_form": forms.owner or _owner_form(thread),
        "snooze_form": forms.snooze or SnoozeForm(prefix="snooze"),
        "assign_form": forms.assign or AssignForm(prefix="assign"),
        "is_mine": thread.owner == str(request.user.pk), "today": today,
        "can_wait": thread.state == ThreadState.WAITING, "can_close": thread.state != ThreadState.CLOSED,
    }  # fmt: skip


def invoices_of(request: HttpRequest, thread: Thread) -> list[Invoice]:
    """The open invoices of the conversation's customer, and those it is about."""
    if thread.customer_id is None:
        return []
    rows = scoped(
        Invoice.objects.filter(customer_id=thread.customer_id), request.user, "invoices.read"
    )
    rows = rows.filter(balance_minor__gt=0) | rows.filter(pk__in=thread.document_ids)
    return list(rows.order_by("due_on", "pk")[:INVOICES_MAX])


def _facts_form(card: Suggestion, invoices: list[Invoice], thread: Thread) -> FactsForm:
    facts = card.facts
    fallback = thread.customer.currency if thread.customer else thread.entity.currency
    currency = facts.get("currency") or fallback
    amount = facts.get("amount_minor")
    initial = {
        "intent": card.intent, "on": facts.get("on"), "currency": currency, "address": facts.get("address", ""),
        "amount": format_minor(amount, currency).replace(",", "") if amount else "",
        "document_ids": facts.get("document_ids", []), "reason": "other",
    }  # fmt: skip
    return FactsForm(initial=initial, invoices=invoices, prefix="facts")


def _read(card: Suggestion, invoices: list[Invoice]) -> list[tuple[str, str]]:
    """What was read, in a few words: the day, the amount, the invoices, the other address."""
    facts, told = card.facts, []
    if "on" in facts:
        told.append(("Day", shown_day(date.fromisoformat(facts["on"]))))
    if "amount_minor" in facts:
        told.append(("Amount", money_text(facts["amount_minor"], facts["currency"])))
    numbers = [
        str(one.document_no) for one in invoices if str(one.pk) in facts.get("document_ids", [])
    ]
    if numbers:
        told.append(("Invoices", ", ".join(numbers)))
    if "address" in facts:
        told.append(("Right address", facts["address"]))
    return told


def _owner_form(thread: Thread) -> OwnerForm:
    people = list(holders("inbox.answer", entity_id=thread.entity_id))
    return OwnerForm(people=people, prefix="owner", initial={"owner": thread.owner})


def _reply(last: Inbound | None, card: Suggestion | None, begun: str) -> str:
    """The beginning of an answer: to what was asked for, or what a person chose to begin with."""
    if last is None:
        return ""
    intent = Intent(begun or (card.intent if card else last.intent))
    on = card.facts.get("on") if card and card.intent == intent else None
    day = date.fromisoformat(on) if on else None
    return reply_text(intent, language=last.language, name=last.from_name, on=day)


def _said(one: Inbound | Message, card: Suggestion | None) -> Said:
    if isinstance(one, Message):
        return Said(one, False, one.body_text.strip(), "", "", "")
    text = one.reply_text or one.body_text
    is_marked = card is not None and card.inbound_id == one.pk and bool(one.reply_text)
    start, end = (card.start, card.end) if card and is_marked else (len(text), len(text))
    quoted = one.body_text if one.body_text.strip() != text.strip() else ""
    return Said(one, True, text[:start], text[start:end], text[end:], quoted)
