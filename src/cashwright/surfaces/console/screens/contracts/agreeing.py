"""What is agreed about a contract besides its subscriptions: discounts, credit, single items, milestones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse

from cashwright.areas.access.queries import found
from cashwright.areas.contracts.models import Contract, Milestone
from cashwright.areas.contracts.services import (
    MilestoneDraft,
    bill_one_off,
    change_bill_to,
    grant_credit,
    negotiate_discount,
    reach_milestone,
    redeem_coupon,
    renew,
    set_milestones,
    set_purchase_order,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.periods import add_months
from cashwright.surfaces.console.acting import Step
from cashwright.surfaces.console.confirming import asked, confirmed
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.forms.catalog import read
from cashwright.surfaces.console.forms.contracts import (
    DayForm,
    DiscountForm,
    GrantForm,
    MilestoneForm,
    OnceForm,
    OrderForm,
    PayerForm,
    RedeemForm,
    RenewForm,
)
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.scoping import customer_by_number
from cashwright.surfaces.console.screens.contracts.effects import effect_of
from cashwright.surfaces.console.screens.contracts.listing import contract_of, crumbs, url

Act = Callable[[], object]


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _step(
    request: HttpRequest, shown: Contract, title: str, button: str, said: str, note: str = ""
) -> Step:
    about = f"{shown.customer.name}, {shown.contract_no}."
    return Step(title, button, url(shown), said, note, about, crumbs(request, shown, title))


def _ask(
    request: HttpRequest, shown: Contract, step: Step, form: forms.Form, act: Act | None,
    said: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    """The form while `act` is None (it is not or wrongly filled in), then its effect, then the act."""
    if act is None:
        return asked(request, step, form, status=422 if form.is_bound else 200)
    on = frame_of(request).today
    return confirmed(
        request, step, form, effect=lambda: effect_of(shown, act, on, said=said), act=act
    )


def _charge(form: forms.Form) -> UUID | None:
    chosen = form.cleaned_data["charge"]
    return UUID(chosen) if chosen else None


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def discount(request: HttpRequest, public: str) -> HttpResponse:
    """Agree on a discount, for the whole contract or one of its prices."""
    shown, by = contract_of(request, public, "contracts.edit"), Actor.human(request.user.pk)
    start = {"from_on": frame_of(request).today}
    form = DiscountForm(_posted(request), initial=start, contract=shown)
    step = _step(
        request, shown, "Agree a discount", "Agree", "The discount is agreed.",
        "It is taken off what periods cost that start on a day it covers, in the order agreed.",
    )  # fmt: skip
    act: Act | None = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        share = read(form, "percent", 4)
        amount = minor(form, "amount", shown.currency) if given["amount"] else None

        def agree() -> object:
            return negotiate_discount(
                contract_id=shown.pk, from_on=given["from_on"], reason=given["reason"], by=by,
                percent_ppm=share or None, amount_minor=amount, until_on=given["until_on"],
                charge_id=_charge(form),
            )  # fmt: skip

        act = None if form.errors else agree
    return _ask(request, shown, step, form, act)


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def coupon(request: HttpRequest, public: str) -> HttpResponse:
    """Redeem a coupon."""
    shown, by = contract_of(request, public, "contracts.edit"), Actor.human(request.user.pk)
    start = {"from_on": frame_of(request).today}
    form = RedeemForm(_posted(request), initial=start, contract=shown)
    step = _step(request, shown, "Redeem a coupon", "Redeem", "The coupon is redeemed.")

    def act() -> object:
        given = form.cleaned_data
        return redeem_coupon(
            contract_id=shown.pk, code=given["code"], from_on=given["from_on"], by=by,
            charge_id=_charge(form),
        )  # fmt: skip

    return _ask(request, shown, step, form, act if form.is_bound and form.is_valid() else None)


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def credit(request: HttpRequest, public: str) -> HttpResponse:
    """Give prepaid credit that later invoices use up."""
    shown, by = contract_of(request, public, "contracts.edit"), Actor.human(request.user.pk)
    form = GrantForm(_posted(request), initial={"granted_on": frame_of(request).today})
    step = _step(
        request, shown, "Grant prepaid credit", "Grant", "The credit is granted.",
        "Later invoices of this contract use it up, each with a line of its own. How it was paid"
        " for is an invoice by itself.",
    )  # fmt: skip
    act: Act | None = None
    said: list[str] = []
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        amount = minor(form, "amount", shown.currency)
        if amount is not None:
            said = [f"{money_text(amount, shown.currency)} {shown.currency} can be used up."]
            product = given["product"]

            def act() -> object:
                return grant_credit(
                    customer_id=shown.bill_to_id, amount_minor=amount, by=by,
                    granted_on=given["granted_on"], currency=shown.currency,
                    contract_id=shown.pk, product_id=product.pk if product else None,
                    expires_on=given["expires_on"], priority=given["priority"],
                    reason=given["reason"],
                )  # fmt: skip

    return _ask(request, shown, step, form, act, said)


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def once(request: HttpRequest, public: str) -> HttpResponse:
    """Put one line on the next invoice."""
    shown, by = contract_of(request, public, "contracts.edit"), Actor.human(request.user.pk)
    form = OnceForm(_posted(request), initial={"bill_on": frame_of(request).today})
    step = _step(request, shown, "Charge once", "Charge", "It goes on the next invoice.")
    act: Act | None = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        amount = minor(form, "amount", shown.currency)
        if amount is not None:

            def act() -> object:
                return bill_one_off(
                    contract_id=shown.pk, product_id=given["product"].pk, amount_minor=amount,
                    bill_on=given["bill_on"], description=given["description"], by=by,
                )  # fmt: skip

    return _ask(request, shown, step, form, act)


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def milestone(request: HttpRequest, public: str) -> HttpResponse:
    """Add a part of the price that is billed when it is reached."""
    shown, by = contract_of(request, public, "contracts.edit"), Actor.human(request.user.pk)
    form = MilestoneForm(_posted(request))
    step = _step(request, shown, "Add a milestone", "Add", "The milestone is added.")
    act: Act | None = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        amount = minor(form, "amount", shown.currency)
        if amount is not None:
            draft = MilestoneDraft(
                product_id=given["product"].pk, name=given["name"], amount_minor=amount,
                due_on=given["due_on"],
            )  # fmt: skip

            def act() -> object:
                return set_milestones(contract_id=shown.pk, milestones=[draft], by=by)

    return _ask(request, shown, step, form, act)


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def reach(request: HttpRequest, public: str) -> HttpResponse:
    """A milestone is reached: its amount goes on the next invoice."""
    pk = parse_public_id(Milestone.PREFIX, public)
    rows = Milestone.objects.select_related("contract")
    known = found(
        rows, request.user, "contracts.edit", pk, document="milestone",
        entity="contract__entity_id", portfolio="contract__customer__portfolio_id",
    )  # fmt: skip
    shown = contract_of(request, known.contract.public_id, "contracts.edit")
    by = Actor.human(request.user.pk)
    form = DayForm(_posted(request), initial={"on": frame_of(request).today})
    title = f"{known.name} is reached"
    step = _step(request, shown, title, "It is reached", "It goes on the next invoice.")

    def act() -> object:
        return reach_milestone(milestone_id=known.pk, on=form.cleaned_data["on"], by=by)

    return _ask(request, shown, step, form, act if form.is_bound and form.is_valid() else None)


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def renewal(request: HttpRequest, public: str) -> HttpResponse:
    """Let a contract go on until a later day."""
    shown, on = contract_of(request, public, "contracts.edit"), frame_of(request).today
    by = Actor.human(request.user.pk)
    start = {"until_on": add_months(shown.ends_on, 12)} if shown.ends_on else {}
    form = RenewForm(_posted(request), initial=start)
    step = _step(
        request, shown, "Renew", "Renew", "The contract goes on.",
        "Subscriptions that end with it go on too; those cancelled before stay cancelled.",
    )  # fmt: skip

    def act() -> object:
        return renew(contract_id=shown.pk, on=on, by=by, **form.cleaned_data)

    return _ask(request, shown, step, form, act if form.is_bound and form.is_valid() else None)


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def order(request: HttpRequest, public: str) -> HttpResponse:
    """Give the contract the purchase order its invoices name."""
    shown, by = contract_of(request, public, "contracts.edit"), Actor.human(request.user.pk)
    form = OrderForm(
        _posted(request), initial={"purchase_order_no": shown.purchase_order_no}
    )  # fmt: skip
    step = _step(request, shown, "Purchase order", "Save", "Invoices name it from now on.")

    def act() -> object:
        return set_purchase_order(contract_id=shown.pk, by=by, **form.cleaned_data)

    return _ask(request, shown, step, form, act if form.is_bound and form.is_valid() else None)


@page(permission="contracts.edit", section="contracts", methods=("GET", "POST"))
def payer(request: HttpRequest, public: str) -> HttpResponse:
    """Let another customer of the same company pay from now on."""
    shown, frame = contract_of(request, public, "contracts.edit"), frame_of(request)
    by = Actor.human(request.user.pk)
    form = PayerForm(_posted(request), initial={"account_no": shown.bill_to.account_no})
    step = _step(request, shown, "Who pays", "Change", "Later invoices go to them.")
    act: Act | None = None
    if form.is_bound and form.is_valid():
        number = form.cleaned_data["account_no"]
        chosen, problem = customer_by_number(request, frame, number, "contracts.edit")
        if chosen is None:
            form.add_error("account_no", problem)
        else:
            pk, said = chosen.pk, [f"{chosen.name} pays from now on."]

            def act() -> object:
                return change_bill_to(contract_id=shown.pk, bill_to_id=pk, by=by)

            return _ask(request, shown, step, form, act, said)
    return _ask(request, shown, step, form, None)
