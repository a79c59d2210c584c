"""Legal entities with their number series, and the chart of accounts they share."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.invoicing.models import Series
from cashwright.areas.ledger.models import Account
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.services import change_legal_entity, create_legal_entity
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.forms.settings import EntityChangeForm, EntityForm
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.screens.settings_.tabs import form_page, tabs, tried

_MORE = ("legal_name", "postal_address", "tax_no", "invoice_prefix", "credit_note_prefix")


@page(permission="settings.read", section="settings")
def companies(request: HttpRequest) -> HttpResponse:
    """Our companies, their number series, the accounts."""
    context = {
        "title": "Settings",
        "tabs": tabs(request, "settings"),
        "entities": LegalEntity.objects.select_related("default_terms").order_by("code"),
        "series": Series.objects.select_related("entity").order_by(
            "entity__code", "prefix", "-year"
        ),
        "accounts": Account.objects.order_by("code"),
        "may_edit": may(request, "settings.edit"),
    }
    return render(request, "console/settings/companies.html", context)


@page(permission="settings.edit", section="settings", methods=("GET", "POST"))
def company_new(request: HttpRequest) -> HttpResponse:
    """Set up a company; the first one brings the standard terms with it."""
    form = EntityForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        made = tried(form, lambda: create_legal_entity(
            code=given["code"], name=given["name"], currency=given["currency"], zone=given["zone"],
            country=given["country"].strip().upper(), by=Actor.human(request.user.pk),
            settings={name: given[name] for name in _MORE},
        ))  # fmt: skip
        if made is not None:
            return done(request, reverse("console:settings"), f"{made.name} is set up.")
    return form_page(
        request, form, title="New company", button="Set up", back=reverse("console:settings")
    )


@page(permission="settings.edit", section="settings", methods=("GET", "POST"))
def company_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what may be changed of a company."""
    entity = LegalEntity.objects.filter(code=code).first()
    if entity is None:
        raise NotFound(document="legal entity", id=code[:12])
    names = EntityChangeForm.base_fields
    form = EntityChangeForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(entity, name) for name in names},
    )
    if form.is_bound and form.is_valid():
        changed = tried(form, lambda: change_legal_entity(
            entity_id=entity.pk, changes=form.cleaned_data, by=Actor.human(request.user.pk)
        ))  # fmt: skip
        if changed is not None:
            return done(request, reverse("console:settings"), f"{changed.name} is changed.")
    note = f"Its books are kept in {entity.currency}, its day ends in {entity.zone}. Both stay."
    return form_page(
        request, form, title=entity.name, button="Save", back=reverse("console:settings"), note=note
    )


urlpatterns = [
    path("settings/", companies, name="settings"),
    path("settings/companies/new/", company_new, name="company_new"),
    path("settings/companies/<str:code>/", company_change, name="company_change"),
]
