"""What people write: numbers that stand alone, amounts that add up, mails plain and in HTML."""

import pytest

from cashwright.areas.cash.ports import AdviceItem
from cashwright.areas.cash.refusals import (
    BankFileEmpty,
    BankFileTooLarge,
    BankFileUnknown,
    NoStatement,
)
from cashwright.connectors.remittance import read_advices
from cashwright.connectors.remittance.reader import BYTES_MAX

MAIL = """From: "Acme Accounts" <ap@acme.example>
To: ar@northwind.example
Subject: Payment advice 20 January
Content-Type: text/plain; charset=utf-8

We paid today:

INV-1001    1.190,00 EUR
INV-1002      238,50 EUR

Total: 1.428,50 EUR

> On Monday you wrote about invoice 9999
"""


def test_a_mail_that_lists_invoices_and_a_total_is_an_advice() -> None:
    (advice,) = read_advices(MAIL.encode(), "advice.eml").advices
    assert (advice.payer_name, advice.currency, advice.amount_minor) == (
        "Acme Accounts",
        "EUR",
        1_428_50,
    )
    assert advice.items == (
        AdviceItem(document_no="INV-1001", paid_minor=1_190_00),
        AdviceItem(document_no="INV-1002", paid_minor=238_50),
    )


def test_amounts_that_are_not_the_total_are_not_used() -> None:
    read = read_advices(MAIL.replace("238,50", "238,00").encode(), "advice.eml")
    assert [item.paid_minor for item in read.advices[0].items] == [None, None]
    assert read.notes


def test_a_page_is_read_as_its_text() -> None:
    page = (
        "From: ap@acme.example\nSubject: Advice\nContent-Type: text/html\n\n<html><style>x{}</style><table>"
        "<tr><td>INV-1001</td><td>$1,190.00</td></tr><tr><td>INV-1002</td><td>$10.00</td></tr></table>"
        "<p>Total $1,200.00</p></html>"
    )
    (advice,) = read_advices(page.encode(), "advice.eml").advices
    assert (advice.amount_minor, [item.paid_minor for item in advice.items]) == (
        1_200_00, [1_190_00, 10_00],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Bezahlt: Rechnung Nr. RE2026/00417 und Rechnung 4711", ["RE2026/00417", "4711"]),
        ("facture n° F-00012-2026", ["F-00012-2026"]),
        ("Invoice no.: 2026-0042 thanks", ["2026-0042"]),
    ],
)
def test_numbers_behind_a_word_for_an_invoice_are_found_whole(
    text: str, numbers: list[str]
) -> None:
    (advice,) = read_advices(text.encode(), "note.txt").advices
    assert [item.document_no for item in advice.items] == numbers


@pytest.mark.parametrize(
    "text", ["Thank you, see you on 20 January 2026", "call +49 30 1234567", "Invoice attached."]
)
def test_what_names_no_document_is_refused(text: str) -> None:
    with pytest.raises(NoStatement):
        read_advices(text.encode(), "note.txt")


def test_what_cannot_be_an_advice_is_refused_with_what_to_do() -> None:
    for data, refusal in (
        (b"", BankFileEmpty), (b"%PDF-1.7 ...", BankFileUnknown), (b"PK\x03\x04zip", BankFileUnknown),
        (b"x" * (BYTES_MAX + 1), BankFileTooLarge),
    ):  # fmt: skip
        with pytest.raises(refusal) as refused:
            read_advices(data, "thing")
        assert refused.value.facts["remedy"]
