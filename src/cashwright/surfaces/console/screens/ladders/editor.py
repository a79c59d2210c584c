"""One ladder as cards on a line: every button changes a draft, which nobody follows until it is agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.collections.policies import WRITTEN, Ladder, Track, value_of
from cashwright.areas.collections.queries import dunning_in_force, trials_in_force
from cashwright.areas.collections.queries.surroundings import surroundings
from cashwright.areas.collections.refusals import BadLadder
from cashwright.areas.collections.rules.drafting import Edited
from cashwright.areas.collections.rules.faults import Fault, faults
from cashwright.areas.controls.proposing import latest_version
from cashwright.areas.parties.models import LegalEntity
from cashwright.surfaces.console.forms.ladders import StepForm, WholeForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.laddering.asked import names_now
from cashwright.surfaces.console.laddering.cards import Card, cards_of, lanes_of
from cashwright.surfaces.console.laddering.changes import Names
from cashwright.surfaces.console.laddering.drafts import (
    Desk,
    drop_draft,
    keep_draft,
    undo_draft,
)
from cashwright.surfaces.console.laddering.editing import Pressed, after_press, pressed
from cashwright.surfaces.console.laddering.owners import Owner, may_for, owner_of
from cashwright.surfaces.console.laddering.words import (
    DAY_RULES,
    ENTRIES,
    branches,
    climbers,
    fault_words,
)
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.ladders.preview import Look, look_of
from cashwright.surfaces.console.screens.ladders.shared import (
    open_desk,
    user_of,
    waiting_for,
)
from cashwright.surfaces.console.words import say


@dataclass(slots=True)
class Work:
    """What is on the page: the desk, the open card's form, the form of the whole, what was declined."""

    desk: Desk
    names: Names
    at: int | None
    step_form: StepForm | None
    whole_form: WholeForm
    problem: str = ""


@page(permission="collections.read", section="ladders", methods=("GET", "POST"))
def ladder(request: HttpRequest, name: str) -> HttpResponse:
    """A ladder, and, for who may, the change that was pressed."""
    owner, frame = owner_of(request, "collections.read"), frame_of(request)
    may_edit = may_for(request, "policies.edit", owner)
    work = _work(request, open_desk(request, name, owner, frame.today), names_now(), may_edit)
    if request.method == "POST" and may_edit:
        return _press(request, work)
    return _shown(request, work, may_edit=may_edit)


def _work(request: HttpRequest, desk: Desk, names: Names, may_edit: bool) -> Work:
    is_post = request.method == "POST" and may_edit
    asked = request.POST.get("open", "") if is_post else request.GET.get("step", "")
    steps = desk.ladder.steps
    at = int(asked) if asked.isdecimal() and int(asked) < len(steps) else None
    form = None
    if at is not None and may_edit:
        form = StepForm(
            request.POST if is_post else None, prefix="step", initial=StepForm.told(steps[at]),
            texts=list(names.texts.items()), segments=list(names.segments.items()),
        )  # fmt: skip
    is_whole = is_post and request.POST.get("do") == "whole"
    whole = WholeForm(
        request.POST if is_whole else None, prefix="whole", initial=WholeForm.told(desk.ladder)
    )
    return Work(desk, names, at, form, whole)


def _press(request: HttpRequest, work: Work) -> HttpResponse:
    """Do what a button says, on the draft; what is declined is told with everything still there."""
    desk, form = work.desk, work.step_form
    try:
        press = pressed(request.POST.get("do", ""))
        is_gone = press.verb == "remove" and press.at == work.at
        if form is not None and not is_gone and not form.is_valid():
            return _shown(request, work, may_edit=True, status=422)
        edited = _edited(work, press, None if form is None or is_gone else form)
    except BadLadder as refusal:
        status, work.problem = say(refusal)
        return _shown(request, work, may_edit=True, status=status)
    if edited is None:
        return _shown(request, work, may_edit=True, status=422)
    name = edited.ladder.name
    keep_draft(user_of(request).pk, desk, desk.policy, desk.owner, value_of(edited.ladder))
    url = desk.owner.link("console:ladder", name, **_place(edited, press))
    anchor = "steps" if edited.at is None else f"step-{edited.at}"
    undo = desk.owner.link("console:ladder_undo", name)
    return done(request, f"{url}#{anchor}", press.said, undo_url=undo)


def _edited(work: Work, press: Pressed, form: StepForm | None) -> Edited | None:
    """The ladder as it would be; None when the form of the whole cannot be read."""
    step = form.step() if form is not None and form.has_changed() else None
    edited = after_press(work.desk.ladder, press, work.at, step)
    if press.verb != "whole":
        return edited
    if not work.whole_form.is_valid():
        return None
    return Edited(work.whole_form.onto(edited.ladder), edited.at)


def _place(edited: Edited, press: Pressed) -> dict[str, str]:
    """Which card stands open next: the one that was added or copied; no other."""
    if edited.at is None:
        return {}
    return (
        {"step": str(edited.at)}
        if press.verb in ("add", "copy", "save")
        else {"at": str(edited.at)}
    )


def _shown(request: HttpRequest, work: Work, *, may_edit: bool, status: int = 200) -> HttpResponse:
    desk, frame = work.desk, frame_of(request)
    shown, owner = desk.ladder, desk.owner
    found = faults(shown, surroundings(owner.pk, frame.today))
    company = _company(request, owner)
    trials = [] if company is None else trials_in_force(company.pk, frame.today)
    running = [one for one in trials if one.runs_on(frame.today)]
    cards = cards_of(shown, work.names, found, running)
    at = _selected(request, work, shown)
    context: dict[str, Any] = {
        "title": shown.title or shown.name, "name": shown.name, "ladder": shown, "owner": owner,
        "desk": desk, "lanes": lanes_of(cards), "at": at, "opened": work.at if work.step_form else None,
        "step_form": work.step_form, "whole_form": work.whole_form, "problem": work.problem,
        "faults": _faults_of_all(found, work.names), "forbidden": any(one.forbids for one in found),
        "day_rule": DAY_RULES[shown.day_rule], "entry": ENTRIES[shown.entry],
        "branches": branches(shown, dunning_in_force(owner.pk, frame.today)),
        "climbers": climbers(shown.name, dunning_in_force(owner.pk, frame.today), work.names.segments),
        "version": latest_version(desk.policy, owner.pk), "waiting": waiting_for(desk.policy, owner.pk),
        "has_issue": bool(shown.on(Track.ISSUE)), "has_event": bool(shown.on(Track.EVENT)),
        "may_edit": may_edit, "links": _links(desk, shown.name),
        "trial_url": _trial_url(company) if may_edit and desk.draft is None else "",
        "crumbs": [("Ladders", owner.link("console:ladders")), (shown.title or shown.name, "")],
        **_look(request, work, cards, at).context(),
    }  # fmt: skip
    return render(request, "console/ladders/editor.html", context, status=status)


def _company(request: HttpRequest, owner: Owner) -> LegalEntity | None:
    """The company whose trials are shown: the owner itself, else the one chosen in the frame."""
    entity = frame_of(request).entity
    pk = owner.pk if owner.code else getattr(entity, "id", None)
    return None if pk is None else LegalEntity.objects.filter(pk=pk).first()


def _trial_url(company: LegalEntity | None) -> str:
    """Where a step is tried in several ways; trials are a company's own."""
    if company is None:
        return ""
    return f"{reverse('console:trial_new')}?{urlencode({'of': company.code})}"


def _selected(request: HttpRequest, work: Work, shown: Ladder) -> int:
    """The card the preview is about: the open one, the one just moved, else the first that is written."""
    asked = request.GET.get("at", "")
    if work.at is not None:
        return work.at
    if asked.isdecimal() and int(asked) < len(shown.steps):
        return int(asked)
    return next((at for at, step in enumerate(shown.steps) if step.act in WRITTEN), 0)


def _look(request: HttpRequest, work: Work, cards: Sequence[Card], at: int) -> Look:
    return look_of(request, work.desk, at, cards[at].when)


def _faults_of_all(found: Sequence[Fault], names: Names) -> list[str]:
    return [fault_words(one, names.texts) for one in found if one.at is None]


def _links(desk: Desk, name: str) -> dict[str, str]:
    pages = ("simulate", "propose", "versions", "preview", "test", "discard")
    return {
        **{each: desk.owner.link(f"console:ladder_{each}", name) for each in pages},
        "here": desk.owner.link("console:ladder", name),
        "copy": desk.owner.link("console:ladder_new", source=name),
    }


@page(permission="policies.edit", methods=("POST",))
def ladder_undo(request: HttpRequest, name: str) -> HttpResponse:
    """Take the last change of a draft back."""
    owner, frame = owner_of(request, "policies.edit"), frame_of(request)
    desk = open_desk(request, name, owner, frame.today)
    was = undo_draft(user_of(request).pk, desk.policy, owner)
    said = "The change is taken back." if was else "There is nothing to take back."
    return done(request, f"{owner.link('console:ladder', name)}#steps", said)


@page(permission="policies.edit", methods=("POST",))
def ladder_discard(request: HttpRequest, name: str) -> HttpResponse:
    """Throw a draft away: back to what is in force, or to the list where nothing is."""
    owner, frame = owner_of(request, "policies.edit"), frame_of(request)
    desk = open_desk(request, name, owner, frame.today)
    drop_draft(user_of(request).pk, desk.policy, owner)
    stays = desk.in_force is not None
    url = owner.link("console:ladder", name) if stays else owner.link("console:ladders")
    return done(request, url, "The draft is thrown away.")
