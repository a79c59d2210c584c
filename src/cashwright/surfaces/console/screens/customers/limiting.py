"""How much a customer may owe: set by those whose duty it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cashwright.areas.parties.services import set_credit_limit
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.forms.customers import LimitForm
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.screens.customers.answering import answered


@page(permission="credit_limits.edit", section="customers", methods=("GET", "POST"))
def customer_limit(request: HttpRequest, public: str) -> HttpResponse:
    """Set or take away a customer's credit limit."""
    shown = customer_of(request, public, "credit_limits.edit")
    kept = shown.credit_limit_minor
    start = {"limit": "" if kept is None else money_text(kept, shown.currency)}
    form = LimitForm(request.POST if request.method == "POST" else None, initial=start)
    form.fields["limit"].label = f"They may owe, in {shown.currency}"
    back = frame_of(request).link("console:customer", public)

    def set_it() -> HttpResponse | None:
        asked = str(form.cleaned_data["limit"]).strip()
        limit = minor(form, "limit", shown.currency) if asked else None
        if asked and limit is None:
            return None
        set_credit_limit(
            customer_id=shown.pk, limit_minor=limit, reason=form.cleaned_data["reason"],
            by=Actor.human(request.user.pk),
        )  # fmt: skip
        return done(request, back, "The limit is set." if asked else "There is no limit any more.")

    return answered(request, form, set_it, title=f"Credit limit of {shown.name}", back=back)
