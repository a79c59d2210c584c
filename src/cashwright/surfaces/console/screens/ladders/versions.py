"""Every version of a ladder or of who climbs which, each with what it changed; and back to one of them."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.access.models import User
from cashwright.areas.collections.policies import DUNNING, LADDER, READY, dunning_value, value_of
from cashwright.areas.collections.policies.dunning import Dunning
from cashwright.areas.collections.rules.drafting import as_drafted
from cashwright.areas.controls.models import PolicyVersion
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.laddering.asked import names_now
from cashwright.surfaces.console.laddering.changes import told_changes
from cashwright.surfaces.console.laddering.drafts import keep_draft
from cashwright.surfaces.console.laddering.owners import Owner, may_for, owner_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.ladders.shared import (
    WHO,
    open_desk,
    policy_of,
    user_of,
    waiting_for,
)


@page(permission="collections.read", section="ladders", methods=("GET", "POST"))
def versions(request: HttpRequest, name: str) -> HttpResponse:
    """The versions, the latest first; one of them taken as the draft again."""
    owner, frame = owner_of(request, "collections.read"), frame_of(request)
    policy, may_edit = policy_of(name), may_for(request, "policies.edit", owner)
    desk = open_desk(request, name, owner, frame.today)
    if request.method == "POST" and may_edit:
        value = _value_of(policy, owner, request.POST.get("version", ""))
        keep_draft(user_of(request).pk, desk, policy, owner, value)
        url = owner.link("console:ladder_propose", name)
        return done(request, url, "That version is your draft. Propose it to go back to it.")
    title = "Who climbs which ladder" if name == WHO else desk.ladder.title or name
    back = owner.link("console:ladders_who") if name == WHO else owner.link("console:ladder", name)
    context = {
        "title": f"Versions: {title}", "owner": owner, "rows": _rows(policy, owner),
        "came": _came(policy), "may_edit": may_edit, "waiting": waiting_for(policy, owner.pk),
        "crumbs": [("Ladders", owner.link("console:ladders")), (title, back), ("Versions", "")],
    }  # fmt: skip
    return render(request, "console/ladders/versions.html", context)


def _rows(policy: str, owner: Owner) -> list[dict[str, Any]]:
    names = names_now()
    rows = list(PolicyVersion.objects.filter(name=policy, entity_id=owner.pk).order_by("-version"))
    keys = {row.set_by for row in rows}
    people = {str(user.pk): str(user) for user in User.objects.all() if str(user.pk) in keys}
    return [
        {
            "row": row, "who": people.get(row.set_by, row.set_by),
            "changes": told_changes(policy, older.value if older else _came(policy), row.value, names),
        }
        for row, older in zip_longest(rows, rows[1:])
    ]  # fmt: skip


def _came(policy: str) -> dict[str, Any] | None:
    """What came with the house, before any version."""
    if policy == DUNNING:
        return dunning_value(Dunning())
    ladder = READY.get(policy.removeprefix(f"{LADDER}."))
    return None if ladder is None else value_of(as_drafted(ladder))


def _value_of(policy: str, owner: Owner, version: str) -> dict[str, Any]:
    """The stored value of a version, 0 for what came with the house. Raises NotFound."""
    if version == "0" and (came := _came(policy)) is not None:
        return came
    rows = PolicyVersion.objects.filter(name=policy, entity_id=owner.pk)
    row = rows.filter(version=int(version)).first() if version.isdecimal() else None
    if row is None:
        raise NotFound(document="version", id=version[:8])
    return dict(row.value)
