"""What a clerk decides with one key: accept, an alternative, on account, wrong, take it back.

After every act the next line takes its place, and for ten seconds the act can be undone. An act above
the four-eyes threshold of its account is sent to a second person, exactly as it was given.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.policies import MATCH_LINE
from cashwright.areas.cash.queries import standing_match
from cashwright.areas.cash.refusals import NoProposal
from cashwright.areas.cash.services import (
    Answer,
    answer_of,
    apply_line,
    confirm_match,
    match_payload,
    reject_match,
    undo_answer,
)
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.approving import Asking, or_ask
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page, toast
from cashwright.surfaces.console.screens.cash.queue import (
    Asked,
    answer,
    is_on_queue,
    next_line,
)
from cashwright.surfaces.console.screens.cash.scope import line_url, money_of, one_line
from cashwright.surfaces.console.words import say

SENT = "It needs a second person and was sent for approval."


@page(permission="cash.apply", methods=("POST",))
def line_accept(request: HttpRequest, public: str) -> HttpResponse:
    """Accept the standing proposal, or the alternative with this number, as it was seen."""
    line = one_line(request, public, "cash.apply")
    by, on = Actor.human(request.user.pk), frame_of(request).today
    text = request.POST.get("no", "0")
    number = int(text) if text.isdecimal() else 0

    def act() -> object:
        return confirm_match(line_id=line.pk, hypothesis_no=number, on=on, by=by)

    def asking() -> Asking:
        return asking_of(line, answer_of(_seen(line, request), number), "the proposal was accepted")

    return acted(
        request, line, act, f"{money_of(line)} applied.", asking, lambda: _seen(line, request)
    )


@page(permission="cash.apply", methods=("POST",))
def line_account(request: HttpRequest, public: str) -> HttpResponse:
    """Keep all of it on account of the payer that is proposed; without one, ask whose it is."""
    line = one_line(request, public, "cash.apply")
    match = standing_match(line.pk)
    if match is None or match.customer_id is None:
        return done(request, f"{reverse('console:cash_match', args=[public])}?focus=payer")
    by, on, payer = Actor.human(request.user.pk), frame_of(request).today, match.customer_id
    kept = Answer(customer_id=payer, is_on_account=True)

    def act() -> object:
        return apply_line(
            line_id=line.pk, customer_id=payer, parts=(), on_account=True, on=on, by=by
        )

    name = match.customer.name if match.customer else ""
    return acted(
        request, line, act, f"{money_of(line)} stays on account of {name}.",
        lambda: asking_of(line, kept, "kept on account"), lambda: _seen(line, request),
    )  # fmt: skip


@page(permission="cash.apply", methods=("POST",))
def line_reject(request: HttpRequest, public: str) -> HttpResponse:
    """The proposal is wrong; the line goes on waiting without it."""
    line = one_line(request, public, "cash.apply")
    by = Actor.human(request.user.pk)

    def act() -> object:
        return reject_match(line_id=line.pk, by=by, reason="rejected in the queue")

    return acted(
        request, line, act, "The proposal is rejected; the line waits for your own answer.",
        check=lambda: _seen(line, request), stays=True,
    )  # fmt: skip


@page(permission="cash.apply", methods=("POST",))
def line_undo(request: HttpRequest, public: str) -> HttpResponse:
    """Take back what was done with a line; it waits again, and what it taught is forgotten."""
    line = one_line(request, public, "cash.apply")
    by, on = Actor.human(request.user.pk), max(frame_of(request).today, line.booked_on)
    reason = request.POST.get("reason", "").strip()[:200] or "undone at once"
    try:
        undo_answer(line_id=line.pk, on=on, by=by, reason=reason)
    except Refusal as refusal:
        return _declined(request, line, refusal)
    if not is_on_queue(request) or request.POST.get("back") == "line":
        return done(request, line_url(line), "It is taken back and waits again.")
    toast(request, "It is taken back and waits again.")
    return answer(request, _asked(request), line)


def _seen(line: BankLine, request: HttpRequest) -> Match:
    """The standing proposal, when it is still the one that was on the page. Raises NoProposal."""
    match = standing_match(line.pk)
    if match is None or str(match.pk) != request.POST.get("seen", ""):
        raise NoProposal(line_id=str(line.pk), number=0)
    return match


def asking_of(line: BankLine, given: Answer, reason: str) -> Asking:
    """The request for a second person's word on exactly this answer."""
    return Asking(
        MATCH_LINE, line.entity_id, line.pk, given.customer_id, line.currency, line.amount_minor,
        match_payload(line.pk, given), reason,
    )  # fmt: skip


def acted(
    request: HttpRequest,
    line: BankLine,
    act: Callable[[], object],
    said: str,
    asking: Callable[[], Asking] | None = None,
    check: Callable[[], object] | None = None,
    *,
    stays: bool = False,
) -> HttpResponse:
    """Do it, or send it for approval; then the next line, or what was declined and the same one.

    check  raises when what the page showed is not what stands
    stays  whether the line goes on waiting
    """
    try:
        if check:
            check()
        asked_for = _do(act, asking, Actor.human(request.user.pk))
    except Refusal as refusal:
        return _declined(request, line, refusal)
    asked = _asked(request)
    place = urlencode({"side": asked.side, "from": asked.mark})
    undo = f"{reverse('console:line_undo', args=[line.public_id])}?{place}"
    toast(request, SENT if asked_for else said, undo_url="" if asked_for or stays else undo)
    return answer(request, asked, line if stays else next_line(request, line, asked.side))


def _do(act: Callable[[], object], asking: Callable[[], Asking] | None, by: Actor) -> bool:
    """Whether it was sent to a second person instead of done."""
    if asking is None:
        act()
        return False
    return or_ask(act, asking(), by) is not None


def _declined(request: HttpRequest, line: BankLine, refusal: Refusal) -> HttpResponse:
    status, sentence = say(refusal)
    if not is_on_queue(request):
        raise refusal
    messages.error(request, sentence)
    return answer(request, _asked(request), line, status=status)


def _asked(request: HttpRequest) -> Asked:
    """Where in the queue the reader stands: told by the form, or by the address of an undo."""
    return Asked.of(request.POST if "side" in request.POST else request.GET)
