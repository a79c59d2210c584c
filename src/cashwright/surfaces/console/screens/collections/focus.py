"""Focus mode: one customer full screen; what is known | what was said | what to do. Then the next one.

/collections/focus/cus_…/?tab=today   a customer, within the queue of a view
?do=call                              the act whose form is open
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from cashwright.areas.access.queries import holders, scoped
from cashwright.areas.collections.models import WorklistEntry
from cashwright.areas.collections.policies import Level
from cashwright.areas.collections.queries import levels, snoozed
from cashwright.areas.collections.queries.calling import may_call
from cashwright.areas.collections.queries.suggesting import Suggested, suggested
from cashwright.areas.collections.queries.worklist import worklist
from cashwright.areas.collections.rules.escalation import next_up
from cashwright.areas.collections.rules.script import OnThePhone, call_script
from cashwright.areas.collections.services import wake_customer
from cashwright.areas.controls.services import once, payload_hash
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Contact, Customer
from cashwright.areas.parties.queries import contacts_for, standing_holds
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console import collecting
from cashwright.surfaces.console.formats import instant_text, money_text
from cashwright.surfaces.console.forms.worklist import About, ActForm
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.screens.collections.focus_acts import ACTS, BY_KEY, Act, Doing
from cashwright.surfaces.console.screens.collections.focus_queue import Queue, focus_url, queue_of
from cashwright.surfaces.console.screens.collections.focus_story import pinned, story
from cashwright.surfaces.console.screens.collections.worklist import coming, entries
from cashwright.surfaces.console.words import say

INVOICES_MAX = 30


@page(permission="collections.read", section="collections")
def focus_start(request: HttpRequest) -> HttpResponse:
    """On to the first customer of a view."""
    tab = request.GET.get("tab", "today")
    queue = queue_of(request, tab)
    return HttpResponseRedirect(focus_url(frame_of(request), queue.first, queue.tab))


@page(permission="collections.read", section="collections")
def focus_done(request: HttpRequest) -> HttpResponse:
    """Nobody is left: when it goes on, and what tomorrow brings."""
    frame = frame_of(request)
    queue = queue_of(request, request.GET.get("tab", "today"))
    context = {
        "title": "All clear", "queue": queue, "said": queue.words(frame.currency),
        "clear": coming(entries(request, frame), frame),
        "crumbs": [("Collections", frame.link("console:collections")), ("Focus", "")],
    }  # fmt: skip
    return render(request, "console/collections/focus_done.html", context)


@page(permission="collections.read", section="collections")
def focus(request: HttpRequest, public: str) -> HttpResponse:
    """One customer, with everything to decide and to do at hand."""
    customer = customer_of(request, public, "collections.read")
    return _shown(request, customer, request.GET.get("do", ""))


@page(permission="collections.work", methods=("POST",))
def focus_wake(request: HttpRequest, public: str) -> HttpResponse:
    """Back on the list from today."""
    customer = customer_of(request, public, "collections.work")
    frame = frame_of(request)
    wake_customer(customer_id=customer.pk, on=frame.today, by=Actor.human(request.user.pk))
    tab = request.POST.get("tab", "today")
    return done(request, focus_url(frame, customer.pk, tab), "Back on the list.")


def _view(act: Act) -> Callable[[HttpRequest, str], HttpResponse]:
    @page(permission=act.permission, section="collections", methods=("POST",))
    def act_on(request: HttpRequest, public: str) -> HttpResponse:
        customer = customer_of(request, public, act.permission)
        frame, tab = frame_of(request), request.POST.get("tab", "today")
        queue = queue_of(request, tab)
        coming = queue.after(customer.pk)
        form = _form(act, _about(request, customer, frame), request.POST)
        if form.is_valid():
            doing = Doing(
                customer, form, frame, Actor.human(request.user.pk), request.POST.get("once", "")
            )
            try:
                said = _done_once(act, doing, request)
            except Refusal as refusal:
                form.add_error(None, say(refusal)[1])
            else:
                if said is not None:
                    goes_to = coming if act.moves_on else customer.pk
                    undo = reverse(act.undo, args=[public]) if act.undo else ""
                    return done(request, focus_url(frame, goes_to, tab), said, undo_url=undo)
        return _shown(request, customer, act.key, form, status=422)

    act_on.__name__ = f"focus_{act.key}"
    return act_on  # type: ignore[return-value]


class _Mistyped(Exception):
    """The form has an error now; nothing was done."""


def _done_once(act: Act, doing: Doing, request: HttpRequest) -> str | None:
    """Do the act; the same form sent again, as by two clicks, says the same and does nothing."""
    if not doing.once:
        return act.do(doing)
    asked = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}

    def work() -> dict[str, str]:
        said = act.do(doing)
        if said is None:
            raise _Mistyped
        return {"said": said}

    try:
        answer = once(
            scope=f"focus.{act.key}", key=f"{doing.once[:40]}/{payload_hash(asked)}", request=asked,
            work=work,
        )  # fmt: skip
    except _Mistyped:
        return None
    return str(answer["said"])


def _form(act: Act, about: About, posted: Any = None) -> ActForm:
    return act.form(posted, about=about, auto_id=f"{act.key}-%s", initial=_start(act, about))


def _start(act: Act, about: About) -> dict[str, Any]:
    """What is filled in: all of what is past due, a week from now."""
    if act.key != "escalate":
        return {}
    above = next_up(about.level)
    return {"level": str(above)} if above else {}


def _late(customer: Customer, frame: Frame) -> list[Invoice]:
    rows = Invoice.objects.filter(customer=customer, balance_minor__gt=0, due_on__lt=frame.today)
    return list(rows.order_by("due_on", "pk")[:INVOICES_MAX])


def _people(request: HttpRequest, customer: Customer) -> list[Contact]:
    rows = contacts_for(request.user).filter(customer=customer, is_active=True)
    wanted = list(rows.order_by("created_at", "pk"))
    return sorted(wanted, key=lambda row: "accounts_payable" not in row.roles)


def _entry(customer: Customer) -> WorklistEntry | None:
    rows = WorklistEntry.objects.filter(customer=customer)
    return rows.order_by("-expected_functional_minor").first()


def _suggested(
    request: HttpRequest,
    customer: Customer,
    people: list[Contact],
    late: list[Invoice],
    frame: Frame,
) -> Suggested | None:
    if not late:
        return None
    reader = next((row for row in people if row.email), None)
    user: Any = request.user
    return suggested(customer, _entry(customer), late, reader, user, frame.today)


def _about(request: HttpRequest, customer: Customer, frame: Frame) -> About:
    people, late = _people(request, customer), _late(customer, frame)
    text = _suggested(request, customer, people, late, frame)
    colleagues = holders("collections.read", entity_id=customer.entity_id)
    level = levels(frame.today, [customer.pk]).get(customer.pk, Level.COLLECTOR)
    return About(
        today=frame.today, contacts=people, invoices=late, level=level,
        entity_id=customer.entity_id,
        colleagues=[one for one in colleagues[:200] if one != request.user],
        subject=text.subject if text else "", text=text.text if text else "",
    )  # fmt: skip


def _shown(
    request: HttpRequest, customer: Customer, opened: str, form: ActForm | None = None,
    *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    frame = frame_of(request)
    tab = request.POST.get("tab") or request.GET.get("tab", "today")
    queue = queue_of(request, tab)
    about = _about(request, customer, frame)
    rows = list(worklist([customer.entity_id]).filter(customer=customer).order_by("currency"))
    context = {
        **_facts(request, customer, about, rows, frame), **_place(customer, queue, frame),
        "acts": [
            (act, form if form is not None and act.key == opened else _form(act, about))
            for act in ACTS
            if may(request, act.permission)
        ],
        "opened": opened or _first(rows), "once": str(uuid4()), "story": story(request, customer),
        "pinned": pinned(customer), "customer": customer, "public": customer.public_id,
        "title": customer.name, "may_work": may(request, "collections.work"),
        "may_place": may(request, "agencies.place"),
        "crumbs": [("Collections", frame.link("console:collections")), (customer.name, "")],
    }  # fmt: skip
    return render(request, "console/collections/focus.html", context, status=status)


def _first(rows: list[WorklistEntry]) -> str:
    """The act that is offered first: the next step's channel; a call when a person has to decide."""
    acts = {row.next_act for row in rows}
    return "email" if acts & {"email", "letter", "portal"} else "call"


def _place(customer: Customer, queue: Queue, frame: Frame) -> dict[str, Any]:
    """Where in the queue this is, and whom the keys [ and ] lead to."""
    before, after = queue.before(customer.pk), queue.after(customer.pk)
    return {
        "tab": queue.tab, "said": queue.words(frame.currency), "percent": queue.done_percent,
        "previous_url": focus_url(frame, before, queue.tab) if before else "",
        "next_url": focus_url(frame, after, queue.tab),
    }  # fmt: skip


def _facts(
    request: HttpRequest, customer: Customer, about: About, rows: list[WorklistEntry], frame: Frame
) -> dict[str, Any]:
    """The left pane, and the script of a call."""
    mine = scoped(Invoice.objects.filter(customer=customer), request.user, "invoices.read")
    invoices = mine.filter(state="posted").order_by("due_on", "pk")
    told = [
        (
            row,
            collecting.next_words(_as_row(row), frame),
            collecting.promise_words(_as_row(row), frame),
        )
        for row in rows
    ]
    person = about.contacts[0] if about.contacts else None
    script = call_script(
        OnThePhone(
            contact=person.name if person else "",
            owed=tuple(f"{money_text(r.overdue_minor, r.currency)} {r.currency}" for r in rows),
            late_count=sum(row.late_count for row in rows),
            days_late=max(((frame.today - row.oldest_due_on).days for row in rows), default=0),
            is_broken=any(row.broken_on for row in rows),
            is_disputed=any(row.disputed_minor for row in rows),
            has_replied=any(row.replied_on for row in rows),
        )
    )
    return {
        "entries": told, "invoices": list(invoices[:INVOICES_MAX]), "script": script if rows else (),
        "contacts": about.contacts, "level": collecting.LEVELS[about.level],
        "not_now": _not_now(customer, frame),
        "snoozed_until": snoozed(frame.today, [customer.pk]).get(customer.pk),
        "holds": list(standing_holds(frame.today).filter(customer=customer)),
        "customer_url": frame.link("console:customer", customer.public_id),
    }  # fmt: skip


def _not_now(customer: Customer, frame: Frame) -> str:
    """Why a call is not allowed right now, and from when it is; nothing when it is."""
    verdict = may_call(customer, on=frame.today, at=now())
    if verdict.stop is None:
        return ""
    told = collecting.NOT_NOW.get(verdict.stop, "Not now")
    if verdict.next_at is None:
        return f"{told}."
    return f"{told}: from {instant_text(verdict.next_at, frame.zone, frame.language)}."


def _as_row(row: WorklistEntry) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


urlpatterns: list[URLPattern] = [
    path("collections/focus/", focus_start, name="focus_start"),
    path("collections/focus/done/", focus_done, name="focus_done"),
    path("collections/focus/<str:public>/", focus, name="focus"),
    path("collections/focus/<str:public>/wake/", focus_wake, name="focus_wake"),
    *(
        path(f"collections/focus/<str:public>/{key}/", _view(act), name=f"focus_{key}")
        for key, act in BY_KEY.items()
    ),
]
