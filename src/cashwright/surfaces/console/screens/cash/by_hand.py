"""A person's own answer: open documents chosen and added up while typing, for one customer or several.

The same page splits a line across customers, keeps it on account of a payer that is named, and says
what becomes of an invoice that is not paid in full: left open, asked about, or cleared for a reason
within what the policy of the account believes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.cash.models import BankLine, Match
from cashwright.areas.cash.queries import standing_match
from cashwright.areas.cash.services import Answer, Part, apply_line
from cashwright.areas.cash.services.short_payments import TASK
from cashwright.areas.controls.services import command, open_task
from cashwright.areas.parties.models import Customer
from cashwright.kernel.actors import Actor
from cashwright.kernel.currencies import minor_units
from cashwright.kernel.refusals import Refusal
from cashwright.surfaces.console.approving import or_ask
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, is_for, page
from cashwright.surfaces.console.scoping import customer_by_number
from cashwright.surfaces.console.screens.cash import documents, rests
from cashwright.surfaces.console.screens.cash.deciding import SENT, asking_of
from cashwright.surfaces.console.screens.cash.documents import Choice
from cashwright.surfaces.console.screens.cash.queue import next_line
from cashwright.surfaces.console.screens.cash.scope import (
    is_waiting,
    money_of,
    one_line,
    queue_url,
    words_of,
)
from cashwright.surfaces.console.words import say


@dataclass(frozen=True, slots=True)
class Given:
    """What the form says, read: the answer, what becomes of a rest, and why it cannot be done ("")."""

    answer: Answer | None
    rest: rests.Rest | None
    problem: str = ""


@page(permission="cash.apply", section="cash_queue", methods=("GET", "POST"))
def cash_match(request: HttpRequest, public: str) -> HttpResponse:
    """Choose documents; for htmx the documents found."""
    line = one_line(request, public, "cash.apply")
    match = standing_match(line.pk)
    params = request.POST if request.method == "POST" else request.GET
    amounts, errors = documents.typed_of(params, line.currency)
    if "q" not in params and request.method == "GET" and params.get("focus") != "payer":
        amounts = documents.proposed(match)
    text = params.get("q", "").replace("\x00", "").strip()[:80]
    shown, is_cut = documents.choices(request, line, match, amounts, errors, text)
    if is_for(request, "found"):
        told = {"choices": shown, "line": line, "is_cut": is_cut, "text": text}
        return render(request, "console/cash/found.html", told)
    given = Given(None, None)
    status = 200
    if request.method == "POST":
        given = _read(request, line, shown, params)
        if given.answer is not None:
            try:
                return _carried_out(request, line, given)
            except Refusal as refusal:
                status, sentence = say(refusal)
                given = Given(given.answer, given.rest, sentence)
    return render(
        request, "console/cash/match.html",
        _context(request, line, match, params, shown, is_cut, text, given), status=status,
    )  # fmt: skip


def _context(
    request: HttpRequest, line: BankLine, match: Match | None, params: QueryDict,
    shown: Sequence[Choice], is_cut: bool, text: str, given: Given,
) -> dict[str, Any]:  # fmt: skip
    return {
        "title": "Find what it pays", "line": line, "public": line.public_id, "choices": shown,
        "is_cut": is_cut, "text": text, "problem": given.problem, "about": words_of(line),
        "focus": params.get("focus", "find"), "decimals": minor_units(line.currency),
        "payer": params.get("payer", ""),
        "rests": rests.WORDS, "rest": params.get("rest", rests.LEAVE), "back": queue_url(request, line),
        "is_waiting": is_waiting(line), "guess": match.customer if match else None,
        "crumbs": [("Review queue", queue_url(request)), (money_of(line), queue_url(request, line)), ("Find", "")],
    }  # fmt: skip


def _read(
    request: HttpRequest, line: BankLine, shown: Sequence[Choice], params: QueryDict
) -> Given:
    if any(each.error for each in shown):
        return Given(None, None, "Some amounts could not be read.")
    amounts, _ = documents.typed_of(params, line.currency)
    used = [each for each in shown if each.key in amounts]
    parts = [each for each in used if not each.is_credit]
    payer, problem = _payer(request, line, parts, params.get("payer", "").strip())
    if payer is None:
        return Given(None, None, problem)
    left = line.amount_minor - sum(-amounts[e.key] if e.is_credit else amounts[e.key] for e in used)
    if left < 0:
        over = f"{money_text(-left, line.currency)} {line.currency}"
        return Given(None, None, f"That is {over} more than came. Take an amount down.")
    rest, problem = rests.read(request, line, parts, amounts, params.get("rest", rests.LEAVE))
    if problem:
        return Given(None, None, problem)
    answer = Answer(
        customer_id=payer.pk,
        parts=tuple(Part(each.key, amounts[each.key]) for each in parts),
        credits=tuple(Part(each.key, amounts[each.key]) for each in used if each.is_credit),
        shortfall=rest.shortfall if rest else None, is_on_account=left > 0,
    )  # fmt: skip
    return Given(answer, rest)


def _payer(
    request: HttpRequest, line: BankLine, parts: Sequence[Choice], number: str
) -> tuple[Customer | None, str]:
    """Whose money it is: the customer that is named, else the one above all whose invoices are paid."""
    if number:
        payer, problem = customer_by_number(request, frame_of(request), number, "cash.apply")
        if payer is not None and payer.entity_id != line.entity_id:
            return None, "That customer belongs to another company than the bank account."
        return payer, problem
    if not parts:
        return None, "Write an amount beside an invoice, or say whose money stays on account."
    payer = documents.payer_among(each.customer for each in parts)
    return payer, "" if payer else "These customers are no group. Say whose money it is."


def _carried_out(request: HttpRequest, line: BankLine, given: Given) -> HttpResponse:
    by, on = Actor.human(request.user.pk), frame_of(request).today
    answer, rest = given.answer, given.rest
    assert answer is not None, "only an answer is carried out"

    @command
    def act() -> None:
        apply_line(
            line_id=line.pk, customer_id=answer.customer_id, parts=answer.parts,
            credit_notes=answer.credits, shortfall=answer.shortfall,
            on_account=answer.is_on_account, on=on, by=by,
        )  # fmt: skip
        if rest is not None and rest.asks:
            open_task(
                entity_id=line.entity_id, kind=TASK, key=f"{TASK}:{line.pk}", on=on, by=by,
                title=rest.question(line), customer_id=answer.customer_id, document_id=line.pk,
                facts={"short_minor": rest.minor, "reasons": [words_of(line)]},
            )  # fmt: skip

    asked_for = or_ask(act, asking_of(line, answer, "answered by hand"), by)
    following = next_line(request, line, "in")
    undo = "" if asked_for else reverse("console:line_undo", args=[line.public_id])
    said = SENT if asked_for else f"{money_of(line)} applied."
    return done(request, queue_url(request, following), said, undo_url=undo)
