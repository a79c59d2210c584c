"""Searching invoices: by number, by its beginning, by its count, by customer; else anywhere."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client

from cashwright.areas.access.policies import Role
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.invoicing.services import draft_invoice, post_invoice
from cashwright.surfaces.console.books.numbered import begins
from tests import makers
from tests.makers import ANN, JAN_5
from tests.surfaces.receivables.conftest import Door, Shop


def found(client: Client, text: str) -> list[str]:
    """The numbers the list of all invoices shows for a search; a draft is "draft"."""
    page = client.get("/invoices/", {"tab": "all", "q": text, "sort": "number", "entity": "DE"})
    assert page.status_code == 200
    shown = Invoice.objects.filter(
        pk__in=[row.key for row in page.context["list"].rows]
    ).values_list("document_no", flat=True)
    return sorted(number or "draft" for number in shown)


@pytest.fixture
def brought(shop: Shop) -> Invoice:
    """An invoice with a number of another system and a purchase order, due in March."""
    draft = draft_invoice(
        customer_id=shop.child.pk, issued_on=JAN_5, lines=[makers.line(9_00)], by=ANN,
        purchase_order_no="PO-4711",
    )  # fmt: skip
    return post_invoice(invoice_id=draft.pk, by=ANN, document_no="SAP/88-0002X")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("INV-2026-000002", ["INV-2026-000002"]),
        ("inv-2026-00000", ["INV-2026-000001", "INV-2026-000002", "INV-2026-000003"]),
        ("2", ["INV-2026-000002", "INV-2026-000003", "SAP/88-0002X"]),  # and those of C-2
        ("000003", ["INV-2026-000003"]),
        ("sap/", ["SAP/88-0002X"]),
        ("8-0002", ["SAP/88-0002X"]),  # in the middle
        ("4711", ["SAP/88-0002X"]),  # its purchase order
        ("C-2", ["INV-2026-000003", "SAP/88-0002X"]),
        ("customer c-2 sap", ["SAP/88-0002X"]),
        ("customer c-1 sap", []),
        ("C-1", ["INV-2026-000001", "INV-2026-000002", "draft"]),
        ("X-1", []),  # a customer of another company
        ("nothing-like-it", []),
        ("%", []),
        ("0", ["INV-2026-000001", "INV-2026-000002", "INV-2026-000003", "SAP/88-0002X"]),
    ],
)
def test_what_is_typed_finds_the_invoices_a_person_means(
    shop: Shop, brought: Invoice, as_a: Door, text: str, numbers: list[str]
) -> None:
    assert found(as_a(Role.CLERK), text) == numbers


def test_a_name_that_very_many_customers_share_finds_all_of_them(
    shop: Shop, as_a: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cashwright.surfaces.console.books.numbered.BUYERS_MAX", 1)
    monkeypatch.setattr("cashwright.surfaces.console.books.numbered.NUMBERS_MAX", 1)
    client = as_a(Role.CLERK)
    assert len(found(client, "customer")) == 4
    assert len(found(client, "inv-2026")) == 3


def test_the_palette_finds_an_invoice_by_its_beginning(shop: Shop, as_a: Door) -> None:
    html = as_a(Role.CLERK).get("/palette/?q=inv-2026-000002").content.decode()
    assert re.findall(r"INV-\d{4}-\d{6}", html) == ["INV-2026-000002"]


def test_the_beginning_of_a_number_is_answered_by_the_index_that_keeps_numbers_unique(
    shop: Shop,
) -> None:
    query = Invoice.objects.filter(begins("INV-2026-00000"), entity_id=shop.entity.pk)
    with connection.cursor() as cursor:
        # As among a million: to read all of a company's invoices is out of the question.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL enable_seqscan = off")
        cursor.execute("DROP INDEX invoice_list, invoice_open, invoice_applied")
    plan = query.order_by().explain()
    assert "invoice_no_once" in plan
    assert re.search(r"Index Cond: .*document_no.* >= 'INV-2026-00000'", plan), plan
