"""What is done from the pages: closing months, writing entries, importing, settings; refusals in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from cashwright.areas.access.models import RoleAssignment, User
from cashwright.areas.access.policies import Role
from cashwright.areas.controls.models import Approval, PolicyVersion
from cashwright.areas.controls.services import decide_approval
from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.models import FxRate, JournalEntry, Period, Revaluation
from cashwright.areas.parties.models import LegalEntity, Terms
from cashwright.kernel.actors import Actor
from cashwright.kernel.ids import public_id
from cashwright.runs.deliver import deliver_reactions
from cashwright.runs.schedule import scheduled
from cashwright.surfaces.console.screens import imports as screen
from cashwright.surfaces.importing import import_kept_file
from tests import makers
from tests.surfaces.books.conftest import House
from tests.surfaces.books.reading import sums, text, words

SignIn = Callable[..., Client]
GOOD = "number,customer no,customer name,invoice date,due date,total\nX-1,C-1,Acme,2026-02-03,2026-02-20,119.00\n"
BAD = "X-2,C-1,Acme,2026-02-03,2026-02-20,twelve\n"


@pytest.fixture(autouse=True)
def home_folder(settings: Any, tmp_path: Path) -> None:
    """Uploads and refused rows of a test lie in a folder of its own."""
    settings.HOME = tmp_path


def hand_in(client: Client, content: str, kind: str = "invoices", name: str = "open.csv") -> Any:
    file = SimpleUploadedFile(name, content.encode(), content_type="text/csv")
    return client.post("/imports/new/", {"file": file, "kind": kind, "entity": "DE"})


def take(client: Client, url: str, **more: str) -> Any:
    return client.post(url, {"do": "take", "accept_valid": "on", **more})


def test_a_file_is_handed_in_looked_at_taken_and_its_refused_rows_come_back_to_mend(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.CLERK)
    look = hand_in(client, GOOD + BAD)["Location"]
    page = text(client, look)
    assert "Would be taken" in words(page)
    assert "twelve" in page
    assert Invoice.objects.filter(document_no="X-1").count() == 0

    answer = take(client, look)
    result = text(client, answer["Location"])

    assert Invoice.objects.get(document_no="X-1").total_minor == 119_00
    assert "Refused rows to mend" in result
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.posted, batch.refused) == ("done", 1, 1)
    response = client.get(f"/imports/{public_id('imp', batch.pk)}/refused/")
    fixed_up = b"".join(response).decode()
    assert "twelve" in fixed_up
    assert "X-1" not in fixed_up
    again = take(client, hand_in(client, fixed_up.replace("twelve", "12.00"))["Location"])
    text(client, again["Location"])
    assert Invoice.objects.get(document_no="X-2").total_minor == 12_00
    assert "open.csv" in text(client, "/imports/")


def test_with_a_worker_awake_the_page_waits_for_its_turn_and_then_tells_the_result(
    house: House, someone: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "_worker_is_awake", lambda: True)
    client = someone(Role.CLERK)
    page = take(client, hand_in(client, GOOD)["Location"])["Location"]
    assert "Waiting for its turn" in text(client, page)
    assert 'hx-trigger="every 1s"' in text(client, page)
    text(someone(Role.CONTROLLER), page, 404)
    asked = {"HX-Request": "true"}
    assert b"<html" not in client.get(page, headers=asked).content

    job = ProcrastinateJob.objects.get(task_name="surfaces.import_kept_file")
    import_kept_file(**job.args)

    assert client.get(page, headers=asked)["HX-Redirect"] == page
    assert "Taken" in text(client, page)
    assert Invoice.objects.filter(document_no="X-1").exists()


def test_a_question_about_dates_is_asked_and_the_answer_is_kept(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.CLERK)
    unclear = GOOD.replace("2026-02-03", "03/02/2026").replace("2026-02-20", "04/02/2026")
    look = hand_in(client, unclear)["Location"]
    page = text(client, look)
    assert 'value="take"' not in page
    assert "Answer below and check again" in page
    client.post(look, {"do": "check", "dates": "dmy", "accept_valid": "on"})
    assert "Would be taken" in words(text(client, look))
    take(client, look, dates="dmy")
    assert Invoice.objects.get(document_no="X-1").issued_on == date(2026, 2, 3)


def test_columns_are_chosen_by_hand(house: House, someone: SignIn) -> None:
    client = someone(Role.CLERK)
    strange = GOOD.replace("number,", "qqq,").replace(",total", ",zzz")
    look = hand_in(client, strange)["Location"]
    assert 'value="take"' not in text(client, look)
    take(client, look, column_0="invoice_no", column_5="total_amount")
    assert Invoice.objects.get(document_no="X-1").total_minor == 119_00


def test_what_is_no_file_is_refused_in_words_and_a_stranger_finds_nothing(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.CLERK)
    assert "submitted file is empty" in words(hand_in(client, "").content.decode())
    look = hand_in(client, "%PDF-1.7 not a table", name="bill.pdf")["Location"]
    assert 'role="alert"' in text(client, look)
    other = someone(Role.CASH_APPLIER)
    text(other, look, 404)
    assert client.post(f"{look}drop/").status_code == 302
    text(client, look, 404)


def test_a_month_is_closed_asked_to_be_opened_and_opened_by_a_second_person(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.CONTROLLER)
    page = words(text(client, "/ledger/periods/DE/2026-01/"))
    assert "The ledger's receivables equal the open items" in page
    late = client.post("/ledger/periods/DE/2026-02/close/")
    assert "Close the earlier period first" in late.content.decode()
    assert client.post("/ledger/periods/DE/2026-03/close/").status_code == 409

    client.post("/ledger/periods/DE/2026-01/close/")
    closed = Period.objects.get()
    assert closed.state == "closed"
    assert "Still the one that was kept" in text(client, "/ledger/periods/DE/2026-01/")
    public = public_id("per", closed.pk)
    assert "This field is required" in client.post(f"/ledger/period/{public}/ask/").content.decode()
    client.post(f"/ledger/period/{public}/ask/", {"reason": "a credit note is missing"})
    asked = Approval.objects.get()
    assert (asked.kind, asked.payload) == ("ledger.reopen_period", {"period_id": str(closed.pk)})
    assert "a credit note is missing" in text(client, "/ledger/periods/DE/2026-01/")

    decide_approval(approval_id=asked.pk, approve=True, by=Actor.human("somebody else"))
    deliver_reactions()
    closed.refresh_from_db()
    assert closed.state == "open"
    client.post("/ledger/periods/DE/2026-01/close/")
    client.post(f"/ledger/period/{public}/lock/")
    closed.refresh_from_db()
    assert closed.state == "locked"
    assert client.post(f"/ledger/period/{public}/ask/", {"reason": "x"}).status_code == 409


def test_open_foreign_items_are_revalued_from_the_page_that_closes_the_month(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.CONTROLLER)
    page = words(text(client, "/ledger/periods/DE/2026-02/"))
    assert "Open items in USD are not revalued yet" not in page  # worth what they are booked at
    makers.rate("USD", date(2026, 2, 28), "1.10")

    html = text(client, "/ledger/periods/DE/2026-02/")
    page = words(html)
    assert "Open items in USD are not revalued yet" in page
    assert "USD 33.00 27.50 30.00 2.50" in page
    assert re.search(r'data-confirm="Close February 2026\?[^"]*after closing they cannot be', html)
    url = "/ledger/periods/DE/2026-02/revalue/"
    assert url in html
    first = client.post(url)
    assert "What this writes to the ledger" in first.content.decode()
    assert not Revaluation.objects.exists()
    (seen,) = re.findall(r'name="seen" value="(\w+)"', first.content.decode())
    for _ in range(2):  # pressed twice: once
        assert client.post(url, {"seen": seen}).status_code in (200, 302)
    made = Revaluation.objects.get()
    assert (made.entity_id, made.on) == (house.home.pk, date(2026, 2, 28))
    assert JournalEntry.objects.get(pk=made.reversal_id).effective_on == date(2026, 3, 1)

    html = text(client, "/ledger/periods/DE/2026-02/")
    assert "Open items in foreign currencies are revalued" in words(html)
    assert public_id("je", made.entry_id) in html
    assert "they cannot be" not in html
    assert url not in html


def test_a_missing_rate_is_named_with_what_to_do_and_nothing_is_revalued(
    house: House, someone: SignIn
) -> None:
    FxRate.objects.all().delete()
    client = someone(Role.CONTROLLER)
    html = text(client, "/ledger/periods/DE/2026-02/")
    assert "No exchange rate for USD covers 28 Feb 2026: load rates first" in words(html)
    assert "/ledger/rates/" in html
    told = client.post("/ledger/periods/DE/2026-02/revalue/")
    assert told.status_code == 409
    assert "Import rates that cover the day" in told.content.decode()
    assert not Revaluation.objects.exists()


def test_a_month_that_is_not_over_is_not_revalued_and_only_who_closes_may(
    house: House, someone: SignIn
) -> None:
    url = "/ledger/periods/DE/2026-03/revalue/"
    assert someone(Role.CONTROLLER).post(url).status_code == 409
    assert someone(Role.ACCOUNTANT).post(url).status_code == 403
    assert "revalue/" not in text(someone(Role.ACCOUNTANT), "/ledger/periods/DE/2026-02/")


def _entry(*lines: tuple[str, str, str], memo: str = "accrual") -> dict[str, str]:
    told = {
        "effective_on": "2026-02-28",
        "memo": memo,
        "form-TOTAL_FORMS": "6",
        "form-INITIAL_FORMS": "0",
    }
    for n, (account, debit, credit) in enumerate(lines):
        told |= {f"form-{n}-account": account, f"form-{n}-debit": debit, f"form-{n}-credit": credit}
    return told


def test_an_entry_by_hand_is_posted_and_what_is_wrong_with_it_is_said(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.ACCOUNTANT)
    for told, sentence in (
        (_entry(("1000", "10", ""), ("4000", "", "9.50")), "0.50 EUR too much on the debit side"),
        (_entry(("1000", "10", "")), "at least two lines"),
        (_entry(("1000", "10", "10"), ("4000", "", "10")), "on one side"),
        (_entry(("1000", "ten", ""), ("4000", "", "10")), "Write an amount"),
        (_entry(("", "10", ""), ("4000", "", "10")), "Choose an account"),
    ):
        assert sentence in client.post("/ledger/new/?of=DE", told).content.decode()
    assert not JournalEntry.objects.filter(kind="manual").exists()
    answer = client.post("/ledger/new/?of=DE", _entry(("1000", "10", ""), ("4000", "", "10")))
    assert "accrual" in text(client, answer["Location"])
    assert sums(client, "/ledger/DE/accounts/4000/EUR/")["EUR"] == -430_01


def test_people_get_roles_and_duties_that_collide_are_refused_in_words(
    house: House, someone: SignIn
) -> None:
    admin = someone(Role.ADMIN)
    weak = admin.post("/settings/people/new/", {"email": "kim@example.com", "name": "Kim",
        "password": "short", "zone": "UTC"})  # fmt: skip
    assert "too easy to guess" in weak.content.decode()
    admin.post("/settings/people/new/", {"email": "kim@example.com", "name": "Kim",
        "password": "a-long-quiet-evening", "zone": "UTC"})  # fmt: skip
    kim = User.objects.get(email="kim@example.com")
    url = f"/settings/people/{public_id('usr', kim.pk)}/"
    assert admin.post(url, {"role": "clerk"}).status_code == 302
    refused = admin.post(url, {"role": "cash_applier"})
    assert "duties that are kept apart" in refused.content.decode()
    held = RoleAssignment.objects.get(user=kim)
    assert held.role == "clerk"
    admin.post(f"/settings/roles/{public_id('ras', held.pk)}/end/")
    assert "Ended" in text(admin, url)
    admin.post(f"{url}act/", {"do": "leave"})
    kim.refresh_from_db()
    assert not kim.is_active
    assert "Kim" in text(admin, "/settings/people/")


def test_a_company_terms_and_groups_are_set_up_and_bad_ones_refused_in_words(
    someone: SignIn,
) -> None:
    admin = someone(Role.ADMIN)
    form = {"code": "FR", "name": "Cloud SAS", "currency": "EUR", "zone": "Europe/Paris",
        "country": "FR", "invoice_prefix": "FA", "credit_note_prefix": "AV"}  # fmt: skip
    assert "Cloud SAS" in text(admin, admin.post("/settings/companies/new/", form)["Location"])
    assert "already" in admin.post("/settings/companies/new/", form).content.decode()
    change = {
        k: v for k, v in form.items() if k in ("name", "invoice_prefix", "credit_note_prefix")
    }
    admin.post("/settings/companies/FR/", change | {"name": "Cloud SA"})
    assert LegalEntity.objects.get().name == "Cloud SA"
    terms = {"code": "X10", "name": "Ten", "kind": "net", "term_days": "10", "term_months": "0",
        "discount_percent": "2", "discount_days": "5"}  # fmt: skip
    admin.post("/settings/catalog/terms/new/", terms)
    assert Terms.objects.get(code="X10").discount_bp == 200
    bad = admin.post("/settings/catalog/terms/new/", terms | {"code": "Y", "kind": "immediate"})
    assert "neither days nor months" in bad.content.decode()
    admin.post("/settings/catalog/segments/new/", {"code": "SMB", "name": "Small firms"})
    assert "Small firms" in text(admin, "/settings/catalog/")
    assert "Nothing is wrong" in (page := text(admin, "/settings/system/")) or "to mend" in page


def test_policies_get_new_versions_with_a_reason_and_bad_ones_are_refused(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.CREDIT_MANAGER)
    cash = {"methods": ["exact"], "same_amount": "oldest", "set_size_max": "3",
        "work_max": "5000", "valid_from": "2026-03-02", "why": "fewer questions"}  # fmt: skip
    url = "/settings/policies/cash.application/"
    assert "This field is required" in client.post(url, cash | {"why": ""}).content.decode()
    client.post(url, cash)
    page = words(text(client, url))
    assert "the one due first is taken" in page
    assert "fewer questions" in page
    limits = {"write_off": "50", "credit_note": "0", "refund": "0",
        "credit_note_other": "JPY lots", "valid_from": "2026-03-02", "why": "tighter"}  # fmt: skip
    url = "/settings/policies/controls.limits/"
    assert "such as JPY 10000" in client.post(url, limits).content.decode()
    client.post(url, limits | {"credit_note_other": "JPY 9000"})
    stored = PolicyVersion.objects.get(name="controls.limits").value
    assert stored["invoicing.credit_note"] == {"*": 0, "JPY": 9000}
    reader = someone(Role.CONTROLLER)
    reader.post(url, limits | {"credit_note_other": ""})
    assert PolicyVersion.objects.filter(name="controls.limits").count() == 1


def test_the_hour_of_the_day_is_set_and_taken_back_on_the_page_of_its_policy(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.CREDIT_MANAGER)
    url = "/settings/policies/runs.day/"
    assert "run only when somebody starts it" in words(text(client, url))
    given = {"hour": "6", "valid_from": "2026-03-02", "why": "before the office opens"}
    client.post(f"{url}?of=DE", given)
    assert "by itself from 06:00 on" in words(text(client, f"{url}?of=DE"))
    assert [s.entity.code for s in scheduled()] == ["DE"]
    client.post(f"{url}?of=DE", given | {"hour": "by_hand", "why": "holidays"})
    assert scheduled() == []


def test_what_a_change_does_to_a_billed_period_is_set_on_the_page_of_its_policy(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.CREDIT_MANAGER)
    url = "/settings/policies/contracts.proration/"
    assert "A cancellation: credit the rest and charge the new, with the next bill." in words(
        text(client, url)
    )
    given = {
        "upgrade": "now", "downgrade": "next_bill", "quantity_up": "now", "quantity_down": "none",
        "cancel": "none", "valid_from": "2026-03-02", "why": "Price list 2026",
    }  # fmt: skip
    client.post(f"{url}?of=DE", given)
    told = words(text(client, f"{url}?of=DE"))
    assert "A cancellation: leave the period as billed; it counts from the next one." in told
    assert "A change that costs more: credit the rest and charge the new, at once." in told
    (kept,) = PolicyVersion.objects.filter(name="contracts.proration")
    assert kept.value == {
        name: how for name, how in given.items() if name not in ("valid_from", "why")
    }


def test_data_leaves_whole_for_those_who_see_everything_and_not_for_others(
    house: House, someone: SignIn
) -> None:
    client = someone(Role.AUDITOR)
    taken = b"".join(client.get("/export/invoices.csv")).decode()
    assert str(house.paid.document_no) in taken
    everything = b"".join(client.get("/export/everything.csv"))
    assert everything.startswith(b"PK")
    assert client.get("/export/contacts.csv").status_code == 404, (
        "personal data is not an auditor's"
    )
    assert client.get("/export/invoices.exe").status_code == 404
