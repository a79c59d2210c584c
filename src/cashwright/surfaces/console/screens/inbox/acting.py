"""Doing, in the inbox: confirm or reject what was read, answer, assign, put off, close."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cashwright.areas.access.queries import found as found_in
from cashwright.areas.access.queries import holders
from cashwright.areas.messaging.models import Suggestion, Thread
from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.queries.inbox import thread_for
from cashwright.areas.messaging.services.answering import answer_thread
from cashwright.areas.messaging.services.suggesting import reject_suggestion
from cashwright.areas.messaging.services.threads import assign_thread, close_thread, snooze_thread
from cashwright.areas.messaging.states import ThreadState
from cashwright.areas.parties.queries import customers_for
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import Refusal
from cashwright.runs.answer_mail import do_suggested
from cashwright.surfaces.console.forms.inbox import (
    AnswerForm,
    AssignForm,
    FactsForm,
    OwnerForm,
    SnoozeForm,
)
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.inbox.panes import Forms, invoices_of, shown
from cashwright.surfaces.console.words import say

PERMISSION = "inbox.answer"


@page(permission=PERMISSION, section="inbox", methods=("POST",))
def do(request: HttpRequest, public: str) -> HttpResponse:
    """Do what a mail asks for, as it was read or as it was corrected."""
    card, thread = _card(request, public)
    form = FactsForm(request.POST, invoices=invoices_of(request, thread), prefix="facts")
    facts = form.facts() if form.is_valid() else None
    if facts is None or not _tried(form, lambda: _do(request, card, form, facts)):
        return shown(request, thread, forms=Forms(facts=form), status=422)
    return _on(request, thread, "Done, as the customer asked.")


def _do(request: HttpRequest, card: Suggestion, form: FactsForm, facts: dict[str, object]) -> None:
    do_suggested(
        suggestion_id=card.pk, on=frame_of(request).today, by=_by(request), facts=facts,
        intent=Intent(form.cleaned_data["intent"]),
    )  # fmt: skip


@page(permission=PERMISSION, section="inbox", methods=("POST",))
def reject(request: HttpRequest, public: str) -> HttpResponse:
    """Say that a mail was misread."""
    card, thread = _card(request, public)
    reject_suggestion(suggestion_id=card.pk, by=_by(request))
    return done(request, _url(request, thread), "Noted: this was misread.")


@page(permission=PERMISSION, section="inbox", methods=("POST",))
def answer(request: HttpRequest, public: str) -> HttpResponse:
    """Write back."""
    thread = _thread(request, public)
    form = AnswerForm(request.POST, prefix="answer")
    if not form.is_valid() or not _tried(
        form, lambda: answer_thread(thread_id=thread.pk, text=form.cleaned_data["text"], by=_by(request))
    ):  # fmt: skip
        return shown(request, thread, forms=Forms(answer=form), status=422)
    return _on(request, thread, "Your answer is on its way.")


@page(permission=PERMISSION, section="inbox", methods=("POST",))
def snooze(request: HttpRequest, public: str) -> HttpResponse:
    """Put a conversation off."""
    thread, form = _thread(request, public), SnoozeForm(request.POST, prefix="snooze")
    today = frame_of(request).today
    if not form.is_valid() or not _tried(
        form,
        lambda: snooze_thread(
            thread_id=thread.pk, until=form.cleaned_data["until"], on=today, by=_by(request)
        ),
    ):
        return shown(request, thread, forms=Forms(snooze=form), status=422)
    return _on(request, thread, "Put off.")


@page(permission=PERMISSION, section="inbox", methods=("POST",))
def assign(request: HttpRequest, public: str) -> HttpResponse:
    """Say whose conversation it is."""
    thread, form = _thread(request, public), AssignForm(request.POST, prefix="assign")
    if form.is_valid():
        rows = customers_for(request.user).filter(entity_id=thread.entity_id)
        customer = rows.filter(account_no=form.cleaned_data["account_no"].strip()).first()
        if customer is not None:
            assign_thread(thread_id=thread.pk, customer_id=customer.pk, by=_by(request))
            return done(request, _url(request, thread), f"This is {customer.name}'s now.")
        form.add_error("account_no", "No customer of this company has that account number.")
    return shown(request, thread, forms=Forms(assign=form), status=422)


@page(permission=PERMISSION, section="inbox", methods=("POST",))
def mine(request: HttpRequest, public: str) -> HttpResponse:
    """Take a conversation on, or let go of it."""
    thread = _thread(request, public)
    me = str(request.user.pk)
    assign_thread(thread_id=thread.pk, owner="" if thread.owner == me else me, by=_by(request))
    return done(request, _url(request, thread), "Noted.")


@page(permission=PERMISSION, section="inbox", methods=("POST",))
def owner(request: HttpRequest, public: str) -> HttpResponse:
    """Give a conversation to a colleague."""
    thread = _thread(request, public)
    people = list(holders(PERMISSION, entity_id=thread.entity_id))
    form = OwnerForm(request.POST, people=people, prefix="owner")
    if not form.is_valid():
        return shown(request, thread, forms=Forms(owner=form), status=422)
    assign_thread(thread_id=thread.pk, owner=form.cleaned_data["owner"], by=_by(request))
    return done(request, _url(request, thread), "Noted.")


@page(permission=PERMISSION, section="inbox", methods=("POST",))
def close(request: HttpRequest, public: str) -> HttpResponse:
    """Nothing is to be done."""
    thread = _thread(request, public)
    close_thread(thread_id=thread.pk, by=_by(request))
    return _on(request, thread, "Closed.")


def _tried(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it; what is declined is said on the form."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, say(refusal)[1])
        return False
    return True


def _card(request: HttpRequest, public: str) -> tuple[Suggestion, Thread]:
    card = found_in(
        Suggestion.objects.select_related("inbound"), request.user, PERMISSION,
        parse_public_id(Suggestion.PREFIX, public), document="suggestion",
        entity="inbound__entity_id", portfolio="inbound__customer__portfolio_id",
    )  # fmt: skip
    return card, thread_for(request.user, card.inbound.thread_id, PERMISSION)


def _thread(request: HttpRequest, public: str) -> Thread:
    return thread_for(request.user, parse_public_id(Thread.PREFIX, public), PERMISSION)


def _by(request: HttpRequest) -> Actor:
    return Actor.human(request.user.pk)


def _url(request: HttpRequest, thread: Thread) -> str:
    return frame_of(request).link("console:inbox_thread", thread.public_id)


def _on(request: HttpRequest, thread: Thread, said: str) -> HttpResponse:
    """On to the next that waits; the same one while it has more to decide."""
    thread.refresh_from_db()
    still = thread.state == ThreadState.WAITING
    return done(request, _url(request, thread) if still else reverse("console:inbox"), said)
