"""The sink's pages, a person who may see them, and invoices to look at."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cashwright.areas.access.models import User
from cashwright.areas.access.policies import Role
from cashwright.areas.invoicing.models import Invoice
from tests.areas.parties.makers import a_company, a_customer, a_person

NAMES = ("Northwind Cloud", "Contoso Ltd", "Fabrikam GmbH", "Adatum K.K.", "Wingtip & Daughters")


@pytest.fixture
def pages(settings: Any) -> None:
    """The sink answers instead of the house."""
    settings.ROOT_URLCONF = "tests.surfaces.kit.sink"


@pytest.fixture
def person(db: None) -> User:
    return a_person("ann@example.com", Role.CONTROLLER)


@pytest.fixture
def client_in(pages: None, person: User) -> Client:
    """Ann's browser, signed in."""
    client = Client()
    client.force_login(person)
    return client


def some_invoices(count: int = 60) -> list[Invoice]:
    """Invoices of five customers in three currencies; due days repeat, some were paid."""
    company = a_company()
    customers = [
        a_customer(company, f"C-{n}", name, currency="EUR") for n, name in enumerate(NAMES)
    ]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for n in range(count):
        issued = date(2025, 12, 1) + timedelta(days=n // 3)
        amount = 1_000_00 + n * 7_77
        is_draft = n % 10 == 9
        rows.append(
            Invoice(
                entity=company, customer=customers[n % 5],
                document_no=None if is_draft else f"INV-2026-{n:04d}",
                state="draft" if is_draft else "posted",
                issued_on=issued, due_on=issued + timedelta(days=30 * (n % 4)),
                currency=("EUR", "EUR", "USD", "JPY")[n % 4],
                net_minor=amount, total_minor=amount, balance_minor=0 if is_draft else amount,
                line_count=1, source="tests", source_ref=str(n), created_at=at,
                posted_at=None if is_draft else at,
                purchase_order_no="=1+1" if n == 0 else f"PO {n}",
            )
        )  # fmt: skip
    return Invoice.objects.bulk_create(rows)


@pytest.fixture
def invoices(db: None, clock: None) -> list[Invoice]:
    return some_invoices()
