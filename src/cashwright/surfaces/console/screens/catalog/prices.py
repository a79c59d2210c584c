"""One price: its versions by currency, tiers, the curve, and trying a quantity; adding and retiring it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.catalog.models import Price, PriceVersion
from cashwright.areas.catalog.queries import price_terms, versions_of
from cashwright.areas.catalog.rules import PriceTerms, explain, minimum_topup, rate
from cashwright.areas.catalog.services import add_price, retire
from cashwright.areas.invoicing.printing.explaining import told_in
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import NotFound, Refusal
from cashwright.surfaces.console.books.curves import curve
from cashwright.surfaces.console.books.pricing import (
    MODELS,
    billed_text,
    quantity_text,
    terms_text,
    tier_rows,
)
from cashwright.surfaces.console.forms.catalog import PriceForm
from cashwright.surfaces.console.forms.fields import scaled
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.catalog.parts import crumbs, form_page
from cashwright.surfaces.console.screens.catalog.products import product_of
from cashwright.surfaces.console.screens.settings_.tabs import tried
from cashwright.surfaces.console.words import say

QUANTITY_MAX_E6 = 10**15


def price_of(public: str) -> Price:
    """The price with this public id. Raises NotFound."""
    rows = Price.objects.select_related("product", "meter")
    found = rows.filter(pk=parse_public_id(Price.PREFIX, public)).first()
    if found is None:
        raise NotFound(document="price", id=public[:40])
    return found


@dataclass(frozen=True, slots=True)
class Dated:
    """A version with the days it is in force; `until` is its last day, if one follows."""

    version: PriceVersion
    terms: PriceTerms
    words: str
    until: date | None
    state: str  # running | ahead | over


def dated(price: Price, currency: str, on: date) -> list[Dated]:
    """The price book's versions in a currency, the latest first."""
    rows = [v for v in versions_of(price.pk).select_related("price") if v.currency == currency]
    found: list[Dated] = []
    after: date | None = None
    for row in sorted(rows, key=lambda v: (v.valid_from, v.created_at), reverse=True):
        until = after - timedelta(days=1) if after else None
        is_ahead = row.valid_from > on
        state = "planned" if is_ahead else "over" if until and until < on else "running"
        terms = price_terms(row)
        found.append(Dated(row, terms, terms_text(terms, currency, price.unit_name), until, state))
        after = row.valid_from
    return found


@page(permission="catalog.read", section="products")
def price(request: HttpRequest, public: str) -> HttpResponse:
    """One price; `?currency=` and `?version=` choose what is looked at, `?quantity=` tries one."""
    frame, shown = frame_of(request), price_of(public)
    codes = list(
        PriceVersion.objects.filter(price=shown, owner_id__isnull=True)
        .order_by("currency").values_list("currency", flat=True).distinct()
    )  # fmt: skip
    code = request.GET.get("currency", "")
    code = code if code in codes else _first(codes, frame)
    versions = dated(shown, code, frame.as_of) if code else []
    chosen = _chosen(versions, request.GET.get("version", ""))
    context = {
        "price": shown, "public": public, "title": shown.name, "model": MODELS[shown.model],
        "billed": billed_text(shown), "versions": versions, "chosen": chosen, "code": code,
        "currencies": [(c, f"?currency={c}", c == code) for c in codes],
        "tiers": tier_rows(chosen.terms, code) if chosen else [],
        "has_unit": chosen is not None and any(t.unit_price_e9 for t in chosen.terms.tiers),
        "has_share": chosen is not None and any(t.rate_e9 for t in chosen.terms.tiers),
        "curve": curve(chosen.terms, code, shown.unit_name) if chosen else None,
        "tried": _tried(request, shown, chosen, code), "may_edit": may(request, "catalog.edit"),
        "crumbs": crumbs(
            (shown.product.name, reverse("console:product", args=[shown.product.public_id])),
            (shown.name, ""),
        ),
    }  # fmt: skip
    return render(request, "console/catalog/price.html", context)


def _first(codes: list[str], frame: Frame) -> str:
    if frame.currency in codes:
        return frame.currency
    return codes[0] if codes else ""


def _chosen(versions: list[Dated], public: str) -> Dated | None:
    asked = [v for v in versions if v.version.public_id == public]
    running = [v for v in versions if v.state == "running"]
    return next(iter([*asked, *running, *versions]), None)


def _tried(request: HttpRequest, price: Price, chosen: Dated | None, code: str) -> dict[str, Any]:
    """What a quantity costs and why, or why it cannot be said."""
    text = request.GET.get("quantity", "").strip()
    if not text or chosen is None:
        return {"asked": text}
    read = scaled(text, 6)
    quantity_e6 = read[0] * 10 ** (6 - read[1]) if read else -1
    if quantity_e6 < 0 or quantity_e6 > QUANTITY_MAX_E6:
        return {"asked": text, "problem": "Write a number such as 412, with at most six decimals."}
    units = minor_units(code)
    try:
        rated = rate(chosen.terms, quantity_e6, units=units)
        told = explain(
            chosen.terms, quantity_e6, units=units, unit_name=price.unit_name, words=told_in("en")
        )
    except Refusal as refusal:
        return {"asked": text, "problem": say(refusal)[1]}
    return {
        "asked": text, "quantity": quantity_text(quantity_e6, price.unit_name),
        "minor": rated.amount_minor, "explained": told or "A flat price: the quantity does not matter.",
        "topup": minimum_topup(chosen.terms, rated.amount_minor),
    }  # fmt: skip


@page(permission="catalog.edit", section="products", methods=("GET", "POST"))
def price_new(request: HttpRequest, public: str) -> HttpResponse:
    """Add a way to charge for a product; its amounts follow."""
    of = product_of(public)
    form = PriceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = tried(form, lambda: add_price(
            product_id=of.pk, **form.terms(), by=Actor.human(request.user.pk)
        ))  # fmt: skip
        if made is not None:
            url = reverse("console:version_new", args=[made.public_id])
            return done(request, url, f"{made.name} is added. Say what it costs.")
    return form_page(
        request, form, title=f"New price of {of.name}", button="Add",
        back=reverse("console:product", args=[public]),
    )  # fmt: skip


@page(permission="catalog.edit", methods=("POST",))
def price_retire(request: HttpRequest, public: str) -> HttpResponse:
    """Stop offering a price; contracts that have it go on."""
    retire(entry=price_of(public), by=Actor.human(request.user.pk))
    return done(request, reverse("console:price", args=[public]), "It is not sold any more.")
