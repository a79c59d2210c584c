"""KPIs: every figure with its formula, its numbers, its history and the documents behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.insight.definitions import FLAG_SAYS, Unit
from cashwright.areas.insight.queries import Kpis, kpis, rows_behind, snapshots
from cashwright.areas.insight.rules import Figure
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.periods import add_months
from cashwright.surfaces.console.books.figures import (
    change_words,
    figure_of,
    figure_url,
    value_words,
)
from cashwright.surfaces.console.books.reach import whole_entities, whole_entity
from cashwright.surfaces.console.charts import Figure as Chart
from cashwright.surfaces.console.charts import Line, time_series
from cashwright.surfaces.console.formats import day_text, money_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import page

READ = "reports.read"
POINTS = 27  # weeks of a trend: half a year
GROUPS = (
    ("Days sales outstanding", ("dso_simple", "dso_count_back", "dso_best_possible",
        "dso_best_possible_count_back", "dso_true", "add_gap")),
    ("How late customers pay", ("add_weighted", "add_weighted_paid", "add_mean")),
    ("Collection", ("cei", "collector_effectiveness", "percent_current", "turnover", "turnover_days")),
    ("Losses", ("at_risk", "bad_debt_gross", "bad_debt_net", "allowance")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as the page shows it. `tone` says whether its change is good, bad or neither."""

    key: str
    name: str
    formula: str
    value: str
    workings: str
    flags: list[str]
    change: str
    tone: str
    url: str


@page(permission=READ, section="kpis")
def kpi_page(request: HttpRequest) -> HttpResponse:
    """All figures of one company and currency, as of the frame's day, compared to a month ago."""
    frame = frame_of(request)
    entities = whole_entities(request, READ)
    entity = _asked(entities, request.GET.get("of", ""))
    sets = kpis(entity.pk, frame.as_of) if entity else []
    chosen = _chosen(sets, request.GET.get("currency", entity.currency if entity else ""))
    before = _month_before(frame.as_of)
    earlier = _chosen(kpis(entity.pk, before), chosen.currency) if entity and chosen else None
    context = {
        "title": "KPIs",
        "entity": entity,
        "entities": [(e, frame.link("console:kpis", of=e.code)) for e in entities],
        "currencies": [
            (each.currency, frame.link("console:kpis", of=entity.code, currency=each.currency))
            for each in sets
            if entity
        ],
        "chosen": chosen,
        "before": before,
        "groups": _groups(frame, entity, chosen, earlier) if entity and chosen else [],
    }
    return render(request, "console/kpis/page.html", context)


def _asked(entities: list[LegalEntity], code: str) -> LegalEntity | None:
    return next((e for e in entities if e.code == code), entities[0] if entities else None)


def _chosen(sets: list[Kpis], currency: str) -> Kpis | None:
    return next((each for each in sets if each.currency == currency), sets[0] if sets else None)


def _month_before(on: date) -> date:
    return add_months(on, -1)


def _groups(
    frame: Frame, entity: LegalEntity, found: Kpis, earlier: Kpis | None
) -> list[tuple[str, list[Shown]]]:
    then = {f.definition.key: f for f in earlier.figures} if earlier else {}
    if earlier and earlier.currency != found.currency:
        then = {}
    now = {f.definition.key: f for f in found.figures}
    return [
        (name, [_shown(frame, entity, found, now[k], then.get(k)) for k in keys if k in now])
        for name, keys in GROUPS
    ]


def _shown(
    frame: Frame, entity: LegalEntity, found: Kpis, figure: Figure, then: Figure | None
) -> Shown:
    change, tone = change_words(figure, then)
    told = figure.definition
    return Shown(
        told.key, told.name, told.formula, value_words(figure), figure.workings,
        [FLAG_SAYS[flag] for flag in figure.flags], change, tone,
        figure_url(frame, entity, found.currency, told.key),
    )  # fmt: skip


@page(permission=READ, section="kpis")
def kpi(request: HttpRequest, code: str, currency: str, key: str) -> HttpResponse:
    """One figure: what it means, its numbers, how it went, the documents behind each number."""
    frame = frame_of(request)
    entity = whole_entity(request, READ, code)
    figure = figure_of(entity, frame.as_of, currency, key)
    parts = [
        (part, part.total_minor(), frame.link("console:kpi_rows", code, currency, key, number))
        for number, part in enumerate(rows_behind(key, entity.pk, currency, frame.as_of), start=1)
    ]
    told = figure.definition
    context = {
        "title": told.name,
        "entity": entity,
        "currency": currency,
        "figure": figure,
        "value": value_words(figure),
        "flags": [FLAG_SAYS[flag] for flag in figure.flags],
        "parts": parts,
        "trend": _trend(frame, entity, currency, figure),
        "crumbs": [
            ("KPIs", frame.link("console:kpis", of=code, currency=currency)),
            (told.name, ""),
        ],
    }
    return render(request, "console/kpis/one.html", context)


def _trend(frame: Frame, entity: LegalEntity, currency: str, figure: Figure) -> Chart | None:
    """The noted values of the same weekday for half a year; None before there are two."""
    key, is_money = figure.definition.key, figure.definition.unit is Unit.MONEY
    first = frame.as_of - timedelta(weeks=POINTS - 1)
    days = {frame.as_of - timedelta(weeks=n) for n in range(POINTS)}
    noted = [
        row
        for row in snapshots(entity.pk, currency, key, frame.as_of).filter(as_of__gte=first)
        if row.as_of in days
    ]
    if len(noted) < 2:
        return None
    scale = 1 if is_money else 100
    values = [None if row.value is None else round(row.value * scale) for row in noted]
    base = reverse("console:kpi", args=[entity.code, currency, key])
    urls = [f"{base}?as_of={row.as_of.isoformat()}" for row in noted]

    def tick(value: int) -> str:
        return money_text(value, currency) if is_money else f"{Decimal(value).scaleb(-2):.1f}"

    name = figure.definition.name
    return time_series(
        name, [day_text(row.as_of) for row in noted], [Line(name, values, urls)], tick,
        text=f"{len(noted)} weeks, as it was noted each week.",
    )  # fmt: skip


urlpatterns = [
    path("kpis/", kpi_page, name="kpis"),
    path("kpis/<str:code>/<str:currency>/<str:key>/", kpi, name="kpi"),
]
