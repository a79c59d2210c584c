"""The bank's pages: money between our own accounts, what an account held at first, a statement to try with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from typer.testing import CliRunner

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.queries import in_transit
from cashwright.surfaces.cli.bank import app
from tests.areas.cash.bank_makers import bank_account, bank_line
from tests.surfaces.cash.conftest import TODAY, Door, Shop

FEB_8 = date(2026, 2, 8)


def html(response: Any) -> str:
    return str(response.content.decode())


def savings(shop: Shop) -> BankLine:
    """What came to a second account of ours, as much as the shop's last line took."""
    return bank_line(bank_account(shop.entity, "SAVE"), 12_00, on=FEB_8)


def test_a_line_is_marked_as_a_transfer_after_its_entries_were_shown(
    shop: Shop, as_a: Door
) -> None:
    client, path = as_a(Role.CASH_APPLIER), f"/bank/lines/{shop.fee.public_id}/"
    assert "Mark as transfer" not in html(client.get(path))
    assert "No other side yet" in html(client.get(f"{path}transfer/"))
    came = savings(shop)
    assert "Mark as transfer" in html(client.get(path))
    shown = client.post(f"{path}transfer/", {"other": came.public_id})
    assert "Payments in transit" in html(shown)
    assert in_transit(shop.entity.pk, TODAY) == []
    given = {"other": came.public_id, "seen": shown.context["preview"].seen}
    assert client.post(f"{path}transfer/", given).status_code == 302
    assert "A transfer between our accounts" in html(client.get(path))
    client.post(f"/bank/lines/{came.public_id}/take-back/", {"reason": "wrong"})
    assert in_transit(shop.entity.pk, TODAY) == []


def test_likely_transfers_are_listed_and_marked_from_the_command_line(shop: Shop) -> None:
    savings(shop)
    run = CliRunner()
    assert "GIRO to SAVE  12.00 EUR" in run.invoke(app, ["transfers"]).output
    assert run.invoke(app, ["transfers", "--mark"]).exit_code == 0
    assert "No waiting lines" in run.invoke(app, ["transfers"]).output


def test_what_an_account_held_at_first_is_booked_once_by_who_may_write_entries(
    shop: Shop, as_a: Door
) -> None:
    told = shop.fee.statement
    told.opening_on, told.opening_minor = date(2026, 2, 1), 1_000_00
    told.closing_on, told.closing_minor, told.booked_minor = date(2026, 2, 7), 988_00, -12_00
    told.save()
    client, path = as_a(Role.ACCOUNTANT), f"/bank/accounts/{shop.account.public_id}/"
    assert "Book the opening balance" in html(client.get(path))
    shown = client.post(f"{path}opening/", {})
    assert "Opening balances" in html(shown)
    client.post(f"{path}opening/", {"seen": shown.context["preview"].seen})
    assert "Book the opening balance" not in html(client.get(path))
    assert as_a(Role.CASH_APPLIER).get(f"{path}opening/").status_code == 403


def test_the_sample_statement_can_be_taken_in(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    sample = client.get("/bank/sample/")
    assert "attachment" in sample["Content-Disposition"]
    file = SimpleUploadedFile("sample-statement.csv", sample.content)
    answer = client.post("/bank/files/new/", {"file": file, "entity": "DE"})
    page = client.post(answer["Location"], {"do": "check", "account": str(shop.account.pk)})
    assert page.context["would"].new_count == 4, page.context["look"].sentence
