"""Agencies as a page of the settings, and asking for claims to be given to one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from cashwright.areas.access.queries import found
from cashwright.areas.collections.models import Agency
from cashwright.areas.collections.policies.placing import PLACEMENT
from cashwright.areas.collections.queries import agencies as agencies_in
from cashwright.areas.collections.services import (
    claims_of,
    place_with_agency,
    placement_payload,
    set_agency,
)
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.areas.parties.queries import entities_for
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.surfaces.console.acting import ASKED, Step
from cashwright.surfaces.console.approving import Asking, or_ask
from cashwright.surfaces.console.confirming import Effect, Table, asked, confirmed
from cashwright.surfaces.console.formats import day_text, money_text
from cashwright.surfaces.console.forms.placing import AgencyForm, PlaceForm
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.screens.settings_.tabs import form_page, tabs, tried


@page(permission="collections.read", section="settings")
def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies of the companies the reader sees."""
    frame = frame_of(request)
    rows = agencies_in(frame.entity_ids).select_related("entity")
    context = {
        "title": "Settings", "tabs": tabs(request, "agencies"), "agencies": rows,
        "may_edit": may(request, "agencies.place"),
    }  # fmt: skip
    return render(request, "console/collections/agencies.html", context)


@page(permission="agencies.place", section="settings", methods=("GET", "POST"))
def agency_new(request: HttpRequest) -> HttpResponse:
    """Add an agency."""
    return _agency(request, None)


@page(permission="agencies.place", section="settings", methods=("GET", "POST"))
def agency_edit(request: HttpRequest, public: str) -> HttpResponse:
    """Change an agency; what is with it already keeps what was agreed then."""
    pk = parse_public_id(Agency.PREFIX, public)
    rows = Agency.objects.select_related("entity")
    shown = found(rows, request.user, "agencies.place", pk, document="agency", portfolio=None)
    return _agency(request, shown)


def _agency(request: HttpRequest, shown: Agency | None) -> HttpResponse:
    entities = [shown.entity] if shown else list(entities_for(request.user, "agencies.place"))
    form = AgencyForm(
        request.POST if request.method == "POST" else None, entities=entities,
        initial=_start(shown),
    )  # fmt: skip
    back = reverse("console:agencies")
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        made = tried(form, lambda: set_agency(
            entity_id=UUID(given["entity"]), agency_id=shown.pk if shown else None,
            name=given["name"], email=given["email"], fee_bp=form.fee_bp(),
            is_active=given["is_active"], by=Actor.human(request.user.pk),
        ))  # fmt: skip
        if made is not None:
            return done(request, back, f"{made.name} is saved.")
    title = f"Edit {shown.name}" if shown else "New agency"
    return form_page(request, form, title=title, button="Save", back=back)


def _start(shown: Agency | None) -> dict[str, Any]:
    if shown is None:
        return {}
    whole, part = divmod(shown.fee_bp, 100)
    return {
        "entity": str(shown.entity_id), "name": shown.name, "email": shown.email,
        "fee": f"{whole}.{part:02d}", "is_active": shown.is_active,
    }  # fmt: skip


@page(permission="agencies.place", section="collections", methods=("GET", "POST"))
def placement_new(request: HttpRequest, public: str, currency: str) -> HttpResponse:
    """Ask for a customer's claims in one currency to be given to an agency; a second person decides."""
    customer = customer_of(request, public, "agencies.place")
    frame = frame_of(request)
    claims = claims_of(customer.pk, currency, frame.today)
    offered = [one for one in agencies_in([customer.entity_id]) if one.is_active]
    form = PlaceForm(
        request.POST if request.method == "POST" else None, agencies=offered, claims=claims
    )
    step = Step(
        f"Give claims of {customer.name} to an agency", "Send for approval",
        back=frame.link("console:focus", public), said=ASKED,
        note="" if offered else "No agency is set up for this company: add one in the settings first.",
        crumbs=[("Collections", frame.link("console:collections")), (customer.name, "")],
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        chosen = [row for row in claims if str(row.pk) in form.cleaned_data["invoices"]]
        return confirmed(
            request, step, form, effect=lambda: _effect(form, chosen, currency),
            act=lambda: _ask(request, frame, customer, currency, form, chosen),
        )  # fmt: skip
    return asked(request, step, form)


def _effect(form: PlaceForm, chosen: list[Invoice], currency: str) -> Effect:
    agency = Agency.objects.get(pk=UUID(form.cleaned_data["agency"]))
    whole, part = divmod(agency.fee_bp, 100)
    total = sum(row.balance_minor for row in chosen)
    table = Table(
        "Claims", (("Invoice", False), ("Due", False), (f"Open, {currency}", True)),
        [
            (row.document_no, day_text(row.due_on), money_text(row.balance_minor, currency))
            for row in chosen
        ],
        ("Together", "", money_text(total, currency)),
    )  # fmt: skip
    sentences = [
        f"{agency.name} keeps {whole}.{part:02d} % of what it recovers.",
        "Reminders about these claims stop once a second person agreed; their age runs on.",
    ]
    return Effect(sentences, [table])


def _ask(
    request: HttpRequest, frame: Frame, customer: Customer, currency: str, form: PlaceForm,
    chosen: list[Invoice],
) -> None:  # fmt: skip
    given, by = form.cleaned_data, Actor.human(request.user.pk)
    agency_id, ids = UUID(given["agency"]), [row.pk for row in chosen]
    asking = Asking(
        PLACEMENT, customer.entity_id, customer.pk, customer.pk, currency,
        sum(row.balance_minor for row in chosen),
        placement_payload(customer.pk, agency_id, currency, given["reason"], ids), given["reason"],
    )  # fmt: skip
    or_ask(
        lambda: place_with_agency(
            customer_id=customer.pk, agency_id=agency_id, currency=currency,
            reason=given["reason"], on=frame.today, by=by, invoice_ids=ids,
        ),
        asking, by,
    )  # fmt: skip


urlpatterns: list[URLPattern] = [
    path("settings/agencies/", agencies, name="agencies"),
    path("settings/agencies/new/", agency_new, name="agency_new"),
    path("settings/agencies/<str:public>/", agency_edit, name="agency_edit"),
    path("collections/place/<str:public>/<str:currency>/", placement_new, name="placement_new"),
]
