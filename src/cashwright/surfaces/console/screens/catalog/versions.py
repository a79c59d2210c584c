"""Giving a price a new version: what it costs in a currency from a day on, seen beside what it cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cashwright.areas.catalog.models import Price, PriceVersion
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.catalog.queries import price_terms, version_for
from cashwright.areas.catalog.refusals import NoPriceInCurrency
from cashwright.areas.catalog.rules import PriceTerms, TierDraft, rate
from cashwright.areas.catalog.services import PriceNumbers, set_price
from cashwright.areas.catalog.services.prices import terms_of
from cashwright.areas.invoicing.queries import price_billed_on
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.acting import Step
from cashwright.surfaces.console.books.curves import ends
from cashwright.surfaces.console.books.pricing import quantity_text, terms_text
from cashwright.surfaces.console.confirming import Effect, Table, asked, confirmed
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.forms.catalog import TierForms, TierFormSet, VersionForm, has_tiers
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.lists.cells import NOTHING, money
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.catalog.parts import crumbs
from cashwright.surfaces.console.screens.catalog.prices import price_of


@page(permission="catalog.edit", section="products", methods=("GET", "POST"))
def version_new(request: HttpRequest, public: str) -> HttpResponse:
    """Set what a price costs from a day on; the first press shows the difference."""
    shown = price_of(public)
    code = request.GET.get("currency", "") or frame_of(request).currency
    by = Actor.human(request.user.pk)
    return version_page(
        request, shown, _step(shown, public), code=code,
        write=lambda **given: set_price(billed=price_billed_on, by=by, **given),
    )  # fmt: skip


def version_page(
    request: HttpRequest, shown: Price, step: Step, *, code: str, write: Callable[..., PriceVersion]
) -> HttpResponse:  # fmt: skip
    """The form of a version, its effect, then `write(price_id, currency, valid_from, numbers)`."""
    frame = frame_of(request)
    posted = request.POST if request.method == "POST" else None
    start, tiers = _start(shown, code, frame.as_of)
    form = VersionForm(posted, initial={"valid_from": frame.today, **start}, model=shown.model)
    lines: TierForms | None = (
        TierFormSet(posted, initial=tiers, model=shown.model) if has_tiers(shown.model) else None
    )
    numbers = _read(form, lines) if posted is not None else None
    if numbers is None:
        return asked(request, step, form, lines=lines, status=200 if posted is None else 422)
    given = form.cleaned_data
    return confirmed(
        request, step, form, lines=lines,
        effect=lambda: _effect(shown, given["currency"], given["valid_from"], numbers),
        act=lambda: write(
            price_id=shown.pk, currency=given["currency"], valid_from=given["valid_from"],
            numbers=numbers,
        ),
        place=lambda refusal, sentence: _place(form, lines, refusal, sentence),
    )  # fmt: skip


def _step(shown: Price, public: str) -> Step:
    back = reverse("console:price", args=[public])
    product = reverse("console:product", args=[shown.product.public_id])
    return Step(
        "Set what it costs", "Set the price", back, "The new version is in the price book.",
        "A version is never edited: what was billed at it stays explained. To change a price, set a"
        " new version from a later day.",
        f"{shown.product.name}, {shown.name}.",
        crumbs((shown.product.name, product), (shown.name, back), ("New version", "")),
    )  # fmt: skip


def _start(shown: Price, code: str, on: date) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The form as filled with what counts now, if anything does."""
    try:
        terms = price_terms(version_for(shown.pk, code, on))
    except NoPriceInCurrency:
        return {"currency": code}, []
    return {"currency": code, **VersionForm.start(terms, code)}, TierForms.start(terms, code)


def _read(form: VersionForm, lines: TierForms | None) -> PriceNumbers | None:
    """The numbers; None and errors on the forms when something cannot be read."""
    is_fine = form.is_valid() and (lines is None or lines.is_valid())
    if not is_fine:
        return None
    tiers: Sequence[TierDraft] | None = ()
    if lines is not None:
        tiers = lines.drafts(form.cleaned_data["currency"])
    return None if tiers is None else form.numbers(tiers)


def _place(form: VersionForm, lines: TierForms | None, refusal: Refusal, sentence: str) -> bool:
    """What is wrong with a tier is told at its row, a day that is taken or was billed at the day."""
    at = (
        lines.at(int(str(refusal.facts["tier_no"])))
        if lines and "tier_no" in refusal.facts
        else None
    )
    if at is not None:
        at.add_error("up_to", sentence)
        return True
    if refusal.code in {"catalog.version_taken", "catalog.price_billed"}:
        form.add_error("valid_from", sentence)
        return True
    return False


def _effect(shown: Price, code: str, valid_from: date, numbers: PriceNumbers) -> Effect:
    """The new version beside the one it follows, at quantities that show every tier."""
    new = terms_of(ChargeModel(shown.model), numbers)
    try:
        old = price_terms(version_for(shown.pk, code, valid_from))
    except NoPriceInCurrency:
        old = None
    words = terms_text(new, code, shown.unit_name)
    said = [f"Periods that start on {day_text(valid_from)} or later cost {words}."]
    if old is not None:
        said.append(f"Until then: {terms_text(old, code, shown.unit_name)}.")
    else:
        said.append(f"There is no price in {code} before that day.")
    heads = (("Quantity", False), ("Until now", True), ("From then on", True))
    rows = [
        (quantity_text(each, shown.unit_name), _cost(old, each, code), _cost(new, each, code))
        for each in _quantities(new)
    ]
    return Effect(said, [Table("What quantities cost a period", heads, rows)])


def _quantities(terms: PriceTerms) -> list[int]:
    return [1_000_000] if terms.model is ChargeModel.FLAT else ends(terms)


def _cost(terms: PriceTerms | None, quantity_e6: int, code: str) -> object:
    if terms is None:
        return NOTHING
    try:
        return money(rate(terms, quantity_e6, units=minor_units(code)).amount_minor, code)
    except Refusal:
        return "more than its last tier"
