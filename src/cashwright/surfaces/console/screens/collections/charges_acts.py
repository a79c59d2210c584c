"""What is done about late charges: reckoning them now, waiving one, billing a customer's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.access.queries import scope
from cashwright.areas.collections.models import LateCharge
from cashwright.areas.collections.queries import charge_for, charges_for
from cashwright.areas.collections.services import accrue_late_charges, bill_charges, waive_charge
from cashwright.areas.controls.services import command
from cashwright.areas.disputes.queries import held_minor
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.acting import Step, carry_out, show
from cashwright.surfaces.console.confirming import Effect, Table, asked, confirmed, taken_back
from cashwright.surfaces.console.formats import money_text, plural
from cashwright.surfaces.console.forms.agreements import BillForm, WhyForm
from cashwright.surfaces.console.forms.fields import NoForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_of
from cashwright.surfaces.console.words import say


def day_of(text: str) -> date:
    """A day as a span stores it."""
    return date.fromisoformat(text)


@page(permission="charges.decide", section="collections", methods=("GET", "POST"))
def charges_accrue(request: HttpRequest) -> HttpResponse:
    """Reckon now what the day's run would reckon: shown first, then written."""
    frame = frame_of(request)
    reach = scope(request.user, "charges.decide")
    ids = [pk for pk in frame.entity_ids if reach.covers(pk)]
    back = frame.link("console:charges")
    step = Step(
        "Accrue late charges", "Accrue", back, "What is owed for paying late is accrued.",
        "Open invoices are charged to the end of the last whole month, paid ones to the day they"
        " were paid. Nothing is billed by it.",
        crumbs=[("Late charges", back), ("Accrue", "")],
    )  # fmt: skip
    form = NoForm(request.POST if request.method == "POST" else None)

    @command
    def act() -> None:
        for pk in ids:
            accrue_late_charges(
                entity_id=pk, on=frame.today, by=Actor.human(request.user.pk),
                held=held_minor,
            )  # fmt: skip

    if request.method == "POST" and form.is_valid():
        return confirmed(request, step, form, effect=lambda: _accrued(act, ids), act=act)
    return asked(request, step, form)


def _accrued(act: Callable[[], None], entity_ids: list[UUID]) -> Effect:
    """What accruing now would add, by company and currency."""
    with taken_back():
        before = set(
            LateCharge.objects.filter(entity_id__in=entity_ids).values_list("pk", flat=True)
        )
        act()
        made = LateCharge.objects.filter(entity_id__in=entity_ids).exclude(pk__in=before)
        sums: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for one in made.values_list("entity__code", "currency", "kind", "amount_minor"):
            sums[one[0], one[1], one[2]].append(one[3])
    if not sums:
        return Effect(["Nothing is to be accrued: every day that may be charged was charged."])
    rows = [
        (code, kind.capitalize(), str(len(minors)), f"{money_text(sum(minors), currency)} {currency}")
        for (code, currency, kind), minors in sorted(sums.items())
    ]  # fmt: skip
    heads = [("Company", False), ("For", False), ("Charges", True), ("Amount", True)]
    return Effect([], [Table("What is added", heads, rows)])


@page(permission="charges.decide", section="collections", methods=("GET", "POST"))
def charge_waive(request: HttpRequest, public: str) -> HttpResponse:
    """Let a customer off one charge."""
    shown = charge_for(request.user, parse_public_id(LateCharge.PREFIX, public), "charges.decide")
    url = reverse("console:charge", args=[public])
    form, status = WhyForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            waive_charge(
                charge_id=shown.pk, on=frame_of(request).today, by=Actor.human(request.user.pk),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
            return done(request, url, "The charge is waived; its days are not charged again.")
        except Refusal as refusal:
            status, sentence = say(refusal)
            form.add_error(None, sentence)
    context = {
        "form": form, "title": "Waive a late charge", "back": url, "button": "Waive",
        "crumbs": [("Late charge", url), ("Waive", "")],
    }  # fmt: skip
    return render(request, "console/form.html", context, status=status)


@page(permission="charges.decide", section="collections", methods=("GET", "POST"))
def customer_bill(request: HttpRequest, public: str) -> HttpResponse:
    """Bill what waits of a customer, after a look at what it writes to the ledger."""
    customer = customer_of(request, public, "charges.decide")
    frame = frame_of(request)
    back = frame.link("console:charges") + f"?customer={public}"
    form = BillForm(request.POST if request.method == "POST" else None, initial={"on": frame.today})
    step = Step(
        f"Bill late charges of {customer.name}", "Bill", back, "The late charges are billed.",
        "They become an invoice of their own; what they are for stays as it is.",
        crumbs=[("Late charges", back), ("Bill", "")],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, Actor.human(request.user.pk)

        def act() -> object:
            return bill_charges(
                customer_id=customer.pk, on=given["on"], due_on=given["due_on"], by=by
            )

        return carry_out(request, step, form, act, by)
    return show(request, step, form)


def bill_selected(request: HttpRequest, chosen: QuerySet[LateCharge]) -> HttpResponse:
    """Bill the selected charges that wait: one invoice for each customer and currency."""
    frame = frame_of(request)
    mine = charges_for(request.user, "charges.decide").filter(
        pk__in=chosen.values("pk"), state="accrued"
    )
    by_customer: dict[UUID, list[UUID]] = defaultdict(list)
    for pk, customer_id in mine.values_list("pk", "customer_id"):
        by_customer[customer_id].append(pk)

    @command
    def act() -> int:
        by = Actor.human(request.user.pk)
        return sum(
            len(bill_charges(customer_id=who, on=frame.today, by=by, charge_ids=ids))
            for who, ids in sorted(by_customer.items())
        )

    said = f"{plural(act(), 'invoice', 'invoices')} of late charges posted."
    return done(request, frame.link("console:charges"), said)
