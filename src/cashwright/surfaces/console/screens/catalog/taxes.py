"""Tax: rates as dated facts, where we collect it, and which customers showed that they pay none."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django import forms
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from cashwright.areas.access.queries import scope, scoped
from cashwright.areas.catalog.models import TaxExemption, TaxRate, TaxRegistration
from cashwright.areas.catalog.services import (
    import_tax_rates,
    load_starter_tax_rates,
    record_exemption,
    register_for_tax,
    set_tax_rate,
)
from cashwright.areas.catalog.services.tax_rates import RATES
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.books.pricing import percent_text
from cashwright.surfaces.console.formats import plural
from cashwright.surfaces.console.forms.catalog import (
    ExemptionForm,
    RateForm,
    RatesFileForm,
    RegistrationForm,
    read,
)
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    Choice,
    Column,
    DateRange,
    Empty,
    Kind,
    Listing,
    Search,
    Tab,
)
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.scoping import customer_by_number
from cashwright.surfaces.console.screens.catalog.parts import form_page, parts
from cashwright.surfaces.console.screens.settings_.tabs import tried

FILE_BYTES_MAX = 5_000_000
_CLASSES = {"standard": "Standard", "reduced": "Reduced"}


def _countries(frame: Frame) -> list[tuple[str, str]]:
    codes = TaxRate.objects.order_by("country").values_list("country", flat=True).distinct()
    return [(code, code) for code in codes]


def _in_force(frame: Frame) -> Q:
    """The latest rate of each place and class that counts by the frame's day."""
    rows = TaxRate.objects.filter(valid_from__lte=frame.as_of)
    latest = rows.order_by("country", "region", "tax_class", "-valid_from")
    return Q(pk__in=latest.distinct("country", "region", "tax_class").values("pk"))


RATES_LIST = Listing(
    key="tax_rates",
    one="rate",
    many="rates",
    columns=(
        Column(key="country", label="Country", sort="country"),
        Column(key="region", label="Region"),
        Column(key="class", label="Class", needs=("tax_class",),
               value=lambda row, _: _CLASSES.get(row["tax_class"], row["tax_class"])),
        Column(key="rate", label="Rate", needs=("rate_ppm",),
               value=lambda row, _: percent_text(row["rate_ppm"])),
        Column(key="from", label="From", kind=Kind.DATE, path="valid_from", sort="valid_from"),
        Column(key="name", label="Name"),
        Column(key="source", label="Source", visible=False),
    ),
    tabs=(Tab("now", "In force", _in_force), Tab("all", "All days")),
    filters=(
        Search("country", "region", "name"), Choice("country", "Country", "country", _countries),
        DateRange("from", "From", "valid_from"),
    ),
    sort="country",
    empty=Empty(
        "No tax rates yet", "Load the rates that come with the house as a start, or a table of your"
        " own. Each counts from its day on, and none is ever changed.",
        "Load a table", "console:tax_rates_file", "scale",
    ),
)  # fmt: skip


@page(permission="catalog.read", section="products")
def taxes(request: HttpRequest) -> HttpResponseBase:
    """Rates, registrations and exemptions."""
    frame = frame_of(request)
    context: dict[str, Any] = {
        "tabs": parts(request, "taxes"), "may_edit": may(request, "catalog.edit"),
        "registrations": TaxRegistration.objects.filter(entity_id__in=frame.entity_ids)
        .select_related("entity").order_by("entity__code", "country", "region", "valid_from"),
        "exemptions": scoped(
            TaxExemption.objects.filter(customer__entity_id__in=frame.entity_ids), request.user,
            "customers.read", entity="customer__entity_id",
        ).select_related("customer").order_by("customer__name", "valid_from")[:50]
        if may(request, "customers.read") else None,
        "lacking": _lacking(frame),
    }  # fmt: skip
    return RATES_LIST.render(
        request, TaxRate.objects.all(), title="Price book", template="console/catalog/taxes.html",
        context=context,
    )  # fmt: skip


def _lacking(frame: Frame) -> list[str]:
    """The companies that collect tax nowhere: their invoices would carry none."""
    registered = TaxRegistration.objects.filter(country=F("entity__country")).values("entity_id")
    ids = [each.id for each in frame.entities if each.id in set(frame.entity_ids)]
    rows = LegalEntity.objects.filter(pk__in=ids).exclude(pk__in=registered).order_by("code")
    return [row.name for row in rows]


@page(permission="catalog.edit", section="products", methods=("GET", "POST"))
def rate_new(request: HttpRequest) -> HttpResponse:
    """Enter a rate by hand."""
    form = RateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (ppm := read(form, "rate", 4)) is not None:
        given = {name: v for name, v in form.cleaned_data.items() if name != "rate"}
        given["country"] = given["country"].upper()
        made = tried(form, lambda: set_tax_rate(
            **given, rate_ppm=ppm, by=Actor.human(request.user.pk)
        ))  # fmt: skip
        if made is not None:
            return done(request, reverse("console:taxes"), "The rate is known from its day on.")
    return form_page(
        request, form, title="New tax rate", button="Add", back=reverse("console:taxes")
    )


@page(permission="catalog.edit", section="products", methods=("GET", "POST"))
def rates_file(request: HttpRequest) -> HttpResponse:
    """Load a table of rates."""
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RatesFileForm(*posted)
    if form.is_bound and form.is_valid() and (frame := _table(form)) is not None:
        name = str(form.cleaned_data["file"].name)[:120]
        added = tried(form, lambda: import_tax_rates(
            frame, source=name, by=Actor.human(request.user.pk)
        ))  # fmt: skip
        if added is not None:
            text = f"{plural(added, 'rate is', 'rates are')} new; those known already stay."
            return done(request, reverse("console:taxes"), text)
    return form_page(
        request, form, title="Load tax rates", button="Load", back=reverse("console:taxes"),
        is_file=True,
    )  # fmt: skip


def _table(form: forms.Form) -> pl.DataFrame | None:
    """The file as RATES; None and an error when it cannot be read."""
    file = form.cleaned_data["file"]
    if file.size > FILE_BYTES_MAX:
        form.add_error("file", "The file is larger than 5 MB.")
        return None
    try:
        frame = pl.read_csv(file.read(), schema_overrides=RATES).select(*RATES)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as problem:
        words = str(problem).splitlines()[0][:160]
        form.add_error("file", f"The table cannot be read: {words}.")
        return None
    return frame.with_columns(pl.col(name).fill_null("") for name in ("region", "name", "source"))


@page(permission="catalog.edit", methods=("POST",))
def rates_starter(request: HttpRequest) -> HttpResponse:
    """Load the rates that come with the house."""
    added = load_starter_tax_rates(by=Actor.human(request.user.pk))
    text = f"{plural(added, 'rate is', 'rates are')} new. Check those you need against the law."
    return done(request, reverse("console:taxes"), text)


@page(permission="catalog.edit", section="products", methods=("GET", "POST"))
def registration_new(request: HttpRequest) -> HttpResponse:
    """One of our companies collects tax in a place."""
    reach = scope(request.user, "catalog.edit")
    entities = [e for e in LegalEntity.objects.order_by("code") if reach.covers(e.pk)]
    start = {"valid_from": date(frame_of(request).today.year, 1, 1)}
    posted = request.POST if request.method == "POST" else None
    form = RegistrationForm(posted, initial=start, entities=[(e.code, e.name) for e in entities])
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        entity = next(e for e in entities if e.code == given["entity"])
        made = tried(form, lambda: register_for_tax(
            entity_id=entity.pk, country=given["country"].upper(), region=given["region"],
            tax_no=given["tax_no"], valid_from=given["valid_from"], by=Actor.human(request.user.pk),
        ))  # fmt: skip
        if made is not None:
            text = f"{entity.name} collects tax in {made.country} {made.region}".strip()
            return done(request, reverse("console:taxes"), f"{text}.")
    return form_page(
        request, form, title="New registration", button="Add", back=reverse("console:taxes"),
        note="Without a registration in its own country a company's invoices carry no tax.",
    )  # fmt: skip


@page(permission="catalog.edit", section="products", methods=("GET", "POST"))
def exemption_new(request: HttpRequest) -> HttpResponse:
    """Keep the evidence that a customer pays no tax in a place."""
    frame = frame_of(request)
    form = ExemptionForm(
        request.POST if request.method == "POST" else None, initial={"valid_from": frame.today}
    )
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        number = given.pop("account_no")
        buyer, problem = customer_by_number(request, frame, number, "customers.read")
        if buyer is None:
            form.add_error("account_no", problem)
        else:
            given["country"] = given["country"].upper()
            made = tried(form, lambda: record_exemption(
                customer_id=buyer.pk, **given, by=Actor.human(request.user.pk)
            ))  # fmt: skip
            if made is not None:
                return done(request, reverse("console:taxes"), f"{buyer.name} pays no tax there.")
    return form_page(
        request, form, title="New exemption", button="Keep", back=reverse("console:taxes")
    )
