"""Billing a day now."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput
from cashwright.runs.bill import run_bill
from cashwright.runs.day import refuse_future
from cashwright.surfaces.console.books.reach import whole_entity
from cashwright.surfaces.console.formats import day_text, plural
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page


@page(permission="runs.run", section="billing", methods=("POST",))
def billing_run(request: HttpRequest) -> HttpResponse:
    """Bill a day for one company: everything due by then that is not billed yet."""
    entity = whole_entity(request, "runs.run", request.POST.get("of", ""))
    on = _day(request.POST.get("on", ""), frame_of(request).today)
    refuse_future([entity], on)
    run, _ = run_bill(entity, on, by=Actor.human(request.user.pk), again=True)
    counted = run.report.get("bill", {"outcomes": {}})["outcomes"]
    posted, parked = counted.get("invoices", 0), counted.get("parked", 0)
    text = f"{day_text(on)} is billed: {plural(posted, 'invoice is', 'invoices are')} posted."
    if parked:
        text += f" {plural(parked, 'draft waits', 'drafts wait')} for a look."
    return done(request, reverse("console:run", args=[run.public_id]), text)


def _day(text: str, fallback: date) -> date:
    try:
        return date.fromisoformat(text) if text else fallback
    except ValueError:
        raise BadInput(field="on", value=text[:10], expected="a day such as 2026-01-31") from None
