"""Who climbs which ladder: lines tried in order, the last for everybody else; a draft like a ladder's."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.collections.policies import (
    DUNNING,
    Assignment,
    Dunning,
    dunning_of,
    dunning_value,
)
from cashwright.areas.collections.queries import ladders_in_force
from cashwright.areas.collections.refusals import BadDunning
from cashwright.surfaces.console.forms.ladders import AssignmentForm, PatienceForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.laddering.asked import names_now
from cashwright.surfaces.console.laddering.assigning import after_press
from cashwright.surfaces.console.laddering.changes import Names
from cashwright.surfaces.console.laddering.drafts import Desk, keep_draft
from cashwright.surfaces.console.laddering.owners import may_for, owner_of
from cashwright.surfaces.console.laddering.words import AUTONOMY, who_words
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.ladders.shared import (
    WHO,
    open_desk,
    user_of,
    waiting_for,
)
from cashwright.surfaces.console.words import say


@page(permission="collections.read", section="ladders", methods=("GET", "POST"))
def who(request: HttpRequest) -> HttpResponse:
    """The lines, and, for who may, the change that was pressed."""
    owner, frame, names = owner_of(request, "collections.read"), frame_of(request), names_now()
    desk = open_desk(request, WHO, owner, frame.today)
    may_edit = may_for(request, "policies.edit", owner)
    ladders = [
        (name, one.title or name) for name, one in ladders_in_force(owner.pk, frame.today).items()
    ]
    dunning = dunning_of(desk.value)
    lines, patience = _forms(request, dunning, ladders, names, may_edit)
    problem, status = "", 200
    if request.method == "POST" and may_edit:
        if all([*(line.is_valid() for line in lines), patience.is_valid()]):
            try:
                return _press(request, desk, lines, patience)
            except BadDunning as refusal:
                status, problem = say(refusal)
        else:
            status = 422
    last = len(dunning.assignments) - 1
    context = {
        "title": "Who climbs which ladder", "owner": owner, "desk": desk, "lines": lines,
        "patience": patience, "last": last, "may_edit": may_edit, "problem": problem,
        "told": [
            (who_words(one, names.segments, is_last=0 < at == last), dict(ladders).get(one.ladder, one.ladder),
             AUTONOMY[one.autonomy])
            for at, one in enumerate(dunning.assignments)
        ],
        "waiting": waiting_for(DUNNING, owner.pk),
        "propose_url": owner.link("console:ladder_propose", WHO),
        "discard_url": owner.link("console:ladder_discard", WHO),
        "versions_url": owner.link("console:ladder_versions", WHO),
        "crumbs": [("Ladders", owner.link("console:ladders")), ("Who climbs which", "")],
    }  # fmt: skip
    return render(request, "console/ladders/who.html", context, status=status)


def _forms(
    request: HttpRequest, dunning: Dunning, ladders: list[tuple[str, str]], names: Names,
    may_edit: bool,
) -> tuple[list[AssignmentForm], PatienceForm]:  # fmt: skip
    posted = request.POST if request.method == "POST" and may_edit else None
    lines = [
        AssignmentForm(
            posted, prefix=f"line{at}", initial=AssignmentForm.told(one), ladders=ladders,
            segments=list(names.segments.items()),
        )
        for at, one in enumerate(dunning.assignments)
    ]  # fmt: skip
    return lines, PatienceForm(posted, prefix="patience", initial=PatienceForm.told(dunning))


def _press(
    request: HttpRequest, desk: Desk, lines: list[AssignmentForm], patience: PatienceForm
) -> HttpResponse:
    """What is typed and what was pressed, as the next draft. Raises BadDunning."""
    last = len(lines) - 1
    typed: list[Assignment] = [
        line.assignment(is_last=0 < at == last) for at, line in enumerate(lines)
    ]
    made, at, said = after_press(typed, request.POST.get("do", ""))
    value = dunning_value(
        replace(dunning_of(desk.value), assignments=tuple(made), **patience.cleaned_data)
    )
    keep_draft(user_of(request).pk, desk, desk.policy, desk.owner, value)
    url = desk.owner.link("console:ladders_who")
    undo = desk.owner.link("console:ladder_undo", WHO)
    return done(request, f"{url}#line-{at}", said, undo_url=undo)
