"""Meters: what is counted, which prices are charged by it, adding and retiring one."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.catalog.models import Meter
from cashwright.areas.catalog.services import MeterFilter, add_meter, retire
from cashwright.areas.usage.models import Event
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import noon_utc
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.books.pricing import AGGREGATIONS
from cashwright.surfaces.console.forms.catalog import MeterForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.lists import Column, Empty, Kind, Listing, Row, Search, Tab
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.catalog.parts import crumbs, form_page, parts
from cashwright.surfaces.console.screens.catalog.products import priced
from cashwright.surfaces.console.screens.settings_.tabs import tried


def _href(row: Row) -> str:
    return reverse("console:meter", args=[public_id(Meter.PREFIX, row["pk"])])


METERS = Listing(
    key="meters",
    one="meter",
    many="meters",
    columns=(
        Column(key="name", label="Meter", kind=Kind.LINK, href=_href, needs=("pk",), sort="name"),
        Column(key="code", label="Code", sort="code"),
        Column(key="kind", label="Events", path="event_kind"),
        Column(key="how", label="Quantity", needs=("aggregation",),
               value=lambda row, _: AGGREGATIONS[row["aggregation"]]),
        Column(key="unit", label="Unit", path="unit_name"),
        Column(key="prices", label="Prices", kind=Kind.NUMBER, path="prices_no"),
        Column(key="state", label="State", kind=Kind.STATE, needs=("is_active",),
               value=lambda row, _: "counting" if row["is_active"] else "retired"),
    ),
    tabs=(Tab("on", "Counting", Q(is_active=True)), Tab("all", "All")),
    filters=(Search("name", "code", "event_kind"),),
    sort="name",
    prefix=Meter.PREFIX,
    empty=Empty(
        "Nothing is metered yet", "A meter turns events such as calls or gigabytes into the quantity"
        " a price charges. Add one, then a price that is charged by it.",
        "New meter", "console:meter_new", "gauge",
    ),
)  # fmt: skip


def meter_of(public: str) -> Meter:
    """The meter with this public id. Raises NotFound."""
    found = Meter.objects.filter(pk=parse_public_id(Meter.PREFIX, public)).first()
    if found is None:
        raise NotFound(document="meter", id=public[:40])
    return found


@page(permission="catalog.read", section="products")
def meter_list(request: HttpRequest) -> HttpResponseBase:
    """Everything that is counted."""
    rows = Meter.objects.annotate(prices_no=Count("prices"))
    return METERS.render(
        request, rows, title="Price book", template="console/catalog/meters.html",
        context={"tabs": parts(request, "meters"), "may_edit": may(request, "catalog.edit")},
    )  # fmt: skip


@page(permission="catalog.read", section="products")
def meter(request: HttpRequest, public: str) -> HttpResponse:
    """One meter, the prices it feeds, and what it counted lately."""
    shown, frame = meter_of(public), frame_of(request)
    since = noon_utc(frame.as_of).now() - timedelta(days=31)
    counted = Event.objects.filter(
        meter=shown, entity_id__in=frame.entity_ids, occurred_at__gte=since
    )
    context = {
        "meter": shown, "public": public, "title": shown.name,
        "how": AGGREGATIONS[shown.aggregation],  # type: ignore[index]
        "prices": priced(list(shown.prices.select_related("product").order_by("code")), frame.as_of),
        "events": counted.count() if may(request, "usage.read") else None,
        "may_edit": may(request, "catalog.edit"),
        "crumbs": crumbs(("Meters", reverse("console:meters")), (shown.name, "")),
    }  # fmt: skip
    return render(request, "console/catalog/meter.html", context)


@page(permission="catalog.edit", section="products", methods=("GET", "POST"))
def meter_new(request: HttpRequest) -> HttpResponse:
    """Say what is counted, and how."""
    form = MeterForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (only := form.only()) is not None:
        given = {name: v for name, v in form.cleaned_data.items() if name != "filters"}
        made = tried(form, lambda: add_meter(
            **given, filters=[MeterFilter(key=key, values=values) for key, values in only],
            by=Actor.human(request.user.pk),
        ))  # fmt: skip
        if made is not None:
            url = reverse("console:meter", args=[made.public_id])
            return done(request, url, f"{made.name} counts from now on.")
    return form_page(request, form, title="New meter", button="Add", back=reverse("console:meters"))


@page(permission="catalog.edit", methods=("POST",))
def meter_retire(request: HttpRequest, public: str) -> HttpResponse:
    """Stop counting; what was counted stays."""
    retire(entry=meter_of(public), by=Actor.human(request.user.pk))
    return done(request, reverse("console:meter", args=[public]), "The meter is retired.")
