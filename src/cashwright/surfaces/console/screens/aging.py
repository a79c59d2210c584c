"""Aging: who owes what, how late, as of any day; every number opens the items behind it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path

from cashwright.areas.collections.rules import Bucket
from cashwright.areas.exchange.rules.cells import csv_safe
from cashwright.areas.insight.queries import AgingReport, By
from cashwright.areas.insight.queries import aging as aged_by
from cashwright.areas.insight.queries.aging import AgingRow
from cashwright.areas.insight.rules import AgedBalance, percent_current
from cashwright.kernel.currencies import format_minor
from cashwright.surfaces.console.books.items import BUCKET_WORDS
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.books.whose import who_param
from cashwright.surfaces.console.charts import Figure, Part, Stack, stacked_bars
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.pages import page

READ = "reports.read"
ROWS_SHOWN = 25
BARS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the table and the address of its rows."""

    minor: int
    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: who, the buckets, their sum, the credits beside them."""

    label: str
    url: str
    cells: list[Cell]
    total: Cell
    credit: Cell


@dataclass(frozen=True, slots=True)
class Block:
    """One currency: its bar, its table, what part is not late."""

    currency: str
    figure: Figure
    lines: list[Line]
    total: Line
    more: int
    current: str


@page(permission=READ, section="aging")
def aging(request: HttpRequest) -> HttpResponseBase:
    """The aging as of the frame's day, by customer, segment or portfolio."""
    frame = frame_of(request)
    by = _by(request)
    entities = whole_entities(request, READ)
    reports = _merged([r for each in entities for r in aged_by(each.pk, frame.as_of, by)])
    if request.GET.get("export") == "csv":
        return _csv(reports, by)
    context = {
        "title": "Aging",
        "by": by,
        "choices": [(each, f"By {each}", frame.link("console:aging", by=str(each))) for each in By],
        "blocks": [_block(report, frame) for report in reports],
        "buckets": list(BUCKET_WORDS.values()),
        "has_reach": bool(entities),
        "csv_url": frame.link("console:aging", by=str(by), export="csv"),
        "items_url": frame.link("console:open_items"),
    }  # fmt: skip
    return render(request, "console/aging/page.html", context)


def _by(request: HttpRequest) -> By:
    asked = request.GET.get("by", "")
    return By(asked) if asked in set(By) else By.CUSTOMER


def _merged(reports: list[AgingReport]) -> list[AgingReport]:
    """The reports of several companies, added up per currency; each sorted by what is open."""
    by_currency: dict[str, list[AgingReport]] = {}
    for report in reports:
        by_currency.setdefault(report.currency, []).append(report)
    return [
        found[0] if len(found) == 1 else _added(found) for _, found in sorted(by_currency.items())
    ]


def _added(found: list[AgingReport]) -> AgingReport:
    rows: dict[str, AgingRow] = {}
    for row in (row for report in found for row in report.rows):
        known = rows.get(row.key)
        rows[row.key] = AgingRow(row.key, row.label, _sum([known.aged, row.aged])) if known else row
    ordered = sorted(rows.values(), key=lambda row: (-row.aged.open_minor, row.label, row.key))
    first = found[0]
    total = _sum([report.total for report in found])
    return AgingReport(first.currency, first.as_of, first.by, tuple(ordered), total)


def _sum(parts: list[AgedBalance]) -> AgedBalance:
    buckets = {name: sum(part.by_bucket[name] for part in parts) for name in Bucket}
    return AgedBalance(buckets, sum(part.unapplied_minor for part in parts))


def _block(report: AgingReport, frame: Frame) -> Block:
    code, total = report.currency, report.total
    lines = [_line(row, report, frame) for row in report.rows[:ROWS_SHOWN]]
    current = percent_current(total, currency=code)
    return Block(
        code, _figure(report, frame), lines, _total(report, frame),
        max(0, len(report.rows) - ROWS_SHOWN), current.shown(1),
    )  # fmt: skip


def _figure(report: AgingReport, frame: Frame) -> Figure:
    stacks = [_stack("All", "", report.total, report, frame)]
    if report.by is not By.CUSTOMER:
        stacks += [
            _stack(_label(r), r.key, r.aged, report, frame) for r in report.rows[:BARS_SHOWN]
        ]
    share = percent_current(report.total, currency=report.currency).shown(0)
    return stacked_bars(
        f"Aging in {report.currency}", list(BUCKET_WORDS.values()), stacks,
        of=str(report.by).capitalize(), text=f"{share} % is not due yet.",
    )  # fmt: skip


def _stack(label: str, key: str, aged: AgedBalance, report: AgingReport, frame: Frame) -> Stack:
    code = report.currency
    who = {} if label == "All" else who_param(report.by, key)
    parts = [
        Part(minor, money_text(minor, code), _items(frame, code, bucket, who))
        for bucket, minor in aged.by_bucket.items()
    ]
    total = f"{money_text(aged.open_minor, code)} {code}"
    return Stack(label, parts, total, _items(frame, code, None, who))


def _items(frame: Frame, currency: str, bucket: Bucket | None, who: dict[str, str]) -> str:
    wanted = {"currency": currency, **who}
    if bucket is not None:
        wanted["bucket"] = str(bucket)
    return frame.link("console:open_items", **wanted)


def _label(row: AgingRow) -> str:
    return row.label or "None given"


def _line(row: AgingRow, report: AgingReport, frame: Frame) -> Line:
    who = who_param(report.by, row.key)
    url = ""
    if report.by is By.CUSTOMER:
        url = frame.link("console:customer", who["customer"])
    return _told(_label(row), url, row.aged, report.currency, who, frame)


def _total(report: AgingReport, frame: Frame) -> Line:
    return _told("All", "", report.total, report.currency, {}, frame)


def _told(
    label: str, url: str, aged: AgedBalance, code: str, who: dict[str, str], frame: Frame
) -> Line:
    cells = [
        Cell(minor, _items(frame, code, b, who), BUCKET_WORDS[b])
        for b, minor in aged.by_bucket.items()
    ]
    credits_url = frame.link("console:credits", currency=code, **who)
    total = Cell(aged.open_minor, _items(frame, code, None, who))
    return Line(label, url, cells, total, Cell(aged.unapplied_minor, credits_url))


def _csv(reports: list[AgingReport], by: By) -> HttpResponse:
    out = io.StringIO(newline="")
    write = csv.writer(out).writerow
    write([str(by), "currency", *[str(b) for b in Bucket], "open", "credits"])
    for report in reports:
        code = report.currency
        for row in report.rows:
            numbers = [*row.aged.by_bucket.values(), row.aged.open_minor, row.aged.unapplied_minor]
            write([csv_safe(row.label), code, *[format_minor(n, code) for n in numbers]])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="aging.csv"'
    return response


urlpatterns = [
    path("aging/", aging, name="aging"),
]
