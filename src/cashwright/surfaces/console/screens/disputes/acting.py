"""Acts on a case: moving it on, giving it to a person, making it complete, talking about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.access.queries import people
from cashwright.areas.disputes import services
from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import (
    REASONS,
    Cause,
    Department,
    EvidenceKind,
    Outcome,
    Reason,
)
from cashwright.areas.disputes.queries import checklist_of
from cashwright.areas.disputes.states import DISPUTE, DisputeState
from cashwright.kernel.actors import Actor
from cashwright.kernel.refusals import BadInput, Refusal
from cashwright.surfaces.console.forms.disputes import (
    EvidenceForm,
    FactsForm,
    MoveForm,
    OwnerForm,
    ProposeForm,
    ReasonForm,
    SayForm,
    WaiveForm,
    WordForm,
)
from cashwright.surfaces.console.forms.fields import minor
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.disputes.listing import one, url
from cashwright.surfaces.console.words import say


def _asked(
    request: HttpRequest,
    shown: Dispute,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    title: str,
    button: str,
    said: str,
    note: str = "",
    is_file: bool = False,
) -> HttpResponse:
    """The page of a form, and what it does when it is filled in."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            status, sentence = say(refusal)
            form.add_error(None, sentence)
        else:
            return done(request, url(shown), said)
    context = {
        "form": form, "title": title, "button": button, "back": url(shown), "note": note,
        "is_file": is_file,
        "crumbs": [
            ("Disputes", frame_of(request).link("console:disputes")),
            (shown.dispute_no, url(shown)), (title, ""),
        ],
    }  # fmt: skip
    return render(request, "console/form.html", context, status=status)


def _post(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@page(permission="disputes.edit", section="disputes", methods=("GET", "POST"))
def move(request: HttpRequest, public: str) -> HttpResponse:
    """Move a case on."""
    shown = one(request, public, "disputes.edit")
    moves = [m for m in services.MOVES if DISPUTE.allows(DisputeState(shown.state), m)]
    form = MoveForm(_post(request), moves=moves)

    def act(given: dict[str, Any]) -> object:
        team = Department(given["department"]) if given["department"] else None
        return services.move_dispute(
            dispute_id=shown.pk, move=given["move"], department=team, note=given["note"],
            on=frame_of(request).today, by=Actor.human(request.user.pk),
        )  # fmt: skip

    return _asked(
        request, shown, form, act, title="Move on", button="Move it", said="The case moved on.",
        note="A hand-over stops this team's clock and starts the other's.",
    )  # fmt: skip


@page(permission="disputes.edit", section="disputes", methods=("GET", "POST"))
def owner(request: HttpRequest, public: str) -> HttpResponse:
    """Give a case to a person."""
    shown = one(request, public, "disputes.edit")
    known = [(str(person.pk), person.email) for person in people() if person.is_active]
    form = OwnerForm(_post(request), people=known, initial={"owner": shown.owner})

    def act(given: dict[str, Any]) -> object:
        return services.own_dispute(
            dispute_id=shown.pk, owner=given["owner"], on=frame_of(request).today,
            by=Actor.human(request.user.pk),
        )  # fmt: skip

    return _asked(
        request, shown, form, act, title="Owner", button="Give it", said="The owner changed."
    )


@page(permission="disputes.edit", section="disputes", methods=("GET", "POST"))
def facts(request: HttpRequest, public: str) -> HttpResponse:
    """Write down what the reason asks for."""
    shown = one(request, public, "disputes.edit")
    card = REASONS[Reason(shown.reason)]
    form = FactsForm(_post(request), card=card, initial=shown.facts)

    def act(given: dict[str, Any]) -> object:
        return services.note_facts(
            dispute_id=shown.pk, facts=given, by=Actor.human(request.user.pk)
        )

    return _asked(
        request, shown, form, act, title="What is known", button="Keep it", said="It is noted."
    )


@page(permission="disputes.edit", section="disputes", methods=("GET", "POST"))
def waive(request: HttpRequest, public: str) -> HttpResponse:
    """Say why a part is not to be had."""
    shown = one(request, public, "disputes.edit")
    form = WaiveForm(_post(request), parts=checklist_of(shown).missing)

    def act(given: dict[str, Any]) -> object:
        return services.waive_part(
            dispute_id=shown.pk, part=given["part"], why=given["why"],
            by=Actor.human(request.user.pk),
        )  # fmt: skip

    return _asked(
        request, shown, form, act, title="Not to be had", button="Go on without it",
        said="The case can be decided without it.",
    )  # fmt: skip


@page(permission="disputes.edit", section="disputes", methods=("GET", "POST"))
def evidence(request: HttpRequest, public: str) -> HttpResponse:
    """Add a paper."""
    shown = one(request, public, "disputes.edit")
    files = request.FILES if request.method == "POST" else None
    form = EvidenceForm(_post(request), files)

    def act(given: dict[str, Any]) -> object:
        return services.add_evidence(
            dispute_id=shown.pk, kind=EvidenceKind(given["kind"]), file_name=given["file"].name,
            content=given["file"].read(services.SIZE_MAX + 1), on=frame_of(request).today,
            is_from_customer=given["is_from_customer"], by=Actor.human(request.user.pk),
        )  # fmt: skip

    return _asked(
        request, shown, form, act, title="Add a paper", button="Add it", said="The paper is kept.",
        note=f"Up to 10 MB: {', '.join(sorted(services.CONTENT_TYPES))}", is_file=True,
    )  # fmt: skip


@page(permission="disputes.edit", section="disputes", methods=("GET", "POST"))
def say_word(request: HttpRequest, public: str) -> HttpResponse:
    """Write to the customer; a question stops our clock until they answer."""
    shown = one(request, public, "disputes.edit")

    def act(given: dict[str, Any]) -> object:
        say_it = services.ask_customer if given["is_question"] else services.say_to_customer
        return say_it(
            dispute_id=shown.pk, text=given["text"], on=frame_of(request).today,
            by=Actor.human(request.user.pk),
        )  # fmt: skip

    return _asked(
        request, shown, SayForm(_post(request)), act, title="Write to the customer",
        button="Send", said="It is on its way to the customer.",
    )  # fmt: skip


@page(permission="disputes.edit", section="disputes", methods=("GET", "POST"))
def note(request: HttpRequest, public: str) -> HttpResponse:
    """Write something down for ourselves."""
    shown = one(request, public, "disputes.edit")

    def act(given: dict[str, Any]) -> object:
        return services.note_inside(
            dispute_id=shown.pk, text=given["text"], on=frame_of(request).today,
            by=Actor.human(request.user.pk),
        )  # fmt: skip

    return _asked(
        request, shown, WordForm(_post(request)), act, title="Note inside", button="Keep it",
        said="It is noted. The customer does not see it.",
    )  # fmt: skip


@page(permission="disputes.edit", section="disputes", methods=("GET", "POST"))
def reason(request: HttpRequest, public: str) -> HttpResponse:
    """Say what is really disputed."""
    shown = one(request, public, "disputes.edit")
    form = ReasonForm(_post(request), initial={"reason": shown.reason})

    def act(given: dict[str, Any]) -> object:
        return services.name_reason(
            dispute_id=shown.pk, reason=Reason(given["reason"]), by=Actor.human(request.user.pk)
        )

    return _asked(
        request, shown, form, act, title="Reason", button="It is this", said="The reason changed.",
        note="Another reason asks for other facts and papers; what is there stays.",
    )  # fmt: skip


@page(permission="disputes.edit", section="disputes", methods=("GET", "POST"))
def propose(request: HttpRequest, public: str) -> HttpResponse:
    """Say how the case should end."""
    shown = one(request, public, "disputes.edit")
    form = ProposeForm(_post(request))

    def act(given: dict[str, Any]) -> object:
        amount = minor(form, "amount", shown.currency) if given["amount"] else None
        if form.errors:
            raise BadInput(field="amount", value="", expected="an amount")
        decision = services.Decision(
            outcome=Outcome(given["outcome"]), cause=Cause(given["cause"]), note=given["note"],
            credit_minor=amount,
        )  # fmt: skip
        return services.propose_outcome(
            dispute_id=shown.pk, decision=decision, on=frame_of(request).today,
            by=Actor.human(request.user.pk),
        )  # fmt: skip

    return _asked(
        request, shown, form, act, title="Propose an outcome", button="Propose it",
        said="It is proposed. Who may decide sees it in the case.",
        note="Nothing is credited until somebody decides.",
    )  # fmt: skip


@page(permission="disputes.edit", section="disputes", methods=("POST",))
def show(request: HttpRequest, public: str) -> HttpResponse:
    """Show the case to the customer, or hide it."""
    shown = one(request, public, "disputes.edit")
    is_shown = request.POST.get("shown") == "1"
    services.show_dispute(
        dispute_id=shown.pk, is_shown=is_shown, on=frame_of(request).today,
        by=Actor.human(request.user.pk),
    )  # fmt: skip
    said = (
        "The customer sees the case and was told." if is_shown else "The customer sees it no more."
    )
    return done(request, url(shown), said)
