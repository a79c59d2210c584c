"""The first page: what needs the reader, the figures that matter, what happened since yesterday."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.access.models import User
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.areas.payments.models import Payment
from cashwright.kernel.clock import SystemClock
from cashwright.kernel.ids import public_id
from cashwright.surfaces.console.books.items import aged, open_items
from cashwright.surfaces.console.books.needs import link_if_any, needs
from cashwright.surfaces.console.books.news import news
from cashwright.surfaces.console.books.tiles import (
    aging_bar,
    cash_rows,
    cash_tile,
    dso_tile,
    open_tile,
    overdue_tile,
)
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import Choice, Column, Empty, Kind, Listing, Search
from cashwright.surfaces.console.pages import SIGNED_IN, may, page


def _currencies(frame: Frame) -> list[tuple[str, str]]:
    rows = Payment.objects.filter(entity_id__in=frame.entity_ids).order_by("currency")
    return [(code, code) for code in rows.values_list("currency", flat=True).distinct()]


RECEIVED = Listing(
    key="received",
    one="payment",
    many="payments",
    columns=(
        Column(key="received", label="Received", kind=Kind.LINK, path="received_on", sort="received_on", needs=("pk",),
               href=lambda row: reverse("console:payment", args=[public_id(Payment.PREFIX, row["pk"])])),
        Column(key="customer", label="Customer", value=lambda row,
               _: row["customer__name"] or "Not known yet", needs=("customer__name",)),
        Column(key="payer", label="Payer's words", path="payer_text"),
        Column(key="reference", label="Reference", path="reference"),
        Column(key="amount", label="Amount", kind=Kind.MONEY, path="amount_minor", sort="amount_minor", total=True),
    ),
    filters=(
        Search("customer__name", "payer_text", "reference"),
        Choice("currency", "Currency", "currency", _currencies),
    ),
    sort="-received",
    prefix=Payment.PREFIX,
    empty=Empty("Nothing came in", "No money arrived in these fourteen days.", icon="cash"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One step of setting up a house."""

    text: str
    note: str
    minutes: int
    is_done: bool
    url: str


@page(permission=SIGNED_IN, section="home")
def home(request: HttpRequest) -> HttpResponse:
    """What to do first; the figures for whoever may see them; the set-up list while it is empty."""
    frame = frame_of(request)
    steps = _steps(request, frame)
    context: dict[str, Any] = {
        "title": f"{_greeting(frame)}, {str(request.user).split('@')[0].split()[0]}",
        "steps": [] if all(step.is_done for step in steps) else steps,
        "needs": needs(request),
        "news": news(request) if may(request, "customers.read") else [],
        "tiles": [],
    }
    if may(request, "reports.read"):
        ids = list(frame.entity_ids) or list(LegalEntity.objects.values_list("pk", flat=True))
        balances = aged(open_items(request, "reports.read", ids, frame.as_of))
        tiles = [
            open_tile(frame, balances),
            overdue_tile(frame, balances),
            dso_tile(request),
            cash_tile(request),
        ]
        context |= {"tiles": [t for t in tiles if t], "aging": aging_bar(frame, balances)}
    return render(request, "console/home/page.html", context)


def _greeting(frame: Frame) -> str:
    """By the machine's time: people get up in the morning, whatever day their books have."""
    hour = SystemClock().now().astimezone(ZoneInfo(frame.zone)).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


def _steps(request: HttpRequest, frame: Frame) -> list[Step]:
    """Setting up a house, with about how long each step takes; only for who can do one of them."""
    if not (
        may(request, "settings.edit") or may(request, "imports.run") or may(request, "people.edit")
    ):
        return []
    has_entity = LegalEntity.objects.exists()
    has_people = User.objects.filter(is_active=True)[:2].count() > 1
    return [
        Step("Set up your company", "Name, currency, time zone. Terms and accounts come with it.", 3,
             has_entity, link_if_any(frame, "console:company_new") if may(request, "settings.edit") else ""),
        Step("Import your customers", "Or leave it out: they are set up from the invoices.", 5,
             Customer.objects.exists(), _import(request, frame, "customers")),
        Step("Import open invoices", "Any CSV or Excel file. You see everything before it is taken.", 5,
             Invoice.objects.exists(), _import(request, frame, "invoices")),
        Step("Import payments", "See at once how many find their invoice.", 5,
             Payment.objects.exists(), _import(request, frame, "payments")),
        Step("Invite the others", "Each with a role; duties that collide are kept apart.", 5,
             has_people, link_if_any(frame, "console:person_new") if may(request, "people.edit") else ""),
    ]  # fmt: skip


def _import(request: HttpRequest, frame: Frame, kind: str) -> str:
    return (
        link_if_any(frame, "console:import_new", kind=kind) if may(request, "imports.run") else ""
    )


@page(permission="payments.read", section="home")
def received(request: HttpRequest) -> HttpResponseBase:
    """The payments behind the tile of what came in."""
    crumbs = [("Home", frame_of(request).link("console:home")), ("Received in 14 days", "")]
    return RECEIVED.render(request, cash_rows(request), title="Received in 14 days", crumbs=crumbs)


urlpatterns = [
    path("", home, name="home"),
    path("received/", received, name="received"),
]
