"""`cashwright bank`: what a person types, and what they read, when it goes wrong too."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cashwright.areas.cash.models import BankFile, BankLine
from cashwright.areas.cash.refusals import AccountUnknown, LineInClosedPeriod
from cashwright.areas.cash.services import set_line_aside
from cashwright.areas.ledger.periods import close_period
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.payments.models import Payment
from cashwright.surfaces.cli import main
from tests import makers
from tests.makers import ANN, JAN_20

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CSV = "Date;Amount;Payer;Text\n2026-01-20;119,00;Acme;INV-1\n2026-01-21;-7,50;;charges\n"
OURS = "DE09000000000000000001"
STA = (
    ":20:S1\n:25:TESTDEFF/{number}\n:28C:1/1\n:60F:C260119EUR0,00\n"
    ":61:2601200120C119,00NTRFNONREF//B1\n:86:166?20INV-1?32ACME\n:62F:C260120EUR119,00\n-\n"
)


def type_(*words: object) -> Any:
    return CliRunner().invoke(main.app, [str(word) for word in words])


@pytest.fixture
def home() -> LegalEntity:
    home = makers.entity()
    assert type_("bank", "add", "GIRO", "--number", OURS).exit_code == 0
    return home


def test_a_table_is_read_by_columns_that_are_said_once(home: LegalEntity, tmp_path: Path) -> None:
    file = tmp_path / "jan.csv"
    file.write_text(CSV)
    said = ("--account", "GIRO", "--map", "booked_on=Date", "--map", "amount=Amount", "--map",
            "name=Payer", "--map", "texts=Text")  # fmt: skip
    tried = type_("bank", "import", file, *said, "--dry-run", "--json")
    assert json.loads(tried.output)[0]["new"] == 2
    assert BankLine.objects.count() == 0
    assert type_("bank", "import", file, *said).exit_code == 0
    file.write_text(CSV + "2026-01-22;5,00;Bolt;more\n")
    again = json.loads(type_("bank", "import", file, "--account", "GIRO", "--json").output)[0]
    assert (again["new"], again["known"]) == (1, 2)
    assert BankLine.objects.count() == 3
    assert home.bank_accounts.get().columns["amount"] == "Amount"


def test_a_file_of_an_account_that_is_not_ours_is_refused_with_what_to_do(
    home: LegalEntity, tmp_path: Path
) -> None:
    file = tmp_path / "other.sta"
    file.write_text(STA.format(number="DE30000000000000000011"))
    told = type_("bank", "import", file, "--entity", home.code)
    refusal = told.exception
    assert isinstance(refusal, AccountUnknown)
    assert (refusal.facts["file"], refusal.facts["line"]) == ("other.sta", 5)
    assert refusal.facts["account"] == "DE**0011"
    assert "bank add" in str(refusal.facts["remedy"])
    assert BankFile.objects.count() == 0


def test_a_file_with_a_line_of_a_closed_month_is_refused_whole(
    home: LegalEntity, tmp_path: Path
) -> None:
    close_period(
        entity_id=home.pk, starts_on=date(2026, 1, 1), today=date(2026, 3, 1), by=makers.BOB
    )
    file = tmp_path / "late.sta"
    file.write_text(STA.format(number=OURS))
    told = type_("bank", "import", file)
    refusal = told.exception
    assert isinstance(refusal, LineInClosedPeriod)
    assert (refusal.facts["file"], refusal.facts["line"]) == ("late.sta", 5)
    assert BankFile.objects.count() == BankLine.objects.count() == Payment.objects.count() == 0


def test_a_difference_nobody_explains_is_an_exit_code(home: LegalEntity, tmp_path: Path) -> None:
    file = tmp_path / "gap.sta"
    file.write_text(STA.format(number=OURS).replace(":62F:C260120EUR119", ":62F:C260120EUR120"))
    assert type_("bank", "import", file).exit_code == 0
    told = type_("bank", "reconcile", "GIRO", "--as-of", "2026-01-20", "--json")
    assert told.exit_code == 1
    (one,) = json.loads(told.output)
    assert (one["difference"], one["gaps"]) == ("1.00", 1)
    assert type_("bank", "list").exit_code == 0


def test_an_account_that_does_not_exist_is_a_wrong_question(home: LegalEntity) -> None:
    assert home.code == "DE"
    assert type_("bank", "reconcile", "NONE").exit_code == 2
    assert type_("bank", "import", "nowhere.sta").exit_code == 2


def test_an_advice_tells_the_matching_what_a_silent_payment_covers(
    home: LegalEntity, tmp_path: Path
) -> None:
    buyer = makers.customer(home)
    invoices = [makers.invoice(buyer, [makers.line(minor)]) for minor in (119_00, 119_00, 61_00)]
    mail = tmp_path / "advice.eml"
    mail.write_text(
        "From: Acme <ap@acme.example>\nSubject: advice\n\n"
        f"{invoices[1].document_no}  119,00 EUR\n{invoices[2].document_no}  61,00 EUR\nTotal 180,00 EUR\n"
    )
    file = tmp_path / "jan.sta"
    file.write_text(STA.format(number=OURS).replace("119,00", "180,00").replace("INV-1", "silent"))
    told = json.loads(type_("bank", "remittance", mail, "--json").output)
    assert (told["files"][0]["documents"], told["tied"]) == (2, 0)
    assert json.loads(type_("bank", "remittance", mail, "--json").output)["files"][0]["new"] == 0
    assert type_("bank", "import", file).exit_code == 0
    for invoice in invoices:
        invoice.refresh_from_db()
    assert [invoice.state for invoice in invoices] == ["posted", "settled", "settled"]


def test_money_on_its_way_between_accounts_is_listed(home: LegalEntity, tmp_path: Path) -> None:
    assert type_("bank", "transit").output.strip() == "Nothing is in transit."
    file = tmp_path / "jan.sta"
    file.write_text(STA.format(number=OURS))
    assert type_("bank", "import", file).exit_code == 0
    line = BankLine.objects.get()
    set_line_aside(line_id=line.pk, account_code="1050", memo="from savings", on=JAN_20, by=ANN)
    (told,) = json.loads(type_("bank", "transit", "--as-of", "2026-01-31", "--json").output)
    assert (told["amount"], told["what"]) == ("-119.00", "from savings")
    assert "-119.00 EUR: from savings" in type_("bank", "transit").output
