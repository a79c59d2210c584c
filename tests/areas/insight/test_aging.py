"""Aging as of any day, from facts that happened by then and rows that sum to it."""

from datetime import date

import pytest
from django.db.models import Sum

from cashwright.areas.cash.services import credit_invoice
from cashwright.areas.collections.rules import Bucket
from cashwright.areas.insight.models import Movement
from cashwright.areas.insight.queries import (
    By,
    aged_balances,
    aging,
    movement_differences,
    open_items,
)
from cashwright.areas.insight.services import rebuild_movements, roll_up
from cashwright.areas.ledger.queries import trial_balance
from cashwright.areas.parties.models import LegalEntity
from cashwright.areas.parties.services import add_segment
from tests import makers
from tests.areas.insight.books import (
    AUG_1,
    AUG_31,
    JUL_1,
    JUL_31,
    OCT_5,
    SEP_1,
    SEP_10,
    SEP_30,
    owed,
    pay,
    take_back,
)
from tests.makers import ANN

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> LegalEntity:
    """Two customers; one pays late and in parts, the other overpays and sees a payment taken back."""
    company = makers.entity()
    late = makers.customer(company, "C-1")
    other = makers.customer(company, "C-2")
    first = owed(late, 300, JUL_1, JUL_31)
    owed(late, 200, SEP_1, SEP_30)
    pay(first, 100, AUG_31)
    second = owed(other, 500, AUG_1, AUG_31)
    wrong = pay(second, 500, SEP_1)
    take_back(wrong, OCT_5)
    makers.payment(other, 40_00, on=SEP_10)
    return company


def test_a_day_gone_by_is_told_from_what_had_happened_by_then(home: LegalEntity) -> None:
    on = {day: aged_balances(home.pk, day) for day in (JUL_1, AUG_31, SEP_10, OCT_5)}
    assert on[JUL_1]["EUR"].by_bucket[Bucket.CURRENT] == 300_00
    assert on[AUG_31]["EUR"].by_bucket[Bucket.CURRENT] == 500_00
    assert on[AUG_31]["EUR"].by_bucket[Bucket.DAYS_31_60] == 200_00
    assert on[SEP_10]["EUR"].open_minor == 400_00
    assert on[SEP_10]["EUR"].unapplied_minor == -40_00
    assert on[OCT_5]["EUR"].by_bucket[Bucket.DAYS_31_60] == 500_00
    assert on[OCT_5]["EUR"].by_bucket[Bucket.DAYS_61_90] == 200_00
    assert on[OCT_5]["EUR"].unapplied_minor == -540_00


def test_before_the_first_invoice_there_is_nothing_to_age(home: LegalEntity) -> None:
    assert aged_balances(home.pk, date(2026, 1, 1)) == {}


def test_every_day_ties_out_with_the_ledger_and_with_the_rows_behind_it(
    home: LegalEntity,
) -> None:
    for as_of in (JUL_1, JUL_31, AUG_31, SEP_1, SEP_10, SEP_30, OCT_5):
        aged = aged_balances(home.pk, as_of)["EUR"]
        ledger = {row.account: row.minor for row in trial_balance(home.pk, as_of)}
        assert aged.open_minor == ledger["1100"], as_of
        assert aged.unapplied_minor == ledger.get("2100", 0), as_of
        for name in Bucket:
            rows = open_items(home.pk, as_of, currency="EUR", bucket=name)
            total = rows.aggregate(sum=Sum("balance_on_minor"))["sum"] or 0
            assert total == aged.by_bucket[name], (as_of, name)
        for by in By:
            (report,) = aging(home.pk, as_of, by)
            assert report.total == aged, (as_of, by)


def test_the_report_by_customer_shows_the_largest_debtor_first(home: LegalEntity) -> None:
    (report,) = aging(home.pk, OCT_5)
    assert [(row.label, row.aged.open_minor) for row in report.rows] == [
        ("Customer C-2", 500_00),
        ("Customer C-1", 400_00),
    ]
    assert report.rows[0].aged.unapplied_minor == -540_00


def test_the_report_by_segment_keeps_customers_without_one_apart() -> None:
    company = makers.entity()
    segment = add_segment(code="ENT", name="Enterprise", by=ANN)
    owed(makers.customer(company, "C-1", segment_id=segment.pk), 30, JUL_1, JUL_31)
    owed(makers.customer(company, "C-2"), 20, JUL_1, JUL_31)
    (report,) = aging(company.pk, JUL_31, By.SEGMENT)
    assert [(row.label, row.aged.open_minor) for row in report.rows] == [
        ("Enterprise", 30_00),
        ("", 20_00),
    ]


def test_currencies_are_never_added_up() -> None:
    company = makers.entity()
    makers.rate("USD", JUL_1, "1.25")
    buyer = makers.customer(company)
    owed(buyer, 30, JUL_1, JUL_31)
    makers.invoice(buyer, 50_00, issued_on=JUL_1, due_on=JUL_31, currency="USD")
    aged = aged_balances(company.pk, JUL_31)
    assert {code: balance.open_minor for code, balance in aged.items()} == {
        "EUR": 30_00,
        "USD": 50_00,
    }
    assert [report.currency for report in aging(company.pk, JUL_31)] == ["EUR", "USD"]


def test_a_draft_is_owed_by_nobody() -> None:
    company = makers.entity()
    makers.draft(makers.customer(company), 30_00, issued_on=JUL_1, due_on=JUL_31)
    assert aged_balances(company.pk, JUL_31) == {}
    assert movement_differences() == []


def test_a_credit_note_lowers_what_is_owed_on_its_day(home: LegalEntity) -> None:
    invoice = open_items(home.pk, SEP_30).filter(due_on=SEP_30).get()
    credit_invoice(invoice_id=invoice.pk, on=SEP_30, reason="wrong price", by=ANN)
    assert aged_balances(home.pk, SEP_10)["EUR"].by_bucket[Bucket.CURRENT] == 200_00
    assert aged_balances(home.pk, SEP_30)["EUR"].by_bucket[Bucket.CURRENT] == 0


def test_movements_are_those_of_the_documents_also_after_merging_and_rebuilding(
    home: LegalEntity,
) -> None:
    assert movement_differences() == []
    before = {day: aged_balances(home.pk, day) for day in (AUG_31, SEP_10, OCT_5)}
    owed(makers.customer(home, "C-3"), 70, SEP_1, SEP_30)
    rows = Movement.objects.count()
    assert roll_up(entity_id=home.pk) == rows - Movement.objects.count() > 0
    assert roll_up(entity_id=home.pk) == 0
    assert movement_differences() == []
    assert rebuild_movements(entity_id=home.pk) == Movement.objects.count()
    assert movement_differences() == []
    assert aged_balances(home.pk, AUG_31) == before[AUG_31]


def test_a_movement_that_no_document_explains_is_found(home: LegalEntity) -> None:
    stray = Movement.objects.filter(kind="issued").first()
    assert stray is not None
    Movement.objects.filter(pk=stray.pk).update(amount_minor=stray.amount_minor + 1)
    (difference,) = movement_differences()
    assert (difference.kind, difference.moved_on, difference.amount_minor) == ("issued", JUL_1, 1)
