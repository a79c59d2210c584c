"""The bill run: what is due becomes posted invoices, once."""

from __future__ import annotations

from datetime import date

import pytest

from cashwright.areas.catalog.policies import ChargeModel, Timing
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.runs.bill.bill_makers import FEB_1, JAN_1, billed, company, counts, invoices, lines_of

pytestmark = pytest.mark.django_db


def test_a_flat_price_and_seats_are_billed_in_advance_on_one_invoice() -> None:
    home = company()
    deal = contract(makers.customer(home))
    seats = price("SEATS", 12_50, model=ChargeModel.PER_UNIT)
    subscription(deal, [price("PLATFORM", 100_00), seats], 4)

    run = billed(home)

    [invoice] = invoices()
    assert counts(run) == {"invoices": 1}
    assert lines_of(invoice) == [
        ("App, 1–31 January 2026", 100_00, 19_00),
        ("App, 1–31 January 2026", 50_00, 9_50),
    ]
    assert (invoice.total_minor, invoice.due_on) == (178_50, date(2026, 1, 31))
    assert invoice.document_no == "INV-2026-000001"


def test_a_second_run_of_the_day_and_a_round_more_change_nothing() -> None:
    home = company()
    subscription(contract(makers.customer(home)), price())
    billed(home)

    assert billed(home).round_no == 1
    assert counts(billed(home, again=True)) == {}
    assert len(invoices()) == 1


def test_a_charge_in_arrears_waits_for_the_end_of_its_period() -> None:
    home = company()
    subscription(contract(makers.customer(home)), price(timing=Timing.ARREARS))

    assert counts(billed(home, JAN_1)) == {}
    assert counts(billed(home, date(2026, 1, 31))) == {}
    assert counts(billed(home, FEB_1)) == {"invoices": 1}
    assert lines_of(invoices()[0]) == [("App, 1–31 January 2026", 10_00, 1_90)]
