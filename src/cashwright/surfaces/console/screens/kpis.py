"""KPIs: every figure with its formula, its numbers, its history and the documents behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.cash.models import Application
from cashwright.areas.credit.models import Recovery
from cashwright.areas.insight.definitions import FLAG_SAYS, Unit
from cashwright.areas.insight.queries import Kpis, Part, kpis, rows_behind, snapshots
from cashwright.areas.insight.rules import Figure
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.ids import public_id
from cashwright.kernel.periods import add_months
from cashwright.kernel.refusals import NotFound
from cashwright.kernel.rounding import round_half_up
from cashwright.surfaces.console.books.reach import whole_entities, whole_entity
from cashwright.surfaces.console.charts import Figure as Chart
from cashwright.surfaces.console.charts import Line, time_series
from cashwright.surfaces.console.formats import day_text, money_short, money_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import Column, Empty, Kind, Listing, Row
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
MORE_IS_BETTER = {"cei", "collector_effectiveness", "percent_current", "turnover"}
_SIGNS = {Unit.DAYS: " days", Unit.PERCENT: " %", Unit.TIMES: " times", Unit.MONEY: ""}
_ONE_LINE = {Unit.DAYS: "days", Unit.PERCENT: "points", Unit.TIMES: "times", Unit.MONEY: ""}


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


def value_words(figure: Figure) -> str:
    """The value with its unit: 41.90 days."""
    if figure.value is None:
        return "No figure"
    sign = f" {figure.currency}" if figure.definition.unit is Unit.MONEY else ""
    return f"{figure.shown()}{sign}{_SIGNS[figure.definition.unit]}"


def change_words(now: Figure, then: Figure | None) -> tuple[str, str]:
    """The change since `then` in words, and whether it is good, bad or quiet."""
    if then is None or now.value is None or then.value is None:
        return "", "quiet"
    difference = now.value - then.value
    if round_half_up(abs(difference).numerator * 100, difference.denominator) == 0:
        return "unchanged", "quiet"
    unit, key = now.definition.unit, now.definition.key
    size = (
        f"{money_short(round_half_up(abs(difference).numerator, difference.denominator), now.currency)} {now.currency}"
        if unit is Unit.MONEY
        else f"{_hundredths(abs(difference))} {_ONE_LINE[unit]}"
    )
    is_better = (difference > 0) == (key in MORE_IS_BETTER)
    return f"{'▲' if difference > 0 else '▼'} {size}", "good" if is_better else "bad"


def _hundredths(value: Fraction) -> str:
    whole = round_half_up(value.numerator * 100, value.denominator)
    return f"{whole // 100}.{whole % 100:02d}"


def figure_url(frame: Frame, entity: LegalEntity, currency: str, key: str) -> str:
    """The page of one figure."""
    return frame.link("console:kpi", entity.code, currency, key)


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
    figure = _figure(entity, frame.as_of, currency, key)
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


def _figure(entity: LegalEntity, as_of: date, currency: str, key: str) -> Figure:
    for found in kpis(entity.pk, as_of):
        for figure in found.figures:
            if found.currency == currency and figure.definition.key == key:
                return figure
    raise NotFound(document="figure", id=f"{currency} {key}"[:60])


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


def _rows_list(one: str, many: str, columns: tuple[Column, ...], sort: str) -> Listing:
    amount = Column(key="amount", label="Amount", kind=Kind.MONEY, path="part_minor", total=True)
    return Listing(
        key=f"kpi_{one.replace(' ', '_')}", one=one, many=many, columns=(*columns, amount),
        sort=sort, empty=Empty("No documents", "This number is zero: nothing is behind it."),
    )  # fmt: skip


def _invoice_url(row: Row) -> str:
    return reverse("console:invoice", args=[public_id(Invoice.PREFIX, row["pk"])])


def _applied_url(row: Row) -> str:
    return reverse("console:invoice", args=[public_id(Invoice.PREFIX, row["invoice_id"])])


_CUSTOMER = Column(key="customer", label="Customer", path="customer__name")
_LISTS: dict[type[Any], Listing] = {
    Invoice: _rows_list("invoice", "invoices", (
        Column(key="number", label="Number", kind=Kind.LINK, path="document_no",
               href=_invoice_url, needs=("pk",), sort="document_no"),
        _CUSTOMER,
        Column(key="issued", label="Issued", kind=Kind.DATE, path="issued_on", sort="issued_on"),
        Column(key="due", label="Due", kind=Kind.DUE, path="due_on", sort="due_on"),
    ), "due"),
    CreditNote: _rows_list("credit note", "credit notes", (
        Column(key="number", label="Number", path="document_no", sort="document_no"),
        _CUSTOMER,
        Column(key="issued", label="Issued", kind=Kind.DATE, path="issued_on", sort="issued_on"),
    ), "-issued"),
    Application: _rows_list("application", "applications", (
        Column(key="invoice", label="Invoice", kind=Kind.LINK, path="invoice__document_no",
               href=_applied_url, needs=("invoice_id",)),
        _CUSTOMER,
        Column(key="applied", label="Applied", kind=Kind.DATE, path="applied_on", sort="applied_on"),
        Column(key="due", label="Due", kind=Kind.DATE, path="invoice__due_on"),
    ), "-applied"),
    Recovery: _rows_list("recovery", "recoveries", (
        Column(key="day", label="Recovered", kind=Kind.DATE, path="recovered_on", sort="recovered_on"),
    ), "-day"),
}  # fmt: skip


@page(permission=READ, section="kpis")
def kpi_rows(
    request: HttpRequest, code: str, currency: str, key: str, number: int
) -> HttpResponseBase:
    """The documents behind one number of a figure; they sum to it."""
    frame = frame_of(request)
    entity = whole_entity(request, READ, code)
    name = _figure(entity, frame.as_of, currency, key).definition.name
    parts = rows_behind(key, entity.pk, currency, frame.as_of)
    if not 1 <= number <= len(parts):
        raise NotFound(document="number", id=str(number))
    part = parts[number - 1]
    crumbs = [
        ("KPIs", frame.link("console:kpis", of=code, currency=currency)),
        (name, figure_url(frame, entity, currency, key)),
        (part.label, ""),
    ]
    listing = _LISTS[part.rows.model]
    return listing.render(request, _signed(part), title=part.label, crumbs=crumbs)


def _signed(part: Part) -> QuerySet[Any]:
    rows: QuerySet[Any] = part.rows.annotate(part_minor=F(part.amount) * part.sign)
    return rows


urlpatterns = [
    path("kpis/", kpi_page, name="kpis"),
    path("kpis/<str:code>/<str:currency>/<str:key>/", kpi, name="kpi"),
    path("kpis/<str:code>/<str:currency>/<str:key>/<int:number>/", kpi_rows, name="kpi_rows"),
]
