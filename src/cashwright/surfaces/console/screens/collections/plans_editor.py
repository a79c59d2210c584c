"""The editor of a payment plan: what is written, and the schedule it makes, before it is proposed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cashwright.areas.collections.models import PaymentPlan
from cashwright.areas.collections.rules.plans import Even, Interval
from cashwright.areas.collections.services import propose_plan
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.acting import Step
from cashwright.surfaces.console.agreements import open_invoices
from cashwright.surfaces.console.confirming import Effect, Table, asked, confirmed, taken_back
from cashwright.surfaces.console.formats import day_text, money_text, plural
from cashwright.surfaces.console.forms.agreements import PlanForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.scoping import customer_of

Said = Callable[[str], str]
"""Does something for a reason, and says what came of it."""


@page(permission="collections.work", section="collections", methods=("GET", "POST"))
def plan_new(request: HttpRequest, public: str) -> HttpResponse:
    """Write a plan and see its schedule; it is proposed then, and agreed on from its own page."""
    customer = customer_of(request, public, "collections.work")
    frame = frame_of(request)
    invoices = open_invoices(customer)
    late = [str(one.pk) for one in invoices if one.due_on < frame.today]
    start = {"first_on": frame.today + timedelta(days=14), "invoices": late}
    posted = request.POST if request.method == "POST" else None
    form = PlanForm(posted, initial=start, invoices=invoices)
    back = frame.link("console:customer", public)
    step = Step(
        f"Payment plan for {customer.name}", "Propose", back, "The plan is proposed.",
        "It comes to exactly what is open of the invoices. Reminders pause once both sides agree.",
        crumbs=[(customer.name, back), ("Payment plan", "")],
        to=reverse("console:plans") + f"?customer={customer.public_id}&tab=proposed",
    )  # fmt: skip
    if posted is None or not form.is_valid():
        return asked(request, step, form)
    chosen = [one for one in invoices if str(one.pk) in form.cleaned_data["invoices"]]
    written = form.written(chosen[0].currency)
    if written is None:
        return asked(request, step, form)

    def propose() -> PaymentPlan:
        given = form.cleaned_data
        even = Even(given["count"], given["first_on"], Interval(given["interval"]))
        return propose_plan(
            customer_id=customer.pk, currency=chosen[0].currency,
            invoice_ids=[UUID(pk) for pk in given["invoices"]], instalments=written or even,
            on=frame.today, by=Actor.human(request.user.pk), note=given["note"],
        )  # fmt: skip

    return confirmed(
        request, step, form, effect=lambda: _effect(propose, customer, chosen), act=propose
    )


def _effect(
    propose: Callable[[], PaymentPlan], customer: Customer, chosen: list[Invoice]
) -> Effect:
    """The schedule as the books would take it."""
    with taken_back():
        plan = propose()
        code, left, rows = plan.currency, plan.total_minor, []
        for part in plan.instalments.order_by("number"):
            left -= part.amount_minor
            rows.append(
                (
                    str(part.number), day_text(part.due_on), day_text(part.kept_until),
                    money_text(part.amount_minor, code), money_text(left, code),
                )
            )  # fmt: skip
    whole = f"{money_text(plan.total_minor, code)} {code}"
    table = Table(
        f"The schedule in {code}",
        [
            ("No.", True),
            ("Due", False),
            ("Met until", False),
            ("Amount", True),
            ("Left then", True),
        ],
        rows,
    )
    bills, parts = plural(len(chosen), "invoice", "invoices"), plural(len(rows), "part", "parts")
    sentences = [
        f"{customer.name} pays {whole}, all that is open of {bills}, in {parts}.",
        "The aging keeps the due dates; a missed instalment ends the plan on the next day.",
    ]
    return Effect(sentences, [table])
