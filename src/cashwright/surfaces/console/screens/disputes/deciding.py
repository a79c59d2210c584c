"""Deciding a case: what it would write to the ledger first, then the outcome; or it is given up."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse

from cashwright.areas.controls.models import Approval
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.disputes import services
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import Cause, Outcome
from cashwright.areas.disputes.services import Decision
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.acting import ASKED, Preview, Step, answers, carry_out, show
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.forms.disputes import DecideForm, WordForm
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.previewing import entries_if_approved, entries_of
from cashwright.surfaces.console.screens.disputes.listing import one, url
from cashwright.surfaces.console.words import say


@page(permission="disputes.resolve", section="disputes", methods=("GET", "POST"))
def decide(request: HttpRequest, public: str) -> HttpResponse:
    """Decide a case."""
    shown = one(request, public, "disputes.resolve")
    posted = request.POST if request.method == "POST" else None
    form = DecideForm(posted, initial={"on": frame_of(request).today, **_proposed(shown)})
    step = _step(
        request, shown, "Decide this dispute", "Decide", "The case is decided; reminding goes on.",
        "What is credited becomes a credit note on the disputed lines. The customer is told.",
    )  # fmt: skip
    if posted is not None and form.is_valid():
        decision = _decision(form, shown)
        if decision is not None:
            return _decide(request, step, form, shown, decision)
    return show(request, step, form)


def _proposed(shown: Dispute) -> dict[str, str]:
    """What somebody proposed, as answers of the form that only wait to be agreed to."""
    told = services.proposed(shown)
    if told is None:
        return {}
    credit = told.credit_minor
    amount = "" if credit is None else format_minor(credit, shown.currency)
    return {
        "outcome": told.outcome, "cause": told.cause, "note": told.note, "amount": amount,
    }  # fmt: skip


def _decision(form: DecideForm, shown: Dispute) -> Decision | None:
    given = form.cleaned_data
    amount = minor(form, "amount", shown.currency) if given["amount"] else None
    if form.errors:
        return None
    return Decision(
        outcome=Outcome(given["outcome"]), cause=Cause(given["cause"]), note=given["note"],
        credit_minor=amount,
    )  # fmt: skip


def _decide(
    request: HttpRequest, step: Step, form: DecideForm, shown: Dispute, decision: Decision
) -> HttpResponse:
    by, on = Actor.human(request.user.pk), form.cleaned_data["on"]

    def act() -> object:
        return services.resolve_dispute(dispute_id=shown.pk, decision=decision, on=on, by=by)

    def ask() -> Approval:
        return services.ask_decision(dispute_id=shown.pk, decision=decision, on=on, by=by)

    try:
        if request.POST.get("seen") != answers(request):
            try:
                preview = Preview(entries_of(act), answers(request))
            except ApprovalNeeded as needed:
                preview = Preview(entries_if_approved(ask), answers(request), say(needed)[1])
            return show(request, step, form, preview)
        try:
            act()
        except ApprovalNeeded:
            ask()
            return done(request, step.back, ASKED)
    except Refusal as refusal:
        status, sentence = say(refusal)
        form.add_error(None, sentence)
        return show(request, step, form, status=status)
    return done(request, step.back, step.said)


@page(permission="disputes.resolve", section="disputes", methods=("GET", "POST"))
def withdraw(request: HttpRequest, public: str) -> HttpResponse:
    """The customer gave a case up."""
    shown = one(request, public, "disputes.resolve")
    posted = request.POST if request.method == "POST" else None
    form: forms.Form = WordForm(posted)
    step = _step(
        request, shown, "The customer gave it up", "Withdraw", "The case is withdrawn.",
        "Nothing is credited, and the whole invoice is due again.",
    )  # fmt: skip
    if posted is not None and form.is_valid():
        on, by = frame_of(request).today, Actor.human(request.user.pk)

        def act() -> object:
            return services.withdraw_dispute(
                dispute_id=shown.pk, note=form.cleaned_data["text"], on=on, by=by
            )

        return carry_out(request, step, form, act, by)
    return show(request, step, form)


def _step(
    request: HttpRequest, shown: Dispute, title: str, button: str, said: str, note: str
) -> Step:
    amount = f"{money_text(shown.amount_minor, shown.currency)} {shown.currency}"
    about = f"{shown.dispute_no}, {shown.customer.name}: {amount} of {shown.invoice.document_no}."
    crumbs = [
        ("Disputes", frame_of(request).link("console:disputes")),
        (shown.dispute_no, url(shown)), (button, ""),
    ]  # fmt: skip
    return Step(title, button, url(shown), said, note, about, crumbs)
