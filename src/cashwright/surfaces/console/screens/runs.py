"""Runs: what the house did by itself, what it would do on a day, and doing it now."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.access.queries import found, scoped
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import BadInput, NotFound
from cashwright.runs.day import refuse_future, run_day
from cashwright.runs.models import Run
from cashwright.runs.plan import plan_day
from cashwright.runs.queries import runs as all_runs
from cashwright.surfaces.cli.run_words import OUTCOMES
from cashwright.surfaces.console.books.reach import whole_entities, whole_entity
from cashwright.surfaces.console.formats import day_text, plural
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.lists import Column, DateRange, Empty, Kind, Listing, Row, Tab
from cashwright.surfaces.console.pages import done, may, page
from cashwright.surfaces.console.words import WORDS

PREFIX = Run.PREFIX
PLAN_SHOWN = 100
_ACTIONS = {
    "apply": "Apply payment",
    "ask": "Ask a person",
    "remind": "Remind",
    "paid": "Held back: paid by then",
    "opted_out": "Held back: opted out",
    "on_hold": "Held back: on hold",
    "no_contact": "Held back: nobody to write to",
    "no_consent": "Held back: no consent",
    "min_gap": "Held back: written to lately",
}
_STEPS = {
    "apply_cash": "Apply cash", "close_tasks": "Close tasks", "dun": "Remind", "deliver": "Send",
    "expire": "Let requests lapse", "react": "Carry out approvals", "measure": "Note the figures",
}  # fmt: skip


def _url(row: Row) -> str:
    return reverse("console:run", args=[public_id(PREFIX, row["pk"])])


def outcomes(report: dict[str, Any]) -> list[tuple[str, int, str]]:
    """(step, how many, of what) of a run's report, in its order."""
    return [
        (_STEPS.get(step, step), count, OUTCOMES.get(f"{step}.{name}", name.replace("_", " ")))
        for step, counts in report.items()
        for name, count in counts["outcomes"].items()
    ]


def held_back(report: dict[str, Any]) -> list[tuple[str, int, str, str]]:
    """(step, how many, the code, in words) of what a run refused, the most frequent first."""
    told = [
        (_STEPS.get(step, step), count, code, _refusal_words(code))
        for step, counts in report.items()
        for code, count in counts["refused"].items()
    ]
    return sorted(told, key=lambda each: -each[1])


def _refusal_words(code: str) -> str:
    sentence = WORDS.get(code)
    return sentence[1].split("{")[0].strip() if sentence and "{" in sentence[1] else (
        sentence[1] if sentence else code.rpartition(".")[2].replace("_", " ").capitalize()
    )  # fmt: skip


def _summary(row: Row, _: object) -> str:
    told = [f"{count:,} {what}" for _step, count, what in outcomes(row["report"])[:3]]
    return "; ".join(told) or "Nothing to do"


def _refused(row: Row, _: object) -> int:
    return sum(count for _step, count, _code, _words in held_back(row["report"]))


RUNS = Listing(
    key="runs",
    one="run",
    many="runs",
    columns=(
        Column(key="day", label="Day", kind=Kind.LINK, path="as_of", href=_url, needs=("pk",), sort="as_of"),
        Column(key="entity", label="Company", path="entity__name"),
        Column(key="did", label="What it did", value=_summary, needs=("report",)),
        Column(key="refused", label="Held back", kind=Kind.NUMBER, value=_refused, needs=("report",)),
        Column(key="round", label="Round", kind=Kind.NUMBER, path="round_no", visible=False),
        Column(key="started", label="Started", kind=Kind.INSTANT, path="started_at", visible=False),
        Column(key="state", label="State", kind=Kind.STATE, path="state"),
    ),
    tabs=(Tab("all", "All"), Tab("failed", "Broke off", Q(state="failed")), Tab("running",
        "Running", Q(state="running"))),
    filters=(DateRange("day", "Day", "as_of"),),
    sort="-day",
    prefix=PREFIX,
    empty=Empty(
        "No day was run yet", "A run applies known cash, sends reminders and notes the figures of a day."
        " Look at what it would do before you run it.", "See the plan", "console:plan", "player-play",
    ),
)  # fmt: skip


def _runs(request: HttpRequest) -> QuerySet[Run]:
    rows = scoped(all_runs(), request.user, "runs.read", portfolio=None)
    chosen = frame_of(request).entity
    return rows.filter(entity_id=chosen.id) if chosen else rows


@page(permission="runs.read", section="runs")
def run_list(request: HttpRequest) -> HttpResponseBase:
    """Every run, the latest day first."""
    return RUNS.render(
        request, _runs(request).order_by(), title="Runs", template="console/runs/list.html",
        context={"may_plan": may(request, "runs.plan"), "may_run": may(request, "runs.run")},
    )  # fmt: skip


@page(permission="runs.read", section="runs")
def run_one(request: HttpRequest, public: str) -> HttpResponse:
    """One run: what it did step by step, and what it held back and why."""
    pk = parse_public_id(PREFIX, public)
    shown = found(all_runs(), request.user, "runs.read", pk, document="run", portfolio=None)
    context = {
        "title": f"{shown.entity.name}, {day_text(shown.as_of)}",
        "run": shown,
        "public": public,
        "outcomes": outcomes(shown.report),
        "held_back": held_back(shown.report),
        "audit_url": reverse("console:audit") if may(request, "audit.read") else "",
        "crumbs": [("Runs", reverse("console:runs")), (day_text(shown.as_of), "")],
    }
    return render(request, "console/runs/one.html", context)


@page(permission="runs.plan", section="runs")
def plan(request: HttpRequest) -> HttpResponse:
    """What running the frame's day would do, row by row, with nothing done."""
    frame = frame_of(request)
    entities = whole_entities(request, "runs.plan")
    code = request.GET.get("of", "")
    entity = next((e for e in entities if e.code == code), entities[0] if entities else None)
    rows = plan_day(entity, frame.as_of) if entity else pl.DataFrame()
    context = {
        "title": "Plan of the day",
        "entity": entity,
        "entities": [(e, frame.link("console:plan", of=e.code)) for e in entities],
        "groups": _groups(rows),
        "rows": _planned(rows.head(PLAN_SHOWN)),
        "more": max(0, rows.height - PLAN_SHOWN),
        "may_run": may(request, "runs.run") and frame.as_of <= frame.today,
        "crumbs": [("Runs", frame.link("console:runs")), ("Plan of the day", "")],
    }
    return render(request, "console/runs/plan.html", context)


def _groups(rows: pl.DataFrame) -> list[tuple[str, int]]:
    if rows.is_empty():
        return []
    counted = Counter(rows["action"].to_list())
    return [(_ACTIONS.get(action, _plain(action)), n) for action, n in counted.most_common()]


def _plain(action: str) -> str:
    return f"Held back: {action.replace('_', ' ')}"


def _planned(rows: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "words": _ACTIONS.get(row["action"], _plain(row["action"])),
            "url": reverse("console:payment", args=[row["document"]]) if row["document"] else "",
        }
        for row in (rows.to_dicts() if not rows.is_empty() else [])
    ]


@page(permission="runs.run", section="runs", methods=("POST",))
def run_now(request: HttpRequest) -> HttpResponse:
    """Run a day for one company, or for all the reader may run."""
    frame = frame_of(request)
    on = _day(request.POST.get("on", ""), frame.today)
    code = request.POST.get("of", "")
    chosen = (
        [whole_entity(request, "runs.run", code)] if code else whole_entities(request, "runs.run")
    )
    if not chosen:
        raise NotFound(document="legal entity", id=code)
    refuse_future(chosen, on)
    made = [run_day(entity, on, again=request.POST.get("again") == "1") for entity in chosen]
    fresh = [one for one in made if not one.was_done]
    text = f"{day_text(on)} is run for {plural(len(fresh), 'company', 'companies')}."
    if not fresh:
        text = f"{day_text(on)} was run before. Run it again for what came in since."
    last = made[-1].run
    url = (
        reverse("console:run", args=[last.public_id]) if len(made) == 1 else reverse("console:runs")
    )
    return done(request, url, text)


def _day(text: str, fallback: date) -> date:
    if not text:
        return fallback
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(field="on", value=text[:10], expected="a day such as 2026-01-31") from None


urlpatterns = [
    path("runs/", run_list, name="runs"),
    path("runs/plan/", plan, name="plan"),
    path("runs/now/", run_now, name="run_now"),
    path("runs/<str:public>/", run_one, name="run"),
]
