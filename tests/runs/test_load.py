"""Files come into the books whole or not at all, once, and with a reason for every row left out."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cashwright.areas.access.models import User
from cashwright.areas.controls.models import Fact
from cashwright.areas.controls.queries import verify_chains
from cashwright.areas.exchange.models import ImportBatch
from cashwright.areas.exchange.refusals import (
    AmountsUnclear,
    ColumnsMissing,
    ColumnUnknown,
    DatesUnclear,
    EntityUnclear,
)
from cashwright.areas.exchange.rules.dates import Order
from cashwright.areas.exchange.rules.numbers import Mark
from cashwright.areas.exchange.rules.reading import Asked
from cashwright.areas.invoicing.models import CreditNote, Invoice, InvoiceLine
from cashwright.areas.ledger.models import Posting
from cashwright.areas.ledger.periods import close_period
from cashwright.areas.parties.models import Contact, Customer, LegalEntity
from cashwright.areas.payments.models import Payment
from cashwright.connectors.files import write_frame_file
from cashwright.kernel.clock import FixedClock
from tests.runs.load_makers import CLERK, INVOICES, PAYMENTS, Desk, codes

pytestmark = pytest.mark.usefixtures("db", "clock")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def _counts() -> tuple[int, ...]:
    models: tuple[Any, ...] = (LegalEntity, Customer, Invoice, CreditNote, Payment, Posting)
    return tuple(model.objects.count() for model in models)


def test_the_first_file_sets_up_entity_and_customers_and_posts(desk: Desk) -> None:
    report = desk.invoices()
    assert (report.state, report.posted, report.new_customers) == ("done", 3, 2)
    assert report.amounts["EUR"]["invoices"] == "157.75"
    entity = LegalEntity.objects.get()
    assert (entity.code, entity.currency) == ("MAIN", "EUR")
    assert any("MAIN" in note for note in report.notes)
    invoice = Invoice.objects.get(document_no="A-2")
    assert (invoice.customer.account_no, invoice.state) == ("ACME", "posted")
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 1, 20), date(2026, 2, 19))
    assert (invoice.total_minor, invoice.balance_minor) == (5025, 5025)
    assert sum(Posting.objects.values_list("amount_minor", flat=True)) == 0


def test_importing_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.invoices()
    desk.payments()
    before = _counts()
    again, paid_again = desk.invoices(), desk.payments()
    assert (again.posted, again.known, paid_again.posted, paid_again.known) == (0, 3, 0, 2)
    assert _counts() == before


def test_a_file_with_old_and_new_rows_posts_the_new_ones(desk: Desk) -> None:
    desk.invoices()
    report = desk.invoices(INVOICES + "B-2,Bolt,2026-02-01,2026-03-03,9.00\n")
    assert (report.posted, report.known) == (1, 3)


def test_one_bad_row_keeps_the_whole_file_out(desk: Desk) -> None:
    before = _counts()
    report = desk.invoices(INVOICES + "C-1,Cog,2026-02-30,2026-03-30,5.00\n")
    assert report.state == "refused"
    assert codes(report) == {"exchange.date_unreadable": 1}
    assert report.refusals[0]["first_row"] == 5
    assert _counts() == before
    assert ImportBatch.objects.get().state == "refused"


def test_what_is_right_is_taken_when_the_clerk_says_so_and_the_rest_comes_back_to_be_fixed(
    desk: Desk,
) -> None:
    bad = INVOICES + "C-1,Cog,2026-02-30,2026-03-30,5.00\nC-2,=1+1,2026-01-05,2026-02-04,-5\n"
    report = desk.invoices(bad, accept_valid=True)
    assert (report.state, report.posted, report.refused) == ("done", 3, 2)
    text = Path(report.fixed_up).read_text()
    assert text.splitlines()[0] == (
        "Invoice No,Customer,Invoice Date,Due Date,Amount,row,refused because,refused field,remedy"
    )
    assert "C-1,Cog,2026-02-30,2026-03-30,5.00,5,exchange.date_unreadable,issued_on," in text
    assert "C-2,'=1+1,2026-01-05,2026-02-04,'-5,6,exchange.formula,account_no," in text
    fixed = text.replace("2026-02-30", "2026-02-28").replace("'=1+1", "Cog").replace("'-5", "5")
    again = desk.invoices(fixed)
    assert (again.state, again.posted) == ("done", 2)


def test_rows_with_one_number_are_lines_of_one_invoice(desk: Desk) -> None:
    report = desk.invoices(
        "InvoiceNo,CustomerID,InvoiceDate,Description,Quantity,UnitPrice,Tax Rate\n"
        "L-1,ACME,2026-01-05,Seats,3,2.555,19\n"
        "L-1,ACME,2026-01-05,Support,1,10.00,19\n"
    )
    assert (report.documents, report.posted) == (1, 1)
    invoice = Invoice.objects.get()
    assert (invoice.net_minor, invoice.tax_minor, invoice.total_minor) == (1767, 336, 2103)
    first, second = InvoiceLine.objects.order_by("line_no")
    assert (first.quantity_scaled, first.unit_price_scaled, first.unit_price_exponent) == (
        3,
        2555,
        3,
    )
    assert (first.net_minor, first.tax_minor, first.tax_rate_ppm) == (767, 146, 190_000)
    assert second.description == "Support"
    assert invoice.due_on == date(2026, 2, 4)
    assert report.amounts["EUR"]["exact"] == "17.665"
    assert report.amounts["EUR"]["rounding"] == "0.005"


def test_a_total_repeated_on_every_line_is_the_invoices(desk: Desk) -> None:
    head = "InvoiceNo,CustomerID,InvoiceDate,Description,Net,Tax,Total\n"
    report = desk.invoices(
        head + "T-1,A,2026-01-05,x,10.00,2.00,36.00\nT-1,A,2026-01-05,y,20.00,4.00,36.00\n"
    )
    assert report.amounts["EUR"]["invoices"] == "36.00"
    report = desk.invoices(head + "T-2,A,2026-01-05,x,10.00,2.00,13.00\n")
    assert codes(report) == {"exchange.total_disagrees": 1}


def test_credit_notes_are_told_by_kind_by_number_or_by_the_invoice_they_name(desk: Desk) -> None:
    desk.invoices()
    report = desk.invoices(
        "Invoice No,Customer,Invoice Date,Due Date,Amount,Type,Original Invoice\n"
        "C100,ACME,2026-02-01,,-10.00,,\n"
        "GS-2,ACME,2026-02-01,,5.00,Gutschrift,\n"
        "X-3,ACME,2026-02-02,,30.25,,A-2\n"
    )
    assert report.amounts["EUR"]["credit_notes"] == "45.25"
    notes = {note.document_no: note for note in CreditNote.objects.all()}
    assert {no: n.total_minor for no, n in notes.items()} == {
        "C100": 1000,
        "GS-2": 500,
        "X-3": 3025,
    }
    assert notes["X-3"].unapplied_minor == 0
    assert notes["C100"].unapplied_minor == 1000
    assert Invoice.objects.get(document_no="A-2").balance_minor == 2000


def test_a_negative_invoice_is_refused_unless_the_clerk_says_what_it_is(desk: Desk) -> None:
    data = INVOICES + "B-9,Bolt,2026-02-01,,-9.00\n"
    assert codes(desk.invoices(data)) == {"exchange.negative_invoice": 1}
    report = desk.invoices(data, Asked(currency="EUR", negative_credits=True))
    assert report.amounts["EUR"]["credit_notes"] == "9.00"


BAD_ROWS = {
    "exchange.zero_amount": "C-1,Cog,2026-02-01,2026-03-01,0.00",
    "exchange.future_dated": "C-1,Cog,2026-03-03,2026-04-01,5.00",
    "exchange.due_before_issue": "C-1,Cog,2026-02-01,2026-01-01,5.00",
    "exchange.customer_missing": "C-1,,2026-02-01,2026-03-01,5.00",
    "exchange.value_missing": ",Cog,2026-02-01,2026-03-01,5.00",
    "exchange.amount_unreadable": "C-1,Cog,2026-02-01,2026-03-01,five",
    "exchange.amount_too_precise": "C-1,Cog,2026-02-01,2026-03-01,5.001",
    "exchange.date_unreadable": "C-1,Cog,soon,2026-03-01,5.00",
    "exchange.formula": 'C-1,"=HYPERLINK(""http://x"")",2026-02-01,2026-03-01,5.00',
    "exchange.text_too_long": f"{'9' * 41},Cog,2026-02-01,2026-03-01,5.00",
}


@pytest.mark.parametrize("code", BAD_ROWS)
def test_a_bad_row_is_refused_with_row_code_and_remedy(desk: Desk, code: str) -> None:
    report = desk.invoices(INVOICES + BAD_ROWS[code] + "\n")
    assert [(r["code"], r["first_row"]) for r in report.refusals] == [(code, 5)]
    assert report.refusals[0]["remedy"]
    assert Invoice.objects.count() == 0


def test_a_number_twice_in_a_file_is_a_duplicate_or_another_amount(desk: Desk) -> None:
    twice = INVOICES + "A-1,ACME,2026-01-05,2026-02-04,100.00\n"
    assert codes(desk.invoices(twice)) == {"exchange.duplicate_in_file": 2}
    other = INVOICES + "A-1,ACME,2026-01-05,2026-02-04,101.00\n"
    assert codes(desk.invoices(other)) == {"exchange.number_reused": 2}


def test_a_number_in_the_books_with_another_amount_or_customer_is_refused(desk: Desk) -> None:
    desk.invoices()
    assert codes(desk.invoices(INVOICES.replace("50.25", "50.26"))) == {"exchange.number_reused": 1}
    moved = INVOICES.replace("B-1,Bolt", "B-1,ACME")
    assert codes(desk.invoices(moved)) == {"exchange.number_reused": 1}
    assert codes(desk.payments(PAYMENTS.replace("7.50", "7.51"))) == {}
    assert codes(desk.payments(PAYMENTS)) == {"exchange.number_reused": 1}


def test_a_date_in_a_closed_period_is_refused(desk: Desk, clock: FixedClock) -> None:
    desk.invoices()
    entity = LegalEntity.objects.get()
    today = clock.now().date()
    close_period(entity_id=entity.pk, starts_on=date(2026, 1, 1), today=today, by=CLERK)
    late = INVOICES + "C-1,Cog,2026-01-31,2026-03-01,5.00\n"
    report = desk.invoices(late.replace("A-2,ACME,2026-01-20,2026-02-19,50.25\n", ""))
    assert codes(report)["exchange.period_closed"] >= 1
    assert Invoice.objects.count() == 3


def test_what_the_books_hold_already_is_known_although_its_period_was_closed_since(
    desk: Desk, clock: FixedClock
) -> None:
    desk.invoices()
    desk.payments()
    entity, today = LegalEntity.objects.get(), clock.now().date()
    for month in (1, 2):
        first = date(2026, month, 1)
        close_period(entity_id=entity.pk, starts_on=first, today=today, by=CLERK)
    before = _counts()

    again = [desk.invoices(), desk.payments()]
    assert [(r.state, r.known, codes(r)) for r in again] == [("done", 3, {}), ("done", 2, {})]
    assert _counts() == before
    more = desk.payments(PAYMENTS + "P-3,Bolt,2026-02-03,1.00\n", accept_valid=True)
    assert (more.known, codes(more)) == (2, {"exchange.period_closed": 1})


def test_another_currency_than_the_customers_is_refused(desk: Desk) -> None:
    desk.invoices()
    head = "Payment Id,Customer,Date,Amount,Currency\n"
    assert codes(desk.payments(head + "P-9,ACME,2026-02-01,5.00,USD\n")) == {
        "exchange.wrong_currency": 1
    }
    assert codes(desk.payments(head + "P-9,ACME,2026-02-01,5.00,ZZZ\n")) == {
        "exchange.currency_unknown": 1
    }


def test_foreign_amounts_without_a_rate_are_refused(desk: Desk) -> None:
    desk.invoices()
    data = "Invoice No,Customer,Invoice Date,Amount,Currency\nU-1,US Inc,2026-02-01,5.00,USD\n"
    assert codes(desk.invoices(data)) == {"exchange.rate_missing": 1}


def test_a_payment_for_an_unknown_customer_is_refused(desk: Desk) -> None:
    desk.invoices()
    report = desk.payments(PAYMENTS + "P-3,Nobody,2026-02-03,5.00\n")
    assert codes(report) == {"exchange.customer_unknown": 1}
    assert Payment.objects.count() == 0


def test_new_customers_can_be_kept_out(desk: Desk) -> None:
    desk.customers("Account,Name\nACME,Acme Ltd\n")
    assert codes(desk.invoices(no_new_customers=True)) == {"exchange.customer_unknown": 1}


def test_equal_payments_without_a_reference_are_several_and_stay_several(desk: Desk) -> None:
    desk.invoices()
    data = "Customer,Date,Amount\nACME,2026-02-01,5.00\nACME,2026-02-01,5.00\n"
    assert desk.payments(data).posted == 2
    assert desk.payments(data).known == 2
    assert desk.payments(data + "ACME,2026-02-01,5.00\n").posted == 1
    assert Payment.objects.count() == 3


def test_rows_without_a_customer_go_where_the_clerk_says(desk: Desk) -> None:
    data = INVOICES + "C-1,,2026-02-01,2026-03-01,5.00\n"
    report = desk.invoices(data, Asked(currency="EUR", no_customer="WALK-IN"))
    assert report.posted == 4
    assert Invoice.objects.get(document_no="C-1").customer.account_no == "WALK-IN"


def test_dates_nobody_can_read_are_asked_about_and_the_answer_is_kept(desk: Desk) -> None:
    data = "Invoice No,Customer,Invoice Date,Amount\nA-1,ACME,1/2/2026,5.00\n"
    with pytest.raises(DatesUnclear) as refused:
        desk.invoices(data)
    assert refused.value.facts["example"] == "1/2/2026"
    assert desk.invoices(data, Asked(currency="EUR", dates=Order.DMY)).posted == 1
    assert Invoice.objects.get().issued_on == date(2026, 2, 1)
    assert desk.invoices(data).known == 1


def test_amounts_nobody_can_read_are_asked_about(desk: Desk) -> None:
    data = "Invoice No;Customer;Invoice Date;Quantity;Unit Price\nA-1;ACME;2026-01-05;2;1,234\n"
    with pytest.raises(AmountsUnclear):
        desk.invoices(data)
    assert desk.invoices(data, Asked(currency="EUR", decimal=Mark.COMMA)).posted == 1
    assert Invoice.objects.get().total_minor == 247


def test_columns_are_named_by_the_clerk_where_no_word_is_known(desk: Desk) -> None:
    data = "Beleg,Wer,Wann,Wieviel\nA-1,ACME,2026-01-05,5.00\n"
    with pytest.raises(ColumnsMissing) as refused:
        desk.invoices(data)
    assert refused.value.facts["columns"] == ["Beleg", "Wer", "Wann", "Wieviel"]
    named = {
        "invoice_no": "Beleg",
        "account_no": "Wer",
        "issued_on": "#3",
        "total_amount": "Wieviel",
    }
    assert desk.invoices(data, Asked(columns=named, currency="EUR")).posted == 1
    assert desk.invoices(data.replace("A-1", "A-2")).posted == 1
    with pytest.raises(ColumnUnknown):
        desk.invoices(data, Asked(columns={"mood": "Wer"}, currency="EUR"))


def test_a_rehearsal_leaves_no_trace(desk: Desk) -> None:
    before = _counts()
    report = desk.invoices(dry_run=True)
    assert (report.posted, report.new_customers, report.is_dry_run) == (3, 2, True)
    assert _counts() == before
    assert (ImportBatch.objects.count(), Fact.objects.count()) == (0, 0)


def test_which_entity_is_asked_when_there_are_several(desk: Desk) -> None:
    desk.invoices()
    desk.invoices(entity="second", new_entity=True)
    with pytest.raises(EntityUnclear) as refused:
        desk.invoices()
    assert refused.value.facts["known"] == ["MAIN", "SECOND"]
    assert desk.invoices(entity="main").known == 3
    assert Invoice.objects.count() == 6


def test_open_items_of_the_day_the_books_begin_touch_no_income(desk: Desk) -> None:
    report = desk.invoices(opening=True, cutover=date(2026, 1, 31))
    assert report.posted == 3
    assert not Posting.objects.filter(account__role="revenue").exists()
    late = INVOICES + "C-1,Cog,2026-02-01,2026-03-01,5.00\n"
    assert codes(desk.invoices(late, opening=True, cutover=date(2026, 1, 31))) == {
        "exchange.after_cutover": 1
    }


def test_customers_come_with_contact_terms_and_parent_and_change_only_where_told(
    desk: Desk,
) -> None:
    head = "Account No,Company Name,Country,Currency,Billing Email,Payment Terms,Parent Account\n"
    data = (
        head
        + "K-1,Konzern AG,Deutschland,EUR,ap@konzern.example,Net 45,\nK-2,Tochter,DE,EUR,,,K-1\n"
    )
    assert (desk.customers(data).posted, desk.customers(data).known) == (2, 2)
    child = Customer.objects.get(account_no="K-2")
    assert child.parent is not None
    assert child.parent.name == "Konzern AG"
    assert child.parent.country == "DE"
    assert Contact.objects.get().email == "ap@konzern.example"
    desk.invoices("Invoice No,Customer No,Invoice Date,Amount\nA-1,K-1,2026-01-01,5.00\n")
    assert Invoice.objects.get().due_on == date(2026, 2, 15)
    changed = desk.customers(data.replace("Tochter", "Tochter GmbH"))
    assert (changed.posted, changed.known) == (1, 1)
    assert Customer.objects.get(account_no="K-2").name == "Tochter GmbH"
    assert codes(desk.customers(head + "K-3,X,DE,EUR,,NEVER,K-9\n")) == {
        "exchange.terms_unknown": 1
    }


def test_customers_come_with_who_keeps_them_and_how_they_like_to_hear(desk: Desk) -> None:
    User.objects.create_user("cleo@northwind.example")
    head = "Account No,Company Name,Billing Email,Account Manager,Preferred Channel\n"
    row = "K-1,Konzern AG,ap@konzern.example,Cleo@Northwind.example,SMS\n"
    assert (desk.customers(head + row).posted, desk.customers(head + row).known) == (1, 1)
    kept = Customer.objects.select_related("account_owner").get()
    assert kept.account_owner is not None
    assert kept.account_owner.email == "cleo@northwind.example"
    assert Contact.objects.get().channel == "sms"
    assert desk.customers(head + row.replace("SMS", "phone")).posted == 1
    assert Contact.objects.get().channel == "phone"
    strange = "K-2,X,x@x.example,nobody@here.example,\nK-3,Y,y@y.example,,pigeon\n"
    assert codes(desk.customers(head + strange)) == {
        "exchange.colleague_unknown": 1, "exchange.channel_unknown": 1,
    }  # fmt: skip


def test_every_import_is_told_in_the_journal_of_facts(desk: Desk) -> None:
    desk.invoices()
    desk.invoices(INVOICES + "C-1,Cog,soon,,5.00\n")
    told = Fact.objects.filter(name__startswith="exchange.").order_by("at", "seq")
    assert sorted(told.values_list("name", flat=True)) == [
        "exchange.import_ended", "exchange.import_ended",
        "exchange.import_started", "exchange.import_started",
    ]  # fmt: skip
    assert Fact.objects.filter(name="invoicing.posted").count() == 3
    assert all(report.broken is None for report in verify_chains())


def test_a_workbook_and_a_parquet_file_say_the_same_as_the_csv(desk: Desk, tmp_path: Path) -> None:
    frame = pl.read_csv(INVOICES.encode(), try_parse_dates=True).lazy()
    desk.invoices()
    for file_format in ("xlsx", "parquet"):
        path = tmp_path / f"a.{file_format}"
        write_frame_file(frame, path, file_format)
        assert desk.invoices(path).known == 3


def test_nothing_depends_on_how_many_documents_are_posted_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = desk.invoices()
    monkeypatch.setattr("cashwright.runs.load.invoices.CHUNK_DOCUMENTS", 1)
    monkeypatch.setattr("cashwright.runs.load.running.SLICE_ROWS", 2)
    pieces = desk.invoices(entity="PIECES", new_entity=True)
    assert (pieces.posted, pieces.amounts) == (whole.posted, whole.amounts)
    by_entity = [
        list(
            Invoice.objects.filter(entity__code=code).order_by("document_no")
            .values_list("document_no", "total_minor", "customer__account_no")
        )
        for code in ("MAIN", "PIECES")
    ]  # fmt: skip
    assert by_entity[0] == by_entity[1]
