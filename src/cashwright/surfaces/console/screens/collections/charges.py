"""Late charges: what was accrued, how it was reckoned, what became of it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.collections.models import LateCharge
from cashwright.areas.collections.policies import LateChargeKind
from cashwright.areas.collections.policies.charging import KNOWN_RATES_UNTIL, Mode
from cashwright.areas.collections.queries import charge_for, charges_for, charging_in_force
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.surfaces.console.formats import day_text, money_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
    Bulk,
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
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.scoping import OfCustomer, currencies
from cashwright.surfaces.console.screens.collections import charges_acts as acts
from cashwright.surfaces.console.timeline import story

KINDS = {LateChargeKind.INTEREST: "Interest", LateChargeKind.FEE: "Fee"}


def _href(row: Row) -> str:
    return reverse("console:charge", args=[public_id(LateCharge.PREFIX, row["pk"])])


CHARGES = Listing(
    key="late_charges",
    one="late charge",
    many="late charges",
    columns=(
        Column(key="customer", label="Customer", kind=Kind.LINK, path="customer__name",
               sort="customer__name", href=_href, needs=("pk",)),
        Column(key="invoice", label="Invoice", path="invoice__document_no"),
        Column(key="kind", label="For", needs=("kind",),
               value=lambda row, _: KINDS[LateChargeKind(row["kind"])]),
        Column(key="from", label="From", kind=Kind.DATE, path="from_on"),
        Column(key="until", label="Until", kind=Kind.DATE, path="until_on", sort="until_on"),
        Column(key="amount", label="Amount", kind=Kind.MONEY, path="amount_minor",
               sort="amount_minor", total=True),
        Column(key="state", label="State", kind=Kind.STATE, path="state"),
        Column(key="billed", label="Billed on", path="invoice_billed__document_no", visible=False),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
    ),
    tabs=(
        Tab("accrued", "To decide", Q(state="accrued")),
        Tab("billed", "Billed", Q(state="billed")),
        Tab("waived", "Waived", Q(state="waived")),
        Tab("all", "All"),
    ),
    filters=(
        Search("customer__name", "customer__account_no", "invoice__document_no"),
        Choice("kind", "For", "kind", tuple((str(key), label) for key, label in KINDS.items())),
        DateRange("until", "Until", "until_on"),
        AmountRange("amount", "Amount", "amount_minor"),
        Choice("currency", "Currency", "currency", currencies),
        OfCustomer(),
    ),
    sort="-until",
    bulk=(
        Bulk("bill", "Bill", "console:charges_bill", "charges.decide", "receipt",
             "Bill these {n} late charges, one invoice for each customer?"),
    ),
    prefix=LateCharge.PREFIX,
    href=_href,
    empty=Empty(
        "No late charges here", "They are accrued with the day's run once a company charges for paying late.",
        "See the policy", "console:policies", "receipt",
    ),
)  # fmt: skip


def _rows(request: HttpRequest, frame: Frame) -> QuerySet[LateCharge]:
    return charges_for(request.user).filter(
        entity_id__in=frame.entity_ids, until_on__lte=frame.as_of
    )


@page(permission="collections.read", section="collections")
def charges(request: HttpRequest) -> HttpResponseBase:
    """All late charges, and whether any company of the frame charges at all."""
    frame = frame_of(request)
    modes = [charging_in_force(pk, frame.today).mode for pk in frame.entity_ids]
    is_off = all(mode == Mode.OFF for mode in modes)
    context = {
        "is_off": is_off, "may_accrue": not is_off and may(request, "charges.decide"),
        "known_until": KNOWN_RATES_UNTIL
        if Mode.STATUTORY in modes and frame.today > KNOWN_RATES_UNTIL
        else None,
    }  # fmt: skip
    return CHARGES.render(
        request, _rows(request, frame), title="Late charges",
        template="console/collections/charges.html", context=context,
        crumbs=[("Collections", frame.link("console:collections")), ("Late charges", "")],
    )  # fmt: skip


@page(permission="charges.decide", methods=("POST",))
def charges_bill(request: HttpRequest) -> HttpResponse:
    """Bill the selected charges."""
    chosen = CHARGES.selected(request, _rows(request, frame_of(request)))
    return acts.bill_selected(request, chosen)


@page(permission="collections.read", section="collections")
def charge(request: HttpRequest, public: str) -> HttpResponse:
    """One late charge: how it was reckoned, and what became of it."""
    shown = charge_for(request.user, parse_public_id(LateCharge.PREFIX, public))
    is_open = shown.state == "accrued" and may(request, "charges.decide")
    title = f"{KINDS[LateChargeKind(shown.kind)]} for invoice {shown.invoice.document_no}"
    context = {
        "charge": shown, "public": public, "spans": _spans(shown), "facts": story(shown.pk),
        "may_decide": is_open, "title": title,
        "crumbs": [
            ("Collections", frame_of(request).link("console:collections")),
            ("Late charges", frame_of(request).link("console:charges")), (title, ""),
        ],
    }  # fmt: skip
    return render(request, "console/collections/charge.html", context)


def _spans(shown: LateCharge) -> list[dict[str, str]]:
    """The spans in words: days, rate, on what, how much."""
    told = []
    for from_on, until_on, rate_bp, principal, minor in shown.spans:
        first, last = acts.day_of(from_on), acts.day_of(until_on)
        told.append(
            {
                "days": f"{day_text(first)} to {day_text(last)}",
                "count": str((last - first).days + 1),
                "rate": f"{rate_bp // 100}.{rate_bp % 100:02} %",
                "principal": money_text(principal, shown.currency),
                "amount": money_text(minor, shown.currency),
            }
        )
    return told


urlpatterns = [
    path("collections/charges/", charges, name="charges"),
    path("collections/charges/bill/", charges_bill, name="charges_bill"),
    path("collections/charges/accrue/", acts.charges_accrue, name="charges_accrue"),
    path("collections/charges/<str:public>/", charge, name="charge"),
    path("collections/charges/<str:public>/waive/", acts.charge_waive, name="charge_waive"),
    path("customers/<str:public>/bill-charges/", acts.customer_bill, name="customer_charges_bill"),
]
