"""Screen 2: whom to call first, why now, what comes next. Its views are the tabs of one list.

The list is about today (decision 22); an earlier day is told by the aging report.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from babel.dates import format_date
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.queries import scoped
from cashwright.areas.collections.models import WorklistEntry, WorklistHead
from cashwright.areas.collections.queries.worklist import (
    awake,
    due_on_day,
    next_turn,
    today,
    worklist,
)
from cashwright.areas.collections.services import reassign_customers, snooze_customer
from cashwright.areas.collections.services.working import follow_worklist, refresh_worklist
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.queries import open_tasks
from cashwright.areas.messaging.queries.stopping import contact_policy
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import HoldKind
from cashwright.areas.parties.queries import customers_for
from cashwright.areas.parties.services import place_hold
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import today as today_in
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console import collecting as words
from cashwright.surfaces.console.formats import day_text, locale_of, plural
from cashwright.surfaces.console.forms.worklist import ReassignForm, target
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
    Bulk,
    Choice,
    Column,
    Empty,
    Kind,
    Listing,
    Row,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import currencies
from cashwright.surfaces.console.screens.customers.listing import portfolio_choices, segment_choices

HOLD_DAYS = 14
SNOOZE_DAYS = 7
QUIET_DAYS = 14
NAMED_MAX = 500

LISTS = (
    ("console:promises", "Promises"),
    ("console:plans", "Payment plans"),
    ("console:charges", "Late interest and fees"),
    ("console:escalations", "Passed on"),
    ("console:calls", "Calls"),
    ("console:placements", "With agencies"),
)
"""What else collections keep, each in a list of its own."""

_EXPECTED = (
    "What is past due, times the chance that it is still unpaid in 14 days, from how this customer "
    "paid, their promises and their risk. The list begins with the most."
)


def focus_href(row: Row) -> str:
    return reverse("console:focus", args=[public_id(Customer.PREFIX, row["customer_id"])])


def _quiet(frame: Frame) -> Q:
    since = frame.today - timedelta(days=QUIET_DAYS)
    return (Q(contacted_on__isnull=True) | Q(contacted_on__lte=since)) & awake(frame.today)


def _due(frame: Frame) -> Q:
    return Q(promise_due_on__lte=frame.today)


def _named(word: str, frame: Frame) -> Q | None:
    """The customers with `word` in their name or number, found once for all the tabs' counts.

    None when so many have it that looking through the list itself is no more work.
    """
    mine = Customer.objects.filter(entity_id__in=frame.entity_ids)
    named = mine.filter(Q(name__icontains=word) | Q(account_no__icontains=word)).order_by()
    found = list(named.values_list("pk", flat=True)[: NAMED_MAX + 1])
    return None if len(found) > NAMED_MAX else Q(customer_id__in=found)


WORKLIST = Listing(
    key="worklist",
    one="customer",
    many="customers",
    columns=(
        Column(key="name", label="Customer", kind=Kind.LINK, path="customer__name",
               sort="customer__name", href=focus_href, needs=("customer_id",)),
        Column(key="why", label="Why now", kind=Kind.REASONS, path="reasons"),
        Column(key="expected", label="Expected recovery", kind=Kind.MONEY, path="expected_minor",
               sort="expected_functional_minor", total=True, hint=_EXPECTED),
        Column(key="overdue", label="Past due", kind=Kind.MONEY, path="overdue_minor",
               sort="overdue_functional_minor", total=True),
        Column(key="open", label="Open", kind=Kind.MONEY, path="open_minor", sort="open_minor",
               total=True, visible=False),
        Column(key="oldest", label="Oldest", kind=Kind.DAYS, sort="oldest_due_on",
               value=lambda row, frame: (frame.today - row["oldest_due_on"]).days,
               needs=("oldest_due_on",), visible=False),
        Column(key="last", label="Last contact", value=words.last_words, sort="contacted_on",
               needs=("contacted_on", "contacted_by", "contact_outcome")),
        Column(key="promise", label="Promise", value=words.promise_words, sort="promise_due_on",
               needs=("promise_due_on", "promise_minor", "currency", "kept_count", "broken_count")),
        Column(key="next", label="Next step", value=words.next_words, sort="next_on",
               needs=("next_kind", "next_act", "next_on", "next_code")),
        Column(key="sequence", label="Sequence", value=words.step_words, needs=("ladder", "next_days"),
               visible=False),
        Column(key="risk", label="Risk", value=words.risk_words, needs=("risk",)),
        Column(key="level", label="Case with", value=words.level_words, needs=("level",),
               visible=False),
        Column(key="chance", label="Still unpaid in 14 days", kind=Kind.NUMBER,
               value=lambda row, _: row["unpaid_ppm"] // 10_000, needs=("unpaid_ppm",),
               sort="unpaid_ppm", visible=False, hint="In percent."),
        Column(key="segment", label="Segment", path="customer__segment__name", visible=False),
        Column(key="portfolio", label="Portfolio", path="customer__portfolio__name", visible=False),
        Column(key="snoozed", label="Back on", kind=Kind.DATE, path="snoozed_until", visible=False),
    ),
    tabs=(
        Tab("today", "Today", lambda frame: today(frame.today)),
        Tab("promises", "Promises due", _due),
        Tab("broken", "Broken promises", Q(broken_on__isnull=False)),
        Tab("replies", "Replies", Q(replied_on__isnull=False)),
        Tab("disputed", "Disputed", Q(disputed_minor__gt=0)),
        Tab("quiet", "No contact 14 d", _quiet),
        Tab("high", "High value", Q(is_high=True)),
        Tab("snoozed", "Snoozed", lambda frame: ~awake(frame.today)),
        Tab("all", "All past due"),
    ),
    filters=(
        Search("customer__name", "customer__account_no", first=_named),
        Choice("currency", "Currency", "currency", currencies),
        Choice("segment", "Segment", "customer__segment__code", segment_choices),
        Choice("portfolio", "Portfolio", "customer__portfolio__code", portfolio_choices),
        Choice("level", "Case with", "level", lambda frame: list(words.LEVELS.items())),
        AmountRange("overdue", "Past due", "overdue_minor"),
    ),
    sort="-expected",
    bulk=(
        Bulk("snooze", "Snooze for 7 days", "console:collections_snooze", "collections.work", "clock",
             "Put {n} customers off for 7 days? Reminders go on."),
        Bulk("hold", "Hold reminders for 14 days", "console:collections_hold", "customers.hold",
             "clock-pause", "Hold the reminders to {n} customers for 14 days?"),
        Bulk("reassign", "Reassign…", "console:collections_reassign", "collections.work", "users"),
    ),
    empty=Empty("Nobody here", "No customer past due is in this view.", icon="checks"),
)  # fmt: skip


def entries(
    request: HttpRequest, frame: Frame, permission: str = "collections.read"
) -> QuerySet[WorklistEntry]:
    """The entries in the reader's scope, brought up to what happened since they were put down.

    Each company's list is of the day it is there, whatever day it is where the reader sits.
    """
    days = days_of(frame)
    for on in sorted(set(days.values())):
        follow_worklist([pk for pk, day in days.items() if day == on], on)
    return scoped(worklist(frame.entity_ids), request.user, permission)


def days_of(frame: Frame) -> dict[UUID, date]:
    """Which day it is in each company of the frame."""
    return {one.id: today_in(one.zone) for one in frame.entities if one.id in frame.entity_ids}


def tasks_for(request: HttpRequest) -> QuerySet[Task]:
    """The open tasks in scope."""
    portfolio = Customer.objects.filter(pk=OuterRef("customer_id")).values("portfolio_id")[:1]
    mine = open_tasks().annotate(portfolio_of=Subquery(portfolio))
    return scoped(mine, request.user, "tasks.read", portfolio="portfolio_of")


@page(permission="collections.read", section="collections")
def collections(request: HttpRequest) -> HttpResponseBase:
    """The worklist, with what the machine left to people above it."""
    frame = frame_of(request)
    rows = entries(request, frame)
    if "part" in request.GET or "export" in request.GET:
        return WORKLIST.render(request, rows, title="Collections")
    return WORKLIST.render(
        request, rows, title="Collections", template="console/collections/list.html",
        context=_above(request, rows, frame),
    )  # fmt: skip


def _above(request: HttpRequest, rows: QuerySet[WorklistEntry], frame: Frame) -> dict[str, Any]:
    """What stands above the list: how current it is, tasks, and what tomorrow brings when it is clear."""
    days = days_of(frame)
    heads = WorklistHead.objects.filter(entity_id__in=frame.entity_ids)
    stale = [head for head in heads if head.as_of != days[head.entity_id]]
    tasks = (
        tasks_for(request)
        .filter(entity_id__in=frame.entity_ids)
        .exclude(kind__startswith="collections.")
    )
    is_clear = not rows.filter(today(frame.today)).exists()
    return {
        "task_count": tasks.count(), "stale": min((h.as_of for h in stale), default=None),
        "may_work": may(request, "collections.work"), "is_past": not frame.is_today,
        "clear": coming(rows, frame) if is_clear else None,
        "tab": request.GET.get("tab", "today"), "lists": LISTS,
    }  # fmt: skip


def coming(rows: QuerySet[WorklistEntry], frame: Frame) -> dict[str, Any]:
    """When it is a person's turn again, and what tomorrow brings, as far as it is known."""
    tomorrow = frame.today + timedelta(days=1)
    due = list(due_on_day(rows, tomorrow).order_by("-expected_functional_minor")[:6])
    customers = Customer.objects.in_bulk([row.customer_id for row in due])
    return {
        "next_words": _when(next_turn(rows, frame.today), frame), "tomorrow": tomorrow,
        "due": [(customers[row.customer_id], row) for row in due[:5]], "is_more": len(due) > 5,
    }  # fmt: skip


def _when(day: date | None, frame: Frame) -> str:
    """The next action in words: Tuesday 3 Mar 2026, 08:00, the hour from which people are called."""
    if day is None or not frame.entity_ids:
        return ""
    hour = min(contact_policy(pk, frame.today).from_hour for pk in frame.entity_ids)
    weekday = format_date(day, "EEEE", locale=locale_of(frame.language))
    return f"{weekday} {day_text(day, frame.language)}, {hour:02}:00"


@page(permission="collections.work", methods=("POST",))
def collections_refresh(request: HttpRequest) -> HttpResponse:
    """Reckon the worklist anew, for whoever cannot wait for the schedule."""
    frame = frame_of(request)
    for entity_id, on in days_of(frame).items():
        refresh_worklist(entity_id=entity_id, on=on)
    return done(request, frame.link("console:collections"), "The worklist is up to date.")


def _chosen(request: HttpRequest, frame: Frame, permission: str) -> list[Any]:
    """The ids of the customers a bulk form names, as far as they may be touched so."""
    mine = customers_for(request.user, permission).values("pk")
    rows = WORKLIST.selected(request, entries(request, frame)).filter(customer_id__in=mine)
    return sorted(set(rows.order_by().values_list("customer_id", flat=True)))


@page(permission="customers.hold", methods=("POST",))
def collections_hold(request: HttpRequest) -> HttpResponse:
    """Hold the reminders of the selected customers for two weeks."""
    frame = frame_of(request)
    chosen = _chosen(request, frame, "customers.hold")
    held = worklist(frame.entity_ids).filter(is_held=True).values_list("customer_id", flat=True)
    keys = sorted(set(chosen) - set(held))
    for pk in keys:
        place_hold(
            customer_id=pk, kind=HoldKind.DUNNING, reason="held from the worklist",
            from_on=frame.today, until_on=frame.today + timedelta(days=HOLD_DAYS),
            by=Actor.human(request.user.pk),
        )  # fmt: skip
    text = f"Reminders to {plural(len(keys), 'customer', 'customers')} are on hold."
    return done(request, frame.link("console:collections"), text)


@page(permission="collections.work", methods=("POST",))
def collections_snooze(request: HttpRequest) -> HttpResponse:
    """Put the selected customers off for a week."""
    frame = frame_of(request)
    keys = _chosen(request, frame, "collections.work")
    until = frame.today + timedelta(days=SNOOZE_DAYS)
    for pk in keys:
        snooze_customer(
            customer_id=pk, until_on=until, on=frame.today, by=Actor.human(request.user.pk)
        )
    text = f"{plural(len(keys), 'customer is', 'customers are')} put off for 7 days."
    return done(request, frame.link("console:collections"), text)


@page(permission="collections.work", section="collections", methods=("POST",))
def collections_reassign(request: HttpRequest) -> HttpResponse:
    """Ask into whose hands the selected customers go; then give them."""
    frame = frame_of(request)
    keys = _chosen(request, frame, "collections.work")
    form = ReassignForm(request.POST if "to" in request.POST else None, entity_ids=frame.entity_ids)
    back = frame.link("console:collections")
    if form.is_bound and form.is_valid():
        moved = reassign_customers(
            customer_ids=keys,
            by=Actor.human(request.user.pk),
            **target(form.cleaned_data["to"]),
        )
        text = f"{plural(moved, 'customer changes', 'customers change')} hands."
        return done(request, back, text)
    context = {
        "form": form, "title": f"Reassign {plural(len(keys), 'customer', 'customers')}",
        "button": "Reassign", "back": back, "kept": _selection(request),
        "crumbs": [("Collections", back), ("Reassign", "")],
    }  # fmt: skip
    return render(request, "console/collections/reassign.html", context)


def _selection(request: HttpRequest) -> list[tuple[str, str]]:
    """The selection, to be posted again with the answer."""
    return [
        (name, value) for name in ("row", "all", "query") for value in request.POST.getlist(name)
    ]
