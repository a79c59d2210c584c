"""The timeline of a customer: every fact, what was said in calls, notes, messages and mails beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.collections.models import Call, Note
from cashwright.areas.collections.services import pin_note
from cashwright.areas.controls.models import Fact
from cashwright.areas.messaging.models import Inbound, Message
from cashwright.areas.parties.models import Customer
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.surfaces.console.collecting import OUTCOMES
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.timeline import fact_url, timeline_page

TEXT_MAX = 600
PINNED_MAX = 5

# kind: (what people call it, how the names of its facts begin); the first is everything
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("Everything", ()),
    "notes": ("Notes", ("collections.note_",)),
    "calls": ("Calls", ("collections.call_",)),
    "messages": ("Messages", ("messaging.message_",)),
    "replies": ("What they wrote", ("messaging.inbound_", "messaging.suggestion_")),
    "invoices": ("Invoices", ("invoicing.",)),
    "money": ("Money", ("payments.", "cash.", "credit.written_off", "credit.recovered")),
    "agreed": ("Promises & plans", ("collections.promise_", "collections.plan_",
                                    "collections.late_charge_")),
    "disputes": ("Disputes", ("disputes.",)),
    "contracts": ("Contracts", ("contracts.",)),
    "card": ("Card, holds & risk", ("parties.", "credit.drift_noted", "credit.risk_rated")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One fact, the page of its document, and what was said; `note` where it is one to pin."""

    fact: Fact
    url: str
    said: str = ""
    note: Note | None = None


def timeline(request: HttpRequest, customer: Customer, frame: Frame) -> dict[str, Any]:
    """The part of the page: the chosen kind, one page of it, and what is pinned."""
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        raise Http404
    told = timeline_page(customer.pk, request.GET.get("before", ""), KINDS[kind][1])
    reads_notes = may(request, "collections.read")
    pinned = Note.objects.filter(customer=customer, is_pinned=True).order_by("-written_at")
    return {
        "told": _said(request, told.facts), "older": told.older, "kind": kind,
        "kinds": [
            (key, label, frame.link("console:customer", customer.public_id, part="timeline", kind=key))
            for key, (label, _) in KINDS.items()
        ],
        "pinned": list(pinned[:PINNED_MAX]) if reads_notes else [],
        "may_pin": may(request, "collections.work"),
    }  # fmt: skip


def _said(request: HttpRequest, facts: list[Fact]) -> list[Told]:
    ids: dict[str, set[UUID]] = {}
    for fact in facts:
        ids.setdefault(_kind_of(fact), set()).add(fact.document_id)
    notes, calls = dict[UUID, Note](), dict[UUID, str]()
    if may(request, "collections.read"):
        notes = Note.objects.in_bulk(ids.get("note", set()))
        calls = {
            row.pk: f"{OUTCOMES.get(row.outcome, row.outcome)}. {row.note}".strip()
            for row in Call.objects.filter(pk__in=ids.get("call", set()))
        }
    said = {pk: note.text for pk, note in notes.items()} | calls
    said |= _messages(request, ids.get("message", set())) | _mails(request, ids.get("mail", set()))
    return [
        Told(fact, fact_url(fact), said.get(fact.document_id, ""), notes.get(fact.document_id))
        for fact in facts
    ]


def _kind_of(fact: Fact) -> str:
    for beginning, kind in (
        ("collections.note_", "note"), ("collections.call_logged", "call"),
        ("messaging.message_", "message"), ("messaging.inbound_", "mail"),
    ):  # fmt: skip
        if fact.name.startswith(beginning):
            return kind
    return ""


def _messages(request: HttpRequest, ids: set[UUID]) -> dict[UUID, str]:
    if not ids or not may(request, "mailbox.read"):
        return {}
    rows = scoped(Message.objects.filter(pk__in=ids), request.user, "mailbox.read")
    return dict(rows.values_list("pk", "subject"))


def _mails(request: HttpRequest, ids: set[UUID]) -> dict[UUID, str]:
    if not ids or not may(request, "inbox.read"):
        return {}
    rows = scoped(Inbound.objects.filter(pk__in=ids), request.user, "inbox.read")
    return {
        row.pk: f"{row.subject}\n{(row.reply_text or row.body_text).strip()[:TEXT_MAX]}".strip()
        for row in rows
    }


@page(permission="collections.work", methods=("POST",))
def note_pin(request: HttpRequest, public: str) -> HttpResponse:
    """Pin a note to the head of the customer's page, or take it down."""
    note = found(
        Note.objects.select_related("customer"), request.user, "collections.work",
        parse_public_id(Note.PREFIX, public), document="note",
        portfolio="customer__portfolio_id",
    )  # fmt: skip
    is_pinned = request.POST.get("pinned") == "1"
    pin_note(note_id=note.pk, pinned=is_pinned, by=Actor.human(request.user.pk))
    back = frame_of(request).link("console:customer", note.customer.public_id, part="timeline")
    return done(request, back, "The note is pinned." if is_pinned else "The note is taken down.")
