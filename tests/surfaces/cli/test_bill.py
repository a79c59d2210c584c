"""`cashwright plan bill` and `run bill`: what a person types, and what they read."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from cashwright.areas.parties.models import LegalEntity
from cashwright.surfaces.cli import plan, run
from tests import makers
from tests.areas.contracts.makers import contract, price, subscription
from tests.runs.bill.bill_makers import company, invoices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = "2026-03-01"


def ask(app: Any, *arguments: object) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def home() -> LegalEntity:
    """A company with one contract to post, one to look at, and one without a price in its currency."""
    home = company()
    starts_on = date(2026, 3, 1)
    fee = price("FEE", 1_234_00)
    subscription(contract(makers.customer(home), starts_on=starts_on), fee)
    waiting = contract(makers.customer(home, "C-2"), starts_on=starts_on, needs_purchase_order=True)
    subscription(waiting, fee)
    makers.rate("USD", starts_on, "1.1")
    subscription(contract(makers.customer(home, "C-3"), starts_on=starts_on, currency="USD"), fee)
    return home


@pytest.mark.usefixtures("home")
def test_a_plan_says_what_would_be_billed_and_bills_nothing(tmp_path: Path) -> None:
    shown = ask(plan.app, "bill", "--as-of", DAY)
    assert "1234.00" in shown
    assert "1 left for a person: billing.purchase_order_missing" in shown
    assert "1 charges cannot be billed yet: catalog.no_price_in_currency" in shown

    told = json.loads(ask(plan.app, "bill", "--as-of", DAY, "--json"))
    assert [(t["currency"], t["action"], t["total"]) for t in told["totals"]] == [
        ("EUR", "park", "1468.46"),
        ("EUR", "post", "1468.46"),
    ]
    out = tmp_path / "bill.parquet"
    assert "2 documents" in ask(plan.app, "bill", "--as-of", DAY, "--out", out)
    assert pl.read_parquet(out)["total"].to_list() == ["1468.46", "1468.46"]
    assert invoices() == []


@pytest.mark.usefixtures("home")
def test_a_run_bills_once_and_tells_what_it_did() -> None:
    told = json.loads(ask(run.app, "bill", "--as-of", DAY, "--json"))
    again = json.loads(ask(run.app, "bill", "--as-of", DAY, "--json"))

    assert told["report"]["bill"] == {
        "outcomes": {"invoices": 1, "parked": 1, "parked_purchase_order_missing": 1},
        "refused": {"catalog.no_price_in_currency": 1},
    }
    assert (again["runs"], again["done_before"], again["report"]) == (0, 1, {})
    assert len(invoices()) == 1
    words = ask(run.app, "bill", "--as-of", DAY, "--again")
    assert "held back: catalog.no_price_in_currency" in words
