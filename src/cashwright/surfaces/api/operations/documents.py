"""Customers and invoices, to read: pages by cursor, oldest first, and one by its id."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from ninja import Path, Query, Router

from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Customer
from cashwright.kernel.ids import public_id
from cashwright.kernel.refusals import NotFound
from cashwright.surfaces.api.bodies import public_id_of
from cashwright.surfaces.api.calling import caller_of, needs
from cashwright.surfaces.api.schemas import CustomerOut, Customers, InvoiceOut, Invoices, LineOut

M = TypeVar("M", bound=Model)

After = Annotated[str | None, Query(max_length=40, description="The cursor a page before gave.")]
Limit = Annotated[int, Query(ge=1, le=200)]
Id = Annotated[str, Path(min_length=1, max_length=40)]


def add_to(router: Router, problems: dict[int, Any]) -> None:
    """Add the operations."""
    router.get(
        "/customers", response={200: Customers, **problems}, operation_id="listCustomers",
        summary="Customers",
    )(needs("customers.read")(list_customers))  # fmt: skip
    router.get(
        "/customers/{customer_id}", response={200: CustomerOut, **problems},
        operation_id="getCustomer", summary="One customer",
    )(needs("customers.read")(one_customer))  # fmt: skip
    router.get(
        "/invoices", response={200: Invoices, **problems}, operation_id="listInvoices",
        summary="Invoices",
    )(needs("invoices.read")(list_invoices))  # fmt: skip
    router.get(
        "/invoices/{invoice_id}", response={200: InvoiceOut, **problems},
        operation_id="getInvoice", summary="One invoice with its lines",
    )(needs("invoices.read")(one_invoice))  # fmt: skip


def list_customers(request: HttpRequest, after: After = None, limit: Limit = 50) -> Customers:
    """Customers in the order they were added."""
    rows, following = _page(_customers(request), Customer.PREFIX, after, limit)
    return Customers(items=[_customer(row) for row in rows], next=following)


def one_customer(request: HttpRequest, customer_id: Id) -> CustomerOut:
    """One customer."""
    return _customer(_one(_customers(request), Customer.PREFIX, customer_id, "customer"))


def list_invoices(
    request: HttpRequest,
    after: After = None,
    limit: Limit = 50,
    customer_id: Annotated[str | None, Query(max_length=40)] = None,
    account_no: Annotated[str | None, Query(max_length=64)] = None,
) -> Invoices:
    """Invoices in the order they were made, of all customers or of one."""
    rows = _invoices(request)
    if customer_id is not None:
        rows = rows.filter(customer_id=public_id_of(Customer.PREFIX, customer_id))
    if account_no is not None:
        rows = rows.filter(customer__account_no=account_no)
    found, following = _page(rows, Invoice.PREFIX, after, limit)
    return Invoices(items=[_invoice(row) for row in found], next=following)


def one_invoice(request: HttpRequest, invoice_id: Id) -> InvoiceOut:
    """One invoice with its lines."""
    invoice = _one(_invoices(request), Invoice.PREFIX, invoice_id, "invoice")
    told = _invoice(invoice)
    told.lines = [
        LineOut(
            line_no=line.line_no, description=line.description, net_minor=line.net_minor,
            tax_minor=line.tax_minor,
        )
        for line in invoice.lines.order_by("line_no")
    ]  # fmt: skip
    return told


def _customers(request: HttpRequest) -> QuerySet[Customer]:
    return Customer.objects.filter(_of_caller(request)).select_related("entity")


def _invoices(request: HttpRequest) -> QuerySet[Invoice]:
    return Invoice.objects.filter(_of_caller(request)).select_related("entity")


def _of_caller(request: HttpRequest) -> Q:
    entity_id = caller_of(request).entity_id
    return Q() if entity_id is None else Q(entity_id=entity_id)


def _page(
    rows: QuerySet[M], prefix: str, after: str | None, limit: int
) -> tuple[list[M], str | None]:
    """So many rows after the cursor, and the cursor of the next page. Ids grow with time."""
    if after is not None:
        rows = rows.filter(pk__gt=public_id_of(prefix, after))
    found = list(rows.order_by("pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last: UUID = found[limit - 1].pk
    return found[:limit], public_id(prefix, last)


def _one(rows: QuerySet[M], prefix: str, asked: str, document: str) -> M:
    found = rows.filter(pk=public_id_of(prefix, asked)).first()
    if found is None:
        raise NotFound(document=document, id=asked)
    return found


def _customer(row: Customer) -> CustomerOut:
    return CustomerOut(
        id=public_id(Customer.PREFIX, row.pk), entity=row.entity.code, account_no=row.account_no,
        name=row.name, country=row.country, currency=row.currency, is_active=row.is_active,
    )  # fmt: skip


def _invoice(row: Invoice) -> InvoiceOut:
    return InvoiceOut(
        id=public_id(Invoice.PREFIX, row.pk), entity=row.entity.code,
        customer_id=public_id(Customer.PREFIX, row.customer_id), number=row.document_no,
        state=row.state, issued_on=row.issued_on.isoformat(), due_on=row.due_on.isoformat(),
        currency=row.currency, net_minor=row.net_minor, tax_minor=row.tax_minor,
        total_minor=row.total_minor, balance_minor=row.balance_minor,
    )  # fmt: skip
