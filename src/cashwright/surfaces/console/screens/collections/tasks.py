"""What the machine left to people: calls, decisions, and questions with the answers it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.cash import services as cash
from cashwright.areas.cash.models import SourceKind
from cashwright.areas.cash.services import Part
from cashwright.areas.collections.models import Note
from cashwright.areas.collections.services.noting import MENTION
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.services import close_task, command
from cashwright.areas.controls.states import TaskState
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import customers_for
from cashwright.areas.payments.models import Payment
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.runs.apply_cash.applier import TASK
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import Column, Empty, Kind, Listing, Row, Search, Tab
from cashwright.surfaces.console.pages import done, may, page


def _href(row: Row) -> str:
    return reverse("console:task", args=[public_id(Task.PREFIX, row["pk"])])


TASKS = Listing(
    key="tasks",
    one="task",
    many="tasks",
    columns=(
        Column(key="title", label="Question", kind=Kind.LINK, path="title", href=_href,
               needs=("pk",)),
        Column(key="customer", label="Customer", path="customer_name", sort="customer_name"),
        Column(key="why", label="Why", kind=Kind.REASONS, needs=("facts",),
               value=lambda row, _: row["facts"].get("reasons", [])),
        Column(key="opened", label="Since", kind=Kind.DATE, path="opened_on", sort="opened_on"),
        Column(key="state", label="State", kind=Kind.STATE, path="state"),
        Column(key="outcome", label="Outcome", path="outcome", visible=False),
    ),
    tabs=(
        Tab("open", "Open", Q(state="open")),
        Tab("mine", "For me", Q(state="open", is_mine=True)),
        Tab("done", "Done", Q(state="done")),
        Tab("dismissed", "Dismissed", Q(state="dismissed")),
        Tab("all", "All"),
    ),
    filters=(Search("title", "customer_name"),),
    sort="opened",
    prefix=Task.PREFIX,
    empty=Empty(
        "Nothing is left to you", "When the day's run meets a question it does not guess; it asks here.",
        icon="checks",
    ),
)  # fmt: skip


def _mine(request: HttpRequest, permission: str) -> QuerySet[Task]:
    customer = Customer.objects.filter(pk=OuterRef("customer_id"))
    rows = Task.objects.annotate(
        customer_name=Subquery(customer.values("name")[:1]),
        portfolio_of=Subquery(customer.values("portfolio_id")[:1]),
        is_mine=ExpressionWrapper(Q(facts__for=str(request.user.pk)), output_field=BooleanField()),
    )
    return scoped(rows, request.user, permission, portfolio="portfolio_of")


def _rows(request: HttpRequest, frame: Frame) -> QuerySet[Task]:
    return _mine(request, "tasks.read").filter(entity_id__in=frame.entity_ids)


def _one(request: HttpRequest, public: str, permission: str) -> Task:
    pk = parse_public_id(Task.PREFIX, public)
    return found(
        _mine(request, permission), request.user, permission, pk, document="task",
        portfolio="portfolio_of",
    )  # fmt: skip


@page(permission="tasks.read", section="collections")
def tasks(request: HttpRequest) -> HttpResponseBase:
    """All tasks."""
    crumbs = [("Collections", frame_of(request).link("console:collections")), ("Tasks", "")]
    return TASKS.render(request, _rows(request, frame_of(request)), title="Tasks", crumbs=crumbs)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One set of invoices that fits."""

    number: int
    invoices: list[Invoice]
    fits: bool  # still: balances or the money may have changed since the question was asked


def _candidates(request: HttpRequest, shown: Task, payment: Payment) -> list[Candidate]:
    sets: list[list[str]] = shown.facts.get("candidates", [])
    named = {UUID(key) for one_set in sets for key in one_set}
    mine = scoped(Invoice.objects.select_related("customer"), request.user, "invoices.read")
    known = mine.in_bulk(named)
    return [
        Candidate(
            number, rows, sum(row.balance_minor for row in rows) == payment.unapplied_minor > 0
        )
        for number, one_set in enumerate(sets)
        for rows in [[known[UUID(key)] for key in one_set if UUID(key) in known]]
    ]


@page(permission="tasks.read", section="collections")
def task(request: HttpRequest, public: str) -> HttpResponse:
    """One task with what the machine found."""
    shown = _one(request, public, "tasks.read")
    payment = None
    if shown.kind == TASK and may(request, "payments.read"):
        mine = scoped(Payment.objects.select_related("customer"), request.user, "payments.read")
        payment = mine.filter(Q(pk=shown.document_id)).first()
    is_open = shown.state == TaskState.OPEN
    context: dict[str, Any] = {
        **_about(request, shown),
        "task": shown, "public": public, "title": shown.title, "payment": payment,
        "candidates": _candidates(request, shown, payment) if payment else [],
        "may_apply": is_open and payment and payment.unapplied_minor and may(request, "cash.apply"),
        "may_work": is_open and may(request, "tasks.work"),
        "crumbs": [
            ("Collections", frame_of(request).link("console:collections")),
            ("Tasks", frame_of(request).link("console:tasks")), ("Question", ""),
        ],
    }  # fmt: skip
    return render(request, "console/collections/task.html", context)


_UNTOLD = ("for", "from", "reasons", "candidates", "invoices", "template", "tone")


def _about(request: HttpRequest, shown: Task) -> dict[str, Any]:
    """What a task of collections is about: the customer in focus mode, the note that calls, the facts."""
    told = {key: value for key, value in shown.facts.items() if key not in _UNTOLD and value}
    if shown.customer_id is None or not may(request, "collections.read"):
        return {"told": told}
    mine = customers_for(request.user, "collections.read").filter(pk=shown.customer_id)
    of = mine.first()
    note = Note.objects.filter(Q(pk=shown.document_id)).first() if shown.kind == MENTION else None
    url = reverse("console:focus", args=[of.public_id]) if of else ""
    return {"told": told, "customer": of, "note": note if of else None, "focus_url": url}


@page(permission="cash.apply", methods=("POST",))
def task_apply(request: HttpRequest, public: str) -> HttpResponse:
    """Apply one of the sets the machine found, and close the task."""
    shown = _one(request, public, "cash.apply")
    by, on = Actor.human(request.user.pk), frame_of(request).today
    sets: list[list[str]] = shown.facts.get("candidates", [])
    number = request.POST.get("number", "")
    chosen = sets[int(number)] if number.isdecimal() and int(number) < len(sets) else []
    mine = scoped(Invoice.objects.all(), request.user, "cash.apply")
    invoices = mine.filter(pk__in=[UUID(key) for key in chosen])
    parts = [Part(row.pk, row.balance_minor) for row in invoices.order_by("due_on", "pk")]

    @command
    def answer() -> None:
        payment = Payment.objects.get(Q(pk=shown.document_id))
        cash.apply(
            source_kind=SourceKind.PAYMENT, source_id=payment.pk, parts=parts, on=on, by=by,
            reason="chosen by a person",
        )  # fmt: skip
        close_task(task_id=shown.pk, move="finish", outcome="applied", by=by)

    answer()
    return _next_open(request, shown, "Applied.")


@page(permission="tasks.work", methods=("POST",))
def task_dismiss(request: HttpRequest, public: str) -> HttpResponse:
    """Close a task without doing anything."""
    shown = _one(request, public, "tasks.work")
    reason = request.POST.get("reason", "").strip()[:200] or "nothing to do"
    close_task(task_id=shown.pk, move="dismiss", outcome=reason, by=Actor.human(request.user.pk))
    return _next_open(request, shown, "The task is dismissed.")


def _next_open(request: HttpRequest, shown: Task, text: str) -> HttpResponse:
    """On to the next question, so that a pile is worked without going back to the list."""
    later = _rows(request, frame_of(request)).filter(state=TaskState.OPEN)
    after = later.filter(
        Q(opened_on__gt=shown.opened_on) | Q(opened_on=shown.opened_on, pk__gt=shown.pk)
    )
    coming = after.order_by("opened_on", "pk").first() or later.order_by("opened_on", "pk").first()
    if coming is None:
        return done(request, reverse("console:tasks"), f"{text} That was the last one.")
    url = reverse("console:task", args=[public_id(Task.PREFIX, coming.pk)])
    return done(request, url, f"{text} Here is the next one.")
