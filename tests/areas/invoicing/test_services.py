"""Drafts, posting, numbers and credit notes: what stands afterwards, and what is refused."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from cashwright.areas.controls.models import Fact
from cashwright.areas.controls.policies import CREDIT_NOTE
from cashwright.areas.controls.refusals import ApprovalNeeded
from cashwright.areas.invoicing.models import CreditNote, Invoice, InvoiceLine
from cashwright.areas.invoicing.queries import candidates, posted_by
from cashwright.areas.invoicing.refusals import (
    AlreadyRecorded,
    CreditExceedsLine,
    DueBeforeIssue,
    EmptyInvoice,
    IssueDateBeforeLast,
    NegativeInvoice,
    NumberTaken,
)
from cashwright.areas.invoicing.services import (
    discard_invoice,
    draft_invoice,
    post_credit_note,
    post_invoice,
    redraft_invoice,
)
from cashwright.areas.invoicing.services.credit_notes import credit_payload
from cashwright.areas.ledger.models import JournalEntry
from cashwright.areas.ledger.queries import trial_balance
from cashwright.areas.ledger.refusals import NoRate, PeriodClosed
from cashwright.areas.parties.models import Customer
from cashwright.kernel.refusals import NotAllowedNow, NotFound, UnknownCurrency
from cashwright.runs.verify import verify
from tests import makers
from tests.books import approved, closed
from tests.makers import ANN, JAN_5, JAN_20, some_id

pytestmark = pytest.mark.django_db
FEB_2 = date(2026, 2, 2)


@pytest.fixture
def buyer() -> Customer:
    return makers.customer(makers.entity())


def balances(of: Customer, on: date = FEB_2) -> dict[str, int]:
    return {row.account: row.minor for row in trial_balance(of.entity_id, on) if row.minor}


def test_a_draft_claims_nothing_until_it_is_posted(buyer: Customer) -> None:
    draft = makers.draft(buyer, [makers.line(100_00, 19_00)])
    assert (draft.state, draft.document_no, balances(buyer)) == ("draft", None, {})
    assert not posted_by(FEB_2).exists()
    posted = post_invoice(invoice_id=draft.pk, by=ANN)
    assert (posted.state, posted.document_no, posted.balance_minor) == (
        "posted", "INV-2026-000001", 119_00,
    )  # fmt: skip
    assert balances(buyer) == {"1100": 119_00, "2200": -19_00, "4000": -100_00}
    assert list(candidates(buyer.entity_id, JAN_5)) == [posted]
    with pytest.raises(NotAllowedNow):
        post_invoice(invoice_id=draft.pk, by=ANN)
    with pytest.raises(NotFound):
        post_invoice(invoice_id=some_id(), by=ANN)


def test_a_draft_may_be_rewritten_and_thrown_away_and_a_posted_invoice_may_not(
    buyer: Customer,
) -> None:
    def rewritten(invoice: Invoice) -> Invoice:
        return redraft_invoice(
            invoice_id=invoice.pk, issued_on=JAN_20, due_on=FEB_2, lines=[makers.line(7_00), makers.line(8_00)],
            purchase_order_no="PO-1", memo="", by=ANN,
        )  # fmt: skip

    draft, other = makers.draft(buyer), makers.draft(buyer)
    assert rewritten(draft).total_minor == 15_00
    assert post_invoice(invoice_id=draft.pk, by=ANN).balance_minor == 15_00
    assert discard_invoice(invoice_id=other.pk, by=ANN).state == "discarded"
    for invoice in (draft, other):
        with pytest.raises(NotAllowedNow):
            rewritten(invoice)
        with pytest.raises(NotAllowedNow):
            discard_invoice(invoice_id=invoice.pk, by=ANN)
    assert verify().ok


def test_what_cannot_be_an_invoice_is_refused(buyer: Customer) -> None:
    for lines, refusal in (([], EmptyInvoice), ([makers.line(-1)], NegativeInvoice)):
        with pytest.raises(refusal):
            makers.draft(buyer, lines)
    with pytest.raises(DueBeforeIssue):
        makers.draft(buyer, due_on=date(2026, 1, 4))
    with pytest.raises(UnknownCurrency):
        makers.draft(buyer, currency="EURO")
    with pytest.raises(NotFound):
        draft_invoice(customer_id=some_id(), issued_on=JAN_5, lines=[makers.line(1)], by=ANN)
    with pytest.raises(NoRate):
        makers.invoice(buyer, currency="USD")
    assert not Invoice.objects.exclude(state="draft").exists()


def test_a_number_or_a_source_that_was_used_before_is_refused_by_name(buyer: Customer) -> None:
    def drafted(source_ref: str) -> Invoice:
        return draft_invoice(
            customer_id=buyer.pk, issued_on=JAN_5, lines=[makers.line(10_00)], by=ANN,
            source="shop", source_ref=source_ref,
        )  # fmt: skip

    first, second = drafted("O-1"), drafted("O-2")
    with pytest.raises(AlreadyRecorded) as recorded:
        drafted("O-1")
    assert recorded.value.facts == {"source": "shop", "source_ref": "O-1"}
    post_invoice(invoice_id=first.pk, by=ANN, document_no="A-77")
    with pytest.raises(NumberTaken) as taken:
        post_invoice(invoice_id=second.pk, by=ANN, document_no="A-77")
    assert taken.value.facts == {"document_no": "A-77"}
    assert Invoice.objects.get(pk=second.pk).state == "draft"
    assert post_invoice(invoice_id=second.pk, by=ANN, document_no="A-78").state == "posted"
    assert verify().ok


def test_a_number_of_the_series_that_a_document_brought_along_is_refused(buyer: Customer) -> None:
    brought, own = makers.draft(buyer), makers.draft(buyer)
    post_invoice(invoice_id=brought.pk, by=ANN, document_no="INV-2026-000001")
    with pytest.raises(NumberTaken):
        post_invoice(invoice_id=own.pk, by=ANN)
    assert not Fact.objects.filter(document_id=own.pk, name="invoicing.posted").exists()
    assert not JournalEntry.objects.filter(document_id=own.pk).exists()


def test_numbers_go_up_by_one_with_the_issue_date_in_each_series_and_year(buyer: Customer) -> None:
    other = makers.customer(makers.entity("FR"))
    made = [
        makers.invoice(buyer, issued_on=JAN_5), makers.invoice(other, issued_on=JAN_20),
        makers.invoice(buyer, issued_on=JAN_5), makers.invoice(buyer, issued_on=date(2027, 1, 2)),
        makers.invoice(buyer, issued_on=JAN_20),
    ]  # fmt: skip
    assert [invoice.document_no for invoice in made] == [
        "INV-2026-000001", "INV-2026-000001", "INV-2026-000002", "INV-2027-000001", "INV-2026-000003",
    ]  # fmt: skip
    with pytest.raises(IssueDateBeforeLast):
        makers.invoice(buyer, issued_on=JAN_5)
    assert verify().ok


def test_a_number_brought_along_is_kept_and_takes_none_of_the_series(buyer: Customer) -> None:
    own = post_invoice(invoice_id=makers.draft(buyer).pk, by=ANN, document_no="OLD-7")
    assert (own.document_no, own.series_no) == ("OLD-7", None)
    assert makers.invoice(buyer).document_no == "INV-2026-000001"


def test_an_invoice_of_nothing_is_settled_at_once(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, [makers.line(10_00), makers.line(-10_00)])
    assert (invoice.state, invoice.balance_minor) == ("settled", 0)
    other = makers.invoice(buyer, [makers.line(10_00, account="4100"), makers.line(-10_00)])
    assert other.state == "settled"
    assert JournalEntry.objects.count() == 1
    assert verify().ok


def test_nothing_is_issued_into_a_closed_month(buyer: Customer) -> None:
    invoice = makers.invoice(buyer)
    closed(buyer.entity)
    with pytest.raises(PeriodClosed):
        makers.invoice(buyer, issued_on=JAN_20)
    with pytest.raises(PeriodClosed):
        post_credit_note(issued_on=JAN_20, reason="r", by=ANN, invoice_id=invoice.pk)


def test_foreign_lines_share_the_functional_amount_of_the_whole(buyer: Customer) -> None:
    makers.rate("USD", JAN_5, "3")
    invoice = makers.invoice(
        buyer, [makers.line(1_00), makers.line(1_00, account="4100"), makers.line(1_00, 1)], currency="USD"
    )  # fmt: skip
    shares = {row.account: row.functional_minor for row in trial_balance(buyer.entity_id, JAN_5)}
    assert invoice.functional_minor == 1_00
    assert shares == {"1100": 1_00, "4000": -67, "4100": -33, "2200": 0}


def test_a_credit_note_names_lines_and_never_takes_more_than_is_left(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, [makers.line(60_00, 11_40), makers.line(40_00, 7_60)])

    def credit(net_by_line: dict[int, int] | None, on: date = JAN_20) -> CreditNote:
        return post_credit_note(
            issued_on=on, reason="r", by=ANN, invoice_id=invoice.pk, net_by_line=net_by_line
        )

    note = credit({1: 20_00})
    assert (note.document_no, note.total_minor, note.unapplied_minor) == (
        "CN-2026-000001", 23_80, 23_80,
    )  # fmt: skip
    assert balances(buyer) == {"1100": 119_00, "2100": -23_80, "2200": -15_20, "4000": -80_00}
    for asked in ({1: 40_01}, {3: 1}, {2: -1}):
        with pytest.raises(CreditExceedsLine):
            credit(asked)
    with pytest.raises(IssueDateBeforeLast):
        credit({1: 1}, on=date(2026, 1, 4))
    assert credit(None).total_minor == 119_00 - 23_80
    with pytest.raises(EmptyInvoice):
        credit(None)
    line = InvoiceLine.objects.get(invoice=invoice, line_no=1)
    assert (line.credited_net_minor, line.credited_tax_minor) == (60_00, 11_40)
    assert verify().ok


def test_a_discount_line_is_credited_with_the_lines_it_came_with(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, [makers.line(100_00, 19_00), makers.line(-10_00, -1_90)])
    note = post_credit_note(
        issued_on=JAN_20,
        reason="r",
        by=ANN,
        invoice_id=invoice.pk,
        net_by_line={1: 50_00, 2: -5_00},
    )
    assert (note.net_minor, note.tax_minor) == (45_00, 8_55)
    assert verify().ok


def test_a_credit_note_on_account_needs_no_invoice(buyer: Customer) -> None:
    note = post_credit_note(
        issued_on=JAN_20, reason="bonus", by=ANN, customer_id=buyer.pk, lines=[makers.line(50_00)]
    )
    assert (note.invoice_id, note.unapplied_minor) == (None, 50_00)
    assert verify().ok


def test_a_draft_cannot_be_credited(buyer: Customer) -> None:
    with pytest.raises(NotAllowedNow):
        post_credit_note(issued_on=JAN_20, reason="r", by=ANN, invoice_id=makers.draft(buyer).pk)


def test_credits_above_the_limit_of_thirty_days_need_a_second_person(buyer: Customer) -> None:
    invoice = makers.invoice(buyer, 5_000_00)

    def credit(net: int, approval_id: object = None) -> CreditNote:
        return post_credit_note(
            issued_on=JAN_20, reason="r", by=ANN, invoice_id=invoice.pk, net_by_line={1: net},
            approval_id=approval_id,  # type: ignore[arg-type]
        )  # fmt: skip

    credit(600_00)
    credit(400_00)
    with pytest.raises(ApprovalNeeded):
        credit(1)
    payload = credit_payload(invoice.pk, {1: 2_000_00}, buyer.pk, 2_000_00, JAN_20)
    approval = approved(CREDIT_NOTE, invoice.pk, payload, buyer.entity_id)
    with pytest.raises(ApprovalNeeded):
        credit(2_000_01, approval.pk)
    assert credit(2_000_00, approval.pk).approval_id == approval.pk
    assert verify().ok


def test_each_document_is_told_by_one_fact_with_its_seal(buyer: Customer) -> None:
    invoice = makers.invoice(buyer)
    facts = Fact.objects.filter(document_id=invoice.pk).order_by("seq")
    assert list(facts.values_list("name", flat=True)) == ["invoicing.drafted", "invoicing.posted"]
    assert invoice.content_hash is not None
    assert invoice.content_hash.hex().encode() in bytes(facts[1].body)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE invoicing_invoice SET memo = 'other' WHERE state = 'posted'",
        "UPDATE invoicing_invoice SET state = 'discarded' WHERE state = 'posted'",
        "UPDATE invoicing_invoice SET balance_minor = 0, state = 'settled' WHERE state = 'posted'",
        "DELETE FROM invoicing_invoice WHERE state = 'posted'",
        "DELETE FROM invoicing_invoice WHERE state = 'draft'",
        "UPDATE invoicing_invoice SET state = 'posted', document_no = 'X', balance_minor = 5 WHERE state = 'draft'",
        "UPDATE invoicing_invoice SET state = 'credited', document_no = 'X' WHERE state = 'draft'",
        "UPDATE invoicing_invoice SET state = 'posted', balance_minor = total_minor WHERE state = 'draft'",
        "UPDATE invoicing_invoice SET document_no = 'X' WHERE state = 'draft'",
        "UPDATE invoicing_invoice SET due_on = issued_on - 1 WHERE state = 'draft'",
        "UPDATE invoicing_invoice SET total_minor = total_minor + 1 WHERE state = 'draft'",
        "UPDATE invoicing_invoiceline SET net_minor = 1",
        "DELETE FROM invoicing_invoiceline",
        "UPDATE invoicing_creditnote SET reason = 'other'",
        "UPDATE invoicing_creditnote SET unapplied_minor = 0",
        "DELETE FROM invoicing_creditnote",
        "UPDATE invoicing_creditnoteline SET net_minor = 1",
        "DELETE FROM invoicing_creditnoteline",
        "UPDATE invoicing_series SET last_no = -1",
    ],
)
def test_the_database_keeps_what_was_issued(buyer: Customer, sql: str) -> None:
    invoice = makers.invoice(buyer)
    post_credit_note(
        issued_on=JAN_20, reason="r", by=ANN, invoice_id=invoice.pk, net_by_line={1: 1_00}
    )
    makers.draft(buyer)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def copied(model: type[Invoice] | type[CreditNote], of: UUID, **changes: object) -> None:
    """A row like another, inserted past the services."""
    row = model.objects.filter(pk=of).values().get()
    model.objects.create(**{**row, "id": some_id(), "source_ref": None, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {},  # the same number again
        {"document_no": "X", "series_no": 1},
        {"document_no": "X", "series_no": 2, "balance_minor": 1},
        {"document_no": "X", "series_no": 2, "reopened_on": JAN_5},
        {"document_no": None, "series_no": None},
    ],
)
def test_the_database_refuses_an_invoice_that_does_not_start_as_one(
    buyer: Customer, changes: dict[str, object]
) -> None:
    invoice = makers.invoice(buyer)
    with pytest.raises(Error), transaction.atomic():
        copied(Invoice, invoice.pk, **changes)


def test_the_database_refuses_the_same_source_twice_and_lines_that_make_another_total(
    buyer: Customer,
) -> None:
    first = draft_invoice(
        customer_id=buyer.pk, issued_on=JAN_5, lines=[makers.line(1)], by=ANN, source="file",
        source_ref="R-1",
    )  # fmt: skip
    with pytest.raises(Error), transaction.atomic():
        copied(Invoice, first.pk, source_ref="R-1")
    invoice = makers.invoice(buyer)
    with pytest.raises(Error), transaction.atomic():
        InvoiceLine.objects.create(invoice=invoice, line_no=2, account_code="4000", net_minor=1)
    with pytest.raises(Error), transaction.atomic():
        copied(CreditNote, post_credit_note(
            issued_on=JAN_20, reason="r", by=ANN, invoice_id=invoice.pk).pk,
            document_no="X", series_no=2, unapplied_minor=1)  # fmt: skip
