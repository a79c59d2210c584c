"""Ageing: who owes what, how late, as of any day; every number opens the items behind it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from cashwright.areas.collections.rules import Bucket, age
from cashwright.areas.exchange.rules.cells import csv_safe
from cashwright.areas.insight.queries import AgingReport, By, aging
from cashwright.areas.insight.queries.aging import AgingRow
from cashwright.areas.insight.rules import AgedBalance, percent_current
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.queries import account
from cashwright.areas.parties.models import Customer, LegalEntity, Portfolio, Segment
from cashwright.kernel.currencies import format_minor
from cashwright.kernel.ids import parse_public_id, public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.books.entries import entries_on
from cashwright.surfaces.console.books.items import BUCKET_WORDS, open_items
from cashwright.surfaces.console.books.reach import whole_entities
from cashwright.surfaces.console.charts import Figure, Part, Stack, stacked_bars
from cashwright.surfaces.console.formats import money_text
from cashwright.surfaces.console.frame import Frame, frame_of
from cashwright.surfaces.console.lists import (
    AmountRange,
    Choice,
    Column,
    DateRange,
    Empty,
    Kind,
    Listing,
    Row,
    Search,
)
from cashwright.surfaces.console.pages import page

READ = "reports.read"
NONE = "none"  # what stands in the address for customers without a segment or portfolio
ROWS_SHOWN = 25
BARS_SHOWN = 8
_WHO: dict[By, tuple[type[Any], str]] = {
    By.CUSTOMER: (Customer, "customer_id"),
    By.SEGMENT: (Segment, "customer__segment_id"),
    By.PORTFOLIO: (Portfolio, "customer__portfolio_id"),
}


def _invoice_url(row: Row) -> str:
    return reverse("console:invoice", args=[public_id(Invoice.PREFIX, row["pk"])])


def _currencies(frame: Frame) -> list[tuple[str, str]]:
    codes = Invoice.objects.filter(entity_id__in=frame.entity_ids).order_by("currency")
    return [(code, code) for code in codes.values_list("currency", flat=True).distinct()]


OPEN_ITEMS = Listing(
    key="open_items",
    one="open item",
    many="open items",
    columns=(
        Column(key="number", label="Number", kind=Kind.LINK, path="document_no",
               href=_invoice_url, needs=("pk",), sort="document_no"),
        Column(key="customer", label="Customer", path="customer__name", sort="customer__name"),
        Column(key="issued", label="Issued", kind=Kind.DATE, path="issued_on", sort="issued_on"),
        Column(key="due", label="Due", kind=Kind.DUE, path="due_on", sort="due_on"),
        Column(key="days", label="Days late", kind=Kind.DAYS, needs=("due_on",), value=lambda row,
               frame: age(row["due_on"], frame.as_of)),
        Column(key="total", label="Total", kind=Kind.MONEY, path="total_minor", sort="total_minor"),
        Column(key="balance", label="Balance", kind=Kind.MONEY, path="balance_on_minor", total=True,
               hint="Total less what was applied to it by the day above."),
        Column(key="entity", label="Entity", path="entity__code", visible=False),
    ),
    filters=(
        Search("document_no", "customer__name", "customer__account_no"),
        Choice("bucket", "Age", "bucket", tuple((str(b), words) for b, words in BUCKET_WORDS.items())),
        Choice("currency", "Currency", "currency", _currencies),
        DateRange("due", "Due", "due_on"),
        AmountRange("balance", "Balance", "balance_on_minor"),
    ),
    sort="due",
    prefix=Invoice.PREFIX,
    empty=Empty("Nothing is open", "Every invoice up to this day is settled.", icon="checks"),
)  # fmt: skip

CREDITS = Listing(
    key="credits",
    one="entry",
    many="entries",
    columns=(
        Column(key="day", label="Day", kind=Kind.LINK, path="effective_on", sort="effective_on", needs=("pk",),
               href=lambda row: reverse("console:entry", args=[public_id("je", row["pk"])])),
        Column(key="kind", label="What", value=lambda row, _: str(row["kind"]).replace("_",
               " ").capitalize(), needs=("kind",)),
        Column(key="memo", label="Note", path="memo"),
        Column(key="moved", label="Credit", kind=Kind.MONEY, path="moved_minor", total=True),
    ),
    sort="-day",
    prefix="je",
    empty=Empty("No credits", "Money and credit notes tied to no invoice yet stand here.", icon="wallet"),
)  # fmt: skip


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


@page(permission=READ, section="ageing")
def ageing(request: HttpRequest) -> HttpResponseBase:
    """The ageing as of the frame's day, by customer, segment or portfolio."""
    frame = frame_of(request)
    by = _by(request)
    entities = whole_entities(request, READ)
    reports = _merged([r for each in entities for r in aging(each.pk, frame.as_of, by)])
    if request.GET.get("export") == "csv":
        return _csv(reports, by)
    context = {
        "title": "Ageing",
        "by": by,
        "choices": [(each, f"By {each}", frame.link("console:ageing", by=str(each))) for each in By],
        "blocks": [_block(report, frame) for report in reports],
        "buckets": list(BUCKET_WORDS.values()),
        "has_reach": bool(entities),
        "csv_url": frame.link("console:ageing", by=str(by), export="csv"),
        "items_url": frame.link("console:open_items"),
    }  # fmt: skip
    return render(request, "console/ageing/page.html", context)


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
        f"Ageing in {report.currency}", list(BUCKET_WORDS.values()), stacks,
        of=str(report.by).capitalize(), text=f"{share} % is not due yet.",
    )  # fmt: skip


def _stack(label: str, key: str, aged: AgedBalance, report: AgingReport, frame: Frame) -> Stack:
    code = report.currency
    who = {} if label == "All" else _who_param(report.by, key)
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


def _who_param(by: By, key: str) -> dict[str, str]:
    return {str(by): public_id(_WHO[by][0].PREFIX, UUID(key)) if key else NONE}


def _label(row: AgingRow) -> str:
    return row.label or "None given"


def _line(row: AgingRow, report: AgingReport, frame: Frame) -> Line:
    who = _who_param(report.by, row.key)
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
    response["Content-Disposition"] = 'attachment; filename="ageing.csv"'
    return response


@page(permission=READ, section="ageing")
def items(request: HttpRequest) -> HttpResponseBase:
    """The open items behind a number of the ageing."""
    frame = frame_of(request)
    where, whom = _whose(request)
    rows = open_items(request, READ, _reach(request), frame.as_of).filter(where)
    title = f"Open items of {whom}" if whom else "Open items"
    crumbs = [("Ageing", frame.link("console:ageing")), (title, "")]
    return OPEN_ITEMS.render(request, rows, title=title, crumbs=crumbs)


@page(permission=READ, section="ageing")
def credits_(request: HttpRequest) -> HttpResponseBase:
    """The journal entries behind the credits column: what customers sent that is tied to no invoice."""
    frame = frame_of(request)
    where, whom = _whose(request)
    ids = [entity.pk for entity in whole_entities(request, READ)]
    currency = request.GET.get("currency", frame.currency)[:3]
    rows = entries_on(ids, account("customer_credit"), currency, frame.as_of, where)
    title = f"Credits of {whom}" if whom else f"Credits in {currency}"
    crumbs = [("Ageing", frame.link("console:ageing")), (title, "")]
    return CREDITS.render(request, rows, title=title, crumbs=crumbs)


def _reach(request: HttpRequest) -> list[UUID]:
    """The chosen company, or all: what the reader sees of them is cut by the query."""
    chosen = frame_of(request).entity
    if chosen is not None:
        return [chosen.id]
    return list(LegalEntity.objects.filter(is_active=True).values_list("pk", flat=True))


def _whose(request: HttpRequest) -> tuple[Q, str]:
    """What the address says of customer, segment or portfolio, as a condition and in words."""
    for by, (model, field) in _WHO.items():
        asked = request.GET.get(str(by), "")
        if asked == NONE:
            return Q(**{f"{field}__isnull": True}), f"customers without a {by}"
        if asked:
            row = _named(model.objects.all(), parse_public_id(model.PREFIX, asked), by)
            return Q(**{field: row.pk}), row.name
    return Q(), ""


def _named(rows: QuerySet[Any], pk: UUID, by: By) -> Any:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(document=str(by), id=str(pk))
    return row


urlpatterns = [
    path("ageing/", ageing, name="ageing"),
    path("ageing/items/", items, name="open_items"),
    path("ageing/credits/", credits_, name="credits"),
]
