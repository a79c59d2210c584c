"""Terms, segments and portfolios: what every customer chooses from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.parties.models import Portfolio, Segment, Terms
from cashwright.areas.parties.policies import TermsKind
from cashwright.areas.parties.rules import Terms as TermsValue
from cashwright.areas.parties.services import add_portfolio, add_segment, add_terms
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.forms.settings import CatalogForm, TermsForm
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.settings_.tabs import form_page, tabs, tried


@page(permission="settings.read", section="settings")
def catalog(request: HttpRequest) -> HttpResponse:
    """Payment terms, and the groups customers are in."""
    context = {
        "title": "Settings",
        "tabs": tabs(request, "catalog"),
        "terms": [(row, _discount(row)) for row in Terms.objects.order_by("code")],
        "segments": Segment.objects.annotate(customers_no=Count("customers")).order_by("name"),
        "portfolios": Portfolio.objects.annotate(customers_no=Count("customers")).order_by("name"),
        "may_edit": may(request, "settings.edit"),
    }
    return render(request, "console/settings/catalog.html", context)


def _discount(row: Terms) -> str:
    if not row.discount_bp:
        return ""
    return f"{row.discount_bp // 100}.{row.discount_bp % 100:02d} % within {row.discount_days} days"


@page(permission="settings.edit", section="settings", methods=("GET", "POST"))
def terms_new(request: HttpRequest) -> HttpResponse:
    """Add payment terms."""
    form = TermsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        value = TermsValue(
            TermsKind(given["kind"]), given["term_days"], given["term_months"],
            int(given["discount_percent"] * 100), given["discount_days"],
        )  # fmt: skip
        made = tried(form, lambda: add_terms(
            code=given["code"], name=given["name"], terms=value, by=Actor.human(request.user.pk)
        ))  # fmt: skip
        if made is not None:
            return done(request, reverse("console:catalog"), f"{made.name} can be chosen now.")
    return form_page(
        request, form, title="New terms", button="Add", back=reverse("console:catalog")
    )


def _add(request: HttpRequest, title: str, act: Callable[..., Any]) -> HttpResponse:
    form = CatalogForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = tried(form, lambda: act(**form.cleaned_data, by=Actor.human(request.user.pk)))
        if made is not None:
            return done(request, reverse("console:catalog"), f"{made.name} can be chosen now.")
    return form_page(request, form, title=title, button="Add", back=reverse("console:catalog"))


@page(permission="settings.edit", section="settings", methods=("GET", "POST"))
def segment_new(request: HttpRequest) -> HttpResponse:
    """Add a kind of customer."""
    return _add(request, "New segment", add_segment)


@page(permission="settings.edit", section="settings", methods=("GET", "POST"))
def portfolio_new(request: HttpRequest) -> HttpResponse:
    """Add a portfolio for a collector."""
    return _add(request, "New portfolio", add_portfolio)


urlpatterns = [
    path("settings/catalog/", catalog, name="catalog"),
    path("settings/catalog/terms/new/", terms_new, name="terms_new"),
    path("settings/catalog/segments/new/", segment_new, name="segment_new"),
    path("settings/catalog/portfolios/new/", portfolio_new, name="portfolio_new"),
]
