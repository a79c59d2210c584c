"""Companies, customers, contracts and the clock by command, where the handbook does not go."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cashwright.areas.catalog.models import Price
from cashwright.areas.catalog.policies import ChargeModel
from cashwright.areas.contracts.models import Subscription
from cashwright.areas.controls.queries import test_clock_day as clock_day
from cashwright.areas.parties.models import Customer, LegalEntity
from cashwright.kernel.refusals import NotFound, Refusal
from cashwright.runs.bill import run_bill
from cashwright.surfaces.cli import clock, companies, contracts, customers
from tests import makers
from tests.areas.contracts.makers import price

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def ask(app: Any, *arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def seats() -> Price:
    """One customer, and seats at 31.00 a month."""
    makers.customer(makers.entity())
    return price("SEATS", 31_00, model=ChargeModel.PER_UNIT)


def add(*more: object, code: int = 0) -> str:
    return ask(
        contracts.app, "add", "C-1", "--line", "SEATS=2", "--from", "2026-03-01", "--reference", "acme",
        *more, code=code,
    )  # fmt: skip


@pytest.mark.usefixtures("seats")
def test_a_contract_is_written_whole_or_not_at_all() -> None:
    with pytest.raises(Refusal):
        add("--line", "NOTHING=1")
    assert not Subscription.objects.exists()
    assert "CT-000001" in add("--until", "2027-03-01", "--renews", "12")
    assert "acme" in ask(contracts.app, "list")


@pytest.mark.usefixtures("seats")
def test_a_cancelled_subscription_gives_back_what_was_billed_ahead() -> None:
    add()
    run_bill(LegalEntity.objects.get(), date(2026, 3, 1))
    shown = ask(contracts.app, "cancel", "acme", "--on", "2026-03-11", "--preview")
    assert "-42.00 EUR" in shown
    assert Subscription.objects.get().ends_on is None
    ask(contracts.app, "cancel", "acme", "--on", "2026-03-11")
    assert Subscription.objects.get().ends_on == date(2026, 3, 11)


@pytest.mark.usefixtures("seats")
def test_one_change_at_a_time_of_a_subscription_that_is_there() -> None:
    add()
    ask(contracts.app, "change", "acme", "--on", "2026-03-11", code=2)
    both = ("--quantity", "SEATS=3", "--remove", "SEATS")
    ask(contracts.app, "change", "acme", "--on", "2026-03-11", *both, code=2)
    with pytest.raises(NotFound):
        ask(contracts.app, "change", "other", "--on", "2026-03-11", "--remove", "SEATS")
    with pytest.raises(Refusal):
        ask(contracts.app, "change", "acme", "--on", "2026-03-11", "--quantity", "SEATS=many")


def test_what_documents_print_of_a_company_is_changed() -> None:
    makers.entity()
    ask(companies.app, "change", "de", "--address", "Street 1", "--address", "1000 Town")
    assert LegalEntity.objects.get().postal_address == "Street 1\n1000 Town"
    assert "DE" in ask(companies.app, "list")


def test_a_customers_tax_number_is_that_of_its_own_country() -> None:
    makers.entity()
    ask(customers.app, "add", "C-9", "--name", "Nine", "--country", "FR")
    ask(customers.app, "change", "C-9", "--vat-no", "FR1")
    found = Customer.objects.get(account_no="C-9").tax_ids.get()
    assert (found.country, found.kind, found.value) == ("FR", "vat", "FR1")


def test_a_statement_is_written_to_a_file(tmp_path: Path) -> None:
    makers.invoice(makers.customer(makers.entity()), 100_00)
    out = tmp_path / "C-1.csv"
    ask(customers.app, "statement", "C-1", "--out", str(out), "--until", "2026-03-01")
    assert out.read_text().splitlines()[-1].endswith("EUR,,100.00")
    with pytest.raises(Refusal):
        ask(customers.app, "statement", "C-1", "--out", str(tmp_path / "C-1.doc"))


def test_books_that_issued_invoices_on_the_real_day_keep_it() -> None:
    makers.invoice(makers.customer(makers.entity()), 100)
    ask(clock.app, "set", "2027-01-01", code=1)
    assert clock_day() is None
    assert "real day" in ask(clock.app, "show")


def test_books_without_invoices_take_a_clock_of_their_own() -> None:
    ask(clock.app, "set", "2026-03-05")
    assert clock_day() == date(2026, 3, 5)
    assert "2026-03-05" in ask(clock.app, "show")
