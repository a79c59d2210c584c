"""The board: open cases by stage, those that are late first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.disputes.models import Dispute
from cashwright.areas.disputes.policies import DEPARTMENTS, REASONS, Department, Reason
from cashwright.areas.disputes.states import OPEN
from cashwright.kernel.clock import now
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import page
from cashwright.surfaces.console.screens.disputes.listing import mine

SHOWN_MAX = 30
_STAGES = {
    "new": "New", "investigating": "Investigating", "waiting_customer": "Waiting for the customer",
    "waiting_internal": "Waiting for another team",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One case on the board."""

    dispute: Dispute
    is_late: bool

    @property
    def reason(self) -> str:
        return REASONS[Reason(self.dispute.reason)].label

    @property
    def team(self) -> str:
        return DEPARTMENTS[Department(self.dispute.department)]


@dataclass(frozen=True, slots=True)
class Stage:
    """One column: its first cases, and how many there are."""

    key: str
    name: str
    cards: list[Card]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@page(permission="disputes.read", section="disputes")
def board(request: HttpRequest) -> HttpResponse:
    """Open cases by stage."""
    frame, at = frame_of(request), now()
    rows = mine(request, frame).filter(state__in=OPEN)
    counts = rows.aggregate(**{key: Count("pk", filter=Q(state=key)) for key in _STAGES})
    stages = []
    for key, name in _STAGES.items():
        found = rows.filter(state=key).order_by(F("due_at").asc(nulls_last=True), "pk")
        stages.append(Stage(key, name, [_card(one, at) for one in found[:SHOWN_MAX]], counts[key]))
    context = {
        "stages": stages, "title": "Disputes",
        "crumbs": [("Disputes", frame.link("console:disputes")), ("Board", "")],
    }  # fmt: skip
    return render(request, "console/disputes/board.html", context)


def _card(one: Dispute, at: datetime) -> Card:
    return Card(one, one.due_at is not None and one.due_at < at)
