"""The kitchen sink: every part of the furniture on pages that exist in tests alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import engines
from django.urls import include, path, reverse

from cashwright.areas.invoicing.models import Invoice
from cashwright.kernel.refusals import NotAllowedNow
from cashwright.surfaces.console import nav
from cashwright.surfaces.console.charts import (
    Bar,
    Line,
    Part,
    Stack,
    bars,
    progress,
    sparkline,
    stacked_bars,
    time_series,
)
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
    Bulk,
    Choice,
    Column,
    DateRange,
    Empty,
    Flag,
    Kind,
    Listing,
    Row,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import PUBLIC, SIGNED_IN, done, page
from cashwright.surfaces.console.views import furniture

BUCKETS = ["Not due", "1–30 days", "31–60 days", "61–90 days", "Over 90 days"]


def _late(row: Row, frame: Frame) -> int:
    due_on: date = row["due_on"]
    return (frame.as_of - due_on).days


def _state(row: Row, frame: Frame) -> str:
    return "past_due" if row["state"] == "posted" and _late(row, frame) > 0 else str(row["state"])


def _why(row: Row, frame: Frame) -> list[str]:
    late = _late(row, frame)
    return (
        [f"{late} days late", "2 broken promises", "Pays on the 3rd reminder"] if late > 0 else []
    )


INVOICES = Listing(
    key="sink",
    one="invoice",
    many="invoices",
    columns=(
        Column(
            key="number", label="Number", kind=Kind.LINK, path="document_no", sort="document_no",
            href=lambda row: reverse("sink_invoice", args=[row["pk"]]), needs=("pk",),
        ),
        Column(key="customer", label="Customer", path="customer__name", sort="customer__name"),
        Column(key="why", label="Why now", kind=Kind.REASONS, value=_why, needs=("due_on",)),
        Column(key="issued", label="Issued", kind=Kind.DATE, path="issued_on", sort="issued_on"),
        Column(key="due", label="Due", kind=Kind.DUE, path="due_on", sort="due_on"),
        Column(key="paid", label="Last paid", kind=Kind.DATE, path="last_applied_on",
               sort="last_applied_on", visible=False),
        Column(key="days", label="Days late", kind=Kind.DAYS, value=_late, needs=("due_on",)),
        Column(key="po", label="PO", path="purchase_order_no", visible=False),
        Column(key="balance", label="Balance", kind=Kind.MONEY, path="balance_minor",
               sort="balance_minor", total=True, hint="Total less what was applied to it."),
        Column(key="total", label="Total", kind=Kind.MONEY, path="total_minor", total=True,
               sort="total_minor", visible=False),
        Column(key="state", label="State", kind=Kind.STATE, value=_state, needs=("state", "due_on")),
    ),
    tabs=(
        Tab("all", "All"),
        Tab("open", "Open", Q(state="posted")),
        Tab("late", "Past due", lambda frame: Q(state="posted", due_on__lt=frame.as_of)),
        Tab("draft", "Draft", Q(state="draft")),
    ),
    filters=(
        Search("document_no", "customer__name"),
        Choice("currency", "Currency", "currency", (("EUR", "EUR"), ("USD", "USD"), ("JPY", "JPY"))),
        DateRange("due", "Due", "due_on"),
        AmountRange("balance", "Balance", "balance_minor"),
        Flag("unpaid", "Never paid", lambda frame: Q(last_applied_on__isnull=True)),
    ),
    sort="due",
    bulk=(Bulk("remind", "Remind", "sink_remind", "invoices.read", "bell", "Remind {n} invoices?"),),
    prefix="inv",
    empty=Empty("No invoices yet", "They appear here once imported or written.", "Import", "sink_list"),
    size=25,
)  # fmt: skip


class SampleForm(forms.Form):
    name = forms.CharField(help_text="As it stands on the invoice.")
    email = forms.EmailField(required=False)
    due = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    terms = forms.ChoiceField(choices=[("30", "Net 30"), ("eom", "End of month")])
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label="Remember this payer")


@page(permission="invoices.read", section="invoices")
def sink_list(request: HttpRequest) -> HttpResponseBase:
    return INVOICES.render(request, Invoice.objects.all(), title="Invoices")


@page(permission="invoices.read", section="invoices")
def sink_invoice(request: HttpRequest, pk: str) -> HttpResponse:
    return HttpResponse('<!doctype html><link rel="icon" href="data:,"><title>Invoice</title>')


@page(permission="invoices.read", methods=("POST",))
def sink_remind(request: HttpRequest) -> HttpResponse:
    found = INVOICES.selected(request, Invoice.objects.all())
    return done(
        request, reverse("sink_list"), f"{found.count()} reminders are queued.", undo_url="/u/"
    )


@page(permission="invoices.read", methods=("POST",))
def sink_decline(request: HttpRequest) -> HttpResponse:
    raise NotAllowedNow(document="invoice", state="settled", move="post")


@page(permission=PUBLIC)
def sink_public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("well")


def figures() -> dict[str, Any]:
    """Charts of made-up numbers."""

    def stack(code: str, *amounts: int) -> Stack:
        parts = [
            Part(a, money_text(a, code), f"/list/?currency={code}&n={n}")
            for n, a in enumerate(amounts)
        ]
        return Stack(
            code, parts, f"{money_text(sum(amounts), code)} {code}", f"/list/?currency={code}"
        )

    months = [f"{m} 2026" for m in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug")]
    urls = [f"/list/?m={n}" for n in range(8)]
    debtors = [
        ("Northwind Cloud", 9_120_050),
        ("Contoso & Sons <GmbH>", 6_400_000),
        ("Fabrikam", 1_210_000),
    ]
    return {
        "aging": stacked_bars(
            "Aging by currency", BUCKETS,
            [stack("EUR", 91_200_00, 30_450_10, 12_000_00, 2_100_00, 8_700_00),
             stack("USD", 40_000_00, 1_000_00, 0, 0, 500_00),
             stack("JPY", 4_200_000, 800_000, 0, 90_000, 0)],
            of="Currency", text="63 % is not due yet; 6 % is over 90 days late.",
        ),
        "dso": time_series(
            "DSO and best possible DSO", months,
            [Line("DSO", [474, 468, 459, 466, 441, 430, 428, 419], urls),
             Line("Best possible", [312, 310, 305, None, 301, 300, 298, 297])],
            lambda tenths: f"{tenths / 10:.1f}", of="Month", text="DSO fell from 47.4 to 41.9 days.",
        ),
        "debtors": bars(
            "Largest debtors", [Bar(n, a, f"{money_text(a, 'EUR')} EUR", "/list/", "12 invoices") for n, a in debtors],
            of="Customer", value="Open",
        ),
        "spark": sparkline([12, 14, 13, 17, 16, 21, 19, 24, 22, 26], "Open receivables, 10 weeks, rising"),
        "progress": progress("Customers touched today", 7, 24, "7 of 24"),
    }  # fmt: skip


@page(permission="invoices.read", section="home")
def sink(request: HttpRequest) -> HttpResponse:
    form = SampleForm({"name": "", "email": "x"}) if request.GET.get("bound") else SampleForm()
    if request.GET.get("say"):
        messages.success(request, "INV-2026-0042 is posted.")
    template = engines["django"].from_string((Path(__file__).parent / "sink.html").read_text())
    today = frame_of(request).today
    context = {
        **figures(),
        "form": form,
        "soon": today + timedelta(days=30),
        "states": ["draft", "posted", "past_due", "settled", "requested", "partly_settled", "sent", "held"],
        "reasons": ["63 days late", "2 broken promises", "Pays on the 3rd reminder"],
        "crumbs": [("Home", "/"), ("Kitchen sink", "")],
        "empty": Empty("All clear", "Next action Tuesday 09:00.", "See tomorrow's list", "sink_list", "checks"),
        "title": "Good morning, Ann",
        "day": date(2026, 3, 2),
    }  # fmt: skip
    return HttpResponse(template.render(context, request))


@page(permission=SIGNED_IN)
def elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<!doctype html><link rel="icon" href="data:,"><title>Elsewhere</title>')


# The furniture's own addresses, and a stand-in for every screen of the sidebar.
HOUSE = [
    *furniture.urlpatterns,
    path("clock/", elsewhere, name="advance_clock"),
    *(path(f"go/{item.key}/", elsewhere, name=item.key) for item in nav.ITEMS),
]
urlpatterns = [
    path("sink/", sink, name="sink"),
    path("list/", sink_list, name="sink_list"),
    path("list/<uuid:pk>/", sink_invoice, name="sink_invoice"),
    path("remind/", sink_remind, name="sink_remind"),
    path("decline/", sink_decline, name="sink_decline"),
    path("public/", sink_public, name="sink_public"),
    path("account/", include("allauth.urls")),
    path("", include((HOUSE, "console"))),
]
