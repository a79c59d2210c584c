"""Erasing what is known of a person at a customer: the page says what goes and what stays."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.access.queries import found
from cashwright.areas.messaging.policies import ERASE_PERSON
from cashwright.areas.messaging.queries import Erasure, erasure_of
from cashwright.areas.messaging.services import erase_person, erasure_payload
from cashwright.areas.parties.models import Contact
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.surfaces.console.acting import ASKED
from cashwright.surfaces.console.approving import Asking, or_ask
from cashwright.surfaces.console.formats import day_text
from cashwright.surfaces.console.forms.customers import EraseForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page


@page(permission="contacts.erase", section="customers", methods=("GET", "POST"))
def contact_erase(request: HttpRequest, public: str) -> HttpResponse:
    """Erase a person's data for good, after showing what that means."""
    shown = found(
        Contact.objects.select_related("customer"), request.user, "contacts.erase",
        parse_public_id(Contact.PREFIX, public), document="contact",
        entity="customer__entity_id", portfolio="customer__portfolio_id",
    )  # fmt: skip
    frame = frame_of(request)
    back = frame.link("console:customer", shown.customer.public_id, part="contacts")
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why, by = form.cleaned_data["why"], Actor.human(request.user.pk)
        waits = or_ask(
            lambda: erase_person(contact_id=shown.pk, on=frame.today, by=by, why=why),
            _asking(shown, frame.today, why), by,
        )  # fmt: skip
        return done(request, back, ASKED if waits else "The personal data is erased.")
    title = f"Erase the personal data of {shown.name}"
    context = {
        "form": form, "title": title, "back": back, "button": "Erase for good",
        "note": _what_happens(erasure_of(shown, frame.today)),
        "crumbs": [("Customers", frame.link("console:customers")), (title, "")],
    }  # fmt: skip
    return render(request, "console/form.html", context)


def _asking(shown: Contact, on: date, why: str) -> Asking:
    payload = erasure_payload(shown.pk, on, why)
    return Asking(
        kind=ERASE_PERSON, entity_id=shown.customer.entity_id, document_id=shown.pk,
        customer_id=shown.customer_id, currency="", amount_minor=0, payload=payload,
        reason=payload["why"],
    )  # fmt: skip


def _what_happens(erasure: Erasure) -> str:
    """What goes and what stays, in words."""
    said = ["Name, e-mail address, phone number and proofs of consent go for good."]
    if erasure.free:
        said.append(
            f"{_messages(len(erasure.free))} that never went out or are old enough go, too."
        )
    if erasure.heard:
        said.append(
            f"The words of {_messages(len(erasure.heard))} they wrote go, with what came along."
        )
    if erasure.kept_until is not None:
        until = day_text(erasure.kept_until)
        kept = len(erasure.letters) + len(erasure.received)
        said.append(
            f"{_messages(kept)} that went out, or that something was done by, stay: the law has business"
            f" letters kept, the last of them until {until}. Erase again after that day."
        )
    return " ".join(
        [*said, "Invoices, payments and the journal stay: they know the person by a number only."]
    )


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"
