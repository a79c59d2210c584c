"""Proposing a draft: what it changes in words, what speaks against it, and a second person."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.collections.policies import DUNNING
from cashwright.areas.collections.queries.surroundings import surroundings
from cashwright.areas.collections.rules.faults import faults
from cashwright.areas.collections.services import propose_reminding, somebody_else_decides
from cashwright.areas.controls.models import Approval
from cashwright.kernel.actors import Actor
from cashwright.surfaces.console.forms.ladders import ProposeForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.laddering.asked import names_now
from cashwright.surfaces.console.laddering.changes import Names, told_changes
from cashwright.surfaces.console.laddering.drafts import Desk
from cashwright.surfaces.console.laddering.owners import owner_of
from cashwright.surfaces.console.laddering.words import fault_words, when_words
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.ladders.shared import (
    WHO,
    open_desk,
    user_of,
    waiting_for,
)
from cashwright.surfaces.console.screens.settings_.tabs import tried


@page(permission="policies.edit", section="ladders", methods=("GET", "POST"))
def propose(request: HttpRequest, name: str) -> HttpResponse:
    """The difference in words, then asked of a second person."""
    owner, frame, names = owner_of(request, "policies.edit"), frame_of(request), names_now()
    desk = open_desk(request, name, owner, frame.today)
    by = Actor.human(user_of(request).pk)
    form = ProposeForm(
        request.POST if request.method == "POST" else None, initial={"valid_from": frame.today}
    )
    page_name = "console:ladders_who" if name == WHO else "console:ladder"
    back = owner.link(page_name) if name == WHO else owner.link(page_name, name)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        made = tried(form, lambda: propose_reminding(
            policy=desk.policy, value=desk.value, valid_from=max(given["valid_from"], frame.today),
            why=given["why"], entity_id=owner.pk, on=frame.today, by=by,
        ))  # fmt: skip
        if made is not None:
            said = (
                _ASKED if isinstance(made, Approval) else f"It is in force from {made.valid_from}."
            )
            return done(request, back, said)
    wrong = _faults(desk, names, frame.today)
    context = {
        "title": f"Propose: {_title(desk)}", "owner": owner, "form": form, "back": back,
        "changes": told_changes(desk.policy, desk.in_force, desk.value, names),
        "is_new": desk.in_force is None, "wrong": [w for w, forbids in wrong if forbids],
        "told": [w for w, forbids in wrong if not forbids], "waiting": waiting_for(desk.policy, owner.pk),
        "needs_second": somebody_else_decides(owner.pk, by), "has_draft": desk.draft is not None,
        "simulate_url": "" if name == WHO else owner.link("console:ladder_simulate", name),
        "crumbs": [("Ladders", owner.link("console:ladders")), (_title(desk), back), ("Propose", "")],
    }  # fmt: skip
    return render(request, "console/ladders/propose.html", context)


_ASKED = "It is sent to a second person. Until somebody agrees, everything stays as it is."


def _title(desk: Desk) -> str:
    if desk.policy == DUNNING:
        return "Who climbs which ladder"
    return desk.ladder.title or desk.ladder.name


def _faults(desk: Desk, names: Names, on: date) -> list[tuple[str, bool]]:
    """Each fault in words with its step, and whether it forbids."""
    if desk.policy == DUNNING:
        return []
    ladder = desk.ladder
    return [
        (
            fault_words(one, names.texts)
            if one.at is None
            else f"{when_words(ladder.steps[one.at])}: {fault_words(one, names.texts)}",
            one.forbids,
        )
        for one in faults(ladder, surroundings(desk.owner.pk, on))
    ]
