"""The people at a customer: adding one, changing a card, and what they said about being reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse

from cashwright.areas.access.queries import found
from cashwright.areas.parties import services
from cashwright.areas.parties.models import Consent, Contact, Customer
from cashwright.areas.parties.policies import Channel, Purpose
from cashwright.areas.parties.queries import contacts_for
from cashwright.kernel.actors import Actor
from cashwright.kernel.clock import now
from cashwright.kernel.ids import parse_public_id
from cashwright.surfaces.console.forms.customers import ConsentForm, ContactForm, EditContactForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.screens.customers.answering import answered


def contacts_shown(request: HttpRequest, customer: Customer) -> list[dict[str, Any]]:
    """The people at a customer, each with what they last said about each channel and purpose."""
    people = list(
        contacts_for(request.user).filter(customer_id=customer.pk).order_by("-is_active", "name")
    )
    said: dict[Any, list[Consent]] = {}
    for each in _latest(people):
        said.setdefault(each.contact_id, []).append(each)
    return [{"contact": one, "consents": said.get(one.pk, [])} for one in people]


def _latest(people: list[Contact]) -> QuerySet[Consent]:
    later = Consent.objects.filter(
        contact=OuterRef("contact"), channel=OuterRef("channel"), purpose=OuterRef("purpose")
    ).order_by("-stated_at", "-pk")
    rows = Consent.objects.filter(contact__in=people, pk=Subquery(later.values("pk")[:1]))
    return rows.order_by("purpose", "channel")


@page(permission="contacts.edit", section="customers", methods=("GET", "POST"))
def contact_new(request: HttpRequest, public: str) -> HttpResponse:
    """Add a person at a customer."""
    shown = customer_of(request, public, "contacts.edit")
    form = ContactForm(request.POST if request.method == "POST" else None)
    back = frame_of(request).link("console:customer", public, part="contacts")

    def add() -> HttpResponse:
        given = dict(form.cleaned_data)
        services.add_contact(
            customer_id=shown.pk, name=given.pop("name"), card=given, by=_by(request)
        )
        return done(request, back, "The contact is added.")

    return answered(request, form, add, title=f"New contact at {shown.name}", back=back)


@page(permission="contacts.edit", section="customers", methods=("GET", "POST"))
def contact_edit(request: HttpRequest, public: str) -> HttpResponse:
    """Change a person's card."""
    shown = _contact(request, public)
    form = EditContactForm(
        request.POST if request.method == "POST" else None, initial=EditContactForm.start(shown)
    )
    back = _back(request, shown)

    def change() -> HttpResponse:
        services.change_contact(contact_id=shown.pk, changes=form.cleaned_data, by=_by(request))
        return done(request, back, "The contact is changed.")

    return answered(request, form, change, title=f"Edit {shown.name}", back=back)


@page(permission="contacts.edit", section="customers", methods=("GET", "POST"))
def contact_consent(request: HttpRequest, public: str) -> HttpResponse:
    """Record what a person said about being reached."""
    shown = _contact(request, public)
    form: forms.Form = ConsentForm(request.POST if request.method == "POST" else None)
    back = _back(request, shown)

    def state() -> HttpResponse:
        told = form.cleaned_data
        services.state_consent(
            contact_id=shown.pk, channel=Channel(told["channel"]), purpose=Purpose(told["purpose"]),
            is_given=told["is_given"], stated_at=now(), proof=told["proof"], by=_by(request),
        )  # fmt: skip
        return done(request, back, "What they said is kept.")

    return answered(request, form, state, title=f"What {shown.name} said", back=back)


def _contact(request: HttpRequest, public: str) -> Contact:
    return found(
        Contact.objects.select_related("customer"), request.user, "contacts.edit",
        parse_public_id(Contact.PREFIX, public), document="contact",
        entity="customer__entity_id", portfolio="customer__portfolio_id",
    )  # fmt: skip


def _back(request: HttpRequest, shown: Contact) -> str:
    return frame_of(request).link("console:customer", shown.customer.public_id, part="contacts")


def _by(request: HttpRequest) -> Actor:
    return Actor.human(request.user.pk)
