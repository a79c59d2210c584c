"""What went out: returns reopen what they had closed, refunds and charges find their place."""

from datetime import date
from typing import Any

import pytest

from cashwright.areas.cash.models import BankLine
from cashwright.areas.cash.queries import in_transit, reconciliation, unidentified_cash
from cashwright.areas.cash.rules.debits import is_charge, is_return
from cashwright.areas.cash.services import (
    Part,
    apply_line,
    set_line_aside,
    settle_debits,
    undo_line,
)
from cashwright.areas.controls.services import decide_approval, request_approval
from cashwright.areas.ledger.periods import close_period
from cashwright.areas.payments.models import Payment
from cashwright.areas.payments.services import refund, refund_payload
from cashwright.kernel.refusals import NotAllowedNow
from cashwright.runs.match import run_match
from cashwright.runs.verify import verify
from tests import makers
from tests.areas.cash.bank_makers import bank_account, bank_line
from tests.areas.cash.test_services import balances
from tests.makers import ANN, BOB, JAN_20

JAN_25, FEB_1 = date(2026, 1, 25), date(2026, 2, 1)


def clean() -> None:
    assert [(r.name, r.named) for r in verify().broken] == []


class Bank:
    def __init__(self) -> None:
        self.home = makers.entity()
        self.buyer = makers.customer(self.home)
        self.invoice = makers.invoice(self.buyer, [makers.line(100_00, 19_00)])
        self.account = bank_account(self.home)

    def paid(self, **told: Any) -> BankLine:
        """A line that paid the invoice."""
        line = bank_line(self.account, 119_00, end_to_end_id="E2E-1", **told)
        apply_line(
            line_id=line.pk, customer_id=self.buyer.pk, parts=[Part(self.invoice.pk, 119_00)],
            on=JAN_20, by=ANN,
        )  # fmt: skip
        return line

    def out(self, minor: int, **told: Any) -> BankLine:
        return bank_line(self.account, -minor, on=JAN_25, **told)

    def settle(self) -> dict[str, int]:
        return dict(settle_debits(entity_id=self.home.pk, on=FEB_1, by=ANN))


@pytest.mark.parametrize(
    ("reason", "code", "reverses", "found"),
    [
        ("AC04", "", False, True), ("", "PMNT-RCDT-RRTN", False, True), ("", "557", False, True),
        ("", "PMNT-RCDT-ESCT", True, True), ("", "PMNT-ICDT-ESCT", False, False),
    ],
)  # fmt: skip
def test_a_return_is_told_by_its_reason_its_code_or_as_a_reversal(
    reason: str, code: str, reverses: bool, found: bool
) -> None:
    assert is_return(reason, code, is_reversal=reverses) is found


def test_charges_are_told_by_whole_parts_of_their_code() -> None:
    assert is_charge("ACMT-MDOP-CHRG")
    assert is_charge("698")
    assert not is_charge("PMNT-DISCHRGE-ESCT")


@pytest.mark.django_db
def test_a_returned_payment_reopens_exactly_what_it_had_closed() -> None:
    bank = Bank()
    line = bank.paid()
    back = bank.out(119_00, end_to_end_id="E2E-1", return_reason="AC04")
    assert bank.settle() == {"returned": 1}
    bank.invoice.refresh_from_db()
    line.refresh_from_db()
    back.refresh_from_db()
    assert (bank.invoice.state, bank.invoice.balance_minor) == ("posted", 119_00)
    assert (line.state, line.teaches, back.state) == ("set_aside", False, "set_aside")
    assert back.settles_id == line.payment_id
    assert balances(bank.home.pk) == {"1100": 119_00, "2200": -19_00, "4000": -100_00}
    clean()
    assert bank.settle() == {}
    with pytest.raises(NotAllowedNow):
        undo_line(line_id=back.pk, on=FEB_1, by=ANN, reason="no")


@pytest.mark.django_db
def test_a_return_that_may_be_of_two_payments_waits_for_a_person() -> None:
    bank = Bank()
    for _ in range(2):
        bank_line(bank.account, 119_00, end_to_end_id="E2E-1")
    run_match(bank.home, JAN_20)
    bank.out(119_00, end_to_end_id="E2E-1", return_reason="AC04")
    assert bank.settle() == {"asked": 1}
    assert not Payment.objects.filter(state="returned").exists()
    clean()


@pytest.mark.django_db
def test_charges_of_the_bank_are_booked_on_the_day_of_the_bank() -> None:
    bank = Bank()
    line = bank.out(7_50, bank_code="ACMT-MDOP-CHRG")
    assert bank.settle() == {"charges": 1}
    assert balances(bank.home.pk, JAN_25)["6200"] == 7_50
    line.refresh_from_db()
    assert line.state == "set_aside"
    clean()


@pytest.mark.django_db
def test_a_refund_of_the_books_is_found_on_the_statement_and_not_booked_again() -> None:
    bank = Bank()
    payment = makers.payment(bank.buyer, 50_00)
    asked = request_approval(
        entity_id=bank.home.pk, kind="payments.refund", document_id=payment.pk,
        payload=refund_payload("payment", payment.pk, 50_00, JAN_25, "paid twice"), by=ANN,
        reason="paid twice", currency="EUR", amount_minor=50_00,
    )  # fmt: skip
    makers.bob_decides()
    decide_approval(approval_id=asked.pk, approve=True, by=BOB)
    refund(
        source_kind="payment", source_id=payment.pk, amount_minor=50_00, on=JAN_25,
        reason="paid twice", by=ANN, approval_id=asked.pk,
    )  # fmt: skip
    bank.out(50_00)
    assert bank.settle() == {"refunded": 1}
    told = balances(bank.home.pk)
    assert (told["1000"], told["10GIRO"]) == (50_00, -50_00)
    clean()


@pytest.mark.django_db
def test_books_and_outstanding_are_what_the_bank_says_whatever_happened() -> None:
    bank = Bank()
    bank.paid()
    unknown = bank_line(bank.account, 30_00, text="thanks", on=JAN_25)
    bank.out(7_50, bank_code="ACMT-MDOP-CHRG")
    other = bank.out(40_00, text="rent")
    statement = other.statement
    statement.opening_on, statement.opening_minor = date(2026, 1, 1), 1_000_00
    statement.closing_on, statement.closing_minor = JAN_25, 1_000_00 + 119_00 + 30_00 - 7_50 - 40_00
    statement.booked_minor = 101_50
    statement.save()
    before = reconciliation(bank.account, JAN_25)
    assert (before.opening_minor, before.difference_minor) == (1_000_00, 0)
    assert {one.amount_minor for one in before.outstanding} == {30_00, -7_50, -40_00}

    run_match(bank.home, FEB_1)
    after = reconciliation(bank.account, JAN_25)
    assert [(one.amount_minor, one.line_id) for one in after.outstanding] == [(-40_00, other.pk)]
    assert after.difference_minor == 0
    assert [one.amount_minor for one in unidentified_cash(bank.home.pk, JAN_25)] == [30_00]

    set_line_aside(line_id=other.pk, account_code="6200", memo="rent", on=FEB_1, by=ANN)
    set_line_aside(line_id=unknown.pk, account_code="4900", memo="interest", on=FEB_1, by=ANN)
    for on in (JAN_25, FEB_1):
        told = reconciliation(bank.account, on)
        assert (told.outstanding, told.difference_minor) == ((), 0)
    assert [one.amount_minor for one in unidentified_cash(bank.home.pk, JAN_25)] == [30_00]
    assert unidentified_cash(bank.home.pk, FEB_1) == []
    clean()


@pytest.mark.django_db
def test_a_movement_of_the_books_that_no_statement_tells_is_named() -> None:
    bank = Bank()
    line = bank.paid()
    undo_line(line_id=line.pk, on=JAN_25, by=ANN, reason="not theirs")
    statement = line.statement
    statement.closing_on, statement.closing_minor, statement.opening_minor = JAN_20, 119_00, 0
    statement.save()
    assert reconciliation(bank.account, FEB_1).outstanding == ()
    BankLine.objects.filter(pk=line.pk).update(booked_on=FEB_1)
    (one,) = reconciliation(bank.account, JAN_25).outstanding
    assert (one.side, one.amount_minor) == ("books", -119_00)


@pytest.mark.django_db
def test_money_between_two_accounts_is_in_transit_until_it_arrives() -> None:
    bank = Bank()
    sent, other = bank.out(50_00), bank.out(30_00)
    came = bank_line(bank_account(bank.home, "SAVE"), 50_00, on=FEB_1)
    for line in (sent, other):
        set_line_aside(line_id=line.pk, account_code="1050", memo="to SAVE", on=JAN_25, by=ANN)
    set_line_aside(line_id=came.pk, account_code="1050", memo="from GIRO", on=FEB_1, by=ANN)
    told = [(one.amount_minor, one.memo) for one in in_transit(bank.home.pk, JAN_25)]
    assert told == [(50_00, "to SAVE"), (30_00, "to SAVE")]
    (left,) = in_transit(bank.home.pk, FEB_1)
    assert (left.amount_minor, left.document_id) == (30_00, other.pk)
    assert balances(bank.home.pk)["1050"] == 30_00


@pytest.mark.django_db
def test_a_charge_of_a_closed_month_waits_and_stops_nobody_else() -> None:
    bank = Bank()
    bank.out(7_50, bank_code="ACMT-MDOP-CHRG")
    close_period(entity_id=bank.home.pk, starts_on=date(2026, 1, 1), today=date(2026, 3, 1), by=BOB)
    bank_line(bank.account, -3_00, on=FEB_1, bank_code="ACMT-MDOP-CHRG")
    assert bank.settle() == {"asked": 1, "charges": 1}
