"""What a person says of a customer's risk, for a time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cashwright.areas.credit.services import set_risk
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.forms.customers import RiskForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.screens.customers.answering import answered


@page(permission="customers.hold", section="customers", methods=("GET", "POST"))
def customer_risk(request: HttpRequest, public: str) -> HttpResponse:
    """Set a customer's risk by hand."""
    shown, frame = customer_of(request, public, "customers.hold"), frame_of(request)
    form = RiskForm(request.POST if request.method == "POST" else None)
    back = frame.link("console:customer", public)

    def rate() -> HttpResponse:
        by = Actor.human(request.user.pk)
        set_risk(customer_id=shown.pk, on=frame.today, by=by, **form.cleaned_data)
        return done(request, back, "The risk is set.")

    return answered(request, form, rate, title=f"Risk of {shown.name}", back=back)
