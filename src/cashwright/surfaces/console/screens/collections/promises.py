"""Promises: what customers said they will pay, what came of it, and how often they keep one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.collections.models import Promise
from cashwright.areas.collections.queries import kept_rate_over, promise_for, promises_for
from cashwright.areas.collections.services import note_promise, withdraw_promise
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.agreements import open_invoices
from cashwright.surfaces.console.forms.agreements import PromiseForm
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
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
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import OfCustomer, currencies, customer_of
from cashwright.surfaces.console.timeline import story
from cashwright.surfaces.console.words import say

RATED_DAYS = 365  # the period of the rates above the list


def _href(row: Row) -> str:
    return reverse("console:promise", args=[public_id(Promise.PREFIX, row["pk"])])


PROMISES = Listing(
    key="promises",
    one="promise",
    many="promises",
    columns=(
        Column(key="customer", label="Customer", kind=Kind.LINK, path="customer__name",
               sort="customer__name", href=_href, needs=("pk",)),
        Column(key="due", label="Promised for", kind=Kind.DATE, path="due_on", sort="due_on"),
        Column(key="amount", label="Amount", kind=Kind.MONEY, path="amount_minor",
               sort="amount_minor", total=True),
        Column(key="paid", label="Came in time", kind=Kind.MONEY, path="paid_minor"),
        Column(key="state", label="State", kind=Kind.STATE, path="state_then"),
        Column(key="promised", label="Said on", kind=Kind.DATE, path="promised_on"),
        Column(key="origin", label="Said", path="origin", visible=False),
        Column(key="last", label="Last day", kind=Kind.DATE, path="kept_until", visible=False,
               hint="The day it is for and two business days, which a transfer may take."),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
    ),
    tabs=(
        Tab("due", "Due within a week",
            lambda frame: Q(state_then="open", due_on__lte=frame.as_of + timedelta(days=7))),
        Tab("open", "All open", Q(state_then="open")),
        Tab("broken", "Broken", Q(state_then__in=["broken", "partly"])),
        Tab("kept", "Kept", Q(state_then="kept")),
        Tab("all", "All"),
    ),
    filters=(
        Search("customer__name", "customer__account_no", "note"),
        DateRange("due", "Promised for", "due_on"),
        AmountRange("amount", "Amount", "amount_minor"),
        Choice("currency", "Currency", "currency", currencies),
        OfCustomer(),
    ),
    sort="due",
    prefix=Promise.PREFIX,
    href=_href,
    empty=Empty(
        "No promises here",
        "Note one on a customer's page or while you call; it stops reminders until its day.",
        icon="message",
    ),
)  # fmt: skip


def _rows(request: HttpRequest, frame: Frame) -> QuerySet[Promise]:
    """The promises in scope that were given by the frame's day, with their state on it."""
    mine = promises_for(request.user).filter(
        entity_id__in=frame.entity_ids, promised_on__lte=frame.as_of
    )
    return mine.annotate(
        state_then=Case(
            When(judged_on__gt=frame.as_of, then=Value("open")), default=F("state"),
            output_field=CharField(),
        )
    )  # fmt: skip


@page(permission="collections.read", section="collections")
def promises(request: HttpRequest) -> HttpResponseBase:
    """All promises, with how many of the last year's were kept."""
    frame = frame_of(request)
    rows = _rows(request, frame)
    rate = kept_rate_over(rows, frame.as_of, since=frame.as_of - timedelta(days=RATED_DAYS))
    by_amount = [(code, rate.by_amount_bp(code)) for code in sorted(rate.amounts)]
    return PROMISES.render(
        request, rows, title="Promises", template="console/collections/promises.html",
        crumbs=[("Collections", frame.link("console:collections")), ("Promises", "")],
        context={"rate": rate, "by_amount": by_amount},
    )  # fmt: skip


@page(permission="collections.read", section="collections")
def promise(request: HttpRequest, public: str) -> HttpResponse:
    """One promise: what it is for, what came of it, what happened."""
    shown = promise_for(request.user, parse_public_id(Promise.PREFIX, public))
    context = {
        "promise": shown, "public": public, "items": shown.items.select_related("invoice"),
        "facts": story(shown.pk), "title": f"Promise of {shown.customer.name}",
        "may_withdraw": shown.state == "open" and may(request, "collections.work"),
        "crumbs": [
            ("Collections", frame_of(request).link("console:collections")),
            ("Promises", frame_of(request).link("console:promises")), ("Promise", ""),
        ],
    }  # fmt: skip
    return render(request, "console/collections/promise.html", context)


@page(permission="collections.work", section="collections", methods=("GET", "POST"))
def promise_new(request: HttpRequest, public: str) -> HttpResponse:
    """Note that a customer will pay."""
    customer = customer_of(request, public, "collections.work")
    frame = frame_of(request)
    invoices = open_invoices(customer)
    start = {"due_on": frame.today + timedelta(days=7), "currency": customer.currency}
    posted = request.POST if request.method == "POST" else None
    form = PromiseForm(posted, initial=start, invoices=invoices)
    back, status = frame.link("console:customer", public), 200
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        amount = minor(form, "amount", given["currency"])
        try:
            if amount is not None:
                made = note_promise(
                    customer_id=customer.pk, currency=given["currency"], amount_minor=amount,
                    due_on=given["due_on"], on=frame.today, origin=given["origin"],
                    invoice_ids=[UUID(pk) for pk in given["invoices"]], note=given["note"],
                    by=Actor.human(request.user.pk),
                )  # fmt: skip
                return done(request, back, f"Noted: reminders stop until {made.kept_until}.")
        except Refusal as refusal:
            status, sentence = say(refusal)
            form.add_error(None, sentence)
    context = {
        "form": form, "title": f"Promise of {customer.name}", "back": back, "button": "Note it",
        "note": "" if invoices else "Nothing of this customer is open.",
        "crumbs": [(customer.name, back), ("Promise", "")],
    }  # fmt: skip
    return render(request, "console/form.html", context, status=status)


@page(permission="collections.work", methods=("POST",))
def promise_withdraw(request: HttpRequest, public: str) -> HttpResponse:
    """Take a promise off the books that was noted by mistake."""
    shown = promise_for(request.user, parse_public_id(Promise.PREFIX, public), "collections.work")
    withdraw_promise(
        promise_id=shown.pk, on=frame_of(request).today, by=Actor.human(request.user.pk),
        why="noted by mistake",
    )  # fmt: skip
    url = reverse("console:promise", args=[public])
    return done(request, url, "The promise is withdrawn: reminders go on.")


urlpatterns = [
    path("collections/promises/", promises, name="promises"),
    path("collections/promises/<str:public>/", promise, name="promise"),
    path("collections/promises/<str:public>/withdraw/", promise_withdraw, name="promise_withdraw"),
    path("customers/<str:public>/promise/", promise_new, name="promise_new"),
]
