"""How far the machine goes, for each bank account and segment; what another threshold would have done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cashwright.areas.cash.models import BankAccount, BankLine, Match
from cashwright.areas.cash.policies import MATCHING, MatchingPolicy
from cashwright.areas.cash.queries import matching_policy
from cashwright.areas.controls.queries import policy_value
from cashwright.areas.controls.services import set_policy
from cashwright.areas.parties.models import LegalEntity, Segment
from cashwright.kernel.actors import Actor
from cashwright.runs.match.demotion import demoted
from cashwright.surfaces.console.books.reach import whole_entity
from cashwright.surfaces.console.forms.cash import AUTONOMY, MatchingForm, percent_of
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.pages import done, page
from cashwright.surfaces.console.screens.cash.scope import queue_url

THRESHOLDS = (700_000, 800_000, 900_000, 950_000, 980_000, 990_000, 995_000, 999_000)


@dataclass(frozen=True, slots=True)
class Place:
    """One bank account or segment, and what holds for it. `is_demoted`: it erred too often, and only proposes."""

    key: str
    words: str
    policy: MatchingPolicy
    is_own: bool
    is_demoted: bool

    @property
    def autonomy(self) -> str:
        return dict(AUTONOMY)[str(self.policy.autonomy)]

    @property
    def certain(self) -> str:
        return percent_of(self.policy.certain_ppm)

    @property
    def target(self) -> str:
        return percent_of(self.policy.target_ppm)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a threshold would have done with the proposals that were decided since."""

    words: str
    applied: int
    wrong: int


def places_of(entity: LegalEntity, on: date) -> list[Place]:
    """The company as a whole, then its accounts, then the segments something is said for."""
    value = policy_value(MATCHING, on=on, entity_id=entity.pk) or {}
    fallen = demoted(entity.pk, on)
    rows = BankAccount.objects.filter(entity=entity, is_active=True).order_by("code")
    names = dict(Segment.objects.values_list("code", "name"))
    whole = matching_policy(entity_id=entity.pk, on=on)
    found = [Place("default", "Unless said otherwise", whole, bool(value.get("default")), False)]
    for row in rows:
        policy = matching_policy(entity_id=entity.pk, on=on, account=row.code)
        is_own = row.code in value.get("accounts", {})
        found.append(Place(f"accounts:{row.code}", row.name, policy, is_own, row.code in fallen))
    for code in value.get("segments", {}):
        policy = matching_policy(entity_id=entity.pk, on=on, segment=code)
        found.append(
            Place(f"segments:{code}", f"Segment {names.get(code, code)}", policy, True, False)
        )
    return found


def what_if(entity_id: UUID, since: date, until: date) -> list[WhatIf]:
    """Of the proposals nothing spoke against: how many each threshold would have applied, how many of them wrong."""
    lines = BankLine.objects.filter(
        entity_id=entity_id, booked_on__range=(since, until), amount_minor__gt=0
    )
    decided = Match.objects.filter(
        entity_id=entity_id, line_id__in=lines.values("pk"), decided_at__isnull=False, guards=[],
        state__in=("applied", "undone", "rejected"),
    ).exclude(lane="by_hand")  # fmt: skip
    asked: dict[str, Any] = {}
    for number, least in enumerate(THRESHOLDS):
        above = Q(confidence_ppm__gte=least)
        asked[f"all_{number}"] = Count("pk", filter=above)
        asked[f"wrong_{number}"] = Count("pk", filter=above & ~Q(state="applied"))
    told = decided.aggregate(**asked)
    return [
        WhatIf(percent_of(least), told[f"all_{n}"], told[f"wrong_{n}"])
        for n, least in enumerate(THRESHOLDS)
    ]


def _places(entity: LegalEntity) -> list[tuple[str, str]]:
    accounts = BankAccount.objects.filter(entity=entity, is_active=True).order_by("code")
    return [
        ("default", "Unless said otherwise"),
        *((f"accounts:{row.code}", f"{row.code} {row.name}") for row in accounts),
        *(
            (f"segments:{row.code}", f"Segment {row.name}")
            for row in Segment.objects.order_by("code")
        ),
    ]


@page(permission="policies.edit", section="cash_queue", methods=("GET", "POST"))
def cash_autonomy(request: HttpRequest, code: str) -> HttpResponse:
    """Say how far the machine goes, for one account or segment, from today on."""
    entity, frame = whole_entity(request, "policies.edit", code), frame_of(request)
    key = request.GET.get("where", "default")
    places = _places(entity)
    policy = _policy(entity, key, frame.today)
    form = MatchingForm(
        request.POST if request.method == "POST" else None, places=places, currency=entity.currency,
        initial={"where": key, **MatchingForm.told(policy, entity.currency)},
    )  # fmt: skip
    back = frame.link("console:cash_quality", of=entity.code)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        stored = policy_value(MATCHING, on=frame.today, entity_id=entity.pk) or {}
        value = changed(
            stored, given["where"], form.said(), _inherited(entity, given["where"], frame.today)
        )
        set_policy(
            name=MATCHING, value=value, valid_from=frame.today, why=given["why"],
            by=Actor.human(request.user.pk), entity_id=entity.pk,
        )  # fmt: skip
        return done(request, back, "It holds from today on.")
    context = {
        "title": "How lines are matched", "form": form, "button": "Say so", "back": back,
        "note": "What is said for a segment goes before what is said for an account, and that before the"
        " rest. Every version is kept, with who said it and why.",
        "crumbs": [("Review queue", queue_url(request)), ("How good is it?", back), ("Autonomy", "")],
    }  # fmt: skip
    return render(request, "console/form.html", context)


def _policy(entity: LegalEntity, key: str, on: date) -> MatchingPolicy:
    kind, _, code = key.partition(":")
    return matching_policy(
        entity_id=entity.pk, on=on, account=code if kind == "accounts" else "",
        segment=code if kind == "segments" else "",
    )  # fmt: skip


def _inherited(entity: LegalEntity, where: str, on: date) -> MatchingPolicy:
    """What holds for a place as long as nothing is said for it."""
    return MatchingPolicy() if where == "default" else matching_policy(entity_id=entity.pk, on=on)


def changed(
    value: dict[str, Any], where: str, said: dict[str, Any], inherited: MatchingPolicy
) -> dict[str, Any]:
    """The stored policy with what was said for one place; what is as everywhere is not said again."""
    own = {name: each for name, each in said.items() if each != _stored(getattr(inherited, name))}
    kind, _, code = where.partition(":")
    if not code:
        return {**value, "default": own}
    places: dict[str, Any] = value.get(kind, {})
    return {**value, kind: {**places, code: own}}


def _stored(value: Any) -> Any:
    """A field of the policy as JSON has it."""
    return list(value) if isinstance(value, tuple) else value
