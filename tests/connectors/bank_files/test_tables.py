"""CSV, workbooks and payouts: columns found or said, days and decimals never guessed."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from cashwright.areas.cash.ports import Assumed, BankFileFormat, ColumnMap, Direction
from cashwright.areas.cash.refusals import (
    AccountUnsaid,
    BankFileUnknown,
    BankTotalsDisagree,
    BankValueUnreadable,
    ColumnsUnsaid,
    CurrencyUnsaid,
    FormUnclear,
)
from cashwright.connectors.bank_files import read_bank_file
from tests.connectors.bank_files.makers import CSV, PAYOUT_CSV, QIF

OURS = Assumed("ACCOUNT1", "EUR")


def test_columns_are_found_by_what_banks_call_them() -> None:
    file = read_bank_file(CSV, "umsatz.csv", assumed=OURS)
    (statement,) = file.statements
    newest = statement.entries[0]
    assert (newest.signed_minor, newest.booked_on, newest.value_on) == (
        111900, date(2026, 3, 15), date(2026, 3, 16),
    )  # fmt: skip
    assert newest.details[0].counterparty.name == "Ada Lovelace Ltd"
    assert newest.details[0].text == "Invoice INV-10"
    assert newest.raw["Saldo"] == "1.219,00"


def test_running_balances_give_opening_and_closing_in_either_order_of_rows() -> None:
    (statement,) = read_bank_file(CSV, assumed=OURS).statements
    assert statement.opening is not None
    assert statement.closing is not None
    assert (statement.opening.amount_minor, statement.closing.amount_minor) == (50000, 121900)


def test_credits_and_debits_in_two_columns_and_rows_around_the_table() -> None:
    text = (
        b"Account,NL91\nDate,Memo,Money out,Money in\n2026-03-01,Rent,400.00,\n"
        b"2026-03-02,INV-10,,119.00\nTotal,,400.00,119.00\n"
    )
    text = text.replace(b"Account,NL91", b"Account,NL91,,").replace(b"Total,,", b"Total,,")
    file = read_bank_file(text, assumed=OURS)
    assert [e.signed_minor for e in file.statements[0].entries] == [-40000, 11900]
    assert any("row 5 left out" in note for note in file.notes)


def test_days_that_could_be_months_are_asked_for_not_guessed() -> None:
    text = b"Date,Amount\n01/04/2026,5.00\n02/04/2026,6.00\n"
    with pytest.raises(FormUnclear):
        read_bank_file(text, assumed=OURS)
    said = ColumnMap(booked_on="Date", amount="Amount", dates="dmy")
    (statement,) = read_bank_file(text, assumed=OURS, columns=said).statements
    assert statement.from_on == date(2026, 4, 1)


def test_a_table_without_a_date_or_an_amount_says_what_is_missing() -> None:
    with pytest.raises(ColumnsUnsaid) as refused:
        read_bank_file(b"When?,How much?\n2026-01-01,5\n", assumed=OURS)
    assert refused.value.facts["missing"] == ["date", "amount"]
    said = ColumnMap(booked_on="When?", amount="How much?")
    file = read_bank_file(b"When?,How much?\n2026-01-01,5\n", assumed=OURS, columns=said)
    assert file.statements[0].entries[0].amount_minor == 500


def test_account_and_currency_come_from_the_file_or_the_user_never_from_nowhere() -> None:
    with pytest.raises(AccountUnsaid):
        read_bank_file(CSV)
    with pytest.raises(CurrencyUnsaid):
        read_bank_file(CSV, assumed=Assumed("ACCOUNT1"))
    with pytest.raises(AccountUnsaid):
        read_bank_file(QIF)


def test_each_currency_of_a_table_is_a_statement() -> None:
    text = b"Date,Currency,Amount\n2026-01-31,USD,5.00\n2026-01-31,JPY,500\n"
    file = read_bank_file(text, assumed=OURS)
    assert [(s.currency, s.entries[0].amount_minor) for s in file.statements] == [
        ("USD", 500), ("JPY", 500),
    ]  # fmt: skip


def test_an_unreadable_amount_is_refused_with_its_row() -> None:
    with pytest.raises(BankValueUnreadable) as refused:
        read_bank_file(
            b"Date,Amount\n2026-01-31,5.00\n2026-02-01,five\n2026-02-02,6\n", assumed=OURS
        )
    assert (refused.value.facts["line"], refused.value.facts["field"]) == (3, "Amount")


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Date", "Amount", "Memo"])
    sheet.append([date(2026, 3, 2), 119, "INV-10"])
    book.save(tmp_path / "bank.xlsx")
    file = read_bank_file(tmp_path / "bank.xlsx", assumed=OURS)
    (entry,) = file.statements[0].entries
    assert (entry.booked_on, entry.amount_minor) == (date(2026, 3, 2), 11900)


def test_a_payout_reconciles_gross_fee_and_net() -> None:
    file = read_bank_file(PAYOUT_CSV)
    assert file.format is BankFileFormat.PAYOUT
    (statement,) = file.statements
    charge, payout = statement.entries
    assert (charge.amount_minor, charge.details[0].amount_minor) == (11525, 11900)
    assert [c.amount_minor for c in charge.details[0].charges] == [375]
    assert (payout.direction, payout.batch_ref) == (Direction.DEBIT, "po_1")
    assert sum(entry.signed_minor for entry in statement.entries) == 0


def test_a_payout_that_does_not_reconcile_is_refused() -> None:
    with pytest.raises(BankTotalsDisagree):
        read_bank_file(PAYOUT_CSV.replace(b"119.00,3.75,115.25", b"119.00,3.75,115.20"))


def test_the_api_of_a_processor_counts_minor_units() -> None:
    one = (
        b'{"object":"list","data":[{"object":"balance_transaction","id":"txn_1","amount":5000,'
        b'"fee":175,"net":4825,"currency":"jpy","created":1772445600,"type":"charge"}]}'
    )
    (entry,) = read_bank_file(one).statements[0].entries
    assert (entry.amount_minor, entry.currency, entry.booked_on) == (4825, "JPY", date(2026, 3, 2))


@pytest.mark.parametrize("row", [2, 4])
def test_a_day_that_is_none_is_refused_at_the_edges_too(row: int) -> None:
    lines = [b"Date,Amount", b"2026-01-31,5.00", b"2026-02-01,6.00", b"2026-02-02,7.00"]
    lines[row - 1] = b"2026-02-30,8.00"
    with pytest.raises(BankValueUnreadable) as refused:
        read_bank_file(b"\n".join(lines), assumed=OURS)
    assert (refused.value.facts["line"], refused.value.facts["value"]) == (row, "2026-02-30")


def test_a_row_with_neither_a_credit_nor_a_debit_is_refused() -> None:
    text = b"Date,Money out,Money in\n2026-03-01,400.00,\n2026-03-02,,\n2026-03-03,,5.00\n"
    with pytest.raises(BankValueUnreadable) as refused:
        read_bank_file(text, assumed=OURS)
    assert refused.value.facts["line"] == 3


def _qif(*amounts: bytes) -> bytes:
    return b"!Type:Bank\n" + b"".join(b"D3/15/26\nT%b\n^\n" % amount for amount in amounts)


def test_a_thousand_without_decimals_is_never_one() -> None:
    with pytest.raises(FormUnclear):
        read_bank_file(_qif(b"1,000"), assumed=OURS)
    file = read_bank_file(_qif(b"1,000", b"12.50"), assumed=OURS)
    assert [e.amount_minor for e in file.statements[0].entries] == [100000, 1250]
    said = ColumnMap(booked_on="", mark=",")
    file = read_bank_file(_qif(b"1,000"), assumed=OURS, columns=said)
    assert file.statements[0].entries[0].amount_minor == 100


def test_several_accounts_in_one_file_are_not_taken_for_one() -> None:
    card = b"!Account\nNVisa\n^\n!Type:CCard\nD3/16/26\nT-20.00\n^\n"
    with pytest.raises(BankFileUnknown) as refused:
        read_bank_file(QIF + card, assumed=OURS)
    assert "several accounts" in str(refused.value.facts["why"])


def test_a_payout_with_decimal_commas_is_not_a_hundred_times_as_much() -> None:
    text = PAYOUT_CSV.replace(b"-115.25,0.00,-115.25", b'"-115,25","0,00","-115,25"')
    text = text.replace(b"119.00,3.75,115.25", b'"119,00","3,75","115,25"')
    (statement,) = read_bank_file(text).statements
    assert [entry.signed_minor for entry in statement.entries] == [11525, -11525]


def test_a_fee_that_is_given_back_is_a_charge_the_other_way() -> None:
    text = PAYOUT_CSV.replace(b"119.00,3.75,115.25", b"-119.00,-3.75,-115.25")
    refund = read_bank_file(text).statements[0].entries[0]
    (charge,) = refund.details[0].charges
    assert (charge.amount_minor, charge.direction) == (375, Direction.CREDIT)


def test_a_page_of_several_says_that_there_is_more() -> None:
    one = (
        b'{"object":"list","has_more":true,"data":[{"object":"balance_transaction","id":"txn_1",'
        b'"amount":5000,"fee":175,"net":4825,"currency":"jpy","created":1772445600,'
        b'"type":"charge"}]}'
    )
    assert any("one page of several" in note for note in read_bank_file(one).notes)
