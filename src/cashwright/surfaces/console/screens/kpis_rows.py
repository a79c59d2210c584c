"""The documents behind each number of a figure."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse

from cashwright.areas.cash.models import Application
from cashwright.areas.credit.models import Recovery
from cashwright.areas.insight.queries import Part, rows_behind
from cashwright.areas.invoicing.models import CreditNote, Invoice
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.console.books.figures import figure_of, figure_url
from cashwright.surfaces.console.books.reach import whole_entity
from cashwright.surfaces.console.frame import frame_of
from cashwright.surfaces.console.lists import Column, Empty, Kind, Listing, Row
from cashwright.surfaces.console.pages import page

READ = "reports.read"


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
    name = figure_of(entity, frame.as_of, currency, key).definition.name
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
    path("kpis/<str:code>/<str:currency>/<str:key>/<int:number>/", kpi_rows, name="kpi_rows"),
]
