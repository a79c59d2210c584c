"""Contracts billed day after day, for months or years, come to what each comes to by itself, to the minor unit."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, datetime
from random import Random
from uuid import UUID

import pytest

from cashwright.areas.contracts.models import Subscription
from cashwright.areas.invoicing.models import Invoice, InvoiceLine
from cashwright.areas.ledger.models import FxRate
from cashwright.areas.usage.models import Event
from cashwright.kernel.local_days import start_of_day
from cashwright.runs.bill import run_bill
from cashwright.runs.bill.rule import Line, bill_lines, document_tax
from cashwright.runs.verify import verify
from tests import makers
from tests.runs.bill.agreements import (
    agreement,
    due_days,
    paused,
    price_book,
    some_contract,
    used,
)
from tests.runs.bill.bill_makers import company

# Fourteen months reach past the day everything became dearer; more are a matter of patience.
UNTIL = date.fromisoformat(os.environ.get("CASHWRIGHT_BILLED_UNTIL", "2025-02-28"))
CONTRACTS = int(os.environ.get("CASHWRIGHT_BILLED_CONTRACTS", "30"))
Key = tuple[UUID, date, date, int]


def _rates(days: list[date]) -> None:
    given = {"USD": 108, "JPY": 16_100, "KWD": 33}
    FxRate.objects.bulk_create(
        FxRate(
            base="EUR", quote=quote, on=day, numerator=hundredths, denominator=100, source="test"
        )
        for day in days
        for quote, hundredths in given.items()
    )


def _used_by(of: Subscription) -> dict[UUID, list[tuple[datetime, int]]]:
    """Of each metered charge the readings by local day."""
    found: dict[UUID, list[tuple[datetime, int]]] = {}
    for charge in of.charges.select_related("price").exclude(price__meter=None):
        events = Event.objects.filter(subscription_id=of.pk, meter=charge.price.meter)
        found[charge.pk] = [(e.occurred_at, e.value_e6) for e in events]
    return found


def _expected(of: Subscription) -> list[Line]:
    readings = _used_by(of)

    def quantity(charge_id: UUID, from_on: date, until_on: date) -> int:
        first, end = start_of_day(from_on, of.entity.zone), start_of_day(until_on, of.entity.zone)
        return sum(v for at, v in readings[charge_id] if first <= at < end)

    return bill_lines(agreement(of), date.min, UNTIL, quantity)


@pytest.mark.django_db
def test_runs_of_each_day_come_to_what_each_contract_comes_to_alone() -> None:
    random = Random(20260301)
    home = company()
    books = price_book(home)
    made = []
    for number in range(CONTRACTS):
        one = some_contract(books, makers.customer(home, f"C-{number}"), random)
        used(one, random)
        made.append(one)
    for one in made[::7]:
        paused(one, date(2024, 6, 10), date(2024, 7, 25))
    days = list(due_days(made, UNTIL))
    _rates(days)

    for day in days:
        run_bill(home, day)

    _same_lines(made)
    _same_documents(made)
    assert verify().ok


def _same_lines(made: list[Subscription]) -> None:
    expected: Counter[tuple[Key, int, int, int]] = Counter()
    for one in made:
        for line in _expected(one):
            key = (line.charge_id, line.from_on, line.until_on, line.revision)
            expected[key, line.quantity_e6, line.gross_minor, line.discount_minor] += 1
    billed = Counter(
        (
            (row.charge_id, row.from_on, row.until_on, row.revision),
            row.quantity_scaled, row.gross_minor, row.discount_minor,
        )
        for row in InvoiceLine.objects.all()
    )  # fmt: skip
    assert len(expected) > 1_000
    assert billed == expected


def _same_documents(made: list[Subscription]) -> None:
    """The tax of each invoice is that of the sum of its lines."""
    by_invoice: dict[UUID, list[Line]] = {}
    for row in InvoiceLine.objects.order_by("invoice_id", "line_no"):
        assert row.charge_id
        assert row.from_on
        assert row.until_on
        assert row.quantity_scaled is not None
        assert row.gross_minor is not None
        assert row.discount_minor is not None
        line = Line(
            row.charge_id, row.from_on, row.until_on, row.revision, row.quantity_scaled,
            row.gross_minor, row.discount_minor,
        )  # fmt: skip
        by_invoice.setdefault(row.invoice_id, []).append(line)
    for invoice in Invoice.objects.all():
        assert invoice.state in ("posted", "settled")
        net, tax = document_tax(by_invoice[invoice.pk], "S", 190_000)
        assert (invoice.net_minor, invoice.tax_minor) == (net, tax)
    assert {i.currency for i in Invoice.objects.all()} == {"EUR", "USD", "JPY", "KWD"}
