"""Audit: everything that happened, fact by fact, who did it and why; and whether the chain is whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.access.models import User
from cashwright.areas.access.queries import scope
from cashwright.areas.controls.models import Chain, Fact
from cashwright.areas.controls.queries import verify_chains
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.actors import Touch
from cashwright.kernel.events import HOUSE
from cashwright.kernel.ids import parse_public_id
from cashwright.kernel.refusals import BadInput, NotFound
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.charts import Figure, Part, Stack, stacked_bars
from cashwright.surfaces.console.formats import count_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import page

READ = "audit.read"
SIZE = 50
HOUSE_CODE = "house"
SHARE_FACTS = 100_000  # the share of hands is told of the latest so many facts


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, checked; `problems` are values that could not be read."""

    touch: str = ""
    actor: str = ""
    event: str = ""
    document: UUID | None = None
    run: UUID | None = None
    from_on: date | None = None
    to_on: date | None = None
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ChainTab:
    """One journal the reader may read: a company's, or the house's own."""

    code: str
    name: str
    chain_id: UUID


def _tabs(request: HttpRequest) -> list[ChainTab]:
    tabs = [ChainTab(e.code, e.name, e.pk) for e in whole_entities(request, READ)]
    if scope(request.user, READ).is_everything:
        tabs.append(ChainTab(HOUSE_CODE, "The house", HOUSE))
    return tabs


@page(permission=READ, section="audit")
def audit(request: HttpRequest) -> HttpResponse:
    """The journal of one company (or of the house), the latest first."""
    frame = frame_of(request)
    tabs = _tabs(request)
    here = next((t for t in tabs if t.code == request.GET.get("of", "")), tabs[0] if tabs else None)
    asked = _read(request)
    rows = _facts(here, asked, frame) if here and not asked.problems else Fact.objects.none()
    before = request.GET.get("before", "")
    if before.isdigit():
        rows = rows.filter(seq__lt=int(before))
    shown = list(rows.order_by("-seq")[: SIZE + 1])
    people = _names(shown)
    context = {
        "title": "Audit",
        "tabs": [(t, f"?{urlencode({'of': t.code})}") for t in tabs],
        "here": here,
        "facts": [_told(fact, people) for fact in shown[:SIZE]],
        "older": _older(request, shown[SIZE - 1].seq) if len(shown) > SIZE else "",
        "asked": asked,
        "touches": list(Touch),
        "events": _events(here) if here else [],
        "people": User.objects.order_by("email") if here else [],
        "share": _share(here) if here else None,
        "is_filtered": any(request.GET.get(n) for n in _NAMES),
    }  # fmt: skip
    return render(request, "console/audit/list.html", context)


_NAMES = ("touch", "actor", "event", "document", "run", "from", "to")


def _older(request: HttpRequest, seq: int) -> str:
    params = request.GET.copy()
    params["before"] = str(seq)
    return f"?{params.urlencode()}"


def _read(request: HttpRequest) -> Asked:
    given = {name: request.GET.get(name, "").replace("\x00", "").strip() for name in _NAMES}
    problems: list[str] = []
    return Asked(
        touch=given["touch"] if given["touch"] in set(Touch) else "",
        actor=given["actor"][:80],
        event=given["event"][:60],
        document=_id(given["document"], problems),
        run=_id(given["run"], problems),
        from_on=_day(given["from"], problems),
        to_on=_day(given["to"], problems),
        problems=problems,
    )


def _id(text: str, problems: list[str]) -> UUID | None:
    if not text:
        return None
    try:
        return parse_public_id(text.partition("_")[0], text)
    except BadInput:
        problems.append(f"“{text[:40]}” is no id. Copy one from a page, such as inv_01j….")
        return None


def _day(text: str, problems: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(f"“{text[:40]}” is no date.")
        return None


def _facts(here: ChainTab, asked: Asked, frame: Frame) -> QuerySet[Fact]:
    rows = Fact.objects.filter(chain_id=here.chain_id)
    wanted: dict[str, Any] = {
        "touch": asked.touch, "actor": asked.actor, "document_id": asked.document, "run_id": asked.run,
        "name": asked.event,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if asked.from_on:
        rows = rows.filter(at__gte=_midnight(asked.from_on, frame.zone))
    if asked.to_on:
        rows = rows.filter(at__lt=_midnight(asked.to_on + timedelta(days=1), frame.zone))
    return rows


def _midnight(on: date, zone: str) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _names(facts: Iterable[Fact]) -> dict[str, str]:
    """The names of the people among the actors, in one statement."""
    ids = []
    for fact in facts:
        try:
            ids.append(UUID(fact.actor))
        except ValueError:
            continue
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)}


def _told(fact: Fact, people: dict[str, str]) -> dict[str, Any]:
    body = json.loads(bytes(fact.body))
    return {
        "fact": fact,
        "what": fact.name.partition(".")[2].replace("_", " ").capitalize(),
        "area": fact.name.partition(".")[0].capitalize(),
        "who": people.get(fact.actor, fact.actor),
        "why": body.get("why", ""),
        "url": reverse("console:fact", args=[str(fact.chain_id), fact.seq]),
    }


def _events(here: ChainTab) -> list[str]:
    rows = Fact.objects.filter(chain_id=here.chain_id, seq__gt=_head(here) - SHARE_FACTS)
    return list(rows.order_by("name").values_list("name", flat=True).distinct())


def _head(here: ChainTab) -> int:
    return Chain.objects.filter(pk=here.chain_id).values_list("seq", flat=True).first() or 0


def _share(here: ChainTab) -> Figure | None:
    """Who did it: people, rules, models; of the latest facts."""
    rows = Fact.objects.filter(chain_id=here.chain_id, seq__gt=_head(here) - SHARE_FACTS)
    counted = dict(rows.order_by().values_list("touch").annotate(Count("seq")))
    whole = sum(counted.values())
    if not whole:
        return None
    names = {Touch.HUMAN: "People", Touch.RULE: "Rules", Touch.MODEL: "Models"}
    parts = [
        Part(n := counted.get(str(t), 0), f"{count_text(n)} ({100 * n // whole} %)", f"?of={here.code}&touch={t}")
        for t in names
    ]  # fmt: skip
    stack = Stack("Done by", parts, f"{count_text(whole)} facts")
    human = 100 * counted.get(str(Touch.HUMAN), 0) // whole
    return stacked_bars(
        "Who did it",
        list(names.values()),
        [stack],
        text=f"{human} % was done by people.",
        of="Hand",
    )


@page(permission=READ, section="audit")
def fact(request: HttpRequest, chain: UUID, seq: int) -> HttpResponse:
    """One fact: the exact bytes that are hashed, what they say, what stood before and after."""
    here = next((t for t in _all_tabs(request) if t.chain_id == chain), None)
    shown = Fact.objects.filter(chain_id=chain, seq=seq).first() if here else None
    if here is None or shown is None:
        raise NotFound(document="fact", id=str(seq))
    body = bytes(shown.body).decode()
    told = json.loads(body)
    same = Fact.objects.filter(document_id=shown.document_id).exclude(chain_id=chain, seq=seq)
    others = list(same.order_by("-at", "-seq")[:20])
    context = {
        "title": shown.name,
        "fact": shown,
        "here": here,
        "body": body,
        "data": list(told["data"].items()),
        "changes": _changes(told["data"]),
        "why": told.get("why", ""),
        "who": _names([shown]).get(shown.actor, shown.actor),
        "hash": bytes(shown.hash).hex(),
        "others": [_told(each, _names(others)) for each in others],
        "crumbs": [("Audit", f"{reverse('console:audit')}?of={here.code}"), (f"Fact {seq}", "")],
    }
    return render(request, "console/audit/one.html", context)


def _all_tabs(request: HttpRequest) -> list[ChainTab]:
    """The journals the reader may read, whichever company is chosen."""
    reach = scope(request.user, READ)
    tabs = [
        ChainTab(e.code, e.name, e.pk)
        for e in LegalEntity.objects.order_by("code")
        if reach.covers(e.pk)
    ]
    return [*tabs, ChainTab(HOUSE_CODE, "The house", HOUSE)] if reach.is_everything else tabs


def _changes(data: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """(what, before, after) of facts that tell changes; none of the others."""
    if "before" in data and "after" in data:
        return [("value", data["before"], data["after"])]
    if "before" in data and "state" in data:
        return [("state", data["before"], data["state"])]
    told = data.get("changes", [])
    return [tuple(each) for each in told if isinstance(each, list) and len(each) == 3]


@page(permission=READ, section="audit", methods=("POST",))
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Recompute every chain from its first fact."""
    mine = {tab.chain_id: tab.name for tab in _all_tabs(request)}
    reports = [(mine[r.chain_id], r) for r in verify_chains() if r.chain_id in mine]
    context = {
        "title": "Chain check",
        "reports": reports,
        "is_whole": all(report.broken is None for _, report in reports),
        "crumbs": [("Audit", reverse("console:audit")), ("Chain check", "")],
    }
    return render(request, "console/audit/verify.html", context)


urlpatterns = [
    path("audit/", audit, name="audit"),
    path("audit/verify/", audit_verify, name="audit_verify"),
    path("audit/<uuid:chain>/<int:seq>/", fact, name="fact"),
]
