"""`cashwright plan day`, `run day` and `report`: what a person types, and what they read."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from cashwright.areas.controls.services import set_book_clock
from cashwright.areas.parties.models import LegalEntity
from cashwright.kernel.refusals import NotFound
from cashwright.runs.refusals import DayNotCome
from cashwright.surfaces.cli import plan, report, run
from tests import makers
from tests.makers import ANN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = "2026-02-05"


def ask(app: Any, *arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def home(settings: Any) -> LegalEntity:
    """Two customers: one paid one of two invoices, one (a formula by name) owes in part."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    home = makers.entity()
    buyer = makers.customer(home)
    makers.invoice(buyer, 100_00, due_on=date(2026, 2, 4))
    makers.invoice(buyer, 33_00, due_on=date(2026, 2, 20))
    makers.payment(buyer, 100_00)
    slow = makers.customer(home, "=C-2")
    makers.invoice(slow, 80_00, due_on=date(2026, 1, 10))
    makers.payment(slow, 30_00)
    return home


@pytest.mark.usefixtures("home")
def test_the_plan_is_shown_and_exported() -> None:
    shown = ask(plan.app, "day", "--as-of", DAY)
    assert "What 2026-02-05 would do" in shown
    told = json.loads(ask(plan.app, "day", "--as-of", DAY, "--json"))
    assert [(row["action"], row["amount"]) for row in told["actions"]] == [
        ("apply", "100.00"), ("apply", "30.00"), ("person", "50.00"),
    ]  # fmt: skip


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xlsx"])
def test_the_plan_goes_into_a_file(home: LegalEntity, tmp_path: Path, file_format: str) -> None:
    out = tmp_path / f"plan.{file_format}"
    assert "3 rows" in ask(plan.app, "day", "--as-of", DAY, "--out", out)
    if file_format == "parquet":
        assert pl.read_parquet(out)["amount"].to_list() == ["100.00", "30.00", "50.00"]
    if file_format == "csv":
        assert "'=C-2" in out.read_text()
    ask(plan.app, "day", "--as-of", DAY, "--out", tmp_path / "plan.doc", code=2)


@pytest.mark.usefixtures("home")
def test_a_day_is_run_once_and_told_in_plain_words() -> None:
    shown = ask(run.app, "day", "--as-of", DAY)
    assert "2026-02-05: 1 run, 0 done before" in shown
    assert "payments applied to the invoice of exactly their amount" in shown
    assert "2026-02-05: 0 run, 1 done before" in ask(run.app, "day", "--as-of", DAY)
    assert "1 run, 0 done before" in ask(run.app, "day", "--as-of", DAY, "--again")


@pytest.mark.usefixtures("home")
def test_a_span_of_days_is_told_to_machines_as_one_report() -> None:
    told = json.loads(ask(run.app, "day", "--from", "2026-02-04", "--to", "2026-02-06", "--json"))
    assert (told["from"], told["to"], told["entities"]) == ("2026-02-04", "2026-02-06", ["DE"])
    assert (told["runs"], told["done_before"]) == (3, 0)
    assert told["report"]["apply_cash"]["outcomes"] == {"exact": 1, "oldest_first": 1}


@pytest.mark.parametrize(
    "options",
    [
        ["--as-of", DAY, "--from", DAY],
        ["--to", DAY],
        ["--as-of", "5.2.2026"],
    ],
)
def test_days_that_cannot_be_meant_are_asked_again(home: LegalEntity, options: list[str]) -> None:
    ask(run.app, "day", *options, code=2)


def test_no_day_is_run_ahead_of_the_books(home: LegalEntity) -> None:
    with pytest.raises(DayNotCome):
        ask(run.app, "day", "--as-of", "2026-03-03")
    set_book_clock(today=date(2026, 3, 3), by=ANN)
    assert "1 run" in ask(run.app, "day", "--as-of", "2026-03-03")


def test_without_books_it_says_how_to_begin() -> None:
    assert "cashwright import invoices FILE" in ask(run.app, "day", code=1)
    assert "cashwright import invoices FILE" in ask(report.app, "aging", code=1)


def test_an_unknown_entity_is_refused(home: LegalEntity) -> None:
    with pytest.raises(NotFound):
        ask(run.app, "day", "--entity", "XX")


def test_aging_and_open_items_of_a_past_day_do_not_know_what_came_later(home: LegalEntity) -> None:
    ask(run.app, "day", "--as-of", DAY)
    (before,) = json.loads(ask(report.app, "aging", "--as-of", "2026-02-04", "--json"))
    (after,) = json.loads(ask(report.app, "aging", "--as-of", DAY, "--json"))
    assert before["buckets"] == {
        "not_due": {"invoices": 2, "amount": "133.00"},
        "1_30": {"invoices": 1, "amount": "80.00"},
    }
    assert (before["open_total"], before["unapplied"]) == ("213.00", "-130.00")
    assert after["buckets"] == {
        "not_due": {"invoices": 1, "amount": "33.00"},
        "1_30": {"invoices": 1, "amount": "50.00"},
    }
    assert (after["open_total"], after["unapplied"]) == ("83.00", "0.00")
    (items,) = json.loads(ask(report.app, "open-items", "--as-of", DAY, "--json"))
    assert [(one["account_no"], one["days_past_due"], one["balance"]) for one in items["items"]] == [
        ("=C-2", 26, "50.00"), ("C-1", -15, "33.00"),
    ]  # fmt: skip
    assert items["open_total"] == {"EUR": "83.00"}


@pytest.mark.usefixtures("home")
def test_a_report_for_a_spreadsheet_holds_no_formula_and_plain_numbers() -> None:
    ask(run.app, "day", "--as-of", DAY)
    text = ask(report.app, "open-items", "--as-of", DAY, "--csv")
    first, *_ = csv.DictReader(io.StringIO(text))
    assert (first["account_no"], first["balance"]) == ("'=C-2", "50.00")
    only = ask(report.app, "open-items", "--as-of", DAY, "--customer", "C-1", "--csv")
    assert len(only.splitlines()) == 2


@pytest.mark.usefixtures("home")
def test_figures_come_with_their_formula() -> None:
    (told,) = json.loads(ask(report.app, "kpis", "--as-of", DAY, "--json"))
    dso = told["kpis"]["dso_simple"]
    assert (dso["value"], dso["unit"]) == ("92.00", "days")
    assert dso["workings"] == "213 / 213 x 92 days = 92.00"
    assert "DSO, simple" in ask(report.app, "kpis", "--as-of", DAY)


@pytest.mark.usefixtures("home")
def test_the_trial_balance_sums_to_zero() -> None:
    (told,) = json.loads(ask(report.app, "trial-balance", "--as-of", DAY, "--json"))
    balances = {row["account"]: float(row["balance"]) for row in told["accounts"]}
    assert balances == {"1000": 130.0, "1100": 213.0, "2100": -130.0, "4000": -213.0}


@pytest.mark.usefixtures("home")
def test_a_statement_goes_from_what_was_owed_to_what_is_owed() -> None:
    ask(run.app, "day", "--as-of", DAY)
    (told,) = json.loads(
        ask(
            report.app,
            "statement",
            "--customer",
            "C-1",
            "--from",
            "2026-01-06",
            "--as-of",
            DAY,
            "--json",
        )
    )
    assert (told["opening"], told["closing"], told["currency"]) == ("133.00", "33.00", "EUR")
    assert [(line["kind"], line["amount"], line["balance"]) for line in told["lines"]] == [
        ("payment", "-100.00", "33.00")
    ]
    shown = ask(report.app, "statement", "--customer", "C-1", "--as-of", DAY)
    assert "Opening balance" in shown
    with pytest.raises(NotFound):
        ask(report.app, "statement", "--customer", "nobody")
