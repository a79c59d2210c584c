"""What is with collection agencies: the list, one placement with its papers, taking claims back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.areas.collections.models import AgencyRecovery, Placement, PlacementItem
from cashwright.areas.collections.rules.placing import PAPERS, REQUIRED, Paper
from cashwright.areas.collections.services import note_recovery, recall_placement
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import Refusal
from cashwright.runs.agency_package import checked, write_package
from cashwright.surfaces.console.acting import Step, carry_out, show
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.forms.placing import RecallForm, RecoveryForm
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import Choice, Column, Empty, Kind, Listing, Row, Search, Tab
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import currencies
from cashwright.surfaces.console.timeline import story
from cashwright.surfaces.console.words import say


def href(row: Row) -> str:
    return reverse("console:placement", args=[public_id(Placement.PREFIX, row["pk"])])


PLACEMENTS = Listing(
    key="placements",
    one="placement",
    many="placements",
    columns=(
        Column(key="customer", label="Customer", kind=Kind.LINK, path="customer__name",
               sort="customer__name", href=href, needs=("pk",)),
        Column(key="agency", label="Agency", path="agency__name", sort="agency__name"),
        Column(key="placed", label="Given on", kind=Kind.DATE, path="placed_on", sort="placed_on"),
        Column(key="given", label="Given", kind=Kind.MONEY, path="given_minor", sort="given_minor",
               total=True, hint="What was open of the claims when they were given."),
        Column(key="gross", label="Recovered", kind=Kind.MONEY, path="gross_minor",
               sort="gross_minor", total=True, hint="Gross, before the agency's fee."),
        Column(key="kept", label="Fees", kind=Kind.MONEY, path="kept_minor", total=True,
               hint="What the agency kept, with tax."),
        Column(key="state", label="State", kind=Kind.STATE, path="state"),
        Column(key="ended", label="Ended on", kind=Kind.DATE, path="ended_on", visible=False),
        Column(key="reason", label="Why", path="reason", visible=False),
    ),
    tabs=(
        Tab("placed", "With an agency", Q(state="placed")),
        Tab("recalled", "Recalled", Q(state="recalled")),
        Tab("closed", "Closed", Q(state="closed")),
        Tab("all", "All"),
    ),
    filters=(
        Search("customer__name", "customer__account_no", "agency__name"),
        Choice("currency", "Currency", "currency", currencies),
    ),
    sort="-placed",
    prefix=Placement.PREFIX,
    empty=Empty("Nothing is with an agency", "Claims are given away from a customer's page in focus mode.",
                icon="building"),
)  # fmt: skip


def _sum(rows: QuerySet[Any], *fields: str) -> Coalesce:
    own = rows.filter(placement_id=OuterRef("pk")).order_by().values("placement_id")
    total: Any = sum((Sum(field) for field in fields[1:]), start=Sum(fields[0]))
    inner = own.annotate(total=total).values("total")
    return Coalesce(Subquery(inner, output_field=BigIntegerField()), Value(0))


def placements_of(request: HttpRequest, frame: Frame) -> QuerySet[Placement]:
    """The placements in the reader's scope, with what was given, recovered and kept."""
    rows = Placement.objects.filter(entity_id__in=frame.entity_ids).annotate(
        given_minor=_sum(PlacementItem.objects.all(), "amount_minor"),
        gross_minor=_sum(AgencyRecovery.objects.all(), "gross_minor"),
        kept_minor=_sum(AgencyRecovery.objects.all(), "fee_minor", "tax_minor"),
    )
    return scoped(rows, request.user, "collections.read")


def one(request: HttpRequest, public: str, permission: str) -> Placement:
    """The placement with this id. Raises NotFound outside the reader's scope."""
    rows = Placement.objects.select_related("customer__entity", "customer__terms", "agency")
    return found(
        rows, request.user, permission, parse_public_id(Placement.PREFIX, public),
        document="placement",
    )  # fmt: skip


@page(permission="collections.read", section="collections")
def placements(request: HttpRequest) -> HttpResponseBase:
    """What is, and was, with agencies."""
    frame = frame_of(request)
    crumbs = [("Collections", frame.link("console:collections")), ("Agencies", "")]
    return PLACEMENTS.render(
        request, placements_of(request, frame), title="With agencies", crumbs=crumbs
    )


@page(permission="collections.read", section="collections")
def placement(request: HttpRequest, public: str) -> HttpResponse:
    """One placement: claims, papers, recoveries, what happened."""
    shown, frame = one(request, public, "collections.read"), frame_of(request)
    papers = checked(shown, frame.today)
    context = {
        "placement": shown, "public": public, "title": f"{shown.customer.name} with {shown.agency.name}",
        "items": shown.items.select_related("invoice").order_by("invoice__due_on", "pk"),
        "recoveries": shown.recoveries.order_by("-recovered_on", "-pk"),
        "papers": [(PAPERS[p], p in papers.there, p in REQUIRED) for p in Paper], "checked": papers,
        "facts": story(shown.pk, list(shown.recoveries.values_list("pk", flat=True))),
        "may_place": may(request, "agencies.place") and shown.state == "placed",
        "may_export": may(request, "agencies.place"),
        "crumbs": [
            ("Collections", frame.link("console:collections")),
            ("Agencies", frame.link("console:placements")), (shown.customer.name, ""),
        ],
    }  # fmt: skip
    return render(request, "console/collections/placement.html", context)


@page(permission="agencies.place", methods=("POST",))
def placement_export(request: HttpRequest, public: str) -> HttpResponseBase:
    """The papers as a zip, written aside and sent from there."""
    shown, frame = one(request, public, "agencies.place"), frame_of(request)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"{public}.zip"
        write_package(shown, out, on=frame.today, by=Actor.human(request.user.pk))
        return FileResponse(out.open("rb"), as_attachment=True, filename=out.name)


@page(permission="agencies.place", section="collections", methods=("GET", "POST"))
def placement_recall(request: HttpRequest, public: str) -> HttpResponse:
    """Take the claims back from today."""
    shown, frame = one(request, public, "agencies.place"), frame_of(request)
    form = RecallForm(request.POST if request.method == "POST" else None)
    back = frame.link("console:placement", public)
    if form.is_bound and form.is_valid():
        try:
            recall_placement(
                placement_id=shown.pk, on=frame.today, by=Actor.human(request.user.pk),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
            return done(request, back, "The claims are with us again.")
        except Refusal as refusal:
            form.add_error(None, say(refusal)[1])
    context = {
        "form": form, "title": f"Recall from {shown.agency.name}", "button": "Recall", "back": back,
        "note": "Reminders go on from today; what the agency recovers later is an ordinary payment.",
        "crumbs": [("Agencies", frame.link("console:placements")), ("Recall", "")],
    }  # fmt: skip
    return render(request, "console/form.html", context)


@page(permission="agencies.place", section="collections", methods=("GET", "POST"))
def placement_recovery(request: HttpRequest, public: str) -> HttpResponse:
    """Book what the agency recovered; first what it writes to the ledger."""
    shown, frame = one(request, public, "agencies.place"), frame_of(request)
    form = RecoveryForm(
        request.POST if request.method == "POST" else None, initial={"on": frame.today}
    )
    step = Step(
        f"Recovered by {shown.agency.name}", "Book the recovery",
        back=frame.link("console:placement", public), said="The recovery is booked.",
        note="The gross settles the claims, oldest first; the agency's fee and the tax on it leave the"
        " bank account, which keeps the net.",
        crumbs=[("Agencies", frame.link("console:placements")), ("Recovery", "")],
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        act = _recovery(shown, form, Actor.human(request.user.pk))
        if act is not None:
            return carry_out(request, step, form, act, Actor.human(request.user.pk))
    return show(request, step, form)


def _recovery(
    shown: Placement, form: RecoveryForm, by: Actor
) -> Callable[[], AgencyRecovery] | None:
    """The act; None when an amount cannot be read."""
    given, code = form.cleaned_data, shown.currency
    gross = minor(form, "gross", code)
    fee = minor(form, "fee", code) if given["fee"] else None
    tax = minor(form, "tax", code) if given["tax"] else 0
    if gross is None or tax is None or form.errors:
        return None
    return lambda: note_recovery(
        placement_id=shown.pk, gross_minor=gross, fee_minor=fee, tax_minor=tax, on=given["on"],
        by=by, reference=given["reference"],
    )  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("collections/placements/", placements, name="placements"),
    path("collections/placements/<str:public>/", placement, name="placement"),
    path("collections/placements/<str:public>/export/", placement_export, name="placement_export"),
    path("collections/placements/<str:public>/recall/", placement_recall, name="placement_recall"),
    path(
        "collections/placements/<str:public>/recovery/", placement_recovery,
        name="placement_recovery",
    ),
]  # fmt: skip
