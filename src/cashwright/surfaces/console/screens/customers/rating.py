"""What a person says of a customer's risk, for a time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.credit.services import set_risk
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.forms.customers import RiskForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.words import say


@page(permission="customers.hold", section="customers", methods=("GET", "POST"))
def customer_risk(request: HttpRequest, public: str) -> HttpResponse:
    """Set a customer's risk by hand."""
    shown, frame = customer_of(request, public, "customers.hold"), frame_of(request)
    form = RiskForm(request.POST if request.method == "POST" else None)
    back, status = frame.link("console:customer", public), 200
    if request.method == "POST" and form.is_valid():
        by = Actor.human(request.user.pk)
        try:
            set_risk(customer_id=shown.pk, on=frame.today, by=by, **form.cleaned_data)
            return done(request, back, "The risk is set.")
        except Refusal as refusal:
            status, sentence = say(refusal)
            field = str(refusal.facts.get("field", ""))
            form.add_error(field if field in form.fields else None, sentence)
    title = f"Risk of {shown.name}"
    crumbs = [("Customers", frame.link("console:customers")), (shown.name, back), (title, "")]
    context = {"form": form, "title": title, "back": back, "crumbs": crumbs}
    return render(request, "console/form.html", context, status=status)
