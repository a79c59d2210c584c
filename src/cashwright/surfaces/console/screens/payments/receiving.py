"""Money comes in: recording it, saying whose it is, keeping it on account, the bank taking it back."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.cash.services import return_payment
from cashwright.areas.parties.queries import entities_for
from cashwright.areas.payments import services
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.acting import carry_out, show
from cashwright.surfaces.console.forms.fields import ReasonForm, minor
from cashwright.surfaces.console.forms.payments import IdentifyForm, PaymentForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.scoping import customer_by_number
from cashwright.surfaces.console.screens.payments.listing import one, url
from cashwright.surfaces.console.screens.payments.steps import step_of
from cashwright.surfaces.console.words import say


@page(permission="payments.receive", section="cash", methods=("GET", "POST"))
def payment_new(request: HttpRequest) -> HttpResponse:
    """Record a payment."""
    frame = frame_of(request)
    entities = list(entities_for(request.user, "payments.receive"))
    start = {
        "received_on": frame.today, "account_no": request.GET.get("account_no", ""),
        "currency": frame.currency, "entity": frame.entity.code if frame.entity else None,
    }  # fmt: skip
    if start["account_no"]:
        known, _ = customer_by_number(request, frame, str(start["account_no"]), "payments.receive")
        start |= {"currency": known.currency, "entity": known.entity.code} if known else {}
    form = PaymentForm(
        request.POST if request.method == "POST" else None, initial=start, entities=entities
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = _receive(request, form)
            if made is not None:
                return made
        except Refusal as refusal:
            status, sentence = say(refusal)
            form.add_error(None, sentence)
    context = {
        "form": form, "title": "Record a payment", "button": "Record",
        "back": frame.link("console:cash"),
        "crumbs": [("Cash & payments", frame.link("console:cash")), ("Record", "")],
    }  # fmt: skip
    return render(request, "console/form.html", context, status=status)


def _receive(request: HttpRequest, form: PaymentForm) -> HttpResponse | None:
    """Book it; None when the form has an error now."""
    given, frame = form.cleaned_data, frame_of(request)
    amount = minor(form, "amount", given["currency"])
    buyer = None
    if given["account_no"]:
        buyer, problem = customer_by_number(request, frame, given["account_no"], "payments.receive")
        if buyer is None:
            form.add_error("account_no", problem)
    if amount is None or form.errors:
        return None
    codes = {each.code: each.pk for each in entities_for(request.user, "payments.receive")}
    made = services.receive_payment(
        entity_id=buyer.entity_id if buyer else codes[given["entity"]],
        customer_id=buyer.pk if buyer else None, received_on=given["received_on"],
        currency=given["currency"], amount_minor=amount, method=given["method"],
        reference=given["reference"], payer_text=given["payer_text"],
        by=Actor.human(request.user.pk),
    )  # fmt: skip
    return done(request, url(made), "The payment is recorded.")


@page(permission="cash.apply", section="cash", methods=("GET", "POST"))
def payment_identify(request: HttpRequest, public: str) -> HttpResponse:
    """Say whose money it is."""
    shown, frame = one(request, public, "cash.apply"), frame_of(request)
    form: forms.Form = IdentifyForm(
        request.POST if request.method == "POST" else None, initial={"on": frame.today}
    )
    step = step_of(
        request, shown, "Whose money is this?", "Name the customer", "The payment has its customer.",
        f"The bank says: {shown.payer_text or 'no payer'}, {shown.reference or 'no reference'}.",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["account_no"]
        buyer, problem = customer_by_number(request, frame, number, "cash.apply")
        if buyer is not None:
            by = Actor.human(request.user.pk)
            on, customer_id = form.cleaned_data["on"], buyer.pk
            return carry_out(
                request, step, form,
                lambda: services.identify_payment(
                    payment_id=shown.pk, customer_id=customer_id, on=on, by=by
                ),
                by,
            )  # fmt: skip
        form.add_error("account_no", problem)
    return show(request, step, form)


@page(permission="cash.apply", methods=("POST",))
def payment_keep(request: HttpRequest, public: str) -> HttpResponse:
    """Keep what is unapplied on account, or stop keeping it."""
    shown = one(request, public, "cash.apply")
    keep = not shown.is_on_account
    services.keep_on_account(payment_id=shown.pk, keep=keep, by=Actor.human(request.user.pk))
    text = "It stays on account." if keep else "The next run may apply it again."
    return done(request, url(shown), text)


@page(permission="cash.apply", section="cash", methods=("GET", "POST"))
def payment_return(request: HttpRequest, public: str) -> HttpResponse:
    """The bank took it back."""
    shown = one(request, public, "cash.apply")
    form = ReasonForm(
        request.POST if request.method == "POST" else None, initial={"on": frame_of(request).today}
    )
    step = step_of(
        request, shown, "The bank took this payment back", "Return", "The payment is returned.",
        "Everything it settled is open again from that day.",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, Actor.human(request.user.pk)
        return carry_out(
            request, step, form,
            lambda: return_payment(
                payment_id=shown.pk, on=given["on"], reason=given["reason"], by=by
            ),
            by,
        )  # fmt: skip
    return show(request, step, form)
