"""Writing contracts: a draft, its subscriptions, prices agreed for it alone; agreeing to it or dropping it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.catalog.services import negotiate_price
from cashwright.areas.contracts.models import Contract
from cashwright.areas.contracts.policies import CUSTOM_TERMS
from cashwright.areas.contracts.services import (
    ChargeDraft,
    activate_contract,
    activation_payload,
    add_subscription,
    create_contract,
    discard_contract,
)
from cashwright.areas.contracts.states import CONTRACT, ContractState
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import NotAllowedNow
from cashwright.surfaces.console.acting import ASKED, Step
from cashwright.surfaces.console.approving import Asking, or_ask
from cashwright.surfaces.console.confirming import asked, confirmed
from cashwright.surfaces.console.forms.contracts import (
    ChargeForms,
    ChargeFormSet,
    ContractForm,
    SubscriptionForm,
    agreed_options,
    price_and_version,
    price_options,
    sold_prices,
)
from cashwright.surfaces.console.forms.fields import NoForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_by_number
from cashwright.surfaces.console.screens.catalog.prices import price_of
from cashwright.surfaces.console.screens.catalog.versions import version_page
from cashwright.surfaces.console.screens.contracts.effects import effect_of
from cashwright.surfaces.console.screens.contracts.listing import contract_of, crumbs, url
from cashwright.surfaces.console.screens.settings_.tabs import tried


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def contract_new(request: HttpRequest) -> HttpResponse:
    """Write down a contract, as a draft."""
    frame = frame_of(request)
    start = {"starts_on": frame.today, "account_no": request.GET.get("account_no", "")}
    form = ContractForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_bound and form.is_valid():
        parties: dict[str, Any] = {}
        for field, name in (("account_no", "customer_id"), ("payer_no", "bill_to_id")):
            number = form.cleaned_data[field]
            if not number:
                continue
            found, problem = customer_by_number(request, frame, number, "contracts.edit")
            if found is None:
                form.add_error(field, problem)
            else:
                parties[name] = found.pk
        if not form.errors:
            made = tried(form, lambda: create_contract(
                **parties, **form.agreed(), by=Actor.human(request.user.pk)
            ))  # fmt: skip
            if made is not None:
                return done(request, url(made), "The draft is saved. Add what is subscribed to.")
    context = {
        "title": "New contract", "form": form, "button": "Save draft",
        "back": frame.link("console:contracts"),
        "note": "It stays a draft, and nothing is billed, until you agree to it on its page.",
        "crumbs": [("Contracts", frame.link("console:contracts")), ("New", "")],
    }  # fmt: skip
    return render(request, "console/form.html", context, status=422 if form.errors else 200)


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def subscribe(request: HttpRequest, public: str) -> HttpResponse:
    """Add a subscription; the first press shows what it will be billed when."""
    shown, frame = contract_of(request, public, "contracts.edit"), frame_of(request)
    posted = request.POST if request.method == "POST" else None
    form = SubscriptionForm(posted, initial={"starts_on": max(shown.starts_on, frame.today)
                                             if shown.state == "active" else shown.starts_on})  # fmt: skip
    lines: ChargeForms = ChargeFormSet(posted, options=[
        *agreed_options(shown), *price_options(sold_prices(shown.currency)),
    ])  # fmt: skip
    step = Step(
        "Add a subscription", "Add", url(shown), "The subscription is added.",
        "What is paid again and again: an interval, and prices of the book in"
        f" {shown.currency}. All its prices are for one interval.",
        f"{shown.customer.name}, {shown.contract_no}.", crumbs(request, shown, "Add a subscription"),
    )  # fmt: skip
    is_fine = posted is not None and form.is_valid() and lines.is_valid()
    chosen = lines.chosen() if is_fine else None
    if chosen is None:
        return asked(request, step, form, lines=lines, status=200 if posted is None else 422)
    drafts = [
        ChargeDraft(quantity_e6=amount, price_id=price_id, price_version_id=version_id)
        for price, amount in chosen
        for price_id, version_id in [price_and_version(price)]
    ]

    def act() -> object:
        return add_subscription(
            contract_id=shown.pk, charges=drafts, on=frame.today, by=Actor.human(request.user.pk),
            **form.cleaned_data,
        )  # fmt: skip

    return confirmed(
        request, step, form, lines=lines, act=act,
        effect=lambda: effect_of(shown, act, frame.today),
    )  # fmt: skip


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def contract_activate(request: HttpRequest, public: str) -> HttpResponse:
    """Agree to a draft; payment terms outside the catalog ask a second person first."""
    shown, frame = contract_of(request, public, "contracts.edit"), frame_of(request)
    if shown.state != ContractState.DRAFT:
        raise NotAllowedNow(document="contract", state=shown.state, move="activate")
    by = Actor.human(request.user.pk)
    days = shown.custom_term_days
    step = Step(
        "Agree to this contract", "Agree" if days is None else "Send for approval", url(shown),
        "The contract counts: it is billed from its first day." if days is None else ASKED,
        "From now on the bill run bills what is due."
        if days is None
        else f"{days} days to pay are outside the catalog: a second person agrees first.",
        f"{shown.customer.name}, {shown.contract_no}.", crumbs(request, shown, "Agree"),
    )  # fmt: skip
    form = NoForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return asked(request, step, form)
    asking = Asking(
        CUSTOM_TERMS, shown.entity_id, shown.pk, shown.customer_id, shown.currency, 0,
        activation_payload(shown), f"{days} days to pay",
    )  # fmt: skip

    def act() -> object:
        return or_ask(lambda: activate_contract(contract_id=shown.pk, by=by), asking, by) or shown

    return confirmed(
        request, step, form, act=act, effect=lambda: effect_of(shown, act, frame.today)
    )


@page(permission="contracts.edit", methods=("POST",))
def contract_discard(request: HttpRequest, public: str) -> HttpResponse:
    """Drop a draft that was never agreed."""
    shown = contract_of(request, public, "contracts.edit")
    discard_contract(contract_id=shown.pk, by=Actor.human(request.user.pk))
    return done(request, url(shown), "The draft is dropped.")


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def negotiate(request: HttpRequest, public: str) -> HttpResponse:
    """Agree on what a price of the book costs in this contract alone (`?price=`)."""
    shown = contract_of(request, public, "contracts.edit")
    price = price_of(request.GET.get("price", ""))
    by = Actor.human(request.user.pk)
    step = Step(
        f"Agree a price for {shown.contract_no}", "Agree the price", url(shown),
        "The price is agreed. Change the subscription to it from the day it counts.",
        "It counts in this contract alone, where a subscription is set to it.",
        f"{shown.customer.name}: {price.product.name}, {price.name}.",
        crumbs(request, shown, "Agree a price"),
    )  # fmt: skip
    return version_page(
        request, price, step, code=shown.currency,
        write=lambda **given: negotiate_price(owner_id=shown.pk, by=by, **given),
    )  # fmt: skip


def may_move(shown: Contract, move: str) -> bool:
    """Whether the table of states allows a move of the contract as it stands."""
    return CONTRACT.allows(ContractState(shown.state), move)
