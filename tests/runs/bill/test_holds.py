"""How often the bounds hold back what is right, told from what people decided."""

from __future__ import annotations

from datetime import date

import pytest
from typer.testing import CliRunner

from cashwright.areas.invoicing.services import discard_invoice, release_invoice
from cashwright.runs.bill import bounds
from cashwright.runs.bill.holds import Held, held_back
from cashwright.surfaces.cli import report
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.makers import ANN
from tests.runs.bill.bill_makers import billed, company, invoices

pytestmark = pytest.mark.django_db


def test_what_people_released_was_held_back_for_nothing() -> None:
    home, fee = company(), price()
    for n in range(4):
        deal = contract(makers.customer(home, f"C-{n}"), needs_purchase_order=True)
        subscription(deal, fee)
    billed(home)
    assert held_back(home.pk) == [Held(bounds.PURCHASE_ORDER_MISSING, 0, 0, 4)]
    assert held_back(home.pk)[0].false_share is None

    wrong, *right = invoices("draft")[:3]
    discard_invoice(invoice_id=wrong.pk, by=ANN)
    for one in right:
        release_invoice(invoice_id=one.pk, on=date(2026, 1, 2), by=ANN, why="by telephone")

    assert held_back(home.pk) == [Held(bounds.PURCHASE_ORDER_MISSING, 2, 1, 1)]
    assert held_back(home.pk)[0].false_share == pytest.approx(2 / 3)
    told = CliRunner().invoke(report.app, ["held-invoices", "--csv"], catch_exceptions=False)
    assert told.stdout.splitlines()[1] == f"DE,{bounds.PURCHASE_ORDER_MISSING},1,1,2,67"
