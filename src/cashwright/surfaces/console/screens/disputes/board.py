"""The board: cases by stage, those that are late first; what was decided of late stands at the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import (
    DEPARTMENTS,
    OUTCOMES,
    REASONS,
    Department,
    Outcome,
    Reason,
)
from cashwright.areas.disputes.states import CLOSED
from cashwright.kernel.clock import now
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import may, page
from cashwright.surfaces.console.screens.disputes import saying
from cashwright.surfaces.console.screens.disputes.listing import mine

SHOWN_MAX, CLOSED_DAYS = 30, 14
_STAGES = {
    "new": "New", "investigating": "Investigating", "waiting_customer": "Waiting for the customer",
    "waiting_internal": "Waiting for another team", "closed": "Resolved",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One case on the board."""

    dispute: Dispute
    owner: str
    clock: str

    @property
    def is_late(self) -> bool:
        return self.dispute.due_at is not None and self.dispute.due_at < now()

    @property
    def reason(self) -> str:
        return REASONS[Reason(self.dispute.reason)].label

    @property
    def team(self) -> str:
        return DEPARTMENTS[Department(self.dispute.department)]

    @property
    def outcome(self) -> str:
        return OUTCOMES[Outcome(self.dispute.outcome)] if self.dispute.outcome else ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One column: its first cases, and how many there are; `tab` is that of the list with all."""

    key: str
    name: str
    cards: list[Card]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.cards)

    @property
    def tab(self) -> str:
        tabs = {"waiting_customer": "customer", "waiting_internal": "internal"}
        return tabs.get(self.key, self.key)


@page(permission="disputes.read", section="disputes")
def board(request: HttpRequest) -> HttpResponse:
    """Cases by stage."""
    frame = frame_of(request)
    stages = [_stage(request, frame, key, name) for key, name in _STAGES.items()]
    context = {
        "stages": stages, "title": "Disputes", "closed_days": CLOSED_DAYS,
        "may_edit": may(request, "disputes.edit"),
        "crumbs": [("Disputes", frame.link("console:disputes")), ("Board", "")],
    }  # fmt: skip
    return render(request, "console/disputes/board.html", context)


def _stage(request: HttpRequest, frame: Frame, key: str, name: str) -> Stage:
    where = Q(state=key)
    order = [F("due_at").asc(nulls_last=True), F("opened_on").asc(), F("pk").asc()]
    if key == "closed":
        where = Q(state__in=CLOSED, closed_on__gt=frame.today - timedelta(days=CLOSED_DAYS))
        order = [F("closed_on").desc(), F("pk").desc()]
    rows = mine(request, frame).filter(where)
    found = list(rows.order_by(*order)[:SHOWN_MAX])
    names = saying.names_of(one.owner for one in found)
    cards = [
        Card(one, names.get(one.owner, one.owner), saying.told_clock(one.state, one.due_at, frame))
        for one in found
    ]
    return Stage(key, name, cards, rows.count() if len(found) == SHOWN_MAX else len(found))
