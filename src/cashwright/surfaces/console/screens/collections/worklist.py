"""Whom to call first: customers past due, by amount and days, with the reasons and what comes next."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from cashwright.areas.access.queries import scoped
from cashwright.areas.collections.models import Reminder
from cashwright.areas.collections.policies import Track
from cashwright.areas.collections.queries import ladders_in_force
from cashwright.areas.controls.models import Task
from cashwright.areas.controls.queries import open_tasks
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.policies import HoldKind
from cashwright.areas.parties.queries import customers_for, standing_holds
from cashwright.areas.parties.services import place_hold
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.formats import day_text, late_text, plural
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
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
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import currencies
from cashwright.surfaces.console.screens.customers.listing import href, told_rows
from cashwright.surfaces.console.screens.customers.standing import with_lateness

HOLD_DAYS = 14


def _why(row: Row, frame: Frame) -> list[str]:
    told = []
    if row["oldest_due_on"]:
        told.append(f"Oldest {late_text((frame.as_of - row['oldest_due_on']).days)}")
    told.append(f"{plural(row['late_count'], 'invoice', 'invoices')} past due")
    if row["unapplied_minor"]:
        told.append("Unapplied money is there: apply it first")
    if row["is_reminders_held"]:
        told.append("Reminders are on hold")
    return told


def _last(row: Row, frame: Frame) -> str:
    if row["reminded_on"] is None:
        return "Never reminded"
    return f"Step {row['reminded_step']:+d} on {day_text(row['reminded_on'])}"


def _next(row: Row, frame: Frame) -> str:
    """The next step of the oldest invoice past due."""
    if row["is_reminders_held"]:
        return "On hold"
    steps = [int(day) for day in row["ladder_days"].split()]
    taken = row["oldest_step"] if row["oldest_step"] is not None else min(steps) - 1
    coming = [day for day in steps if day > taken]
    if not coming or row["oldest_due_on"] is None:
        return "All reminders sent: call"
    due: date = row["oldest_due_on"] + timedelta(days=coming[0])
    if due <= frame.as_of:
        return f"Step {coming[0]:+d} with the next run"
    return f"Step {coming[0]:+d} on {day_text(due)}"


WORKLIST = Listing(
    key="worklist",
    one="customer",
    many="customers",
    columns=(
        Column(key="name", label="Customer", kind=Kind.LINK, path="name", sort="name", href=href,
               needs=("pk",)),
        Column(key="why", label="Why now", kind=Kind.REASONS, value=_why,
               needs=("oldest_due_on", "late_count", "unapplied_minor", "is_reminders_held")),
        Column(key="overdue", label="Past due", kind=Kind.MONEY, path="overdue_minor",
               sort="overdue_minor", total=True),
        Column(key="open", label="Open", kind=Kind.MONEY, path="open_minor", sort="open_minor",
               total=True),
        Column(key="last", label="Last reminder", value=_last,
               needs=("reminded_on", "reminded_step")),
        Column(key="next", label="Next step", value=_next,
               needs=("is_reminders_held", "ladder_days", "oldest_step", "oldest_due_on")),
        Column(key="score", label="Weight", kind=Kind.NUMBER, path="weight", sort="weight",
               visible=False, hint="Balance times days late, summed, in the entity's currency."),
        Column(key="segment", label="Segment", path="segment__name", visible=False),
        Column(key="portfolio", label="Portfolio", path="portfolio__name", visible=False),
    ),
    tabs=(
        Tab("due", "To work", Q(is_reminders_held=False)),
        Tab("never", "Never reminded", Q(reminded_on__isnull=True)),
        Tab("held", "On hold", Q(is_reminders_held=True)),
        Tab("all", "All past due"),
    ),
    filters=(
        Search("name", "account_no"),
        Choice("currency", "Currency", "currency", currencies),
    ),
    sort="-score",
    weighs=Invoice,
    bulk=(
        Bulk("hold", "Hold reminders for 14 days", "console:collections_hold", "customers.hold",
             "clock-pause", "Hold the reminders to {n} customers for 14 days?"),
    ),
    empty=Empty(
        "All clear", "No customer is past due as of this day.", icon="checks",
    ),
)  # fmt: skip


def worked(request: HttpRequest, frame: Frame) -> QuerySet[Customer]:
    """The customers past due, with the facts the list tells."""
    late = Invoice.objects.filter(
        customer_id=OuterRef("pk"), state="posted", due_on__lt=frame.as_of
    ).order_by()
    sent = Reminder.objects.filter(customer_id=OuterRef("pk"), state="sent").order_by(
        "-reminded_on", "-days"
    )
    held = standing_holds(frame.as_of, HoldKind.DUNNING).filter(customer_id=OuterRef("pk"))
    return (
        with_lateness(told_rows(request, frame), frame)
        .filter(Q(overdue_minor__gt=0))
        .annotate(
            reminded_on=Subquery(sent.values("reminded_on")[:1]),
            oldest_id=Subquery(late.order_by("due_on", "pk").values("pk")[:1]),
            oldest_step=Subquery(
                Reminder.objects.filter(invoice_id=OuterRef("oldest_id"))
                .order_by("-days")
                .values("days")[:1]
            ),
            reminded_step=Subquery(sent.values("days")[:1]),
            is_reminders_held=Exists(held),
            ladder_days=_ladders(frame),
        )
    )


def _ladders(frame: Frame) -> Case:
    """The days of the steps of each entity's ladder, as text on the row."""
    days = {
        entity_id: " ".join(
            str(step.days)
            for step in ladders_in_force(entity_id, frame.as_of)["standard"].on(Track.DUE)
        )
        for entity_id in frame.entity_ids
    }
    whens = [When(entity_id=key, then=Value(text)) for key, text in days.items()]
    return Case(*whens, default=Value("0"), output_field=CharField())


def tasks_for(request: HttpRequest) -> QuerySet[Task]:
    """The open tasks in scope."""
    portfolio = Customer.objects.filter(pk=OuterRef("customer_id")).values("portfolio_id")[:1]
    mine = open_tasks().annotate(portfolio_of=Subquery(portfolio))
    return scoped(mine, request.user, "tasks.read", portfolio="portfolio_of")


@page(permission="tasks.read", section="collections")
def collections(request: HttpRequest) -> HttpResponseBase:
    """The worklist, with what the machine left to people above it."""
    frame = frame_of(request)
    return WORKLIST.render(
        request, worked(request, frame), title="Collections",
        template="console/collections/list.html",
        context={"task_count": tasks_for(request).filter(entity_id__in=frame.entity_ids).count()},
    )  # fmt: skip


@page(permission="customers.hold", methods=("POST",))
def collections_hold(request: HttpRequest) -> HttpResponse:
    """Hold the reminders of the selected customers for two weeks."""
    frame = frame_of(request)
    chosen = WORKLIST.selected(request, worked(request, frame))
    mine = customers_for(request.user, "customers.hold").values("pk")
    keys = list(chosen.filter(pk__in=mine, is_reminders_held=False).values_list("pk", flat=True))
    for pk in keys:
        place_hold(
            customer_id=pk, kind=HoldKind.DUNNING, reason="held from the worklist",
            from_on=frame.today, until_on=frame.today + timedelta(days=HOLD_DAYS),
            by=Actor.human(request.user.pk),
        )  # fmt: skip
    text = f"Reminders to {plural(len(keys), 'customer', 'customers')} are on hold."
    return done(request, frame.link("console:collections"), text)
