"""Every ladder of the house or a company, who climbs which, and a new one made from a copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.collections.policies import (
    DUNNING,
    LADDER,
    READY,
    Ladder,
    ladder_of,
    value_of,
)
from cashwright.areas.collections.queries import dunning_in_force, ladders_in_force
from cashwright.areas.collections.rules.drafting import as_drafted
from cashwright.areas.controls.proposing import latest_version
from cashwright.surfaces.console.forms.ladders import CopyForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.laddering.asked import names_now
from cashwright.surfaces.console.laddering.cards import Card, cards_of
from cashwright.surfaces.console.laddering.changes import Names
from cashwright.surfaces.console.laddering.drafts import drafts_of, keep_draft
from cashwright.surfaces.console.laddering.owners import Owner, may_for, owner_of, owners
from cashwright.surfaces.console.laddering.words import AUTONOMY, who_words
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.ladders.shared import (
    RESERVED,
    user_of,
    waiting_for,
)
from cashwright.surfaces.console.screens.settings_.tabs import form_page


@dataclass(frozen=True, slots=True)
class Shown:
    """One ladder of the list. `version` 0 came with the house; a draft alone has none."""

    ladder: Ladder
    url: str
    cards: list[Card]
    climbed_by: list[str]
    is_draft: bool
    is_new: bool
    waits: bool


@page(permission="collections.read", section="ladders")
def ladders(request: HttpRequest) -> HttpResponse:
    """The ladders, and who climbs which."""
    owner, frame, names = owner_of(request, "collections.read"), frame_of(request), names_now()
    dunning = dunning_in_force(owner.pk, frame.today)
    last = len(dunning.assignments) - 1
    told = [
        (who_words(one, names.segments, is_last=0 < at == last), one.ladder, AUTONOMY[one.autonomy])
        for at, one in enumerate(dunning.assignments)
    ]
    shown = _shown(request, owner, names, frame.today, told)
    context = {
        "title": "Ladders of reminders", "owner": owner, "owners": owners(request, "collections.read"),
        "shown": shown, "assignments": told, "who_url": owner.link("console:ladders_who"),
        "new_url": owner.link("console:ladder_new"),
        "who_waits": waiting_for(DUNNING, owner.pk),
        "may_edit": may_for(request, "policies.edit", owner),
        "all_came": not any(one.ladder.version for one in shown),
    }  # fmt: skip
    return render(request, "console/ladders/list.html", context)


def _shown(
    request: HttpRequest, owner: Owner, names: Names, on: date, told: list[tuple[str, str, str]]
) -> list[Shown]:
    drafts = drafts_of(user_of(request).pk, owner)
    found = ladders_in_force(owner.pk, on)
    mine = {
        policy.removeprefix(f"{LADDER}."): ladder_of(row.value)
        for policy, row in drafts.items()
        if policy.startswith(f"{LADDER}.")
    }
    order = [*READY, *sorted(set(found) | set(mine) - set(READY))]
    return [
        Shown(
            ladder=found.get(name) or mine[name],
            url=owner.link("console:ladder", name),
            cards=cards_of(as_drafted(found.get(name) or mine[name]), names, ()),
            climbed_by=[who for who, ladder, _ in told if ladder == name],
            is_draft=name in mine, is_new=name not in found,
            waits=bool(waiting_for(f"{LADDER}.{name}", owner.pk)),
        )
        for name in dict.fromkeys(order)
    ]  # fmt: skip


@page(permission="policies.edit", section="ladders", methods=("GET", "POST"))
def ladder_new(request: HttpRequest) -> HttpResponse:
    """A ladder of one's own: a copy of another, as a draft."""
    owner, frame = owner_of(request, "policies.edit"), frame_of(request)
    found = ladders_in_force(owner.pk, frame.today)
    sources = [(name, one.title or name) for name, one in found.items()]
    form = CopyForm(
        request.POST if request.method == "POST" else None, sources=sources, reserved=RESERVED,
        initial={"source": request.GET.get("source", "standard")},
    )  # fmt: skip
    back = owner.link("console:ladders")
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        made = replace(
            as_drafted(found[given["source"]]), name=given["name"], title=given["title"],
            version=latest_version(f"{LADDER}.{given['name']}", owner.pk),
        )  # fmt: skip
        policy = f"{LADDER}.{made.name}"
        keep_draft(user_of(request).pk, None, policy, owner, value_of(made))
        return done(
            request, owner.link("console:ladder", made.name), f"{made.title} is your draft."
        )
    return form_page(
        request, form, title="A new ladder", button="Make a draft", back=back,
        note="It starts as a copy. Nobody climbs it until it is put in force and somebody is assigned to it.",
        crumbs=[("Ladders", reverse("console:ladders")), ("New", "")],
    )  # fmt: skip
