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
from cashwright.surfaces.console.forms.settings import (
    BankForm,
    EntityChangeForm,
    EntityForm,
    LookForm,
)
from cashwright.surfaces.console.pages import SIGNED_IN, done, may, page
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
        "may_edit_bank": may(request, "bank_details.edit"),
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
    entity = _entity(code)
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


@page(permission="settings.edit", section="settings", methods=("GET", "POST"))
def company_look(request: HttpRequest, code: str) -> HttpResponse:
    """How its documents look: color, logo, the words at the foot."""
    entity = _entity(code)
    is_posted = request.method == "POST"
    start = {
        "brand_color": entity.brand_color or "#1d4ed8",
        "document_footer": entity.document_footer,
    }
    form = LookForm(
        request.POST if is_posted else None, request.FILES if is_posted else None, initial=start
    )
    if form.is_bound and form.is_valid():
        changed = tried(form, lambda: change_legal_entity(
            entity_id=entity.pk, changes=form.changes(), by=Actor.human(request.user.pk)
        ))  # fmt: skip
        if changed is not None:
            return done(request, reverse("console:settings"), "Documents from now on look so.")
    note = "Documents that are printed already stay as they are."
    return form_page(
        request, form, title=f"Documents of {entity.name}", button="Save", is_file=True,
        back=reverse("console:settings"), note=note,
        logo=reverse("console:company_logo", args=[entity.code]) if entity.logo else "",
    )  # fmt: skip


@page(permission="bank_details.edit", section="settings", methods=("GET", "POST"))
def company_bank(request: HttpRequest, code: str) -> HttpResponse:
    """Where customers pay, as documents print it."""
    entity = _entity(code)
    posted = request.POST if request.method == "POST" else None
    form = BankForm(posted, initial={"payment_details": entity.payment_details})
    if form.is_bound and form.is_valid():
        changed = tried(form, lambda: change_legal_entity(
            entity_id=entity.pk, changes=form.cleaned_data, by=Actor.human(request.user.pk)
        ))  # fmt: skip
        if changed is not None:
            return done(request, reverse("console:settings"), "Documents name it from now on.")
    note = "Customers pay to what stands here. The change goes into the journal under your name."
    return form_page(
        request, form, title=f"Bank details of {entity.name}", button="Save",
        back=reverse("console:settings"), note=note,
    )  # fmt: skip


@page(permission=SIGNED_IN)
def company_logo(request: HttpRequest, code: str) -> HttpResponse:
    """The logo of a company of ours."""
    entity = _entity(code)
    if entity.logo is None:
        raise NotFound(document="logo", id=code[:12])
    return HttpResponse(bytes(entity.logo), content_type="image/png")


def _entity(code: str) -> LegalEntity:
    entity = LegalEntity.objects.filter(code=code).first()
    if entity is None:
        raise NotFound(document="legal entity", id=code[:12])
    return entity


urlpatterns = [
    path("settings/", companies, name="settings"),
    path("settings/companies/new/", company_new, name="company_new"),
    path("settings/companies/<str:code>/look/", company_look, name="company_look"),
    path("settings/companies/<str:code>/bank/", company_bank, name="company_bank"),
    path("settings/companies/<str:code>/logo/", company_logo, name="company_logo"),
    path("settings/companies/<str:code>/", company_change, name="company_change"),
]
