"""A ladder tried on the books of a day: who would get what and when, beside what is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cashwright.areas.collections.policies import DUNNING, Ladder, dunning_of, ladder_of
from cashwright.areas.collections.queries import dunning_in_force
from cashwright.areas.collections.queries.rehearsing import Rehearsal, rehearse
from cashwright.areas.controls.policies import SET_POLICY
from cashwright.areas.controls.proposing import PolicyAsked
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.charts import Figure
from cashwright.surfaces.console.charts.columns import Column, columns
from cashwright.surfaces.console.collecting import ACTS, STOPS
from cashwright.surfaces.console.formats import day_text, plural
from cashwright.surfaces.console.forms.ladders import RehearseForm
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.laddering.drafts import desk_of
from cashwright.surfaces.console.laddering.owners import Owner, owner_of
from cashwright.surfaces.console.laddering.words import PUT_OFF, when_words
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.approvals.listing import one as request_of
from cashwright.surfaces.console.screens.ladders.shared import open_desk, policy_of, user_of

_SHOWN_MAX = 100
_COUNTED = ("Messages", "By a person", "Made to wait")


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of both; `change` in words, empty when it is the same."""

    what: str
    before: int
    after: int

    @property
    def change(self) -> str:
        by = self.after - self.before
        return f"{by:+,}".replace("-", "−") if by else "the same"


@page(permission="runs.plan", section="ladders")
def simulate(request: HttpRequest, name: str) -> HttpResponse:
    """The draft, or what a second person is asked about, day by day."""
    owner, frame = owner_of(request, "collections.read"), frame_of(request)
    ladder, assigned, what = _ladder(request, name, owner)
    dunning = dunning_of(assigned) if assigned else None
    whose = dunning or dunning_in_force(owner.pk, frame.today)
    is_climbed = any(one.ladder == ladder.name for one in whose.assignments)
    entities = [e for e in whole_entities(request, "runs.plan") if owner.code in ("", e.code)]
    form = RehearseForm(
        {**_start(entities, frame.today, is_climbed), **request.GET.dict()},
        companies=[(e.code, e.name) for e in entities],
    )
    context: dict[str, Any] = {
        "title": f"Simulate: {ladder.title or name}", "owner": owner, "form": form, "what": what,
        "name": name, "entities": entities, "is_climbed": is_climbed,
        "proposal": request.GET.get("proposal", ""),
        "crumbs": [
            ("Ladders", owner.link("console:ladders")),
            (ladder.title or name, owner.link("console:ladder", name)), ("Simulate", ""),
        ],
    }  # fmt: skip
    if entities and form.is_valid():
        given = form.cleaned_data
        entity = next(e for e in entities if e.code == given["company"])
        on = min(given["on"], frame.today)
        draft, in_force = rehearse(
            entity, ladder, on, given["days"], today=frame.today,
            everybody=given["whom"] == "all",
            dunning=dunning,
        )  # fmt: skip
        steps = {step.code: when_words(step) for step in ladder.steps}
        context |= _told(request, entity, on, given["days"], draft, in_force, steps)
    return render(request, "console/ladders/simulate.html", context)


def _ladder(
    request: HttpRequest, name: str, owner: Owner
) -> tuple[Ladder, dict[str, Any] | None, str]:
    """The ladder to try; who climbs which, where that is a draft, too; both in words."""
    public, today = request.GET.get("proposal", ""), frame_of(request).today
    if public:
        asked = request_of(request, public, "approvals.read")
        if asked.kind != SET_POLICY or asked.payload["policy"] != policy_of(name):
            raise NotFound(document="proposal", id=public[:40])
        told = PolicyAsked.of_payload(asked.payload)
        return ladder_of(told.value), None, f"As proposed: {told.why}."
    desk = open_desk(request, name, owner, today)
    others = desk_of(user_of(request).pk, DUNNING, owner, today)
    assigned = dict(others.value) if others is not None and others.draft else None
    what = "Your draft, beside what is in force." if desk.draft else "As it is in force."
    if assigned is not None:
        what += " With your draft of who climbs which."
    return desk.ladder, assigned, what


def _start(entities: list[LegalEntity], today: date, is_climbed: bool) -> dict[str, Any]:
    """Thirty days from today; what nobody climbs yet is tried on everybody."""
    code = entities[0].code if entities else ""
    return {"company": code, "on": today.isoformat(), "days": "30",
            "whom": "theirs" if is_climbed else "all"}  # fmt: skip


def _told(
    request: HttpRequest, entity: LegalEntity, on: date, days: int, draft: Rehearsal,
    in_force: Rehearsal, steps: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    by_day = draft.by_day()
    return {
        "ran": True, "entity": entity, "customers": draft.customers,
        "until": on + timedelta(days=days - 1), "on": on,
        "figure": _figure(request, by_day.to_dicts(), on, days),
        "compared": _compared(draft, in_force),
        "clashes": [
            {**row, "why": PUT_OFF[row["why"]], "step": steps.get(row["step"], _HAPPENED)}
            for row in draft.clashes().to_dicts()
        ],
        "stopped": [
            (STOPS.get(row["why"], row["why"]), row["invoices"]) for row in draft.stopped().to_dicts()
        ],
        **_who(request, draft, steps),
    }  # fmt: skip


def _figure(request: HttpRequest, rows: list[dict[str, Any]], on: date, days: int) -> Figure:
    told = {row["on"]: row for row in rows}
    shown = []
    for offset in range(days):
        day = on + timedelta(days=offset)
        row = told.get(day)
        counts = (row["messages"], row["by_a_person"], row["put_off"]) if row else (0, 0, 0)
        params = request.GET.copy()
        params["day"] = day.isoformat()
        url = f"?{params.urlencode()}#who" if any(counts) else ""
        shown.append(Column(day_text(day), counts, url))
    most = max(shown, key=lambda one: one.counts[0] + one.counts[1])
    text = f"At most {plural(most.counts[0] + most.counts[1], 'contact', 'contacts')} a day, on {most.label}."
    return columns("Contacts a day", _COUNTED, shown, text=text, of="Day")


def _compared(draft: Rehearsal, in_force: Rehearsal) -> list[Compared]:
    def figures(one: Rehearsal) -> tuple[int, int, int, int]:
        days, contacts = one.by_day(), one.contacts()
        return (
            int(days["messages"].sum()), int(days["by_a_person"].sum()),
            contacts["customer_id"].n_unique(), int(days["put_off"].sum()),
        )  # fmt: skip

    names = (
        "Messages",
        "By a person",
        "Customers who hear something",
        "Times somebody is made to wait",
    )
    return [
        Compared(name, before, after)
        for name, before, after in zip(names, figures(in_force), figures(draft), strict=True)
    ]


def _who(request: HttpRequest, draft: Rehearsal, steps: Mapping[str, str]) -> dict[str, Any]:
    """Who would get what, of one day or the first of all days; of one day also who is made to wait."""
    contacts, day = draft.contacts(), request.GET.get("day", "")
    try:
        chosen = date.fromisoformat(day) if day else None
    except ValueError:
        chosen = None
    waiting: list[dict[str, Any]] = []
    if chosen is not None:
        contacts = contacts.filter(contacts["on"] == chosen)
        waits = draft.waiting()
        waiting = waits.filter(waits["on"] == chosen).head(_SHOWN_MAX).to_dicts()
    rows = contacts.head(_SHOWN_MAX).to_dicts()
    named = Customer.objects.in_bulk({UUID(row["customer_id"]) for row in [*rows, *waiting]})

    def told(row: dict[str, Any]) -> dict[str, Any]:
        key = UUID(row["customer_id"])
        return {
            **row, "customer": named[key], "step": steps.get(row["step"], _HAPPENED),
            "url": reverse("console:customer", args=[public_id("cus", key)]),
            "act": ACTS.get(row.get("act", ""), ""), "why": PUT_OFF.get(row.get("why", ""), ""),
            "detour": _DETOURS.get(row.get("detour", ""), ""),
        }  # fmt: skip

    return {
        "rows": [told(row) for row in rows], "waiting_rows": [told(row) for row in waiting],
        "more": max(0, contacts.height - _SHOWN_MAX), "day": chosen,
    }  # fmt: skip


_DETOURS = {"vip": "a key customer", **{key: words.lower() for key, words in STOPS.items()}}
_HAPPENED = "After what happened"
