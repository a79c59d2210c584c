"""Advices as tables: columns by what payers call them, a payment's rows together, totals that hold."""

import io
from datetime import date

import openpyxl
import pytest

from cashwright.areas.cash.ports import AdviceItem
from cashwright.areas.cash.refusals import (
    BankFileRefused,
    BankValueUnreadable,
    ColumnsUnsaid,
    CurrencyUnsaid,
)
from cashwright.connectors.remittance import read_advices

TABLE = """Invoice Number,Gross Amount,Discount,Deduction,Reason Code,Amount Paid,Currency,Payment Date,Payment Ref
INV-1001,"1,000.00",20.00,0.00,,980.00,USD,2026-01-20,P-1
INV-1002,500.00,0.00,50.00,DMG,450.00,USD,2026-01-20,P-1
INV-1003,10.00,,,,10.00,USD,2026-01-21,P-2
"""


def test_rows_of_one_payment_are_one_advice() -> None:
    first, second = read_advices(TABLE.encode(), "advice.csv").advices
    assert (first.trace_no, first.paid_on, first.currency, first.amount_minor) == (
        "P-1", date(2026, 1, 20), "USD", 1_430_00,
    )  # fmt: skip
    assert first.items == (
        AdviceItem(document_no="INV-1001", paid_minor=980_00, gross_minor=1_000_00, discount_minor=20_00),
        AdviceItem(
            document_no="INV-1002", paid_minor=450_00, gross_minor=500_00, deduction_minor=50_00,
            reason="DMG",
        ),
    )  # fmt: skip
    assert (second.trace_no, second.amount_minor) == ("P-2", 10_00)


def test_a_german_table_with_a_title_and_a_total_is_read() -> None:
    text = (
        "Zahlungsavis;;;\nRechnungsnummer;Bruttobetrag;Skonto;Zahlbetrag (EUR)\n"
        "RE-77;1.190,00;23,80;1.166,20\nRE-78;100,00;0,00;100,00\nSumme;;;1.266,20\n"
    )
    (advice,) = read_advices(text.encode(), "avis.csv").advices
    assert (advice.currency, advice.amount_minor) == ("EUR", 1_266_20)
    assert [(i.paid_minor, i.discount_minor) for i in advice.items] == [
        (1_166_20, 23_80),
        (100_00, 0),
    ]


def test_a_workbook_is_a_table_too() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Invoice", "Paid", "Currency"], ["INV-1", 12.5, "EUR"], ["INV-2", 100, "EUR"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    (advice,) = read_advices(stream.getvalue(), "advice.xlsx").advices
    assert [(i.document_no, i.paid_minor) for i in advice.items] == [
        ("INV-1", 12_50),
        ("INV-2", 100_00),
    ]


def test_an_invoice_over_two_rows_is_one_item() -> None:
    text = "Invoice,Amount paid,Currency\nINV-1,10.00,EUR\nINV-1,5.00,EUR\nINV-2,1.00,EUR\n"
    (advice,) = read_advices(text.encode()).advices
    assert [(i.document_no, i.paid_minor) for i in advice.items] == [
        ("INV-1", 15_00),
        ("INV-2", 1_00),
    ]


def test_an_item_that_does_not_add_up_keeps_its_number_alone() -> None:
    read = read_advices(TABLE.replace("980.00", "981.00").encode(), "advice.csv")
    first = read.advices[0]
    assert first.items[0] == AdviceItem(document_no="INV-1001")
    assert first.amount_minor is None
    assert any("INV-1001" in note for note in read.notes)


def test_a_total_that_lies_leaves_the_numbers_alone() -> None:
    text = "Invoice,Amount paid,Currency\nINV-1,10.00,EUR\nINV-2,5.00,EUR\nTotal,15.01,EUR\n"
    read = read_advices(text.encode())
    assert [item.paid_minor for item in read.advices[0].items] == [None, None]
    assert read.advices[0].amount_minor == 15_01
    assert read.notes[-1].startswith("the table")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("Invoice,Amount paid\nINV-1,10.00\n", CurrencyUnsaid),
        ("Invoice,Amount paid,Currency\nINV-1,ten,EUR\n", BankValueUnreadable),
        ("Invoice,Amount paid,Currency\nINV-1,10.00001,EUR\n", BankValueUnreadable),
        ("Invoice,Amount paid,Currency\nINV-1,10.00,XQQ\n", BankValueUnreadable),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row(
    text: str, refusal: type[BankFileRefused]
) -> None:
    with pytest.raises(refusal) as refused:
        read_advices(text.encode(), "advice.csv")
    assert refused.value.facts["line"] == 2
    assert refused.value.facts["remedy"]


def test_a_workbook_without_such_columns_says_which_it_needs() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Colour", "Size"])
    book.active.append(["red", 5])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(ColumnsUnsaid) as refused:
        read_advices(stream.getvalue(), "advice.xlsx")
    assert "invoice number" in str(refused.value.facts["remedy"])
