"""Cases that were passed on: at which level, with whom, answered by when; and the calls of everybody."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse

from cashwright.areas.access.models import User
from cashwright.areas.access.queries import scoped
from cashwright.areas.collections.models import Call, Escalation
from cashwright.areas.collections.policies import CallOutcome
from cashwright.areas.controls.models import Task
from cashwright.areas.parties.models import Customer
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console import collecting as words
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    Choice,
    Column,
    DateRange,
    Empty,
    Kind,
    Listing,
    Row,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import page


def _href(row: Row) -> str:
    return reverse("console:focus", args=[public_id(Customer.PREFIX, row["customer_id"])])


def _sla(row: Row, frame: Frame) -> str:
    """Whether it was answered in time, as the clock of the level counts."""
    if not row["is_waiting"]:
        return "answered"
    if row["answer_by"] is None:
        return "waiting"
    return "past_due" if row["answer_by"] < frame.today else "waiting"


ESCALATIONS = Listing(
    key="escalations",
    one="case",
    many="cases",
    columns=(
        Column(key="customer", label="Customer", kind=Kind.LINK, path="customer__name",
               sort="customer__name", href=_href, needs=("customer_id",)),
        Column(key="level", label="Level", value=words.level_words, needs=("level",), sort="level"),
        Column(key="with", label="With", path="reaches"),
        Column(key="why", label="Why", path="reason"),
        Column(key="since", label="Since", kind=Kind.DATE, path="escalated_on", sort="escalated_on"),
        Column(key="until", label="Answer by", kind=Kind.DUE, path="answer_by", sort="answer_by"),
        Column(key="state", label="State", kind=Kind.STATE, value=_sla,
               needs=("is_waiting", "answer_by")),
    ),
    tabs=(
        Tab("waiting", "Waiting", Q(is_waiting=True)),
        Tab("late", "Past their day", lambda frame: Q(is_waiting=True, answer_by__lt=frame.today)),
        Tab("all", "All passed on"),
    ),
    filters=(
        Search("customer__name", "reason"),
        Choice("level", "Level", "level", lambda frame: list(words.LEVELS.items())),
    ),
    sort="until",
    prefix=Escalation.PREFIX,
    empty=Empty("No case is with anybody higher up", "They are passed on from focus mode.",
                icon="arrow-up"),
)  # fmt: skip

CALLS = Listing(
    key="calls",
    one="call",
    many="calls",
    columns=(
        Column(key="customer", label="Customer", kind=Kind.LINK, path="customer__name",
               sort="customer__name", href=_href, needs=("customer_id",)),
        Column(key="at", label="When", kind=Kind.INSTANT, path="called_at", sort="called_at"),
        Column(key="outcome", label="How it ended", needs=("outcome",), sort="outcome",
               value=lambda row, _: words.OUTCOMES.get(row["outcome"], row["outcome"])),
        Column(key="by", label="By", path="caller"),
        Column(key="note", label="What was said", path="note"),
    ),
    filters=(
        Search("customer__name", "note"),
        Choice("outcome", "How it ended", "outcome",
               lambda frame: [(str(o), words.OUTCOMES[str(o)]) for o in CallOutcome]),
        DateRange("on", "Day", "called_on"),
    ),
    sort="-at",
    prefix=Call.PREFIX,
    empty=Empty("Nobody was called yet", "Calls are logged in focus mode.", icon="phone"),
)  # fmt: skip


def cases(request: HttpRequest, frame: Frame) -> QuerySet[Escalation]:
    """The latest word on each case that is not with its collector, in the reader's scope."""
    latest = Escalation.objects.filter(customer_id=OuterRef("customer_id")).order_by(
        "-escalated_at", "-pk"
    )
    rows = Escalation.objects.filter(
        entity_id__in=frame.entity_ids, pk=Subquery(latest.values("pk")[:1])
    ).exclude(level="collector")
    waiting = Task.objects.filter(pk=OuterRef("task_id"), state="open")
    person = User.objects.filter(pk=OuterRef("reaches_id"))
    rows = rows.annotate(is_waiting=Exists(waiting), reaches=Subquery(person.values("name")[:1]))
    return scoped(rows, request.user, "collections.read")


@page(permission="collections.read", section="collections")
def escalations(request: HttpRequest) -> HttpResponseBase:
    """Cases with somebody higher up, those who must answer first on top."""
    frame = frame_of(request)
    crumbs = [("Collections", frame.link("console:collections")), ("Passed on", "")]
    return ESCALATIONS.render(request, cases(request, frame), title="Passed on", crumbs=crumbs)


@page(permission="collections.read", section="collections")
def calls(request: HttpRequest) -> HttpResponseBase:
    """Every call that was logged."""
    frame = frame_of(request)
    caller: RawSQL = RawSQL(
        "(SELECT u.name FROM access_user u WHERE u.id::text = collections_call.called_by)", []
    )
    rows = Call.objects.filter(entity_id__in=frame.entity_ids).annotate(caller=caller)
    crumbs = [("Collections", frame.link("console:collections")), ("Calls", "")]
    return CALLS.render(
        request, scoped(rows, request.user, "collections.read"), title="Calls", crumbs=crumbs
    )


urlpatterns: list[URLPattern] = [
    path("collections/escalations/", escalations, name="escalations"),
    path("collections/calls/", calls, name="calls"),
]
