"""The bank's pages: what was told, whether it is whole, and what became of it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from cashwright.areas.access.policies import Role
from cashwright.areas.cash.models import BankAccount, BankFile, BankLine
from cashwright.areas.cash.services import confirm_match, open_bank_account
from cashwright.kernel.ids import public_id
from cashwright.surfaces.banking import take_kept_bank_file
from cashwright.surfaces.console.lists import Listing
from cashwright.surfaces.console.screens.bank import taking
from cashwright.surfaces.console.screens.bank.files import FILES
from cashwright.surfaces.console.screens.bank.lines import LINES
from tests import makers
from tests.makers import ANN
from tests.surfaces.cash.conftest import TODAY, Door, Shop

IBAN = "DE89370400440532013000"


def mt940(opening: str, closing: str, *entries: str, no: str = "1", iban: str = IBAN) -> bytes:
    """One statement of a day in February, entries as (day, amount, text) already in MT940."""
    lines = [":20:STARTUMSE", f":25:{iban}", f":28C:0000{no}/001", f":60F:C260201EUR{opening}",
             *entries, f":62F:C2602{int(no) + 1:02}EUR{closing}", "-"]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n").encode()


def entry(day: int, amount: str, text: str, payer: str = "ACME GMBH") -> str:
    return (
        f":61:2602{day:02}02{day:02}C{amount}NTRFNONREF\r\n:86:166?00GUTSCHRIFT?20{text}?32{payer}"
    )


def giro(shop: Shop) -> BankAccount:
    return open_bank_account(
        entity_id=shop.entity.pk,
        code="MAIN",
        name="Main account",
        currency="EUR",
        number=IBAN,
        by=ANN,
    )


def upload(client: Client, content: bytes, name: str = "day.sta") -> str:
    """Hand a file in; the address of its look."""
    file = SimpleUploadedFile(name, content)
    answer = client.post("/bank/files/new/", {"file": file, "entity": "DE"})
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def test_a_file_is_looked_at_before_anything_is_taken_and_then_matched(
    shop: Shop, as_a: Door
) -> None:
    giro(shop)
    invoice = makers.invoice(shop.acme, 119_00)
    client = as_a(Role.CASH_APPLIER)
    before = BankLine.objects.count()
    look_at = upload(
        client, mt940("1000,00", "1119,00", entry(2, "119,00", f"RECHNUNG {invoice.document_no}"))
    )
    look = client.get(look_at)
    assert (look.context["would"].new_count, look.context["would"].gaps) == (1, ())
    assert BankLine.objects.count() == before

    answer = client.post(look_at, {"do": "take", "account": ""})
    page = client.get(answer["Location"])
    assert "1 new line is taken and matched" in page.content.decode()
    line = BankLine.objects.get(amount_minor=119_00)
    assert line.state in ("applied", "queued")


def test_the_same_file_again_is_told_and_changes_nothing(shop: Shop, as_a: Door) -> None:
    giro(shop)
    client = as_a(Role.CASH_APPLIER)
    content = mt940("1000,00", "1119,00", entry(2, "119,00", "HELLO"))
    client.post(upload(client, content), {"do": "take", "account": ""})
    lines = BankLine.objects.count()
    again = upload(client, content)
    assert "taken before" in client.get(again).content.decode()
    client.post(again, {"do": "take", "account": ""})
    assert BankLine.objects.count() == lines


def test_a_statement_of_an_unknown_account_offers_to_set_one_up(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    page = client.get(upload(client, mt940("0,00", "1,00", entry(2, "1,00", "X"))))
    assert "no bank account has the number" in page.content.decode()
    assert page.context["look"].new_account_url.endswith("?entity=DE&currency=EUR")
    assert page.context["look"].read is None


def test_a_day_that_is_missing_between_two_statements_is_a_gap(shop: Shop, as_a: Door) -> None:
    account = giro(shop)
    client = as_a(Role.CASH_APPLIER)
    client.post(
        upload(client, mt940("1000,00", "1100,00", entry(2, "100,00", "A"))),
        {"do": "take", "account": ""},
    )
    second = mt940("1150,00", "1160,00", entry(4, "10,00", "B"), no="3")
    look = client.get(look_at := upload(client, second, "later.sta"))
    assert look.context["would"].gaps
    client.post(look_at, {"do": "take", "account": ""})
    html = client.get("/bank/").content.decode()
    assert "1 gap" in html
    html = client.get(f"/bank/accounts/{account.public_id}/").content.decode()
    assert (
        "It begins with 1,150.00 EUR, but the statement before it ended with 1,100.00 EUR: 50.00 EUR are"
        in html
    )


def test_columns_of_a_table_are_asked_and_kept_for_the_next_file(shop: Shop, as_a: Door) -> None:
    account = giro(shop)
    client = as_a(Role.CASH_APPLIER)
    look_at = upload(client, b"wann;wieviel;wer\n02.02.2026;12,00;Acme\n", "export.csv")
    page = client.get(look_at)
    assert page.context["look"].sentence
    page = client.post(look_at, {"do": "check", "account": str(account.pk)})
    if page.context["look"].headers:
        given = {
            "booked_on": "wann",
            "amount": "wieviel",
            "name": "wer",
            "account": str(account.pk),
        }
        page = client.post(look_at, {**given, "do": "check"})
    assert page.context["would"].new_count == 1, page.context["look"].sentence
    client.post(look_at, {"do": "take", "account": str(account.pk)})
    assert BankLine.objects.filter(bank_account=account, amount_minor=12_00).exists()


def test_a_line_tells_what_was_thought_of_it_and_where_it_went(shop: Shop, as_a: Door) -> None:
    confirm_match(line_id=shop.certain.pk, on=TODAY, by=ANN)
    client = as_a(Role.CASH_APPLIER)
    html = client.get(f"/bank/lines/{shop.certain.public_id}/").content.decode()
    assert str(shop.small.document_no) in html
    assert "Names the invoice" in html
    shop.certain.refresh_from_db()
    invoice = client.get(f"/invoices/{shop.small.public_id}/").content.decode()
    link = f"/bank/lines/of/{payment_of(shop)}/"
    assert link in invoice
    assert client.get(link)["Location"] == f"/bank/lines/{shop.certain.public_id}/"
    payment = client.get(f"/payments/{payment_of(shop)}/").content.decode()
    assert f"/bank/lines/{shop.certain.public_id}/" in payment


def payment_of(shop: Shop) -> str:
    assert shop.certain.payment_id
    return public_id("pay", shop.certain.payment_id)


def test_an_applied_line_is_taken_back_after_its_entries_were_shown(shop: Shop, as_a: Door) -> None:
    confirm_match(line_id=shop.certain.pk, on=TODAY, by=ANN)
    client = as_a(Role.CASH_APPLIER)
    url = f"/bank/lines/{shop.certain.public_id}/take-back/"
    preview = client.post(url, {"reason": "the wrong customer"})
    assert "What this writes to the ledger" in preview.content.decode()
    client.post(url, {"reason": "the wrong customer", "seen": preview.context["preview"].seen})
    shop.certain.refresh_from_db()
    assert shop.certain.state == "queued"


def test_the_lines_list_adds_up_and_finds_by_state(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    page = client.get("/bank/lines/?tab=review")
    assert len(page.context["list"].rows) == 6
    assert "801.00" in page.content.decode()


def test_an_account_of_ours_is_set_up_by_who_looks_after_our_bank_details(
    shop: Shop, as_a: Door
) -> None:
    given = {"entity": "DE", "code": "SAVE", "name": "Savings", "currency": "EUR", "number": IBAN}
    assert as_a(Role.CASH_APPLIER).post("/bank/new/", given).status_code == 403
    as_a(Role.CFO).post("/bank/new/", given)
    made = BankAccount.objects.get(code="SAVE")
    assert made.number_masked
    assert IBAN not in as_a(Role.CFO, name="cfo2").get("/bank/").content.decode()


def test_files_are_listed_and_one_tells_its_statements(shop: Shop, as_a: Door) -> None:
    giro(shop)
    client = as_a(Role.CASH_APPLIER)
    client.post(
        upload(client, mt940("1000,00", "1100,00", entry(2, "100,00", "A"))),
        {"do": "take", "account": ""},
    )
    file = BankFile.objects.get(name="day.sta")
    assert "day.sta" in client.get("/bank/files/").content.decode()
    html = client.get(f"/bank/files/{file.public_id}/").content.decode()
    assert "1,100.00" in html


def test_every_list_of_the_bank_has_an_empty_page_that_teaches(db: None, clock: None) -> None:
    for listing in (FILES, LINES):
        assert isinstance(listing, Listing)
        assert listing.empty.url_name == "console:bank_file_new"


def test_a_large_file_is_taken_by_a_worker_and_its_page_tells_how_far(
    shop: Shop, as_a: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    giro(shop)
    monkeypatch.setattr(taking, "AT_ONCE_BYTES", 0)
    monkeypatch.setattr(taking, "_worker_is_awake", lambda: True)
    client = as_a(Role.CASH_APPLIER)
    look_at = upload(client, mt940("1000,00", "1100,00", entry(2, "100,00", "A")))
    at = client.post(look_at, {"do": "take", "account": ""})["Location"]
    assert "Waiting for its turn" in client.get(at).content.decode()
    assert as_a(Role.CASH_APPLIER, name="other").get(at).status_code == 404

    job = ProcrastinateJob.objects.get(task_name="surfaces.take_kept_bank_file")
    take_kept_bank_file(**job.args)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk])
    assert "1 new line is taken" in client.get(at).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk])
    file = BankFile.objects.get(name="day.sta")
    assert (
        client.get(at, headers={"HX-Request": "true"})["HX-Redirect"]
        == f"/bank/files/{file.public_id}/"
    )
