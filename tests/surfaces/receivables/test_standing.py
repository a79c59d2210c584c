"""What customers owe is told in two ways, row by row and in one pass: both say the same."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cashwright.areas.access.policies import Role
from cashwright.surfaces.console.lists import totals
from tests import makers
from tests.surfaces.receivables.conftest import Door, Shop

FIGURES = ("open_minor", "overdue_minor", "unapplied_minor")


def told(client: Client, query: str) -> dict[str, tuple[int, ...]]:
    """Account -> open, past due, unapplied, as the page has them, in the page's order."""
    page = client.get(f"/customers/?{query}").context["list"].page
    return {row["account_no"]: tuple(row[name] for name in FIGURES) for row in page}


@pytest.fixture
def books(shop: Shop) -> Shop:
    """More of the same: a customer who only has money with us, one in another currency, one of neither."""
    rich = makers.customer(shop.entity, "C-3")
    makers.payment(rich, 30_00)
    makers.invoice(shop.child, 77_00, currency="EUR", due_on=date(2026, 1, 9))
    makers.customer(shop.entity, "C-4")
    return shop


def test_a_page_by_name_and_a_page_by_amount_tell_the_same_figures(books: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    by_name = told(client, "tab=all")
    assert by_name == {
        "C-1": (350_00, 100_00, 100_00), "C-2": (117_00, 117_00, 0),
        "C-3": (0, 0, 30_00), "C-4": (0, 0, 0),
    }  # fmt: skip
    by_amount = told(client, "tab=all&sort=-overdue")
    assert by_amount == by_name
    assert list(by_amount)[:2] == ["C-2", "C-1"]
    assert list(told(client, "tab=all&sort=-unapplied"))[:2] == ["C-1", "C-3"]
    assert told(client, "tab=all&open_min=200") == {"C-1": by_name["C-1"]}


@pytest.mark.parametrize(
    ("tab", "accounts"),
    [("owing", ["C-1", "C-2"]), ("late", ["C-1", "C-2"]), ("credit", ["C-1", "C-3"])],
)
def test_a_tab_holds_whose_figure_is_above_nothing_today_and_on_a_day_gone_by(
    books: Shop, as_a: Door, tab: str, accounts: list[str]
) -> None:
    client = as_a(Role.CLERK)
    assert list(told(client, f"tab={tab}")) == accounts
    assert list(told(client, f"tab={tab}&as_of=2026-03-01")) == accounts


def test_an_invoice_of_tomorrow_is_not_owed_today(books: Shop, as_a: Door) -> None:
    later = makers.customer(books.entity, "C-5")
    makers.invoice(later, 5_00, issued_on=date(2026, 3, 10), due_on=date(2026, 4, 10))
    client = as_a(Role.CLERK)
    assert "C-5" not in told(client, "tab=owing")
    assert told(client, "tab=all")["C-5"] == told(client, "tab=all&sort=-open")["C-5"] == (0, 0, 0)


def test_over_many_invoices_counts_and_sums_follow_after_the_page(
    books: Shop, as_a: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_a(Role.CLERK)
    at_once = client.get("/customers/?tab=owing").content.decode()
    monkeypatch.setattr(totals, "LARGE", -2)
    page = client.get("/customers/?tab=owing")
    assert "of 2 customers" not in page.content.decode()
    assert 'part=figures"' in page.content.decode()
    figures = client.get("/customers/?tab=owing&part=figures").content.decode()
    assert "2 customers" in figures
    for amount in ("467.00", "217.00", "100.00"):
        assert amount in re.sub(r"<[^>]+>", "", figures)
        assert amount in re.sub(r"<[^>]+>", "", at_once)


def test_a_page_by_name_adds_up_nobody_but_its_own_customers(
    books: Shop, as_a: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The aggregate over all open invoices is what a million of them make slow."""
    monkeypatch.setattr(totals, "LARGE", -2)
    client = as_a(Role.CLERK)

    def passes(query: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/customers/?{query}")
        return sum(_is_pass(each["sql"]) for each in asked)

    assert passes("tab=owing") == passes("tab=late") == passes("tab=all") == 0
    assert passes("tab=all&sort=-overdue") == 1


def _is_pass(sql: str) -> bool:
    return sql.startswith('SELECT "invoicing_invoice"."customer_id"') and "GROUP BY" in sql
