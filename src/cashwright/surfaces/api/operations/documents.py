"""Customers with their people and invoices, to read: pages by cursor, oldest first, and one by its id."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.parties.models import Contact, Customer
from cashwright.kernel.ids import public_id
from cashwright.surfaces.api.bodies import public_id_of
from cashwright.surfaces.api.calling import needs
from cashwright.surfaces.api.paging import After, Id, Limit, of_caller, one_of, page_of
from cashwright.surfaces.api.schemas import (
    ContactOut,
    Contacts,
    CustomerOut,
    Customers,
    InvoiceOut,
    Invoices,
    LineOut,
)


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
        "/customers/{customer_id}/contacts", response={200: Contacts, **problems},
        operation_id="listContacts", summary="The people at a customer",
    )(needs("contacts.read")(list_contacts))  # fmt: skip
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
    rows, following = page_of(_customers(request), Customer.PREFIX, after, limit)
    return Customers(items=[_customer(row) for row in rows], next=following)


def one_customer(request: HttpRequest, customer_id: Id) -> CustomerOut:
    """One customer."""
    return _customer(one_of(_customers(request), Customer.PREFIX, customer_id, "customer"))


def list_contacts(request: HttpRequest, customer_id: Id) -> Contacts:
    """The people at a customer: personal data, for keys that may see it."""
    found = one_of(_customers(request), Customer.PREFIX, customer_id, "customer")
    people = found.contacts.filter(erased_at__isnull=True).order_by("-is_active", "pk")
    return Contacts(items=[_contact(row) for row in people])


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
    found, following = page_of(rows, Invoice.PREFIX, after, limit)
    return Invoices(items=[_invoice(row) for row in found], next=following)


def one_invoice(request: HttpRequest, invoice_id: Id) -> InvoiceOut:
    """One invoice with its lines."""
    invoice = one_of(_invoices(request), Invoice.PREFIX, invoice_id, "invoice")
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
    return Customer.objects.filter(of_caller(request)).select_related("entity", "account_owner")


def _invoices(request: HttpRequest) -> QuerySet[Invoice]:
    return Invoice.objects.filter(of_caller(request)).select_related("entity")


def _customer(row: Customer) -> CustomerOut:
    return CustomerOut(
        id=public_id(Customer.PREFIX, row.pk), entity=row.entity.code, account_no=row.account_no,
        name=row.name, country=row.country, currency=row.currency, is_active=row.is_active,
        account_owner=row.account_owner.email if row.account_owner else None,
    )  # fmt: skip


def _contact(row: Contact) -> ContactOut:
    return ContactOut(
        id=row.public_id, name=row.name, email=row.email, phone=row.phone, roles=list(row.roles),
        channel=row.channel, language=row.language, zone=row.zone, is_active=row.is_active,
    )  # fmt: skip


def _invoice(row: Invoice) -> InvoiceOut:
    return InvoiceOut(
        id=public_id(Invoice.PREFIX, row.pk), entity=row.entity.code,
        customer_id=public_id(Customer.PREFIX, row.customer_id), number=row.document_no,
        state=row.state, issued_on=row.issued_on.isoformat(), due_on=row.due_on.isoformat(),
        currency=row.currency, net_minor=row.net_minor, tax_minor=row.tax_minor,
        total_minor=row.total_minor, balance_minor=row.balance_minor,
    )  # fmt: skip
