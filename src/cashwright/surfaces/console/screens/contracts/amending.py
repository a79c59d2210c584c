"""Amendments: a subscription changes from a day on. The first press shows what that comes to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from cashwright.areas.contracts.models import Subscription
from cashwright.areas.contracts.rules.changing import Change
from cashwright.areas.contracts.services import amend, coterm, preview_amendment
from cashwright.areas.invoicing.queries import billed_lines
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.acting import Step
from cashwright.surfaces.console.confirming import Effect, asked, confirmed
from cashwright.surfaces.console.forms.amendments import KINDS, AmendForm, CotermForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.contracts.effects import effect_of
from cashwright.surfaces.console.screens.contracts.listing import crumbs, subscription_of, url


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def amendment(request: HttpRequest, public: str, kind: str) -> HttpResponse:
    """Change a subscription; `kind` says what about it."""
    made = KINDS.get(kind)
    if made is None:
        raise Http404
    of, frame = subscription_of(request, public, "contracts.edit"), frame_of(request)
    form = made(
        request.POST if request.method == "POST" else None, subscription=of, on=frame.today,
        initial={"charge": request.GET.get("charge", "")},
    )  # fmt: skip
    step = _step(request, of, made.title, made.button, made.note)
    change = form.change() if form.is_bound and form.is_valid() else None
    if change is None:
        return asked(request, step, form, status=422 if form.is_bound else 200)
    return _confirmed(request, step, form, of, change)


def _confirmed(
    request: HttpRequest, step: Step, form: AmendForm, of: Subscription, change: Change
) -> HttpResponse:
    on, by = frame_of(request).today, Actor.human(request.user.pk)
    given = {
        "subscription_id": of.pk, "change": change, "on": on, "billed": billed_lines, "by": by,
        "effective_on": form.cleaned_data["effective_on"], **form.manner(),
    }  # fmt: skip

    def effect() -> Effect:
        plan = preview_amendment(**given)
        counts = plan.amendment.effective_on
        said = [f"Counts from {counts:%-d %B %Y}."]
        if plan.ends_on is not None:
            said.append(f"The subscription ends before {plan.ends_on:%-d %B %Y}.")
        return effect_of(of.contract, lambda: amend(**given), on, said=said, items=plan.items)

    return confirmed(request, step, form, effect=effect, act=lambda: amend(**given))


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def in_step(request: HttpRequest, public: str) -> HttpResponse:
    """Bring a subscription in step with another: full periods start on another day from now on."""
    of, on = subscription_of(request, public, "contracts.edit"), frame_of(request).today
    form = CotermForm(
        request.POST if request.method == "POST" else None, initial={"anchor_on": of.anchor_on}
    )
    step = _step(
        request, of, "Bring in step", "Bring in step",
        "The period in progress stays; the next one is shorter, up to the new day.",
    )  # fmt: skip
    if not form.is_bound or not form.is_valid():
        return asked(request, step, form, status=422 if form.is_bound else 200)

    def act() -> object:
        return coterm(
            subscription_id=of.pk, anchor_on=form.cleaned_data["anchor_on"], on=on,
            by=Actor.human(request.user.pk), why=form.cleaned_data["why"],
        )  # fmt: skip

    return confirmed(request, step, form, effect=lambda: effect_of(of.contract, act, on), act=act)


def _step(request: HttpRequest, of: Subscription, title: str, button: str, note: str) -> Step:
    contract = of.contract
    return Step(
        title, button, url(contract), "It is on the timeline.", note,
        f"{contract.customer.name}, {contract.contract_no}: {of.name}.",
        crumbs(request, contract, title),
    )  # fmt: skip
