"""The same payment in every form a bank may send it: who, how much, when, what for."""

from datetime import date

import pytest

from cashwright.areas.cash.ports import (
    AccountKind,
    Assumed,
    BalanceKind,
    BankEntry,
    BankFileFormat,
    Direction,
    EntryStatus,
    ReadFile,
    StatementKind,
)
from cashwright.connectors.bank_files import read_bank_file
from tests.connectors.bank_files import makers

OURS = Assumed("ACCOUNT1", "EUR")


def _one(file: ReadFile) -> BankEntry:
    (statement,) = file.statements
    (entry,) = statement.entries
    return entry


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("camt.xml", BankFileFormat.CAMT), ("mt940.sta", BankFileFormat.MT940),
        ("bai2.txt", BankFileFormat.BAI2), ("lockbox.txt", BankFileFormat.LOCKBOX),
        ("sgml.ofx", BankFileFormat.OFX), ("xml.ofx", BankFileFormat.OFX),
        ("qif.qif", BankFileFormat.QIF), ("table.csv", BankFileFormat.TABLE),
        ("payout.csv", BankFileFormat.PAYOUT),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_content_whatever_it_is_called(
    name: str, form: BankFileFormat
) -> None:
    assert read_bank_file(makers.ALL[name], "statement", assumed=OURS).format is form


@pytest.mark.parametrize(
    "name", ["camt.xml", "mt940.sta", "bai2.txt", "lockbox.txt", "sgml.ofx", "xml.ofx"]
)
def test_a_payment_of_119_is_the_same_money_in_every_format(name: str) -> None:
    entry = _one(read_bank_file(makers.ALL[name]))
    assert (entry.direction, entry.amount_minor, entry.signed_minor) == (
        Direction.CREDIT, 11900, 11900,
    )  # fmt: skip
    assert entry.booked_on == date(2026, 3, 2)
    assert entry.status is EntryStatus.BOOKED
    (detail,) = entry.details
    assert detail.amount_minor == 11900
    assert "INV-10" in detail.text
    assert detail.counterparty.name.upper().startswith("ADA LOVELACE")


@pytest.mark.parametrize("name", ["camt.xml", "mt940.sta"])
def test_a_european_statement_names_account_payer_references_and_balances(name: str) -> None:
    file = read_bank_file(makers.ALL[name])
    (statement,) = file.statements
    assert (statement.account.number, statement.account.kind) == (
        "NL91ABNA0417164300", AccountKind.IBAN,
    )  # fmt: skip
    assert statement.currency == "EUR"
    assert statement.opening is not None
    assert statement.closing is not None
    assert (statement.opening.amount_minor, statement.closing.amount_minor) == (10000, 21900)
    assert file.gaps == ()
    entry = statement.entries[0]
    assert entry.value_on == date(2026, 3, 3)
    assert entry.bank_ref == "BANK-1"
    (detail,) = entry.details
    assert (detail.end_to_end_id, detail.mandate_id) == ("E2E-7", "MANDATE-9")
    payer = detail.counterparty
    assert payer.name == "Ada Lovelace Ltd"
    assert payer.account is not None
    assert (payer.account.number, payer.account.bank) == ("DE89370400440532013000", "COBADEFFXXX")
    assert entry.raw
    assert detail.raw


def test_bai2_keeps_what_continuations_say_and_the_balances_of_the_account() -> None:
    (statement,) = read_bank_file(makers.BAI2).statements
    assert [b.kind for b in statement.balances] == [BalanceKind.OPENING, BalanceKind.CLOSING]
    (entry,) = statement.entries
    assert (entry.code.proprietary, entry.bank_ref) == ("142", "BANK-1")
    assert entry.value_on == date(2026, 3, 3)
    assert entry.details[0].counterparty.name == "Ada Lovelace Ltd"
    assert entry.details[0].text == "Invoice INV-10"


def test_a_check_of_a_lockbox_is_a_notice_with_its_payers_account_and_number() -> None:
    (statement,) = read_bank_file(makers.LOCKBOX).statements
    assert (statement.kind, statement.currency) == (StatementKind.NOTICE, "USD")
    detail = statement.entries[0].details[0]
    assert detail.counterparty.account is not None
    assert detail.counterparty.account.number == "0012345555"
    assert (detail.end_to_end_id, detail.text) == ("180", "INV-10")


def test_ofx_is_read_alike_with_and_without_closing_tags() -> None:
    old, new = (_one(read_bank_file(f)) for f in (makers.OFX_SGML, makers.OFX_XML))
    assert old.details[0].counterparty.name == "Ada Lovelace & Co"
    assert (old.bank_ref, old.amount_minor, old.key) == (new.bank_ref, new.amount_minor, new.key)


def test_qif_takes_account_and_currency_from_the_user_and_the_order_of_days_from_the_file() -> None:
    (statement,) = read_bank_file(makers.QIF, assumed=OURS).statements
    assert statement.account.number == "ACCOUNT1"
    assert [(e.booked_on, e.signed_minor) for e in statement.entries] == [
        (date(2026, 3, 2), -100000), (date(2026, 3, 15), 11900),
    ]  # fmt: skip
