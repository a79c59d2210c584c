"""Invoices at the desk: written, posted, corrected, settled."""

from __future__ import annotations

from cashwright.areas.access.policies import Role
from cashwright.areas.controls.models import Approval, Fact
from cashwright.areas.invoicing.models import Invoice
from cashwright.areas.ledger.models import JournalEntry
from tests.surfaces.receivables.conftest import Door, Shop, confirmed, inv

LINES = {
    "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-description": "Seats",
    "form-0-quantity": "2.5", "form-0-unit_price": "40.00", "form-0-tax_percent": "19",
    "form-1-description": "", "form-1-quantity": "1", "form-1-unit_price": "", "form-1-tax_percent": "0",
}  # fmt: skip


def test_a_draft_is_written_by_account_number_and_counted_exactly(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    answer = client.post(
        "/invoices/new/", {**LINES, "account_no": "C-1", "issued_on": "2026-03-02"}
    )
    assert answer.status_code == 302
    made = Invoice.objects.latest("created_at", "pk")
    assert (made.net_minor, made.tax_minor, made.total_minor) == (100_00, 19_00, 119_00)
    assert made.customer_id == shop.buyer.pk


def test_bad_input_is_said_beside_the_field(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    bad = {**LINES, "account_no": "X-1", "issued_on": "2026-03-02"}
    assert (
        "No customer has this account number."
        in client.post("/invoices/new/", bad).content.decode()
    )
    bad = {**LINES, "account_no": "C-1", "issued_on": "2026-03-02", "form-0-unit_price": "a lot"}
    assert "Write a price" in client.post("/invoices/new/", bad).content.decode()
    early = {**LINES, "account_no": "C-1", "issued_on": "2026-03-02", "due_on": "2026-03-01"}
    page = client.post("/invoices/new/", early)
    assert page.status_code >= 400
    assert "Seats" in page.content.decode(), "what was typed is still there"


def test_a_draft_is_rewritten(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    answers = {**LINES, "issued_on": "2026-01-05", "due_on": "2026-02-05", "memo": "changed"}
    assert client.post(inv(shop.draft, "edit/"), answers).status_code == 302
    shop.draft.refresh_from_db()
    assert (shop.draft.total_minor, shop.draft.memo) == (119_00, "changed")


def test_a_rewritten_line_keeps_its_account_and_tax_code(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    answers = {
        **LINES, "issued_on": "2026-01-05", "due_on": "2026-02-05",
        "form-0-account": "4200", "form-0-tax_code": "S",
    }  # fmt: skip
    assert client.post(inv(shop.draft, "edit/"), answers).status_code == 302
    line = shop.draft.lines.get(line_no=1)
    assert (line.account_code, line.tax_code) == ("4200", "S")
    form = client.get(inv(shop.draft, "edit/")).context["lines"].forms[0]
    assert (form.initial["account"], form.initial["tax_code"]) == ("4200", "S")


def test_a_draft_that_came_without_prices_can_be_opened_and_saved_as_it_is(
    shop: Shop, as_a: Door
) -> None:
    client = as_a(Role.CLERK)
    form = client.get(inv(shop.draft, "edit/")).context["lines"].forms[0]
    assert form.initial == {
        "description": "Seats", "quantity": "", "unit_price": "60.00", "tax_percent": "0.00",
        "account": "4000", "tax_code": "",
    }  # fmt: skip


def test_posting_shows_the_entries_first_and_uses_up_no_number(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    before = (JournalEntry.objects.count(), Fact.objects.count())
    page = client.post(inv(shop.draft, "post/")).content.decode()
    assert "1100" in page
    assert "60.00" in page
    assert (JournalEntry.objects.count(), Fact.objects.count()) == before
    confirmed(client, inv(shop.draft, "post/"), {})
    shop.draft.refresh_from_db()
    assert shop.draft.state == "posted"
    numbers = Invoice.objects.filter(entity=shop.entity, series_no__isnull=False)
    assert set(numbers.values_list("series_no", flat=True)) == {1, 2, 3, 4}


def test_answers_changed_after_the_preview_are_shown_again(shop: Shop, as_a: Door) -> None:
    client, url = as_a(Role.COLLECTOR), inv(shop.late, "write-off/")
    answers = {"on": "2026-03-02", "amount": "10.00", "reason": "rounding"}
    seen = client.post(url, answers).context["preview"].seen
    again = client.post(url, {**answers, "amount": "90.00", "seen": seen})
    assert again.status_code == 200
    shop.late.refresh_from_db()
    assert shop.late.balance_minor == 100_00


def test_a_small_write_off_happens_and_more_than_the_balance_is_declined(
    shop: Shop, as_a: Door
) -> None:
    client, url = as_a(Role.COLLECTOR), inv(shop.late, "write-off/")
    confirmed(client, url, {"on": "2026-03-02", "amount": "10.00", "reason": "rounding"})
    shop.late.refresh_from_db()
    assert shop.late.balance_minor == 90_00
    page = client.post(url, {"on": "2026-03-02", "amount": "90.01", "reason": "all"})
    assert page.status_code == 409
    assert page.context["form"].non_field_errors()


def test_part_of_a_line_is_credited(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CONTROLLER)
    answers = {"on": "2026-03-02", "reason": "agreed", "line_1": "30.00"}
    confirmed(client, inv(shop.late, "credit/"), answers)
    shop.late.refresh_from_db()
    assert shop.late.balance_minor == 70_00
    note = shop.late.credit_notes.get()
    assert client.get(f"/credit-notes/{note.public_id}/").status_code == 200


def test_money_is_applied_from_the_invoice(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CASH_APPLIER)
    answers = {"source": f"payment:{shop.payment.pk}", "amount": "100.00", "on": "2026-03-02"}
    confirmed(client, inv(shop.late, "apply/"), answers)
    shop.late.refresh_from_db()
    assert shop.late.state == "settled"
    assert "Taken" not in client.get(inv(shop.late)).content.decode()


def test_a_second_asking_for_the_same_is_refused_in_words(shop: Shop, as_a: Door) -> None:
    client, url = as_a(Role.COLLECTOR), inv(shop.due, "write-off/")
    answers = {"on": "2026-03-02", "amount": "250.00", "reason": "gone"}
    confirmed(client, url, answers)
    assert Approval.objects.count() == 1
    assert client.post(url, answers).status_code == 409


def test_drafts_are_posted_together_and_what_is_refused_stays(shop: Shop, as_a: Door) -> None:
    client = as_a(Role.CLERK)
    answer = client.post("/invoices/post/", {"row": [str(shop.draft.pk), str(shop.late.pk)]})
    assert answer.status_code == 302
    shop.draft.refresh_from_db()
    assert shop.draft.state == "posted"
