"""What is done about customers: adding, editing the card, holding."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cashwright.areas.access.queries import scoped
from cashwright.areas.parties import services
from cashwright.areas.parties.models import Hold, LegalEntity
from cashwright.areas.parties.queries import entities_for
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.forms.customers import (
    CardForm,
    HoldForm,
    NewCustomerForm,
)
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.screens.customers.answering import answered


@page(permission="customers.edit", section="customers", methods=("GET", "POST"))
def customer_new(request: HttpRequest) -> HttpResponse:
    """Add a customer."""
    frame = frame_of(request)
    entities = list(entities_for(request.user, "customers.edit"))
    start = {"entity": frame.entity.code if frame.entity else None}
    form = NewCustomerForm(_posted(request), initial=start, entities=entities)

    def add() -> HttpResponse:
        entity = LegalEntity.objects.get(code=form.cleaned_data["entity"])
        made = services.create_customer(
            entity_id=entity.pk, account_no=form.cleaned_data["account_no"],
            name=form.cleaned_data["name"], card=form.card(), by=_by(request),
        )  # fmt: skip
        return done(request, _url(request, made.public_id), f"{made.name} is added.")

    back = frame.link("console:customers")
    return answered(request, form, add, title="New customer", back=back)


@page(permission="customers.edit", section="customers", methods=("GET", "POST"))
def customer_edit(request: HttpRequest, public: str) -> HttpResponse:
    """Change a customer's card."""
    shown = customer_of(request, public, "customers.edit")
    form = CardForm(_posted(request), initial=CardForm.start(shown))
    back = _url(request, public)

    def change() -> HttpResponse:
        services.change_customer(customer_id=shown.pk, changes=form.card(), by=_by(request))
        return done(request, back, "The card is changed.")

    return answered(request, form, change, title=f"Edit {shown.name}", back=back)


@page(permission="customers.hold", section="customers", methods=("GET", "POST"))
def customer_hold(request: HttpRequest, public: str) -> HttpResponse:
    """Place a hold."""
    shown = customer_of(request, public, "customers.hold")
    start = {"from_on": frame_of(request).today, "kind": request.GET.get("kind", "dunning")}
    form = HoldForm(_posted(request), initial=start)
    back = _url(request, public)

    def place() -> HttpResponse:
        services.place_hold(customer_id=shown.pk, by=_by(request), **form.cleaned_data)
        return done(request, back, "The hold is placed.")

    return answered(request, form, place, title=f"Hold {shown.name}", back=back)


@page(permission="customers.hold", methods=("POST",))
def hold_release(request: HttpRequest, public: str) -> HttpResponse:
    """End a hold from today."""
    mine = scoped(
        Hold.objects.select_related("customer"), request.user, "customers.hold",
        entity="customer__entity_id",
    )  # fmt: skip
    hold = mine.filter(pk=parse_public_id(Hold.PREFIX, public)).first()
    if hold is None:
        raise NotFound(document="hold", id=public[:40])
    services.release_hold(hold_id=hold.pk, on=frame_of(request).today, by=_by(request))
    return done(request, _url(request, hold.customer.public_id), "The hold is released.")


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _by(request: HttpRequest) -> Actor:
    return Actor.human(request.user.pk)


def _url(request: HttpRequest, public: str) -> str:
    return frame_of(request).link("console:customer", public)
